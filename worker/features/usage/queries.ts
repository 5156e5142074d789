import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import type { LocationUsage, ResellerUsage } from '../../contract/organizations/usage.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { textField, uidField } from '../../db/fields.ts'
import { locations, organizations } from '../../db/schema/organizations.ts'
import { toCounters, usageCounters } from './counters.ts'

/** The day in UTC. SQLite's clock is the one of the request. */
const today = sql<string>`date('now')`

/** What lies at no location, and every recycle bin, counts at the company's default one. */
const isDefault = sql`${locations.type} = 'Default'`
const ofLocation = usageCounters({
  agents: sql`a.location_uid = ${locations.uid}`,
  repositories: sql`r.organization_uid = ${locations.organizationUid}
    AND (r.location_uid = ${locations.uid} OR (r.location_uid IS NULL AND ${isDefault}))`,
  hidden: sql`r.organization_uid = ${locations.organizationUid} AND ${isDefault}`,
})

const locationUsages = defineCollection({
  name: null,
  from: sql`${locations} JOIN ${organizations} ON ${organizations.uid} = ${locations.organizationUid}`,
  key: locations.uid,
  columns: {
    uid: locations.uid,
    companyUid: locations.organizationUid,
    resellerUid: organizations.resellerUid,
    day: today,
    ...ofLocation,
  },
  fields: {
    companyUid: uidField(locations.organizationUid),
    resellerUid: uidField(organizations.resellerUid),
    locationUid: uidField(locations.uid),
    date: textField(today),
  },
  defaultSort: [ascending('companyUid'), ascending('locationUid')],
  toItem: (row): LocationUsage => ({
    companyUid: row.companyUid,
    resellerUid: row.resellerUid,
    locationUid: row.uid,
    date: row.day,
    counters: toCounters(row),
  }),
})

const companiesOfReseller = sql`(SELECT c.uid FROM organizations c
  WHERE c.reseller_uid = ${organizations.uid} AND c.deleted_at IS NULL)`
const ofReseller = usageCounters({
  agents: sql`a.organization_uid IN ${companiesOfReseller}`,
  repositories: sql`r.organization_uid IN ${companiesOfReseller}`,
  hidden: sql`r.organization_uid IN ${companiesOfReseller}`,
})

const resellerUsages = defineCollection({
  name: null,
  from: organizations,
  key: organizations.uid,
  columns: { uid: organizations.uid, day: today, ...ofReseller },
  fields: { resellerUid: uidField(organizations.uid), date: textField(today) },
  defaultSort: [ascending('resellerUid')],
  toItem: (row): ResellerUsage => ({ resellerUid: row.uid, date: row.day, counters: toCounters(row) }),
})

/** Usage is known of the present day: a period without it holds nothing. */
function isToday(period: { fromDate?: string | undefined; toDate?: string | undefined }): SQL | undefined {
  return and(
    period.fromDate === undefined ? undefined : sql`${today} >= ${period.fromDate}`,
    period.toDate === undefined ? undefined : sql`${today} <= ${period.toDate}`,
  )
}

type Period = Parameters<typeof isToday>[0]

export function locationUsageSource(scope: Scope, db: Db, period: Period, companyUid: string | null) {
  const where = and(
    isToday(period),
    companyUid === null ? undefined : eq(locations.organizationUid, companyUid),
    isNull(locations.deletedAt),
    isNull(organizations.deletedAt),
    scope.locations(locations.organizationUid, locations.uid),
  )
  return locationUsages.source(db, { where, context: undefined })
}

export function resellerUsageSource(scope: Scope, db: Db, period: Period, resellerUid: string | null) {
  const where = and(
    isToday(period),
    resellerUid === null ? undefined : eq(organizations.uid, resellerUid),
    eq(organizations.type, 'Reseller'),
    isNull(organizations.deletedAt),
    scope.resellers(organizations.uid),
  )
  return resellerUsages.source(db, { where, context: undefined })
}
