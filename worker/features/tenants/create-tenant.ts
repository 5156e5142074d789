import type { TenantAsk } from '../../../domain/reseller-limits.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Tenant, TenantInput } from '../../contract/storage/tenants.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { tenants } from '../../db/schema/sites.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { disableUnderDisabled } from '../companies/status-cascade.ts'
import { credentialsProblem, hashPasswordOrNull } from '../organizations/owner.ts'
import { grantProblem, requireWithinGrants } from '../resellers/grants.ts'
import { tenantCapProblem } from '../resellers/own-limits.ts'
import { findSite } from '../sites/queries.ts'
import { companyTenantStatements } from './company-tenant.ts'
import { findTenant } from './tenant-queries.ts'
import { tenantValues } from './tenant-values.ts'

type Request = ApiRequest<{ siteUid: string }, unknown, TenantInput>

/** A tenant of a company within the caller's reach; the provider may leave it without one. */
export async function createTenant(request: Request): Promise<Result<Tenant, ApiFailure>> {
  const { db, scope, params, body, now } = request
  const site = await findSite(scope, db, params.siteUid)
  if (site === null) return fail({ code: 'not_found', what: 'The site' })
  const companyUid = body.assignedForCompany ?? null
  const companyFailure = await tenantCompanyProblem(request, companyUid)
  if (companyFailure !== null) return fail(companyFailure)
  const credentialsFailure = credentialsProblem(body.credentials, 'credentials')
  if (credentialsFailure !== null) return fail(credentialsFailure)
  const values = tenantValues(body)
  if (!values.ok) return values
  const limit =
    (await grantProblem(db, scope, params.siteUid, { tenants: 1 })) ??
    (await tenantCapProblem(db, scope, askOf(body), null))
  if (limit !== null) return fail(limit)

  const uid = newUid()
  const ownerUid = companyUid ?? scope.organizationUid
  const statements: Statement[] = [
    ...(companyUid === null ? [] : [requireInBatch(db, organizationExists(companyUid))]),
    db.insert(tenants).values({
      uid,
      siteUid: params.siteUid,
      companyUid,
      ...values.value,
      passwordHash: await hashPasswordOrNull(body.credentials.password),
      createdAt: now,
      updatedAt: now,
    }),
    ...requireWithinGrants(db, scope, [params.siteUid], { tenants: true, storage: false }),
    ...companyTenantStatements(db, {
      tenantUid: uid,
      userName: values.value.userName,
      companyUids: [companyUid],
      passwordHash: null,
      now,
    }),
    ...(companyUid === null
      ? []
      : [disableUnderDisabled(db, companyUid, now), ...directoryChange(db, companyUid, now)]),
    bumpRevision(db, 'tenants', ownerUid),
    bumpRevision(db, 'sites', ownerUid),
    auditStatement(db, request, {
      organizationUid: ownerUid,
      kind: 'TenantCreated',
      target: { type: 'Tenant', uid },
      details: { name: values.value.name, siteUid: params.siteUid, companyUid },
    }),
  ]
  try {
    await runBatch(db, statements)
  } catch (error) {
    if (isGuardFailure(error)) {
      return fail((await grantProblem(db, scope, params.siteUid, { tenants: 1 })) ?? unknownCompany(companyUid))
    }
    const taken = takenTenantFailure(error, values.value)
    if (taken === null) throw error
    return fail(taken)
  }
  if (companyUid !== null) await pushDirectory(request.env, companyUid)
  const tenant = await findTenant(scope, db, uid)
  return tenant === null ? fail({ code: 'not_found', what: 'The tenant' }) : ok(tenant)
}

/** What of a tenant the limits of a reseller are about. */
export function askOf({ maxConcurrentTask, isBackupProtectionEnabled, backupProtectionPeriod }: TenantAsk): TenantAsk {
  return { maxConcurrentTask, isBackupProtectionEnabled, backupProtectionPeriod }
}

/** Whether the caller may map a tenant to this company, or to none. */
export async function tenantCompanyProblem(
  { scope }: Pick<ApiRequest, 'scope'>,
  companyUid: string | null,
): Promise<ApiFailure | null> {
  if (companyUid === null) {
    if (scope.reach === 'all' || scope.reach === 'site') return null
    const message = 'assignedForCompany must name one of your companies.'
    return { code: 'invalid_input', message, property: 'assignedForCompany' }
  }
  return (await scope.canReachCompany(companyUid)) ? null : unknownCompany(companyUid)
}

function unknownCompany(companyUid: string | null): ApiFailure {
  const message = `assignedForCompany: there is no company ${companyUid}.`
  return { code: 'invalid_input', message, property: 'assignedForCompany' }
}

/** Names and user names are unique on a site. Null: the error is another one. */
export function takenTenantFailure(error: unknown, names: { name: string; userName: string }): ApiFailure | null {
  const constraint = violatedUnique(error)
  if (constraint === null) return null
  const isUserName = constraint.includes('user_name')
  const message = isUserName
    ? `credentials.userName: the site already has a tenant that signs in as "${names.userName}".`
    : `name: the site already has a tenant "${names.name}".`
  return { code: 'conflict', message, property: isUserName ? 'credentials.userName' : 'name' }
}
