import type { z } from 'zod'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { fromWireTime } from '../../contract/common.ts'
import type { getActivityLogs } from '../../contract/event-logs/activity-logs.ts'
import type { AuditChain, AuditChainEntry } from '../../contract/event-logs/audit-chains.ts'
import type { LogSettings } from '../../contract/event-logs/log-settings.ts'
import { auditStatement } from '../../db/audit.ts'
import { runBatch } from '../../db/client.ts'
import { readLogRetentionDays } from '../../db/log-retention.ts'
import type { PageSource } from '../../db/page-source.ts'
import { logSettings } from '../../db/schema/records.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { auditChainSource, auditEntrySource, findAuditChain } from './chain-queries.ts'
import { activityLogSource } from './queries.ts'

type Query = z.output<NonNullable<typeof getActivityLogs.query>>
type ByOrganization = ApiRequest<{ organizationUid: string }>

export async function listActivityLogs({ scope, db, query }: ApiRequest<unknown, Query>) {
  const at = (text: string | undefined) => (text === undefined ? null : fromWireTime(text))
  return ok(
    activityLogSource(scope, db, {
      fromAt: at(query.from),
      toAt: at(query.to),
      organizationUid: query.organizationUid ?? null,
      userUid: query.userUid ?? null,
      kind: query.activityLogKind ?? null,
      direction: query.dateSortingDirection,
    }),
  )
}

export async function listAuditChains({ env, scope, db }: ApiRequest) {
  return ok(auditChainSource(scope, db, env))
}

export async function readAuditChain(request: ByOrganization): Promise<Result<AuditChain, ApiFailure>> {
  const { env, scope, db, params } = request
  const chain = await findAuditChain(scope, db, env, params.organizationUid)
  return chain === null ? fail(NOT_FOUND) : ok(chain)
}

export async function listAuditChainEntries(
  request: ByOrganization,
): Promise<Result<PageSource<AuditChainEntry>, ApiFailure>> {
  const { env, scope, db, params } = request
  const chain = await findAuditChain(scope, db, env, params.organizationUid)
  return chain === null ? fail(NOT_FOUND) : ok(auditEntrySource(scope, db, params.organizationUid))
}

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The organization' }

export async function readLogSettings({ db }: ApiRequest) {
  return ok({ retentionDays: await readLogRetentionDays(db.$client) })
}

export async function changeLogSettings(
  request: ApiRequest<unknown, unknown, LogSettings>,
): Promise<Result<LogSettings, ApiFailure>> {
  const { db, scope, body } = request
  const { retentionDays } = body
  const before = await readLogRetentionDays(db.$client)
  if (before === retentionDays) return ok({ retentionDays })
  await runBatch(db, [
    db
      .insert(logSettings)
      .values({ onlyRow: 1, retentionDays })
      .onConflictDoUpdate({ target: logSettings.onlyRow, set: { retentionDays } }),
    auditStatement(db, request, {
      organizationUid: scope.organizationUid,
      kind: 'LogSettingsEdited',
      target: { type: 'Settings', uid: 'logs' },
      changes: { retentionDays: { from: before, to: retentionDays } },
    }),
  ])
  return ok({ retentionDays })
}
