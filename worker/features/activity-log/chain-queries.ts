/** The chains and their sealed events, of organizations within reach; deleted ones have a history too. */
import { and, isNotNull, type SQL, sql } from 'drizzle-orm'
import { checkpointText, entryText, personText } from '../../../domain/audit-chain.ts'
import { auditPublicKey } from '../../auth/audit-key.ts'
import type { MasterSecrets } from '../../auth/keys.ts'
import type { Scope } from '../../auth/scope.ts'
import { sha256Hex } from '../../auth/secrets.ts'
import { toWireTimeOrNull } from '../../contract/common.ts'
import type { AuditChain, AuditChainEntry } from '../../contract/event-logs/audit-chains.ts'
import { checkpointOf } from '../../db/audit-chain.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { numberField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { auditChains, auditEvents } from '../../db/schema/records.ts'
import { canSeeActor } from './queries.ts'

const pendingCount = sql<number>`(SELECT count(*) FROM ${auditEvents}
  WHERE ${auditEvents.organizationUid} = ${auditChains.organizationUid} AND ${auditEvents.seq} IS NULL)`
const length = sql<number>`(${auditChains.headSeq} - ${auditChains.prunedSeq})`

const chains = defineCollection({
  name: null,
  from: auditChains,
  key: auditChains.organizationUid,
  columns: {
    organizationUid: auditChains.organizationUid,
    headSeq: auditChains.headSeq,
    headHash: auditChains.headHash,
    sealedAt: auditChains.sealedAt,
    prunedSeq: auditChains.prunedSeq,
    prunedHash: auditChains.prunedHash,
    kid: auditChains.kid,
    signature: auditChains.signature,
    verifiedAt: auditChains.verifiedAt,
    verifiedSeq: auditChains.verifiedSeq,
    faultSeq: auditChains.faultSeq,
    fault: auditChains.fault,
    length,
    pendingCount,
  },
  fields: {
    organizationUid: uidField(auditChains.organizationUid),
    length: numberField(length),
    headSequence: numberField(auditChains.headSeq),
    headHash: textField(auditChains.headHash),
    sealedDate: timeField(auditChains.sealedAt),
    prunedSequence: numberField(auditChains.prunedSeq),
    verifiedDate: timeField(auditChains.verifiedAt),
    verifiedSequence: numberField(auditChains.verifiedSeq),
    faultSequence: numberField(auditChains.faultSeq),
    fault: textField(auditChains.fault),
  },
  defaultSort: [ascending('organizationUid')],
  toItem: (row, publicKeys: ReadonlyMap<string, string | null>): AuditChain => ({
    organizationUid: row.organizationUid,
    length: row.length,
    headSequence: row.headSeq,
    headHash: row.headHash,
    sealedDate: toWireTimeOrNull(row.sealedAt),
    prunedSequence: row.prunedSeq,
    prunedHash: row.prunedHash,
    pendingCount: row.pendingCount,
    checkpoint: {
      text: checkpointText(checkpointOf(row)),
      signature: row.signature,
      keyId: row.kid,
      publicKey: publicKeys.get(row.kid) ?? null,
    },
    verifiedDate: toWireTimeOrNull(row.verifiedAt),
    verifiedSequence: row.verifiedSeq,
    faultSequence: row.faultSeq,
    fault: row.fault,
  }),
})

/** As a row of a page, or of a single chain, names them. */
function publicKeysOf(secrets: MasterSecrets) {
  return async (rows: { kid: string }[]): Promise<ReadonlyMap<string, string | null>> => {
    const kids = [...new Set(rows.map(({ kid }) => kid))]
    return new Map(await Promise.all(kids.map(async (kid) => [kid, await auditPublicKey(secrets, kid)] as const)))
  }
}

export function auditChainSource(scope: Scope, db: Db, secrets: MasterSecrets): PageSource<AuditChain> {
  return chains.source(db, {
    where: scope.histories(auditChains.organizationUid),
    context: publicKeysOf(secrets),
  })
}

