import { and, isNotNull, or, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime } from '../../contract/common.ts'
import type { DeletedOrganization } from '../../contract/organizations/deleted-organizations.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, descending, type RowOf } from '../../db/collection.ts'
import { booleanField, enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { organizations as table } from '../../db/schema/organizations.ts'
import { pushOfCompany, toPendingOperation } from './pending-operation.ts'

/** What is kept of a delete: what was asked for, and what there was, since the read models forget it earlier. */
export interface StoredDeletion {
  areAgentsRemoved?: boolean
  areBackupsRemoved?: boolean
  repositoriesCount?: number
  storedBytes?: number
}

const deletionFlag = (name: string) => sql`coalesce(json_extract(${table.deletion}, ${sql.raw(`'$.${name}'`)}), 0)`
const isRestorable = sql<number>`(${table.purgeStartedAt} IS NULL AND ${table.purgeAt} > unixepoch('subsec') * 1000)`

const COLUMNS = {
  uid: table.uid,
  name: table.name,
  alias: table.alias,
  type: table.type,
  resellerUid: table.resellerUid,
  deletedAt: table.deletedAt,
  deletedBy: table.deletedBy,
  deletion: table.deletion,
  purgeAt: table.purgeAt,
  purgeStartedAt: table.purgeStartedAt,
  isRestorable,
  push: pushOfCompany(table.uid),
}

const deleted = defineCollection({
  name: null,
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    alias: textField(table.alias, { fold: table.aliasFold }),
    type: enumField(table.type),
    resellerUid: uidField(table.resellerUid),
    deletedAt: timeField(table.deletedAt),
    deletedBy: textField(table.deletedBy),
    restorableUntil: timeField(table.purgeAt),
    isRestorable: booleanField(isRestorable),
    areAgentsRemoved: booleanField(deletionFlag('areAgentsRemoved')),
    areBackupsRemoved: booleanField(deletionFlag('areBackupsRemoved')),
    repositoriesCount: numberField(deletionFlag('repositoriesCount')),
    storedBytes: numberField(deletionFlag('storedBytes')),
  },
  defaultSort: [descending('deletedAt'), ascending('name')],
  toItem: toDeleted,
})

function toDeleted(row: RowOf<typeof COLUMNS>): DeletedOrganization {
  const how = JSON.parse(row.deletion ?? '{}') as StoredDeletion
  return {
    instanceUid: row.uid,
    name: row.name,
    alias: row.alias,
    type: row.type,
    resellerUid: row.resellerUid,
    deletedAt: toWireTime(row.deletedAt ?? 0),
    deletedBy: row.deletedBy,
    restorableUntil: toWireTime(row.purgeAt ?? 0),
    isRestorable: row.isRestorable === 1,
    areAgentsRemoved: how.areAgentsRemoved ?? false,
    areBackupsRemoved: how.areBackupsRemoved ?? false,
    repositoriesCount: how.repositoriesCount ?? 0,
    storedBytes: how.storedBytes ?? 0,
    operation: row.purgeStartedAt === null ? toPendingOperation(row.push) : beingPurged(row.purgeStartedAt),
  }
}

/** It ends when the last protected byte may go, which nobody can hurry. */
function beingPurged(startedAt: number): DeletedOrganization['operation'] {
  return { name: 'purge', status: 'running', progressPercent: 0, error: null, startedAt: toWireTime(startedAt) }
}

/** A deleted reseller is for those who may delete resellers, and for nobody of its own: it has no users any more. */
function deletedInReach(scope: Scope): SQL | undefined {
  const types = scope.has('resellers.delete') ? undefined : sql`${table.type} = 'Company'`
  return and(isNotNull(table.deletedAt), types, or(scope.organizations(table.uid), hadTenantInReach(scope)))
}

/** Who reaches companies by their tenants on a site reaches those whose tenants went with them. */
function hadTenantInReach(scope: Scope): SQL | undefined {
  if (scope.reach !== 'site') return undefined
  const ofSite = scope.tenants({ company: sql`t.company_uid`, tenant: sql`t.uid`, site: sql`t.site_uid` })
  return sql`${table.uid} IN (SELECT t.company_uid FROM tenants t WHERE t.deleted_at = ${table.deletedAt} AND ${ofSite})`
}

export function deletedSource(scope: Scope, db: Db) {
  return deleted.source(db, { where: deletedInReach(scope), context: undefined })
}

export async function findDeletedRow(scope: Scope, db: Db, organizationUid: string) {
  const row = await db
    .select()
    .from(table)
    .where(and(sql`${table.uid} = ${organizationUid}`, deletedInReach(scope)))
    .get()
  return row ?? null
}
export type DeletedRow = typeof table.$inferSelect
