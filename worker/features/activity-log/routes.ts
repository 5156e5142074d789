import { getActivityLogs } from '../../contract/event-logs/activity-logs.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { listActivityLogs } from './service.ts'

export function registerActivityLog(route: RouteRegistrar): void {
  route(getActivityLogs, listActivityLogs)
}
