import { and, eq, isNull, sql } from 'drizzle-orm'
import { auditChanges, HIDDEN } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { forgetAttemptsOf } from '../../auth/forget-attempts.ts'
import { fromWireTime, type JsonPatchOperation } from '../../contract/common.ts'
import { patchedTenant, TENANT_CHANGEABLE, type Tenant } from '../../contract/storage/tenants.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { directoryChange, pushDirectories } from '../../db/directory-push.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision, type CollectionName } from '../../db/revisions.ts'
import { backupResources, tenants } from '../../db/schema/sites.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { disableUnderDisabled } from '../companies/status-cascade.ts'
import { credentialsProblem, hashPasswordOrNull } from '../organizations/owner.ts'
import { tenantCapProblem } from '../resellers/own-limits.ts'
import { companyTenantStatements, findTenantUserUid, hasSubtenants, subtenantsProblem } from './company-tenant.ts'
import { askOf, takenTenantFailure, tenantCompanyProblem } from './create-tenant.ts'
import { settleDefault } from './default-resource.ts'
import { findTenant, findTenantRow, type TenantRow } from './tenant-queries.ts'
import { tenantValues } from './tenant-values.ts'

type Request = ApiRequest<{ tenantUid: string }>

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The tenant' }
const TOUCHED: readonly CollectionName[] = ['tenants', 'sites', 'backupResources']

export function patchTenant(request: Request): Promise<Result<Tenant, ApiFailure>> {
  return changeTenant(request, request.patch)
}

export function setTenantEnabled(request: Request, isEnabled: boolean): Promise<Result<Tenant, ApiFailure>> {
  return changeTenant(request, [{ op: 'replace', path: '/isEnabled', value: isEnabled }])
}

async function changeTenant(request: Request, operations: JsonPatchOperation[]): Promise<Result<Tenant, ApiFailure>> {
  const companyUids = new Set<string>()
  const changed = await retryChange(() => changeOnce(request, operations, companyUids))
  if (changed.ok) await pushDirectories(request.env, [...companyUids])
  return changed
}

/** `companyUids` gathers whose objects are to be told. */
async function changeOnce(
  request: Request,
  operations: JsonPatchOperation[],
  companyUids: Set<string>,
): Promise<Result<Tenant, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const row = await findTenantRow(scope, db, params.tenantUid)
  const before = await findTenant(scope, db, params.tenantUid)
  if (row === null || before === null) return fail(NOT_FOUND)
  const patched = applyPatch({ current: before, operations, schema: patchedTenant, allowed: TENANT_CHANGEABLE })
  if (!patched.ok) return patched
  const { credentials, assignedForCompany: companyUid } = patched.value
  const credentialsFailure = credentialsProblem(credentials, 'credentials')
  if (credentialsFailure !== null) return fail(credentialsFailure)
  const values = tenantValues(patched.value)
  if (!values.ok) return values
  if (companyUid !== row.companyUid) {
    const problem =
      (await tenantCompanyProblem(request, companyUid)) ??
      (await inUseProblem(db, row)) ??
      (await subtenantsProblem(db, row.uid))
    if (problem !== null) return fail(problem)
  }
  const refusal =
    (await enablingProblem(db, before, patched.value, now)) ??
    (await tenantCapProblem(db, scope, askOf(patched.value), askOf(before)))
  if (refusal !== null) return fail(refusal)

  const passwordHash = await hashPasswordOrNull(credentials.password)
  const affected = [...new Set([row.companyUid, companyUid])]
  const statements: Statement[] = [
    requireInBatch(
      db,
      sql`EXISTS (SELECT 1 FROM tenants t
      WHERE t.uid = ${row.uid} AND t.updated_at = ${row.updatedAt} AND t.deleted_at IS NULL)`,
    ),
    ...(companyUid === null ? [] : [requireInBatch(db, organizationExists(companyUid))]),
    ...(companyUid === row.companyUid ? [] : [requireInBatch(db, sql`NOT ${hasSubtenants(row.uid)}`)]),
    db
      .update(tenants)
      .set({
        ...values.value,
        isDisabledByCompany:
          row.isDisabledByCompany && values.value.isEnabled === row.isEnabled && companyUid === row.companyUid,
        companyUid,
        ...(passwordHash === null ? {} : { passwordHash }),
        // Moves on with every change, also within one millisecond: the guard above relies on it.
        updatedAt: Math.max(now, row.updatedAt + 1),
      })
      .where(eq(tenants.uid, row.uid)),
    ...(companyUid === row.companyUid ? [] : moveResources(db, row, companyUid, now)),
    ...(companyUid === null ? [] : [disableUnderDisabled(db, companyUid, now)]),
    ...companyTenantStatements(db, {
      tenantUid: row.uid,
      userName: values.value.userName,
      companyUids: affected,
      passwordHash,
      now,
    }),
    ...affected.flatMap((uid) => (uid === null ? [] : directoryChange(db, uid, now))),
    ...affected.flatMap((uid) => TOUCHED.map((name) => bumpRevision(db, name, uid ?? scope.organizationUid))),
    auditStatement(db, request, {
      organizationUid: companyUid ?? row.companyUid ?? scope.organizationUid,
      kind: auditKind(row, values.value),
      target: { type: 'Tenant', uid: row.uid },
      details: { name: patched.value.name },
      changes: {
        ...auditChanges(before, { ...patched.value, credentials: { userName: credentials.userName } }),
        ...(passwordHash === null ? {} : { 'credentials.password': { from: HIDDEN, to: HIDDEN } }),
      },
    }),
  ]
  try {
    await runBatch(db, statements)
  } catch (error) {
    if (isGuardFailure(error)) return null
    const taken = takenTenantFailure(error, values.value)
    if (taken === null) throw error
    return fail(taken)
  }
  for (const uid of affected) if (uid !== null) companyUids.add(uid)
  const userUid = passwordHash === null ? null : await findTenantUserUid(db, row.uid)
  if (userUid !== null) await forgetAttemptsOf(request.env, db, userUid, now)
  const after = await findTenant(scope, db, row.uid)
  return after === null ? fail(NOT_FOUND) : ok(after)
}

