import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { Organization } from '../../contract/organizations/organization.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { organizations as table } from '../../db/schema/organizations.ts'
import { isOfCompany, organizationColumnsFor, organizationFields, toOrganization } from './organization-columns.ts'

function defineOrganizations(columns: ReturnType<typeof organizationColumnsFor>) {
  return defineCollection({
    name: 'organizations',
    from: table,
    key: table.uid,
    columns,
    fields: organizationFields('', columns),
    defaultSort: [ascending('name')],
    toItem: toOrganization,
  })
}

const fromAbove = defineOrganizations(organizationColumnsFor(false))
const byItself = defineOrganizations(organizationColumnsFor(true))
const organizationsFor = (scope: Scope) => (isOfCompany(scope) ? byItself : fromAbove)

function liveOrganizations(scope: Scope): SQL | undefined {
  return and(isNull(table.deletedAt), scope.organizations(table.uid))
}

export function organizationsSource(scope: Scope, db: Db) {
  return organizationsFor(scope).source(db, { where: liveOrganizations(scope), context: undefined })
}

export function findOrganization(scope: Scope, db: Db, organizationUid: string): Promise<Organization | null> {
  return organizationsFor(scope).find(db, organizationUid, { where: liveOrganizations(scope), context: undefined })
}

/** The row as it stands, for a change of it. */
export async function findOrganizationRow(scope: Scope, db: Db, organizationUid: string) {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.uid, organizationUid), liveOrganizations(scope)))
    .get()
  return row ?? null
}

/** Within reach of the provider's own users only. */
export async function findProvider(scope: Scope, db: Db): Promise<Organization | null> {
  const row = await db
    .select()
    .from(table)
    .where(and(eq(table.type, 'Provider'), liveOrganizations(scope)))
    .get()
  return row === undefined ? null : toOrganization(row)
}
