/**
 * The audit of an organization as a chain: each event is sealed with the hash of the one before, so that whoever edits,
 * removes, inserts or moves one breaks every link after it, and the head is signed, so that the rest cannot be computed
 * anew. Who did it stands in a text of its own, salted, and the event holds its hash alone: a reader from whom persons are
 * hidden can still verify the whole chain.
 */
import { fail, ok, type Result } from './result.ts'

/** An event as it is stored; times in epoch ms, details and changes as JSON text. */
export interface AuditFacts {
  uid: string
  organizationUid: string
  at: number
  lastAt: number | null
  kind: string
  targetType: string | null
  targetUid: string | null
  requestId: string | null
  repeatCount: number
  details: string
  changes: string | null
  actorUserUid: string | null
  actorName: string | null
  impersonatorUserUid: string | null
  impersonatorName: string | null
  clientAddress: string | null
  userAgent: string | null
  signInMethod: string | null
  secondFactor: string | null
}

/** A place in the chain: everything up to it is sealed by the hash. */
export interface ChainPosition {
  sequence: number
  hash: string
}

export interface ChainLink {
  sequence: number
  previousHash: string
  hash: string
  entry: string
  /** Null: hidden from the reader. */
  person: string | null
}

/** What is signed: where the chain ends, and where retention has cut it. */
export interface Checkpoint {
  organizationUid: string
  head: ChainPosition
  cut: ChainPosition
  sealedAt: number
}

export interface ChainFault {
  /** The first event at which the chain breaks. */
  sequence: number
  reason: string
}

/** SHA-256 in hex of the UTF-8 bytes. */
export type Digest = (text: string) => Promise<string>

/** Before the first event of any chain. */
export const CHAIN_START: ChainPosition = { sequence: 0, hash: '0'.repeat(64) }

export function personText(facts: AuditFacts, salt: string): string {
  return JSON.stringify({
    salt,
    userUid: facts.actorUserUid,
    userName: facts.actorName,
    impersonatorUserUid: facts.impersonatorUserUid,
    impersonatorName: facts.impersonatorName,
    clientAddress: facts.clientAddress,
    userAgent: facts.userAgent,
    signInMethod: facts.signInMethod,
    secondFactor: facts.secondFactor,
  })
}

/** The order of the members is part of what is sealed: never change it, add a version. */
export function entryText(facts: AuditFacts, sequence: number, personHash: string): string {
  return JSON.stringify({
    v: 1,
    organizationUid: facts.organizationUid,
    sequence,
    uid: facts.uid,
    date: isoTime(facts.at),
    lastDate: facts.lastAt === null ? null : isoTime(facts.lastAt),
    kind: facts.kind,
    targetType: facts.targetType,
    targetUid: facts.targetUid,
    requestId: facts.requestId,
    repeatCount: facts.repeatCount,
    details: parsed(facts.details),
    changes: facts.changes === null ? null : parsed(facts.changes),
    person: personHash,
  })
}

export function linkText(previousHash: string, entry: string): string {
  return `${previousHash}\n${entry}`
}

export async function sealEvent(
  facts: AuditFacts,
  salt: string,
  previous: ChainPosition,
  digest: Digest,
): Promise<ChainLink> {
  const sequence = previous.sequence + 1
  const person = personText(facts, salt)
  const entry = entryText(facts, sequence, await digest(person))
  return { sequence, previousHash: previous.hash, hash: await digest(linkText(previous.hash, entry)), entry, person }
}

/** Follows the chain by one link. */
export async function followLink(
  at: ChainPosition,
  link: ChainLink,
  digest: Digest,
): Promise<Result<ChainPosition, ChainFault>> {
  const expected = at.sequence + 1
  if (link.sequence > expected) return broken(expected, lostText(expected, link.sequence - 1))
  if (link.sequence < expected) return broken(link.sequence, 'There is more than one event with this number.')
  if (link.previousHash !== at.hash) return broken(expected, 'The event does not follow the one before it.')
  if ((await digest(linkText(link.previousHash, link.entry))) !== link.hash)
    return broken(expected, 'The event was changed after it was sealed.')
  const sealed = parsed(link.entry)
  if (!isMembered(sealed) || sealed.sequence !== link.sequence)
    return broken(expected, 'The event was sealed in another place.')
  if (link.person !== null && (await digest(link.person)) !== sealed.person)
    return broken(expected, 'Who did it was changed after the event was sealed.')
  return ok({ sequence: link.sequence, hash: link.hash })
}

/** Whether the chain that was followed ends where its checkpoint says. */
export function checkHead(at: ChainPosition, head: ChainPosition): ChainFault | null {
  if (at.sequence < head.sequence)
    return { sequence: at.sequence + 1, reason: lostText(at.sequence + 1, head.sequence) }
  if (at.sequence > head.sequence)
    return { sequence: head.sequence + 1, reason: 'The event lies behind the end that was signed.' }
  return at.hash === head.hash ? null : { sequence: at.sequence, reason: 'The chain does not end in what was signed.' }
}

export function checkpointText({ organizationUid, head, cut, sealedAt }: Checkpoint): string {
  return JSON.stringify({
    v: 1,
    organizationUid,
    sequence: head.sequence,
    hash: head.hash,
    prunedSequence: cut.sequence,
    prunedHash: cut.hash,
    date: isoTime(sealedAt),
  })
}

/** Null: no checkpoint that this version knows. */
export function readCheckpoint(text: string): Checkpoint | null {
  const value = parsed(text)
  if (!isMembered(value) || value.v !== 1) return null
  const { organizationUid, sequence, hash, prunedSequence, prunedHash, date } = value
  if (typeof organizationUid !== 'string' || typeof date !== 'string') return null
  if (typeof sequence !== 'number' || typeof hash !== 'string') return null
  if (typeof prunedSequence !== 'number' || typeof prunedHash !== 'string') return null
  return {
    organizationUid,
    head: { sequence, hash },
    cut: { sequence: prunedSequence, hash: prunedHash },
    sealedAt: Date.parse(date),
  }
}

function broken(sequence: number, reason: string): Result<never, ChainFault> {
  return fail({ sequence, reason })
}

function lostText(first: number, last: number): string {
  return first === last ? 'The event is missing.' : `The events ${first} to ${last} are missing.`
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

/** Text that is no JSON stays text: it was never sealed so, and breaks the link. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function isMembered(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
