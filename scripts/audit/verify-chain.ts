/** Verifies a chain from what the console gave out, without trusting the console: by its links and its signature. */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { type ChainPosition, checkHead, followLink, readCheckpoint } from '../../domain/audit-chain.ts'
import type { AuditChain, AuditChainEntry } from '../../worker/contract/event-logs/audit-chains.ts'

export interface Verified {
  /** Null: the chain holds. */
  fault: string | null
  /** Events that were followed. */
  count: number
  first: number
  last: ChainPosition | null
  /** The last event behind the signed end, sealed after the checkpoint was asked for, or by somebody else; 0: none. */
  unsigned: number
  /** What could not be judged. */
  warnings: string[]
}

export interface Expectations {
  /** Ed25519, base64url, as the verifier knows it from elsewhere. */
  publicKey: string | null
  /** Heads that were seen at an earlier time: the chain must still hold them. */
  earlier: ChainPosition[]
}

const NOTHING_EXPECTED: Expectations = { publicKey: null, earlier: [] }

/** `chain`: null where only the events are at hand. */
export async function verifyChain(
  chain: AuditChain | null,
  entries: AsyncIterable<AuditChainEntry> | Iterable<AuditChainEntry>,
  expected: Expectations = NOTHING_EXPECTED,
): Promise<Verified> {
  const warnings: string[] = []
  const signed = chain === null ? null : readSigned(chain, expected, warnings)
  const result = { count: 0, first: 0, last: null as ChainPosition | null, unsigned: 0, warnings }
  if (signed !== null && 'fault' in signed) return { ...result, fault: signed.fault }
  let at = signed?.cut ?? null
  let end = at
  for await (const entry of entries) {
    at ??= { sequence: entry.sequence - 1, hash: entry.previousHash }
    const followed = await followLink(at, entry, sha256)
    if (!followed.ok) return { ...result, fault: `event ${followed.failure.sequence}: ${followed.failure.reason}` }
    if (JSON.parse(entry.entry).organizationUid !== (chain?.organizationUid ?? JSON.parse(entry.entry).organizationUid))
      return { ...result, fault: `event ${entry.sequence}: It belongs to another organization.` }
    at = followed.value
    if (signed !== null && at.sequence > signed.head.sequence) {
      result.unsigned = at.sequence
      continue
    }
    end = at
    result.first ||= at.sequence
    result.count += 1
    result.last = at
    const earlier = expected.earlier.find(({ sequence }) => sequence === entry.sequence)
    if (earlier !== undefined && earlier.hash !== at.hash)
      return { ...result, fault: `event ${at.sequence}: It is not the one that the earlier checkpoint has signed.` }
  }
  return { ...result, fault: judgeEnd(end, signed, expected) }
}

/** Of checkpoints of an earlier time: those whose organization has no chain any more. */
export function lostChains(
  earlier: readonly AuditChain[],
  seen: ReadonlySet<string>,
  onlyOrganization: string | undefined,
): AuditChain[] {
  const lost = earlier.filter(
    ({ organizationUid }) => !seen.has(organizationUid) && organizationUid === (onlyOrganization ?? organizationUid),
  )
  return [...new Map(lost.map((chain) => [chain.organizationUid, chain])).values()]
}

export function goneSince({ headSequence }: AuditChain): Verified {
  const fault = `event 1: The chain is gone, or out of reach of this credential; an earlier checkpoint has signed event ${headSequence}.`
  return { fault, count: 0, first: 0, last: null, unsigned: 0, warnings: [] }
}

function judgeEnd(
  at: ChainPosition | null,
  signed: { head: ChainPosition; cut: ChainPosition } | null,
  { earlier }: Expectations,
): string | null {
  if (signed !== null) {
    const end = checkHead(at ?? signed.cut, signed.head)
    if (end !== null) return `event ${end.sequence}: ${end.reason}`
  }
  const reached = at?.sequence ?? 0
  const lost = earlier.find(({ sequence }) => sequence > reached)
  return lost === undefined
    ? null
    : `event ${reached + 1}: The chain ends before event ${lost.sequence}, which an earlier checkpoint has signed.`
}

function readSigned(
  chain: AuditChain,
  expected: Expectations,
  warnings: string[],
): { head: ChainPosition; cut: ChainPosition } | { fault: string } | null {
  if (chain.checkpoint === null) return null
  const { text, signature, publicKey } = chain.checkpoint
  const checkpoint = readCheckpoint(text)
  if (checkpoint === null) return { fault: 'checkpoint: This version does not know its form.' }
  if (checkpoint.organizationUid !== chain.organizationUid)
    return { fault: 'checkpoint: It is that of another organization.' }
  const key = expected.publicKey ?? publicKey
  if (key === null) warnings.push('The key of the checkpoint is not known any more: its signature was not checked.')
  else if (!isSigned(key, text, signature)) return { fault: 'checkpoint: The signature is not valid.' }
  return checkpoint
}

function isSigned(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

async function sha256(text: string): Promise<string> {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
