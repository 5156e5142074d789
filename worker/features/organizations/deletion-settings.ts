/** How long deleted organizations can be restored. */
import { auditChanges } from '../../../domain/audit-changes.ts'
import { ok, type Result } from '../../../domain/result.ts'
import { DELETION_SETTINGS_CHANGEABLE, deletionSettings } from '../../contract/organizations/deleted-organizations.ts'
import { auditStatement } from '../../db/audit.ts'
import { type Db, runBatch } from '../../db/client.ts'
import { deletionSettings as table } from '../../db/schema/life-cycle.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { applyPatch } from '../../http/json-patch.ts'
import type { ApiRequest } from '../../http/route.ts'

const DEFAULT_RETENTION_DAYS = 30

/** Of the whole console, whoever asks. */
export async function readRetentionDays(db: Db): Promise<number> {
  const row = await db.select({ retentionDays: table.retentionDays }).from(table).get()
  return row?.retentionDays ?? DEFAULT_RETENTION_DAYS
}

export async function patchDeletionSettings(
  request: ApiRequest,
): Promise<Result<{ retentionDays: number }, ApiFailure>> {
  const { db, scope } = request
  const before = { retentionDays: await readRetentionDays(db) }
  const patched = applyPatch({
    current: before,
    operations: request.patch,
    schema: deletionSettings,
    allowed: DELETION_SETTINGS_CHANGEABLE,
  })
  if (!patched.ok) return patched
  await runBatch(db, [
    db
      .insert(table)
      .values({ onlyRow: 1, ...patched.value })
      .onConflictDoUpdate({ target: table.onlyRow, set: patched.value }),
    auditStatement(db, request, {
      organizationUid: scope.organizationUid,
      kind: 'DeletionSettingsEdited',
      target: { type: 'Settings', uid: scope.organizationUid },
      details: {},
      changes: auditChanges(before, patched.value),
    }),
  ])
  return ok(patched.value)
}
