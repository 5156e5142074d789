import type { z } from 'zod'
import { ok } from '../../../domain/result.ts'
import { fromWireTime } from '../../contract/common.ts'
import type { getActivityLogs } from '../../contract/event-logs/activity-logs.ts'
import type { ApiRequest } from '../../http/route.ts'
import { activityLogSource } from './queries.ts'

type Query = z.output<NonNullable<typeof getActivityLogs.query>>

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
