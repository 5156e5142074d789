/**
 * Chains what was written to the audit: gives each event its place, links it to the one before and signs the new head.
 * Only the one Provider object seals, one organization after the other, so that a place is never given twice; D1's unique
 * index would refuse it.
 */
import { type AuditFacts, type ChainLink, checkpointText, sealEvent } from '../../domain/audit-chain.ts'
import { type AuditSigner, auditSigner } from '../../worker/auth/audit-key.ts'
import { sha256Hex } from '../../worker/auth/secrets.ts'
import { checkpointOf, FACT_COLUMNS, readChainRow } from '../../worker/db/audit-chain.ts'
import type { Env } from '../../worker/env.ts'
import { logError } from '../lib/log.ts'
import { type AuditHeads, EMPTY_HEAD, type Head } from './audit-heads.ts'

export type AuditEnv = Pick<Env, 'DB' | 'HOLDFAST_MASTER_SECRET' | 'HOLDFAST_MASTER_SECRET_PREVIOUS'>

const ORGANIZATIONS_PER_RUN = 40
const EVENTS_PER_BATCH = 200
const BATCHES_PER_ORGANIZATION = 5
/** A request of the hour that has just ended may still count. */
const OPEN_GRACE_MS = 60_000
const SALT_BYTES = 16

const READY = 'seq IS NULL AND (open_until IS NULL OR open_until <= ?1)'

/** True: there is more to seal at once. */
export async function sealAudit(env: AuditEnv, heads: AuditHeads, now: number): Promise<boolean> {
  const after = heads.readCursor<string>('seal') ?? ''
  const { results } = await env.DB.prepare(
    `SELECT DISTINCT organization_uid AS uid FROM audit_events WHERE ${READY} AND organization_uid > ?2
     ORDER BY organization_uid LIMIT ?3`,
  )
    .bind(now - OPEN_GRACE_MS, after, ORGANIZATIONS_PER_RUN)
    .all<{ uid: string }>()
  let isMore = results.length === ORGANIZATIONS_PER_RUN
  for (const { uid } of results) {
    try {
      isMore = (await sealOrganization(env, heads, uid, now)) || isMore
    } catch (error) {
      // One organization that cannot be sealed must not keep the others waiting; the next round tries it again.
      logError('An audit chain was not sealed', { organizationUid: uid, reason: String(error).slice(0, 500) })
    }
  }
  heads.writeCursor('seal', results.length === ORGANIZATIONS_PER_RUN ? (results.at(-1)?.uid ?? '') : '')
  // Behind a cursor others may wait before it.
  return isMore || (after !== '' && results.length < ORGANIZATIONS_PER_RUN)
}

/** True: there is more to seal. */
export async function sealOrganization(
  env: AuditEnv,
  heads: AuditHeads,
  organizationUid: string,
  now: number,
): Promise<boolean> {
  const signer = await auditSigner(env)
  let current = await currentHead(env, heads, organizationUid)
  for (let batch = 0; batch < BATCHES_PER_ORGANIZATION; batch++) {
    const events = await readUnsealed(env.DB, organizationUid, now)
    if (events.length === 0) return false
    const sealed = await linkEvents(events, current)
    const last = sealed.at(-1)
    if (last === undefined) return false
    const next: Head = { ...current, head: { sequence: last.sequence, hash: last.hash }, sealedAt: now }
    heads.plan(organizationUid, current, next)
    await env.DB.batch([
      sealStatement(env.DB, sealed),
      countStatement(env.DB, organizationUid, current, next),
      await chainStatement(env.DB, signer, organizationUid, next),
    ])
    heads.settle(organizationUid, next)
    current = next
    if (events.length < EVENTS_PER_BATCH) return false
  }
  return true
}

/** The head as it is for certain, after a step that nobody saw the end of. */
export async function currentHead(env: AuditEnv, heads: AuditHeads, organizationUid: string): Promise<Head> {
  const known = heads.find(organizationUid)
  if (known === null) {
    // Sealed by an object whose storage is lost: what D1 says is taken, the verification judges its signature.
    const row = await readChainRow(env.DB, organizationUid)
    if (row === null) return EMPTY_HEAD
    const { head, cut, sealedAt } = checkpointOf(row)
    return { head, cut, sealedAt }
  }
  const { current, next } = known
  if (next === null) return current
  const settled = (await isTaken(env.DB, organizationUid, current, next)) ? next : current
  heads.settle(organizationUid, settled)
  return settled
}

