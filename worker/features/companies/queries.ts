import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { type Company, companyServices } from '../../contract/organizations/companies.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, enumField, numberField, textField, uidField } from '../../db/fields.ts'
import { managementAgents } from '../../db/schema/agents.ts'
import { organizations as table } from '../../db/schema/organizations.ts'
import {
  isOfCompany,
  ORGANIZATION_COLUMNS,
  organizationColumnsFor,
  organizationFields,
  toOrganization,
} from '../organizations/organization-columns.ts'
import { pushOfCompany, toPendingOperation } from '../organizations/pending-operation.ts'
import { serviceField } from '../organizations/service-fields.ts'

interface Embedding {
  hasOrganization: boolean
}

const OWN_COLUMNS = {
  status: table.status,
  resellerUid: table.resellerUid,
  subscriptionPlanUid: table.subscriptionPlanUid,
  isRestAccessEnabled: table.isRestAccessEnabled,
  isAlarmDetectEnabled: table.isAlarmDetectEnabled,
  ownerUserName: table.ownerUserName,
  services: table.services,
  loginUrl: table.loginUrl,
  push: pushOfCompany(table.uid),
}
const COLUMNS = { ...ORGANIZATION_COLUMNS, ...OWN_COLUMNS }

const agentsManagement = 'remoteServices.backupAgentsManagement'

const OWN_FIELDS = {
  instanceUid: uidField(table.uid),
  name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
  status: enumField(table.status),
  resellerUid: uidField(table.resellerUid),
  subscriptionPlanUid: uidField(table.subscriptionPlanUid),
  isRestAccessEnabled: booleanField(table.isRestAccessEnabled),
  isAlarmDetectEnabled: booleanField(table.isAlarmDetectEnabled),
  'ownerCredentials.userName': textField(table.ownerUserName, { fold: table.ownerUserNameFold }),
  loginUrl: textField(table.loginUrl, { fold: table.loginUrlFold }),
  'operation.name': enumField(sql`(SELECT p.operation FROM pushes p WHERE p.organization_uid = ${table.uid})`),
  'operation.status': enumField(
    sql`(SELECT iif(p.error IS NULL, 'running', 'failed') FROM pushes p WHERE p.organization_uid = ${table.uid})`,
  ),
  'companyServices.hostedServices.isVbPublicCloudManagementEnabled': booleanField(
    serviceField('hostedServices.isVbPublicCloudManagementEnabled'),
  ),
  'companyServices.remoteServices.isBackupResourcesEnabled': booleanField(
    serviceField('remoteServices.isBackupResourcesEnabled'),
  ),
  'companyServices.remoteServices.isVbPublicCloudManagementEnabled': booleanField(
    serviceField('remoteServices.isVbPublicCloudManagementEnabled'),
  ),
  [`companyServices.${agentsManagement}.workstationAgentsQuota`]: numberField(
    serviceField(`${agentsManagement}.workstationAgentsQuota`),
  ),
  [`companyServices.${agentsManagement}.serverAgentsQuota`]: numberField(
    serviceField(`${agentsManagement}.serverAgentsQuota`),
  ),
  [`companyServices.${agentsManagement}.isQuotaEnforced`]: booleanField(
    serviceField(`${agentsManagement}.isQuotaEnforced`),
  ),
  'companyServices.remoteServices.backupServersManagement.backupServerQuota': numberField(
    serviceField('remoteServices.backupServersManagement.backupServerQuota'),
  ),
  'companyServices.remoteServices.vb365ServersManagement.backupServerQuota': numberField(
    serviceField('remoteServices.vb365ServersManagement.backupServerQuota'),
  ),
}

function defineCompanies(organization: ReturnType<typeof organizationColumnsFor>) {
  return defineCollection({
    name: 'organizations',
    from: table,
    key: table.uid,
    columns: { ...organization, ...OWN_COLUMNS },
    fields: { ...OWN_FIELDS, ...organizationFields('_embedded.organization.', organization) },
    defaultSort: [ascending('name')],
    toItem: toCompany,
  })
}

const fromAbove = defineCompanies(organizationColumnsFor(false))
const byItself = defineCompanies(organizationColumnsFor(true))
const companiesFor = (scope: Scope) => (isOfCompany(scope) ? byItself : fromAbove)

export function toCompany(row: RowOf<typeof COLUMNS>, { hasOrganization }: Embedding): Company {
  return {
    instanceUid: row.uid,
    name: row.name,
    status: row.status,
    resellerUid: row.resellerUid,
    subscriptionPlanUid: row.subscriptionPlanUid,
    isRestAccessEnabled: row.isRestAccessEnabled,
    isAlarmDetectEnabled: row.isAlarmDetectEnabled,
    ownerCredentials: { userName: row.ownerUserName ?? '' },
    companyServices: companyServices.parse(JSON.parse(row.services)),
    loginUrl: row.loginUrl,
    operation: toPendingOperation(row.push),
    _embedded: hasOrganization ? { organization: toOrganization(row) } : null,
  }
}

function liveCompanies(scope: Scope): SQL | undefined {
  return and(eq(table.type, 'Company'), isNull(table.deletedAt), scope.companies(table.uid))
}

function embedding(expand: ReadonlySet<string>): Embedding {
  return { hasOrganization: expand.has('Organization') }
}

/** `resellerUid`: of that reseller only; null: of none. */
export function companiesSource(scope: Scope, db: Db, expand: ReadonlySet<string>, resellerUid?: string | null) {
  const isOfNone = resellerUid === null ? isNull(table.resellerUid) : undefined
  const ofReseller = typeof resellerUid === 'string' ? eq(table.resellerUid, resellerUid) : isOfNone
  return companiesFor(scope).source(db, { where: and(ofReseller, liveCompanies(scope)), context: embedding(expand) })
}

export function findCompany(scope: Scope, db: Db, companyUid: string, expand: ReadonlySet<string>) {
  return companiesFor(scope).find(db, companyUid, { where: liveCompanies(scope), context: embedding(expand) })
}

/** The row as it stands, for a change of it. */
export async function findCompanyRow(scope: Scope, db: Db, companyUid: string) {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, companyUid), liveCompanies(scope)))
    .get()
  return row ?? null
}
export type CompanyRow = typeof table.$inferSelect

export async function companyHasAgents(scope: Scope, db: Db, companyUid: string): Promise<boolean> {
  const agent = await db
    .select({ uid: managementAgents.uid })
    .from(managementAgents)
    .where(
      and(
        eq(managementAgents.organizationUid, companyUid),
        isNull(managementAgents.deletedAt),
        scope.companies(managementAgents.organizationUid),
      ),
    )
    .limit(1)
    .get()
  return agent !== undefined
}
