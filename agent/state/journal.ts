/**
 * What the console must learn, on disk until it has acknowledged it. One line per fact: the CRC-32 of the rest, a
 * space, JSON. Facts are flushed before anybody acts on them; acknowledgements are not, since a fact that is sent twice
 * is recorded once. A line that does not match its sum, the last of a power cut for example, is left out.
 */
import { closeSync, copyFileSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { type JournalBody, journalBody } from '../../worker/contract/agent-protocol.ts'
import { readIfPresent, writeDurably } from './durable-file.ts'

export interface JournalEntry {
  entryUid: string
  at: number
  body: JournalBody
}
export type SessionStarted = Extract<JournalBody, { kind: 'sessionStarted' }>

const line = z.discriminatedUnion('line', [
  z.object({ line: z.literal('entry'), entryUid: z.uuid(), at: z.number(), body: journalBody }),
  z.object({ line: z.literal('ack'), entryUid: z.uuid() }),
])
type Line = z.infer<typeof line>

/** A journal smaller than this is not worth rewriting. */
const COMPACT_FROM_BYTES = 256 * 1024

export interface JournalDeps {
  path: string
  newUid: () => string
  now: () => number
  /** Told what went wrong with the file, in a sentence. */
  onProblem: (message: string) => void
}

export class Journal {
  readonly #deps: JournalDeps
  /** Facts in the order they happened; acknowledged ones only while their session is open. */
  readonly #entries = new Map<string, JournalEntry>()
  readonly #acknowledged = new Set<string>()
  /** Text that could not be written, a full disk for example; tried again with the next one. */
  #unwritten = ''
  #file: number
  #sizeBytes = 0
  #compactAtBytes = COMPACT_FROM_BYTES

  private constructor(deps: JournalDeps, file: number) {
    this.#deps = deps
    this.#file = file
  }

  static open(deps: JournalDeps): Journal {
    const content = readIfPresent(deps.path) ?? ''
    const journal = new Journal(deps, openSync(deps.path, 'a', 0o600))
    const damagedLines = journal.#load(content)
    if (damagedLines > 0) {
      copyFileSync(deps.path, `${deps.path}.damaged`)
      deps.onProblem(
        `${damagedLines} damaged ${damagedLines === 1 ? 'line' : 'lines'} of the journal were left out; the file as it was is kept as ${deps.path}.damaged.`,
      )
    }
    journal.#sizeBytes = Buffer.byteLength(content)
    if (content !== '' && !content.endsWith('\n')) journal.#unwritten = '\n'
    journal.#compact()
    return journal
  }

  /** Facts that the console has not acknowledged yet, oldest first. */
  get pending(): JournalEntry[] {
    return [...this.#entries.values()].filter(({ entryUid }) => !this.#acknowledged.has(entryUid))
  }

  get pendingCount(): number {
    return this.#entries.size - this.#acknowledged.size
  }

  /** Sessions that began and have not ended: after a start of the agent, those that its end cut off. */
  get openSessions(): SessionStarted[] {
    const bodies = [...this.#entries.values()].map(({ body }) => body)
    const finished = new Set(bodies.flatMap((body) => (body.kind === 'sessionFinished' ? [body.sessionUid] : [])))
    return bodies.filter(
      (body): body is SessionStarted => body.kind === 'sessionStarted' && !finished.has(body.sessionUid),
    )
  }

  /** Facts that belong together are written and flushed together. */
  append(...bodies: JournalBody[]): JournalEntry[] {
    const added = bodies.map((body) => ({ entryUid: this.#deps.newUid(), at: this.#deps.now(), body }))
    let text = ''
    for (const entry of added) {
      text += this.#supersede(entry.body)
      this.#entries.set(entry.entryUid, entry)
      text += encodeLine({ line: 'entry', ...entry })
    }
    this.#write(text, true)
    this.#forgetClosed()
    return added
  }

  acknowledge(entryUid: string): void {
    if (!this.#entries.has(entryUid) || this.#acknowledged.has(entryUid)) return
    this.#acknowledged.add(entryUid)
    this.#write(encodeLine({ line: 'ack', entryUid }), false)
    this.#forgetClosed()
    if (this.#sizeBytes > this.#compactAtBytes) this.#compact()
  }

  close(): void {
    if (this.#unwritten) this.#write('', true)
    closeSync(this.#file)
  }

  /** A newer inventory of a job makes an older one, which nobody has seen yet, worthless. */
  #supersede(body: JournalBody): string {
    if (body.kind !== 'snapshotInventory') return ''
    let text = ''
    for (const { entryUid, body: older } of this.#entries.values()) {
      if (older.kind !== 'snapshotInventory' || older.jobUid !== body.jobUid) continue
      if (older.repositoryUid !== body.repositoryUid) continue
      this.#entries.delete(entryUid)
      this.#acknowledged.delete(entryUid)
      text += encodeLine({ line: 'ack', entryUid })
    }
    return text
  }

  /** Acknowledged facts are forgotten, but the start of a session only when its end is known. */
  #forgetClosed(): void {
    const open = new Set(this.openSessions.map(({ sessionUid }) => sessionUid))
    for (const entryUid of this.#acknowledged) {
      const body = this.#entries.get(entryUid)?.body
      if (body?.kind === 'sessionStarted' && open.has(body.sessionUid)) continue
      this.#entries.delete(entryUid)
      this.#acknowledged.delete(entryUid)
    }
  }

  #load(content: string): number {
    let damagedLines = 0
    for (const text of content.split('\n')) {
      if (text === '') continue
      const found = decodeLine(text)
      if (found === null) damagedLines++
      else if (found.line === 'entry') {
        const { entryUid, at, body } = found
        this.#entries.set(entryUid, { entryUid, at, body })
      } else this.#acknowledged.add(found.entryUid)
    }
    for (const entryUid of this.#acknowledged) if (!this.#entries.has(entryUid)) this.#acknowledged.delete(entryUid)
    this.#forgetClosed()
    return damagedLines
  }

  #write(text: string, isFlushed: boolean): void {
    const whole = this.#unwritten + text
    try {
      for (let rest = Buffer.from(whole); rest.length > 0; ) rest = rest.subarray(writeSync(this.#file, rest))
      if (isFlushed) fsyncSync(this.#file)
      this.#unwritten = ''
      this.#sizeBytes += whole.length
    } catch (error) {
      // What was written of it ends as a damaged line of its own.
      this.#unwritten = whole.startsWith('\n') ? whole : `\n${whole}`
      this.#deps.onProblem(
        `The journal ${this.#deps.path} cannot be written (${error instanceof Error ? error.message : String(error)}). Results wait in memory: make room on the disk before the agent is stopped.`,
      )
    }
  }

  #encodeLive(): string {
    let text = ''
    for (const entry of this.#entries.values()) text += encodeLine({ line: 'entry', ...entry })
    for (const entryUid of this.#acknowledged) text += encodeLine({ line: 'ack', entryUid })
    return text
  }

  #compact(): void {
    const text = this.#encodeLive()
    try {
      writeDurably(this.#deps.path, text)
    } catch {
      // The longer file still holds everything.
      return
    }
    closeSync(this.#file)
    this.#file = openSync(this.#deps.path, 'a', 0o600)
    this.#sizeBytes = Buffer.byteLength(text)
    this.#compactAtBytes = Math.max(COMPACT_FROM_BYTES, 2 * this.#sizeBytes)
    this.#unwritten = ''
  }
}

function encodeLine(value: Line): string {
  const json = JSON.stringify(value)
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`
}

function decodeLine(text: string): Line | null {
  const json = text.slice(9)
  if (text.slice(0, 9) !== `${crc32(json).toString(16).padStart(8, '0')} `) return null
  try {
    const parsed = line.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
