/** Into which company and location agents are let in: checked before a token is made or an agent accepted. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import type { Db } from '../../db/client.ts'
import { locations } from '../../db/schema/organizations.ts'
import { tenants } from '../../db/schema/sites.ts'
import type { ApiFailure } from '../../http/failure.ts'

export interface WantedTarget {
  organizationUid: string
  locationUid?: string | undefined
  cloudTenantUid?: string | undefined
}

export interface EnrolmentTarget {
  organizationUid: string
  organizationName: string
  /** As named, or the company's default one; for those who do not see that, the first that they see. */
  locationUid: string
  locationName: string
}

export async function checkEnrolmentTarget(
  scope: Scope,
  db: Db,
  wanted: WantedTarget,
): Promise<Result<EnrolmentTarget, ApiFailure>> {
  const { organizationUid, locationUid, cloudTenantUid } = wanted
  const company = await scope.findOrganization(organizationUid)
  if (company === null || company.type !== 'Company')
    return missing('organizationUid', `There is no company ${organizationUid}.`)
  if (company.status === 'Disabled') {
    return fail({ code: 'conflict', message: `The company "${company.name}" is disabled: no agent can join it.` })
  }
  if (cloudTenantUid !== undefined && !(await isTenantOf(scope, db, organizationUid, cloudTenantUid))) {
    return missing('cloudTenantUid', `The company has no tenant ${cloudTenantUid}.`)
  }
  const location = await findLocation(scope, db, organizationUid, locationUid)
  if (location === null)
    return missing('locationUid', `The company has no location ${locationUid ?? 'to put the agent at'}.`)
  return ok({
    organizationUid,
    organizationName: company.name,
    locationUid: location.uid,
    locationName: location.name,
  })
}

function missing(parameter: string, message: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message, parameter })
}

async function findLocation(scope: Scope, db: Db, companyUid: string, locationUid: string | undefined) {
  const chosen = locationUid === undefined ? undefined : eq(locations.uid, locationUid)
  // Who sees a tenant and no location puts its computers at the default one.
  const reachable =
    scope.reach === 'tenant'
      ? and(eq(locations.organizationUid, scope.organizationUid), eq(locations.type, 'Default'))
      : scope.locations(locations.organizationUid, locations.uid)
  const found = await db
    .select({ uid: locations.uid, name: locations.name })
    .from(locations)
    .where(and(eq(locations.organizationUid, companyUid), isNull(locations.deletedAt), chosen, reachable))
    .orderBy(sql`${locations.type} = 'Default' DESC`, locations.createdAt, locations.uid)
    .limit(1)
    .get()
  return found ?? null
}

export async function isTenantOf(scope: Scope, db: Db, companyUid: string, tenantUid: string): Promise<boolean> {
  const found = await db
    .select({ uid: tenants.uid })
    .from(tenants)
    .where(
      and(
        eq(tenants.uid, tenantUid),
        eq(tenants.companyUid, companyUid),
        isNull(tenants.deletedAt),
        scope.tenants({ company: tenants.companyUid, tenant: tenants.uid, site: tenants.siteUid }),
      ),
    )
    .get()
  return found !== undefined
}

/** The company that a tenant was made for, when it is within reach. */
export async function findCompanyOfTenant(scope: Scope, db: Db, tenantUid: string): Promise<string | null> {
  const found = await db
    .select({ companyUid: tenants.companyUid })
    .from(tenants)
    .where(
      and(
        eq(tenants.uid, tenantUid),
        isNull(tenants.deletedAt),
        scope.tenants({ company: tenants.companyUid, tenant: tenants.uid, site: tenants.siteUid }),
      ),
    )
    .get()
  return found?.companyUid ?? null
}
