import { eq, sql } from 'drizzle-orm'
import { auditChanges, HIDDEN } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetAttemptsOf } from '../../auth/forget-attempts.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { voidPasswordProofs } from '../../auth/password-proofs.ts'
import { COMPANY_CHANGEABLE, type Company, patchedCompany } from '../../contract/organizations/companies.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { directoryChange, type PushedOperation, pushDirectory } from '../../db/directory-push.ts'
import { directoryUnchanged } from '../../db/directory-rev.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { sessions, users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findTakenName, takenNameFailure } from '../organizations/name-check.ts'
import { nameValues } from '../organizations/organization-values.ts'
import { hashPasswordOrNull, newPasswordProblem } from '../organizations/owner.ts'
import { servicesLimitProblem } from '../resellers/own-limits.ts'
import { planProblem } from './plan-check.ts'
import { type CompanyRow, companyHasAgents, findCompanyRow, toCompany } from './queries.ts'
import { disableTenantsOf, enableTenantsOf } from './status-cascade.ts'

type Request = ApiRequest<{ companyUid: string }>

/** All operations of the patch or none; the object of the company is told before the answer. */
export async function patchCompany(request: Request): Promise<Result<Company, ApiFailure>> {
  const changed = await retryChange(() => changeOnce(request))
  if (changed.ok) await pushDirectory(request.env, request.params.companyUid)
  return changed
}

async function changeOnce(request: Request): Promise<Result<Company, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const row = await findCompanyRow(scope, db, params.companyUid)
  if (row === null) return fail({ code: 'not_found', what: 'The company' })
  const before = toCompany({ ...row, push: null }, { hasOrganization: false })
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedCompany,
    allowed: COMPANY_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const { password } = patched.value.ownerCredentials
  const after: Company = { ...patched.value, ownerCredentials: before.ownerCredentials }
  const problem = await changeProblem(request, row, before, after, password)
  if (problem !== null) return fail(problem)

  const passwordHash = await hashPasswordOrNull(password)
  const statements: Statement[] = [
    requireInBatch(db, directoryUnchanged(row.uid, row.directoryRev)),
    db
      .update(organizations)
      .set({
        ...nameValues(after.name),
        status: after.status,
        isDisabledByReseller: row.isDisabledByReseller && after.status === before.status,
        isRestAccessEnabled: after.isRestAccessEnabled,
        isAlarmDetectEnabled: after.isAlarmDetectEnabled,
        services: JSON.stringify(after.companyServices),
        updatedAt: now,
      })
      .where(eq(organizations.uid, row.uid)),
    ...(passwordHash === null ? [] : ownerPasswordStatements(db, row, passwordHash, now)),
    ...statusStatements(db, before, after, now),
    ...directoryChange(db, row.uid, now, pushedOperation(before, after)),
    bumpRevision(db, 'organizations', row.uid),
    // Logins show the organization's name, and whether it has REST access.
    bumpRevision(db, 'userLogins', row.uid),
    auditStatement(db, request, {
      organizationUid: row.uid,
      kind: auditKind(before, after),
      target: { type: 'Company', uid: row.uid },
      details: { name: after.name },
      changes: {
        ...auditChanges(before, after),
        ...(passwordHash === null ? {} : { 'ownerCredentials.password': { from: HIDDEN, to: HIDDEN } }),
      },
    }),
  ]
  try {
    await runBatch(db, statements)
  } catch (error) {
    if (isGuardFailure(error)) return null
    const taken = takenNameFailure(error, { name: after.name, alias: row.alias }, '')
    if (taken === null) throw error
    return fail(taken)
  }
  forgetIdentities()
  if (passwordHash !== null) await forgetAttemptsOf(request.env, db, row.ownerUserUid ?? '', now)
  return ok(after)
}

async function changeProblem(
  { db, scope }: Request,
  row: CompanyRow,
  before: Company,
  after: Company,
  password: string | null | undefined,
): Promise<ApiFailure | null> {
  if (after.status !== before.status && !scope.has('companies.enable')) {
    return { code: 'forbidden', permission: 'companies.enable' }
  }
  const problem =
    planProblem(after.subscriptionPlanUid) ??
    newPasswordProblem(password, 'ownerCredentials.password', {
      userName: after.ownerCredentials.userName,
      organizationName: after.name,
    }) ??
    (await servicesLimitProblem(db, scope, after.companyServices, before.companyServices))
  if (problem !== null) return problem
  if (after.status === 'Active' && before.status !== 'Active' && (await isResellerDisabled(db, row))) {
    return { code: 'conflict', message: 'status: the reseller of the company is disabled.', property: 'status' }
  }
  if (after.name !== before.name) {
    const taken = await findTakenName(db, { name: after.name, alias: row.alias }, '', row.uid)
    if (taken !== null) return taken
  }
  const hadAgents = before.companyServices.remoteServices.backupAgentsManagement !== null
  const hasAgents = after.companyServices.remoteServices.backupAgentsManagement !== null
  if (hadAgents && !hasAgents && (await companyHasAgents(scope, db, row.uid))) {
    const property = 'companyServices.remoteServices.backupAgentsManagement'
    return {
      code: 'conflict',
      message: `${property}: the company has agents, so the service cannot be withdrawn.`,
      property,
    }
  }
  return null
}

async function isResellerDisabled(db: Db, row: CompanyRow): Promise<boolean> {
  if (row.resellerUid === null) return false
  const isReseller = eq(organizations.uid, row.resellerUid)
  const reseller = await db.select({ status: organizations.status }).from(organizations).where(isReseller).get()
  return reseller?.status === 'Disabled'
}

/** A new password ends every session that was begun with the old one. */
function ownerPasswordStatements(db: Db, row: CompanyRow, passwordHash: string, now: number): Statement[] {
  const ownerUid = row.ownerUserUid ?? ''
  return [
    db.update(users).set({ passwordHash, passwordChangedAt: now, updatedAt: now }).where(eq(users.uid, ownerUid)),
    db
      .update(sessions)
      .set({ revokedAt: now })
      .where(sql`${sessions.userUid} = ${ownerUid} AND ${sessions.revokedAt} IS NULL`),
    ...voidPasswordProofs(db, sql`${ownerUid}`, now),
  ]
}

function statusStatements(db: Db, before: Company, after: Company, now: number): Statement[] {
  if (before.status === after.status) return []
  const itself = sql`${after.instanceUid}`
  return [
    after.status === 'Disabled' ? disableTenantsOf(db, itself, now) : enableTenantsOf(db, itself, now),
    bumpRevision(db, 'tenants', after.instanceUid),
    bumpRevision(db, 'backupResources', after.instanceUid),
  ]
}

function pushedOperation(before: Company, after: Company): PushedOperation {
  if (before.status === after.status) return 'update'
  return after.status === 'Active' ? 'enable' : 'disable'
}

function auditKind(before: Company, after: Company): string {
  if (before.status === after.status) return 'CompanyEdited'
  return after.status === 'Active' ? 'CompanyEnabled' : 'CompanyDisabled'
}
