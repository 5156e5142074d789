import { sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import type { Company, CompanyInput } from '../../contract/organizations/companies.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { resellerIsActive } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { locations, organizations } from '../../db/schema/organizations.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { keepCreatedCompany } from '../accounts/assignment.ts'
import { findTakenName, takenNameFailure } from '../organizations/name-check.ts'
import { nameValues, organizationValues } from '../organizations/organization-values.ts'
import { newOwner } from '../organizations/owner.ts'
import { servicesLimitProblem } from '../resellers/own-limits.ts'
import { planProblem } from './plan-check.ts'
import { findCompany } from './queries.ts'

/** A company, its owner and its two default locations, in one batch; then its object is told. */
export async function createCompany(
  request: ApiRequest<unknown, unknown, CompanyInput>,
): Promise<Result<Company, ApiFailure>> {
  const { db, scope, body, now } = request
  const reseller = await resellerOf(scope, db, body.resellerUid ?? null)
  if (!reseller.ok) return reseller
  const plan = planProblem(body.subscriptionPlanUid)
  if (plan !== null) return fail(plan)
  const limit = await servicesLimitProblem(db, scope, body.companyServices, null)
  if (limit !== null) return fail(limit)
  const values = organizationValues(body.organizationInput)
  const taken = await findTakenName(db, values, 'organizationInput.')
  if (taken !== null) return fail(taken)
  const companyUid = newUid()
  const owner = await newOwner(body.ownerCredentials, {
    organizationUid: companyUid,
    organizationName: values.name,
    role: 'CompanyOwner',
    email: values.email,
    phone: values.phone,
    profile: body.ownerProfile,
    now,
  })
  if (!owner.ok) return owner

  const resellerUid = reseller.value
  const statements: Statement[] = [
    ...(resellerUid === null ? [] : [requireInBatch(db, resellerIsActive(resellerUid))]),
    db.insert(organizations).values({
      uid: companyUid,
      type: 'Company',
      resellerUid,
      ...values,
      isRestAccessEnabled: body.isRestAccessEnabled,
      isAlarmDetectEnabled: body.isAlarmDetectEnabled,
      ownerUserUid: owner.value.uid,
      ownerUserName: owner.value.userName,
      ownerUserNameFold: owner.value.userNameFold,
      services: JSON.stringify(body.companyServices),
      createdAt: now,
      updatedAt: now,
    }),
    db.insert(users).values(owner.value),
    ...keepCreatedCompany(scope, db, companyUid),
    defaultLocation(db, companyUid, 'Default', 'Remote', now),
    defaultLocation(db, companyUid, 'Hosted', 'Hosted', now),
    ...directoryChange(db, companyUid, now),
    bumpRevision(db, 'organizations', companyUid),
    bumpRevision(db, 'users', companyUid),
    bumpRevision(db, 'locations', companyUid),
    auditStatement(db, request, {
      organizationUid: companyUid,
      kind: 'CompanyCreated',
      target: { type: 'Company', uid: companyUid },
      details: { name: values.name, resellerUid, ownerUserName: owner.value.userName },
    }),
  ]
  try {
    await runBatch(db, statements)
  } catch (error) {
    if (isGuardFailure(error)) return fail((await resellerProblem(db, resellerUid)) ?? unknownReseller(resellerUid))
    const lost = takenNameFailure(error, values, 'organizationInput.')
    if (lost === null) throw error
    return fail(lost)
  }
  await pushDirectory(request.env, companyUid)
  const company = await findCompany(scope, db, companyUid, request.expand)
  return company === null ? fail({ code: 'not_found', what: 'The company' }) : ok(company)
}

/** A reseller's users create only under their own reseller; the provider's under any or none. */
async function resellerOf(scope: Scope, db: Db, wanted: string | null): Promise<Result<string | null, ApiFailure>> {
  if (scope.organizationType === 'Reseller') {
    return wanted === null || wanted === scope.organizationUid
      ? ok(scope.organizationUid)
      : fail(unknownReseller(wanted))
  }
  if (wanted === null) return ok(null)
  if (!scope.has('resellers.read')) return fail(unknownReseller(wanted))
  const problem = await resellerProblem(db, wanted)
  return problem === null ? ok(wanted) : fail(problem)
}

async function resellerProblem(db: Db, resellerUid: string | null): Promise<ApiFailure | null> {
  if (resellerUid === null) return null
  const found = await db
    .select({ name: organizations.name, status: organizations.status })
    .from(organizations)
    .where(sql`uid = ${resellerUid} AND type = 'Reseller' AND deleted_at IS NULL`)
    .get()
  if (found === undefined) return unknownReseller(resellerUid)
  if (found.status === 'Active') return null
  const message = `resellerUid: the reseller "${found.name}" is disabled and can be given no company.`
  return { code: 'conflict', message, property: 'resellerUid' }
}

function unknownReseller(resellerUid: string | null): ApiFailure {
  return {
    code: 'invalid_input',
    message: `resellerUid: there is no reseller ${resellerUid}.`,
    property: 'resellerUid',
  }
}

function defaultLocation(db: Db, companyUid: string, type: 'Default' | 'Hosted', name: string, now: number): Statement {
  return db
    .insert(locations)
    .values({ uid: newUid(), organizationUid: companyUid, type, ...nameValues(name), quotaGb: 0, createdAt: now })
}