/** Null: out of reach, or nothing of it was ever audited. */
export async function findAuditChain(
  scope: Scope,
  db: Db,
  secrets: MasterSecrets,
  organizationUid: string,
): Promise<AuditChain | null> {
  const where = scope.histories(auditChains.organizationUid)
  const sealed = await chains.find(db, organizationUid, { where, context: publicKeysOf(secrets) })
  if (sealed !== null) return sealed
  const pending = await countPending(scope, db, organizationUid)
  if (pending === 0) return null
  return { ...NOTHING_SEALED, organizationUid, pendingCount: pending }
}

const NOTHING_SEALED: Omit<AuditChain, 'organizationUid' | 'pendingCount'> = {
  length: 0,
  headSequence: 0,
  headHash: null,
  sealedDate: null,
  prunedSequence: 0,
  prunedHash: null,
  checkpoint: null,
  verifiedDate: null,
  verifiedSequence: null,
  faultSequence: null,
  fault: null,
}

async function countPending(scope: Scope, db: Db, organizationUid: string): Promise<number> {
  const row = await db
    .select({ count: sql<number>`count(*)` })
    .from(auditEvents)
    .where(and(isOfOrganization(scope, organizationUid), sql`${auditEvents.seq} IS NULL`))
    .get()
  return row?.count ?? 0
}

function isOfOrganization(scope: Scope, organizationUid: string): SQL | undefined {
  return and(sql`${auditEvents.organizationUid} = ${organizationUid}`, scope.histories(auditEvents.organizationUid))
}

function defineEntries(scope: Scope) {
  const isPersonSeen = sql<number>`${canSeeActor(scope)}`
  return defineCollection({
    name: null,
    from: auditEvents,
    key: auditEvents.uid,
    columns: {
      uid: auditEvents.uid,
      organizationUid: auditEvents.organizationUid,
      at: auditEvents.at,
      lastAt: auditEvents.lastAt,
      kind: auditEvents.kind,
      targetType: auditEvents.targetType,
      targetUid: auditEvents.targetUid,
      requestId: auditEvents.requestId,
      repeatCount: auditEvents.repeatCount,
      details: auditEvents.details,
      changes: auditEvents.changes,
      actorUserUid: auditEvents.actorUserUid,
      actorName: auditEvents.actorName,
      impersonatorUserUid: auditEvents.impersonatorUserUid,
      impersonatorName: auditEvents.impersonatorName,
      clientAddress: auditEvents.clientAddress,
      userAgent: auditEvents.userAgent,
      signInMethod: auditEvents.signInMethod,
      secondFactor: auditEvents.secondFactor,
      seq: auditEvents.seq,
      salt: auditEvents.salt,
      previousHash: auditEvents.previousHash,
      hash: auditEvents.hash,
      isPersonSeen,
    },
    fields: { sequence: numberField(auditEvents.seq), hash: textField(auditEvents.hash) },
    defaultSort: [ascending('sequence')],
    toItem: (row, personHashes: ReadonlyMap<string, string>): AuditChainEntry => ({
      sequence: row.seq ?? 0,
      previousHash: row.previousHash ?? '',
      hash: row.hash ?? '',
      entry: entryText(row, row.seq ?? 0, personHashes.get(row.uid) ?? ''),
      person: row.isPersonSeen === 1 ? personText(row, row.salt ?? '') : null,
    }),
  })
}

/** Computed from what is stored now, so that a reader who verifies finds what was changed. */
export function auditEntrySource(scope: Scope, db: Db, organizationUid: string): PageSource<AuditChainEntry> {
  return defineEntries(scope).source(db, {
    where: and(isOfOrganization(scope, organizationUid), isNotNull(auditEvents.seq)),
    context: async (rows) =>
      new Map(
        await Promise.all(
          rows.map(async (row) => [row.uid, await sha256Hex(personText(row, row.salt ?? ''))] as const),
        ),
      ),
  })
}
