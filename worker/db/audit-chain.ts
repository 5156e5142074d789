/** Sealed events as they are read from D1: the link of each is computed anew from what is stored of it. */
import { type AuditFacts, type ChainLink, type Checkpoint, entryText, personText } from '../../domain/audit-chain.ts'
import { sha256Hex } from '../auth/secrets.ts'

export interface SealedRow extends AuditFacts {
  seq: number
  salt: string
  previousHash: string
  hash: string
}

export interface ChainRow {
  organizationUid: string
  headSeq: number
  headHash: string
  sealedAt: number
  prunedSeq: number
  prunedHash: string
  kid: string
  signature: string
}

export const FACT_COLUMNS = `uid, organization_uid AS organizationUid, at, last_at AS lastAt, kind, target_type AS targetType,
  target_uid AS targetUid, request_id AS requestId, repeat_count AS repeatCount, details, changes,
  actor_user_uid AS actorUserUid, actor_name AS actorName, impersonator_user_uid AS impersonatorUserUid,
  impersonator_name AS impersonatorName, client_address AS clientAddress, user_agent AS userAgent,
  sign_in_method AS signInMethod, second_factor AS secondFactor`

const SEALED_COLUMNS = `${FACT_COLUMNS}, seq, coalesce(salt, '') AS salt, coalesce(previous_hash, '') AS previousHash,
  coalesce(hash, '') AS hash`

const CHAIN_COLUMNS = `organization_uid AS organizationUid, head_seq AS headSeq, head_hash AS headHash, sealed_at AS sealedAt,
  pruned_seq AS prunedSeq, pruned_hash AS prunedHash, kid, signature`

export async function readSealedRows(
  d1: D1Database,
  organizationUid: string,
  afterSeq: number,
  limit: number,
): Promise<SealedRow[]> {
  const { results } = await d1
    .prepare(`SELECT ${SEALED_COLUMNS} FROM audit_events WHERE organization_uid = ? AND seq > ? ORDER BY seq LIMIT ?`)
    .bind(organizationUid, afterSeq, limit)
    .all<SealedRow>()
  return results
}

export function readChainRow(d1: D1Database, organizationUid: string): Promise<ChainRow | null> {
  return d1
    .prepare(`SELECT ${CHAIN_COLUMNS} FROM audit_chains WHERE organization_uid = ?`)
    .bind(organizationUid)
    .first<ChainRow>()
}

export async function linkOfRow(row: SealedRow): Promise<ChainLink> {
  const person = personText(row, row.salt)
  const entry = entryText(row, row.seq, await sha256Hex(person))
  return { sequence: row.seq, previousHash: row.previousHash, hash: row.hash, entry, person }
}

export function checkpointOf(row: Omit<ChainRow, 'kid' | 'signature'>): Checkpoint {
  return {
    organizationUid: row.organizationUid,
    head: { sequence: row.headSeq, hash: row.headHash },
    cut: { sequence: row.prunedSeq, hash: row.prunedHash },
    sealedAt: row.sealedAt,
  }
}
