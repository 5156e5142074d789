import { eq } from 'drizzle-orm'
import { type AuditChanges, auditChanges, HIDDEN } from '../../../domain/audit-changes.ts'
import type { Permission } from '../../../domain/permissions.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import type { Organization } from '../../contract/organizations/organization.ts'
import {
  KEPT_FROM_ABOVE,
  ORGANIZATION_CHANGEABLE,
  patchedOrganization,
} from '../../contract/organizations/organizations.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { directoryUnchanged } from '../../db/directory-rev.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'
import { findTakenName, takenNameFailure } from './name-check.ts'
import { isOfCompany, toOrganization } from './organization-columns.ts'
import { organizationValues } from './organization-values.ts'
import { findOrganizationRow } from './queries.ts'

type Request = ApiRequest<{ organizationUid: string }>

export async function patchOrganization(request: Request): Promise<Result<Organization, ApiFailure>> {
  const changed = await retryChange(() => changeOnce(request))
  if (changed.ok && changed.value.type === 'Company') await pushDirectory(request.env, changed.value.instanceUid)
  return changed
}

function keptMemberChanged(before: Organization, after: Partial<Organization>): string | null {
  if (before.type !== 'Company' && before.type !== 'Reseller') return null
  return KEPT_FROM_ABOVE[before.type].find((name) => (before[name] ?? '') !== (after[name] ?? '')) ?? null
}

/** One's own organization is edited by those who look after it, others by those above them. */
function permissionToEdit(row: { uid: string; type: string }, scope: Scope): Permission {
  if (row.uid === scope.organizationUid) return 'organizationProfile.edit'
  return row.type === 'Reseller' ? 'resellers.edit' : 'companies.edit'
}

async function changeOnce(request: Request): Promise<Result<Organization, ApiFailure> | null> {
  const { db, scope, params, now } = request
  const stored = await findOrganizationRow(scope, db, params.organizationUid)
  if (stored === null) return fail({ code: 'not_found', what: 'The organization' })
  // What is said about a company by those above is not for its own users, and stays when they change the rest.
  const row = isOfCompany(scope) ? { ...stored, notes: null, notesFold: null } : stored
  const { notes, notesFold } = stored
  const permission = permissionToEdit(row, scope)
  if (!scope.has(permission)) return fail({ code: 'forbidden', permission })
  const before = toOrganization(row)
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: patchedOrganization,
    allowed: ORGANIZATION_CHANGEABLE,
  })
  if (!patched.ok) return patched
  const kept =
    row.uid === scope.organizationUid
      ? keptMemberChanged(before, toOrganization({ ...row, ...organizationValues(patched.value) }))
      : null
  if (kept !== null) {
    return fail({
      code: 'forbidden',
      message: `${kept} is for those above the organization, and not for its own users.`,
    })
  }
  const values = organizationValues(patched.value)
  const names = { name: values.name, alias: values.alias }
  const taken = await findTakenName(db, names, '', row.uid)
  if (taken !== null) return fail(taken)
  const after = toOrganization({ ...row, ...values })
  try {
    await runBatch(db, [
      requireInBatch(db, directoryUnchanged(row.uid, row.directoryRev)),
      db
        .update(organizations)
        .set({
          ...values,
          ...(isOfCompany(scope) ? { notes, notesFold } : {}),
          directoryRev: row.directoryRev + 1,
          updatedAt: now,
        })
        .where(eq(organizations.uid, row.uid)),
      ...(row.type === 'Company' ? directoryChange(db, row.uid, now) : []),
      bumpRevision(db, 'organizations', row.uid),
      // Logins show the organization's name, and whether it has REST access.
      bumpRevision(db, 'userLogins', row.uid),
      auditStatement(db, request, {
        organizationUid: row.uid,
        kind: 'OrganizationEdited',
        target: { type: row.type, uid: row.uid },
        details: { name: after.name },
        changes: toldChanges(row.type, auditChanges(before, after)),
      }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return null
    const lost = takenNameFailure(error, names, '')
    if (lost === null) throw error
    return fail(lost)
  }
  return ok(after)
}

/** A company reads its own history. */
function toldChanges(type: string, changes: AuditChanges): AuditChanges {
  if (type !== 'Company' || changes.notes === undefined) return changes
  return { ...changes, notes: { from: HIDDEN, to: HIDDEN } }
}
