import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AuditChain, AuditChainEntry } from '../worker/contract/event-logs/audit-chains.ts'
import { readChain, readExport } from './audit/read-export.ts'
import { AuditSource } from './audit/rest-source.ts'
import { type Expectations, goneSince, lostChains, type Verified, verifyChain } from './audit/verify-chain.ts'
import { projectFolder } from './build/sources.ts'
import { Refusal, runCommand } from './runtime/refusal.ts'
import { readSettings } from './runtime/settings.ts'
import { writeFileDurably } from './runtime/write-file-durably.ts'

const USAGE = `Usage:
  npm run verify-audit                           every chain of the console at HOLDFAST_URL
  npm run verify-audit -- --organization UID     one of them
  npm run verify-audit -- FILE…                  exports: what --save wrote, or JSON or CSV of the API
Options:
  --save FOLDER        keeps chain and events of each organization as a file that can be verified offline
  --checkpoint FILE    an earlier answer of …/auditChain, or an earlier --save: the chain must still hold it
  --public-key KEY     the console's key as you know it, instead of the one that it tells itself
The credential is taken from HOLDFAST_API_KEY, or from HOLDFAST_ADMIN_LOGIN and HOLDFAST_ADMIN_PASSWORD.`

const OPTIONS = {
  organization: { type: 'string' },
  save: { type: 'string' },
  checkpoint: { type: 'string', multiple: true },
  'public-key': { type: 'string' },
} as const

/** `npm run verify-audit`: follows audit chains link by link and names the first event that does not hold. */
await runCommand(async () => {
  const { values, positionals } = readArguments()
  const earlier = (values.checkpoint ?? []).map((file) => readChain(pathOf(file)))
  const publicKey = values['public-key'] ?? null
  let faultCount = 0
  const judge = (name: string, verified: Verified) => {
    if (verified.fault !== null) faultCount += 1
    console.log(describe(name, verified))
  }
  if (positionals.length > 0) {
    for (const file of positionals) {
      const { chain, entries } = readExport(pathOf(file))
      const signed = chain ?? earlier.find(({ organizationUid }) => organizationUid === organizationOf(entries)) ?? null
      judge(
        file,
        await verifyChain(signed, entries, { publicKey, earlier: chain === null ? [] : headsOf(chain, earlier) }),
      )
    }
  } else {
    const source = await openSource()
    const seen = new Set<string>()
    for await (const chain of chainsOf(source, values.organization)) {
      seen.add(chain.organizationUid)
      const expected = { publicKey, earlier: headsOf(chain, earlier) }
      judge(chain.organizationUid, await verifyRunning(source, chain, expected, values.save))
    }
    for (const lost of lostChains(earlier, seen, values.organization)) judge(lost.organizationUid, goneSince(lost))
  }
  if (faultCount > 0) throw new Refusal(`${faultCount} of the audit chains do not hold.`)
})

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true })
  } catch {
    throw new Refusal(USAGE)
  }
}

function pathOf(file: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), file)
}

async function openSource(): Promise<AuditSource> {
  const { url, administrator } = readSettings(process.env, projectFolder)
  const apiKey = process.env.HOLDFAST_API_KEY
  if (apiKey) return AuditSource.open(url, { apiKey })
  if (administrator !== undefined) return AuditSource.open(url, administrator)
  throw new Refusal(USAGE)
}

async function* chainsOf(source: AuditSource, organizationUid: string | undefined): AsyncIterable<AuditChain> {
  if (organizationUid === undefined) yield* source.chains()
  else yield await source.chain(organizationUid)
}

function organizationOf([first]: AuditChainEntry[]): string | null {
  return first === undefined ? null : JSON.parse(first.entry).organizationUid
}

function headsOf(chain: AuditChain, earlier: AuditChain[]): Expectations['earlier'] {
  return earlier
    .filter(
      ({ organizationUid, headSequence }) =>
        organizationUid === chain.organizationUid && headSequence > chain.prunedSequence,
    )
    .map(({ headSequence, headHash }) => ({ sequence: headSequence, hash: headHash ?? '' }))
}

/**
 * Retention may cut a chain while it is read, and the console seals on: one that does not hold, or goes beyond its signed
 * end, is read once more. An event and the end that signs it are written together, so that by then none may lie behind.
 */
async function verifyRunning(
  source: AuditSource,
  chain: AuditChain,
  expected: Expectations,
  folder: string | undefined,
): Promise<Verified> {
  const first = await readAndVerify(source, chain, expected, folder)
  if (first.fault === null && first.unsigned === 0) return first
  const now = await source.chain(chain.organizationUid)
  const second = await readAndVerify(source, now, expected, folder)
  const isForged = second.fault === null && first.unsigned > now.headSequence
  const fault = isForged ? `event ${now.headSequence + 1}: It lies behind the end that was signed.` : second.fault
  // What was sealed during this second reading will be signed when it is asked for the next time.
  return { ...second, fault, unsigned: 0 }
}

async function readAndVerify(
  source: AuditSource,
  chain: AuditChain,
  expected: Expectations,
  folder: string | undefined,
): Promise<Verified> {
  if (folder === undefined) return verifyChain(chain, source.entries(chain), expected)
  const entries: AuditChainEntry[] = []
  for await (const entry of source.entries(chain)) entries.push(entry)
  mkdirSync(pathOf(folder), { recursive: true })
  const file = join(pathOf(folder), `${chain.organizationUid}.json`)
  writeFileDurably(file, `${JSON.stringify({ chain, entries }, null, 1)}\n`)
  return verifyChain(chain, entries, expected)
}

function describe(name: string, { fault, count, first, last, unsigned, warnings }: Verified): string {
  const behind = unsigned === 0 ? [] : [`Events up to ${unsigned} lie behind the end that this checkpoint has signed.`]
  const lines = [...warnings, ...behind].map((warning) => `  ${warning}`)
  if (fault !== null) return [`${name}: BROKEN at ${fault}`, ...lines].join('\n')
  const range = last === null ? 'nothing sealed' : `events ${first} to ${last.sequence}, head ${last.hash}`
  return [`${name}: holds (${count} events; ${range})`, ...lines].join('\n')
}