/** A tenant cannot be enabled while its company is disabled, or after its lease. */
async function enablingProblem(
  db: Db,
  before: Pick<Tenant, 'isEnabled'>,
  after: Pick<Tenant, 'isEnabled' | 'isLeaseExpirationEnabled' | 'leaseExpirationDate' | 'assignedForCompany'>,
  now: number,
): Promise<ApiFailure | null> {
  if (before.isEnabled || !after.isEnabled) return null
  const { isLeaseExpirationEnabled, leaseExpirationDate, assignedForCompany } = after
  const leaseEndsAt = fromWireTime(leaseExpirationDate ?? '')
  if (isLeaseExpirationEnabled && leaseEndsAt !== null && leaseEndsAt <= now) {
    const message = 'isEnabled: the lease of the tenant has ended; extend it with leaseExpirationDate.'
    return { code: 'conflict', message, property: 'isEnabled' }
  }
  const company = await db.get<{ status: string }>(
    sql`SELECT status FROM organizations WHERE uid = ${assignedForCompany}`,
  )
  if (company?.status !== 'Disabled') return null
  return { code: 'conflict', message: 'isEnabled: the company of the tenant is disabled.', property: 'isEnabled' }
}

/** Backups belong to the company that wrote them: a tenant that holds some cannot go over to another one. */
async function inUseProblem(db: Db, row: TenantRow): Promise<ApiFailure | null> {
  const found = await db.get(sql`SELECT 1 FROM repositories r JOIN backup_resources b ON b.uid = r.backup_resource_uid
    WHERE b.tenant_uid = ${row.uid} AND r.deleted_at IS NULL LIMIT 1`)
  if (found === undefined || found === null) return null
  const message = 'assignedForCompany: repositories of the company lie in this tenant; remove them first.'
  return { code: 'conflict', message, property: 'assignedForCompany' }
}

function moveResources(db: Db, row: TenantRow, companyUid: string | null, now: number): Statement[] {
  const ofTenant = and(eq(backupResources.tenantUid, row.uid), isNull(backupResources.deletedAt))
  return [
    db.update(backupResources).set({ companyUid, updatedAt: now }).where(ofTenant),
    ...(row.companyUid === null ? [] : [settleDefault(db, { tenantUid: row.uid, companyUid: row.companyUid }, now)]),
    settleDefault(db, { tenantUid: row.uid, companyUid }, now),
  ]
}

function auditKind(row: TenantRow, values: { isEnabled: boolean }): string {
  if (row.isEnabled === values.isEnabled) return 'TenantEdited'
  return values.isEnabled ? 'TenantEnabled' : 'TenantDisabled'
}