/** A step seals events or cuts some off; the events themselves tell whether D1 took it. */
async function isTaken(d1: D1Database, organizationUid: string, before: Head, next: Head): Promise<boolean> {
  const isSealing = next.head.sequence > before.head.sequence
  const position = isSealing ? next.head : next.cut
  const row = await d1
    .prepare('SELECT hash FROM audit_events WHERE organization_uid = ? AND seq = ?')
    .bind(organizationUid, position.sequence)
    .first<{ hash: string }>()
  return isSealing ? row?.hash === position.hash : row === null
}

/** The state of the chain as the lists show it, signed. */
export async function chainStatement(
  d1: D1Database,
  signer: AuditSigner,
  organizationUid: string,
  { head, cut, sealedAt }: Head,
): Promise<D1PreparedStatement> {
  const signature = await signer.sign(checkpointText({ organizationUid, head, cut, sealedAt }))
  return d1
    .prepare(
      `INSERT INTO audit_chains (organization_uid, head_seq, head_hash, sealed_at, pruned_seq, pruned_hash, kid, signature)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (organization_uid) DO UPDATE SET head_seq = excluded.head_seq, head_hash = excluded.head_hash,
         sealed_at = excluded.sealed_at, pruned_seq = excluded.pruned_seq, pruned_hash = excluded.pruned_hash,
         kid = excluded.kid, signature = excluded.signature`,
    )
    .bind(organizationUid, head.sequence, head.hash, sealedAt, cut.sequence, cut.hash, signer.kid, signature)
}

async function readUnsealed(d1: D1Database, organizationUid: string, now: number): Promise<AuditFacts[]> {
  const { results } = await d1
    .prepare(
      `SELECT ${FACT_COLUMNS} FROM audit_events WHERE ${READY} AND organization_uid = ?2 ORDER BY at, uid LIMIT ?3`,
    )
    .bind(now - OPEN_GRACE_MS, organizationUid, EVENTS_PER_BATCH)
    .all<AuditFacts>()
  return results
}

interface SealedEvent extends ChainLink {
  uid: string
  salt: string
  repeatCount: number
}

async function linkEvents(events: readonly AuditFacts[], { head }: Head): Promise<SealedEvent[]> {
  const sealed: SealedEvent[] = []
  let at = head
  for (const event of events) {
    const salt = newSalt()
    const link = await sealEvent(event, salt, at, sha256Hex)
    sealed.push({ ...link, uid: event.uid, salt, repeatCount: event.repeatCount })
    at = link
  }
  return sealed
}

/** An event that was counted once more since it was read is left out, and the batch with it. */
function sealStatement(d1: D1Database, sealed: readonly SealedEvent[]): D1PreparedStatement {
  const rows = sealed.map(({ uid, sequence, salt, previousHash, hash, repeatCount }) => ({
    uid,
    sequence,
    salt,
    previousHash,
    hash,
    repeatCount,
  }))
  return d1
    .prepare(
      `UPDATE audit_events SET seq = v.value ->> '$.sequence', salt = v.value ->> '$.salt',
         previous_hash = v.value ->> '$.previousHash', hash = v.value ->> '$.hash'
       FROM json_each(?1) v
       WHERE audit_events.uid = v.value ->> '$.uid' AND audit_events.seq IS NULL
         AND audit_events.repeat_count = v.value ->> '$.repeatCount'`,
    )
    .bind(JSON.stringify(rows))
}

/** Fails the batch when not every event of it took its place. */
function countStatement(d1: D1Database, organizationUid: string, before: Head, next: Head): D1PreparedStatement {
  return d1
    .prepare(
      `INSERT INTO collection_revisions (collection, organization_uid, rev)
       SELECT 'guard', NULL, 0 WHERE ?4 <>
         (SELECT count(*) FROM audit_events WHERE organization_uid = ?1 AND seq > ?2 AND seq <= ?3)`,
    )
    .bind(organizationUid, before.head.sequence, next.head.sequence, next.head.sequence - before.head.sequence)
}

function newSalt(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
