import { getActivityLogs } from '../../contract/event-logs/activity-logs.ts'
import { getAuditChain, getAuditChainEntries, getAuditChains } from '../../contract/event-logs/audit-chains.ts'
import { getLogSettings, updateLogSettings } from '../../contract/event-logs/log-settings.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import {
  changeLogSettings,
  listActivityLogs,
  listAuditChainEntries,
  listAuditChains,
  readAuditChain,
  readLogSettings,
} from './service.ts'

export function registerActivityLog(route: RouteRegistrar): void {
  route(getActivityLogs, listActivityLogs)
  route(getAuditChains, listAuditChains)
  route(getAuditChain, readAuditChain)
  route(getAuditChainEntries, listAuditChainEntries)
  route(getLogSettings, readLogSettings)
  route(updateLogSettings, changeLogSettings)
}
