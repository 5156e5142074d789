/** Sealed events from a file: what `--save` wrote, a JSON answer of the console, or its CSV. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import {
  type AuditChain,
  type AuditChainEntry,
  auditChain,
  auditChainEntry,
} from '../../worker/contract/event-logs/audit-chains.ts'
import { Refusal } from '../runtime/refusal.ts'

export interface Export {
  /** Null where the file holds events alone. */
  chain: AuditChain | null
  entries: AuditChainEntry[]
}

const savedExport = z.object({ chain: auditChain, entries: z.array(auditChainEntry) })
const answeredEntries = z.object({ data: z.array(auditChainEntry) })
const answeredChain = z.object({ data: auditChain })

export function readExport(file: string): Export {
  const text = readFileSync(file, 'utf8')
  if (!text.trimStart().startsWith('{')) return { chain: null, entries: readCsv(file, text) }
  const value = parse(file, text)
  const saved = savedExport.safeParse(value)
  if (saved.success) return saved.data
  const answered = answeredEntries.safeParse(value)
  if (answered.success) return { chain: null, entries: answered.data.data }
  throw new Refusal(`${file} holds no sealed events: export them from /organizations/{uid}/auditChain/entries.`)
}

/** The chain in an answer of /organizations/{uid}/auditChain, or in what `--save` wrote. */
export function readChain(file: string): AuditChain {
  const value = parse(file, readFileSync(file, 'utf8'))
  const answered = answeredChain.safeParse(value)
  if (answered.success) return answered.data.data
  const saved = savedExport.safeParse(value)
  if (saved.success) return saved.data.chain
  throw new Refusal(`${file} holds no checkpoint: save the answer of /organizations/{uid}/auditChain.`)
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(`${file} is neither JSON nor CSV of the console.`)
  }
}

function readCsv(file: string, text: string): AuditChainEntry[] {
  const [header = [], ...rows] = splitCsv(text)
  const at = (row: string[], name: string) => row[header.indexOf(name)] ?? ''
  const entries = rows.map((row) => ({
    sequence: Number(at(row, 'sequence')),
    previousHash: at(row, 'previousHash'),
    hash: at(row, 'hash'),
    entry: at(row, 'entry'),
    person: at(row, 'person') || null,
  }))
  const read = z.array(auditChainEntry).safeParse(entries)
  if (!read.success || !header.includes('entry'))
    throw new Refusal(`${file} is not the CSV of /organizations/{uid}/auditChain/entries.`)
  return read.data
}

/** RFC 4180. */
function splitCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const match of text.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g)) {
    const [whole, cell = '', end = ''] = match
    if (whole === '' && row.length === 0) break
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)
    if (end === ',') continue
    rows.push(row)
    row = []
  }
  return rows
}
