/** Tenants whose lease has ended are disabled. Their Company object has cut them off at that moment; here the list follows. */
import { sql } from 'drizzle-orm'
import { auditStatement } from '../../worker/db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../worker/db/batch-guard.ts'
import { type Db, openDb, runBatch } from '../../worker/db/client.ts'
import { directoryChange, pushDirectories } from '../../worker/db/directory-push.ts'
import { bumpRevision } from '../../worker/db/revisions.ts'
import type { Env } from '../../worker/env.ts'
import { logError } from '../lib/log.ts'

type LeaseEnv = Pick<Env, 'DB' | 'COMPANY'>

const TENANTS_PER_RUN = 100

interface EndedLease {
  uid: string
  name: string
  companyUid: string | null
  providerUid: string
}

/** Returns whether more are due now. */
export async function sweepLeases(env: LeaseEnv, now: number): Promise<boolean> {
  const db = openDb(env.DB)
  const ended = await db.all<EndedLease>(sql`
    SELECT t.uid, t.name, t.company_uid AS companyUid, p.uid AS providerUid FROM tenants t, organizations p
    WHERE p.type = 'Provider' AND t.is_lease_enabled = 1 AND t.is_enabled = 1 AND t.lease_expires_at <= ${now}
      AND t.deleted_at IS NULL ORDER BY t.lease_expires_at LIMIT ${TENANTS_PER_RUN}`)
  for (const tenant of ended) {
    try {
      await disableTenant(db, tenant, now)
    } catch (error) {
      // Extended or disabled meanwhile: nothing to do any more.
      if (!isGuardFailure(error)) {
        logError('A tenant whose lease has ended could not be disabled', {
          tenantUid: tenant.uid,
          error: String(error),
        })
      }
    }
  }
  await pushDirectories(env, [...new Set(ended.flatMap(({ companyUid }) => (companyUid === null ? [] : [companyUid])))])
  return ended.length === TENANTS_PER_RUN
}

async function disableTenant(db: Db, { uid, name, companyUid, providerUid }: EndedLease, now: number): Promise<void> {
  const ownerUid = companyUid ?? providerUid
  await runBatch(db, [
    requireInBatch(
      db,
      sql`EXISTS (SELECT 1 FROM tenants t WHERE t.uid = ${uid} AND t.is_enabled = 1 AND t.is_lease_enabled = 1
        AND t.lease_expires_at <= ${now} AND t.deleted_at IS NULL)`,
    ),
    db.run(sql`UPDATE tenants SET is_enabled = 0, updated_at = max(${now}, updated_at + 1) WHERE uid = ${uid}`),
    ...(companyUid === null ? [] : directoryChange(db, companyUid, now)),
    bumpRevision(db, 'tenants', ownerUid),
    bumpRevision(db, 'backupResources', ownerUid),
    auditStatement(
      db,
      { scope: { userUid: '', userName: '' }, clientAddress: null, requestId: null, now },
      {
        organizationUid: ownerUid,
        kind: 'TenantLeaseEnded',
        target: { type: 'Tenant', uid },
        details: { name },
        changes: { isEnabled: { from: true, to: false } },
      },
    ),
  ])
}
