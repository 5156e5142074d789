/** Alarms, automatic deployment and the security token of an organization. */
import { and, eq, isNull } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { organizationCareProblem } from '../../auth/organization-care.ts'
import {
  AUTO_DEPLOYMENT_CHANGEABLE,
  type AutoDeploymentSettings,
  autoDeploymentSettings,
} from '../../contract/organizations/configuration.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { retryChange } from '../../db/retry-change.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { enrolmentTokens } from '../../db/schema/enrolment.ts'
import { organizations } from '../../db/schema/organizations.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import { type ByOrganization, findConfigured, NO_ORGANIZATION, writeConfiguration } from './configured.ts'

/** Whether alarms of the organization are detected at all. */
export async function setAlarmDetection(
  request: ByOrganization,
  isEnabled: boolean,
): Promise<Result<null, ApiFailure>> {
  const { db, env, scope, params, now } = request
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail(NO_ORGANIZATION)
  const { uid, type, name } = organization
  const refused = organizationCareProblem(scope, organization)
  if (refused !== null) return fail(refused)
  await runBatch(db, [
    db.update(organizations).set({ isAlarmDetectEnabled: isEnabled, updatedAt: now }).where(eq(organizations.uid, uid)),
    ...(type === 'Company' ? directoryChange(db, uid, now) : []),
    bumpRevision(db, 'organizations', uid),
    auditStatement(db, request, {
      organizationUid: uid,
      kind: isEnabled ? 'AlarmDetectionEnabled' : 'AlarmDetectionDisabled',
      target: { type, uid },
      details: { name },
    }),
  ])
  if (type === 'Company') await pushDirectory(env, uid)
  return ok(null)
}

export async function getAutoDeployment(request: ByOrganization): Promise<Result<AutoDeploymentSettings, ApiFailure>> {
  const found = await findConfigured(request, request.params.organizationUid)
  if (!found.ok) return found
  const { uid, autoDeployment } = found.value.own
  return ok(autoDeploymentSettings.parse({ ...autoDeployment, organizationUid: uid }))
}

export async function patchAutoDeployment(
  request: ByOrganization,
): Promise<Result<AutoDeploymentSettings, ApiFailure>> {
  return retryChange(async () => {
    const found = await findConfigured(request, request.params.organizationUid)
    if (!found.ok) return found
    const { own } = found.value
    const before = autoDeploymentSettings.parse({ ...own.autoDeployment, organizationUid: own.uid })
    const patched = applyPatch({
      current: before,
      operations: request.patch,
      schema: autoDeploymentSettings,
      allowed: AUTO_DEPLOYMENT_CHANGEABLE,
    })
    if (!patched.ok) return patched
    const after = patched.value
    if (JSON.stringify(before) === JSON.stringify(after)) return ok(before)
    const policy = (['windowsBackupPolicyUid', 'linuxBackupPolicyUid', 'macBackupPolicyUid'] as const).find(
      (member) => after[member] !== null,
    )
    if (policy !== undefined)
      return fail({
        code: 'invalid_input',
        message: `"${policy}" names a backup policy that does not exist.`,
        property: policy,
      })
    const { organizationUid: _uid, ...stored } = after
    const isWritten = await writeConfiguration(request, {
      own,
      set: { autoDeployment: JSON.stringify(stored) },
      audit: {
        kind: 'AutoDeploymentEdited',
        target: { type: 'Settings', uid: own.uid },
        details: { name: own.name },
        changes: auditChanges(before, after),
      },
    })
    return isWritten ? ok(after) : null
  })
}

/** Installers and links that were handed out let no further computer join by itself; those that joined go on. */
export async function resetSecurityToken(request: ByOrganization): Promise<Result<null, ApiFailure>> {
  const { db, scope, params, now } = request
  const organization = await scope.findOrganization(params.organizationUid)
  if (organization === null) return fail(NO_ORGANIZATION)
  const refused = organizationCareProblem(scope, organization)
  if (refused !== null) return fail(refused)
  const { uid, type, name } = organization
  await runBatch(db, [
    db
      .update(enrolmentTokens)
      .set({ revokedAt: now })
      .where(
        and(
          isNull(enrolmentTokens.revokedAt),
          // The provider's own installers are those that name nobody.
          type === 'Provider' ? isNull(enrolmentTokens.organizationUid) : eq(enrolmentTokens.organizationUid, uid),
        ),
      ),
    auditStatement(db, request, {
      organizationUid: uid,
      kind: 'SecurityTokenReset',
      target: { type, uid },
      details: { name },
    }),
  ])
  return ok(null)
}
