import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { type Reseller, resellerServices } from '../../contract/organizations/resellers.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, enumField, numberField, textField, uidField } from '../../db/fields.ts'
import { organizations as table } from '../../db/schema/organizations.ts'
import { ORGANIZATION_COLUMNS, organizationFields, toOrganization } from '../organizations/organization-columns.ts'
import { pushesOfReseller, toPendingOperation } from '../organizations/pending-operation.ts'
import { serviceField } from '../organizations/service-fields.ts'

interface Embedding {
  hasOrganization: boolean
}

const COLUMNS = {
  ...ORGANIZATION_COLUMNS,
  status: table.status,
  partnerId: table.partnerId,
  isRestAccessEnabled: table.isRestAccessEnabled,
  services: table.services,
  pushes: pushesOfReseller(table.uid),
}

const FLAGS = [
  'hostedServices.backupResourcesEnabled',
  'hostedServices.vb365ManagementEnabled',
  'hostedServices.vbPublicCloudManagementEnabled',
  'remoteServices.vb365ManagementEnabled',
  'remoteServices.backupServersManagementEnabled',
  'remoteServices.vbPublicCloudManagementEnabled',
  'cloudConnectQuota.isWanAccelerationEnabled',
  'cloudConnectManagementEnabled',
  'isFileLevelRestoreEnabled',
]
const NUMBERS = [
  'remoteServices.backupAgentsManagement.workstationAgentsQuota',
  'remoteServices.backupAgentsManagement.serverAgentsQuota',
  'cloudConnectQuota.dataTransferOutQuota',
  'cloudConnectQuota.insiderProtectionQuota',
  'cloudConnectQuota.throttlingValue',
  'cloudConnectQuota.maxConcurrentTask',
]

export const resellers = defineCollection({
  name: 'organizations',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    proPartnerId: textField(table.partnerId, { fold: table.partnerIdFold }),
    status: enumField(table.status),
    isRestAccessEnabled: booleanField(table.isRestAccessEnabled),
    ...Object.fromEntries(FLAGS.map((path) => [`resellerServices.${path}`, booleanField(serviceField(path))])),
    ...Object.fromEntries(NUMBERS.map((path) => [`resellerServices.${path}`, numberField(serviceField(path))])),
    'resellerServices.cloudConnectQuota.throttlingUnit': enumField(serviceField('cloudConnectQuota.throttlingUnit')),
    ...organizationFields('_embedded.organization.', ORGANIZATION_COLUMNS),
  },
  defaultSort: [ascending('name')],
  toItem: toReseller,
})

export function toReseller(row: RowOf<typeof COLUMNS>, { hasOrganization }: Embedding): Reseller {
  return {
    instanceUid: row.uid,
    name: row.name,
    proPartnerId: row.partnerId,
    status: row.status,
    isRestAccessEnabled: row.isRestAccessEnabled,
    resellerServices: resellerServices.parse(JSON.parse(row.services)),
    operation: toPendingOperation(row.pushes),
    _embedded: hasOrganization ? { organization: toOrganization(row) } : null,
  }
}

function liveResellers(scope: Scope): SQL | undefined {
  return and(eq(table.type, 'Reseller'), isNull(table.deletedAt), scope.resellers(table.uid))
}

function embedding(expand: ReadonlySet<string>): Embedding {
  return { hasOrganization: expand.has('Organization') }
}

export function resellersSource(scope: Scope, db: Db, expand: ReadonlySet<string>) {
  return resellers.source(db, { where: liveResellers(scope), context: embedding(expand) })
}

export function findReseller(scope: Scope, db: Db, resellerUid: string, expand: ReadonlySet<string>) {
  return resellers.find(db, resellerUid, { where: liveResellers(scope), context: embedding(expand) })
}

/** The row as it stands, for a change of it. */
export async function findResellerRow(scope: Scope, db: Db, resellerUid: string) {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, resellerUid), liveResellers(scope)))
    .get()
  return row ?? null
}
export type ResellerRow = typeof table.$inferSelect
