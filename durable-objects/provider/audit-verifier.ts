/**
 * Follows every chain once a day, link by link, and keeps what it finds beside the chain: a bounded number of events a run,
 * from where the last run stopped. Two things are compared that the database alone does not hold: the signature of the
 * head, and the head as the Provider object remembers it.
 */
import { type ChainFault, type ChainPosition, checkHead, checkpointText, followLink } from '../../domain/audit-chain.ts'
import { auditSigner } from '../../worker/auth/audit-key.ts'
import { sha256Hex } from '../../worker/auth/secrets.ts'
import { type ChainRow, checkpointOf, linkOfRow, readChainRow, readSealedRows } from '../../worker/db/audit-chain.ts'
import { logError } from '../lib/log.ts'
import type { AuditHeads } from './audit-heads.ts'
import { type AuditEnv, chainStatement, currentHead } from './audit-sealer.ts'

const DAY_MS = 86_400_000
const EVENTS_PER_PAGE = 500
const EVENTS_PER_RUN = 10_000
const CHAINS_PER_RUN = 40
/** Chains that a run looks for in D1. */
const HEADS_PER_RUN = 500

interface Progress {
  organizationUid: string
  at: ChainPosition
}

/** True: there is more to verify today. */
export async function verifyAudit(env: AuditEnv, heads: AuditHeads, now: number): Promise<boolean> {
  await bringBackLostChains(env, heads)
  let budget = EVENTS_PER_RUN
  const begun = heads.readCursor<Progress | null>('verify')
  if (begun !== null) {
    const { cut } = await currentHead(env, heads, begun.organizationUid)
    const at = begun.at.sequence < cut.sequence ? cut : begun.at
    budget -= await verifyFrom(env, heads, { ...begun, at }, budget, now)
    if (budget <= 0) return true
  }
  const { results } = await env.DB.prepare(
    `SELECT organization_uid AS uid FROM audit_chains WHERE verified_at IS NULL OR verified_at <= ?
     ORDER BY verified_at LIMIT ?`,
  )
    .bind(now - DAY_MS, CHAINS_PER_RUN)
    .all<{ uid: string }>()
  for (const { uid } of results) {
    const { cut } = await currentHead(env, heads, uid)
    budget -= await verifyFrom(env, heads, { organizationUid: uid, at: cut }, budget, now)
    if (budget <= 0) return true
  }
  return results.length === CHAINS_PER_RUN
}

/**
 * A chain that is gone from D1 as a whole would be looked for by nobody. Its head is remembered here: it is written again,
 * so that this run and every other verifier miss the events that it was signed for.
 */
async function bringBackLostChains(env: AuditEnv, heads: AuditHeads): Promise<void> {
  const known = heads.listBehind(heads.readCursor<string>('lost') ?? '', HEADS_PER_RUN)
  heads.writeCursor('lost', known.length === HEADS_PER_RUN ? (known.at(-1) ?? '') : '')
  const { results } = await env.DB.prepare(
    'SELECT value AS uid FROM json_each(?) WHERE value NOT IN (SELECT organization_uid FROM audit_chains)',
  )
    .bind(JSON.stringify(known))
    .all<{ uid: string }>()
  if (results.length === 0) return
  const signer = await auditSigner(env)
  for (const { uid } of results) {
    const head = await currentHead(env, heads, uid)
    // Planned, and never taken by D1.
    if (head.head.sequence === 0) continue
    logError('An audit chain was gone from the database', { organizationUid: uid, headSequence: head.head.sequence })
    await (await chainStatement(env.DB, signer, uid, head)).run()
  }
}

/** Returns how many events it looked at. */
async function verifyFrom(
  env: AuditEnv,
  heads: AuditHeads,
  { organizationUid, at: start }: Progress,
  budget: number,
  now: number,
): Promise<number> {
  let at = start
  let seenCount = 0
  while (seenCount < budget) {
    const rows = await readSealedRows(env.DB, organizationUid, at.sequence, EVENTS_PER_PAGE)
    for (const row of rows) {
      const followed = await followLink(at, await linkOfRow(row), sha256Hex)
      if (!followed.ok) {
        await note(env, heads, organizationUid, at, followed.failure, now)
        return seenCount
      }
      at = followed.value
    }
    seenCount += rows.length
    if (rows.length < EVENTS_PER_PAGE) {
      await note(env, heads, organizationUid, at, await judgeEnd(env, heads, organizationUid, at), now)
      return seenCount
    }
  }
  heads.writeCursor('verify', { organizationUid, at })
  return seenCount
}

async function judgeEnd(
  env: AuditEnv,
  heads: AuditHeads,
  organizationUid: string,
  at: ChainPosition,
): Promise<ChainFault | null> {
  const known = await currentHead(env, heads, organizationUid)
  const fault = checkHead(at, known.head)
  if (fault !== null) return fault
  const row = await readChainRow(env.DB, organizationUid)
  if (row === null) return { sequence: at.sequence, reason: 'The signed checkpoint of the chain is missing.' }
  const stored = checkpointText(checkpointOf(row))
  if (stored !== checkpointText({ organizationUid, ...known }))
    return { sequence: row.headSeq, reason: 'The checkpoint is not the one that was written last.' }
  return judgeSignature(env, row, stored)
}

async function judgeSignature(env: AuditEnv, row: ChainRow, text: string): Promise<ChainFault | null> {
  const signer = await auditSigner(env)
  if (row.kid !== signer.kid) {
    // Signed under an earlier master secret; what it says is what this object remembers, so it is signed anew.
    const { head, cut, sealedAt } = checkpointOf(row)
    await (await chainStatement(env.DB, signer, row.organizationUid, { head, cut, sealedAt })).run()
    return null
  }
  // Ed25519 signs the same text always the same way.
  return (await signer.sign(text)) === row.signature
    ? null
    : { sequence: row.headSeq, reason: 'The signature of the checkpoint is not the console’s.' }
}

async function note(
  env: AuditEnv,
  heads: AuditHeads,
  organizationUid: string,
  at: ChainPosition,
  fault: ChainFault | null,
  now: number,
): Promise<void> {
  if (fault !== null) logError('An audit chain is broken', { organizationUid, ...fault })
  await env.DB.batch([
    // Told once, in the provider's own history.
    env.DB.prepare(
      `INSERT INTO audit_events (uid, organization_uid, at, kind, target_type, target_uid, details)
       SELECT ?1, p.uid, ?2, 'AuditChainBroken', 'AuditChain', ?3,
         json_set(?4, '$.name', (SELECT o.name FROM organizations o WHERE o.uid = ?3)) FROM organizations p
       WHERE p.type = 'Provider' AND ?5 IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM audit_chains WHERE organization_uid = ?3 AND fault_seq IS ?5)`,
    ).bind(crypto.randomUUID(), now, organizationUid, JSON.stringify(fault ?? {}), fault?.sequence ?? null),
    env.DB.prepare(
      `UPDATE audit_chains SET verified_at = ?2, verified_seq = ?3, fault_seq = ?4, fault = ?5 WHERE organization_uid = ?1`,
    ).bind(organizationUid, now, at.sequence, fault?.sequence ?? null, fault?.reason ?? null),
  ])
  heads.writeCursor('verify', null)
}
