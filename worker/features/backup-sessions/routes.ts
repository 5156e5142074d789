import * as contract from '../../contract/backup-sessions/backup-sessions.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import * as service from './service.ts'

export function registerBackupSessions(route: RouteRegistrar): void {
  route(contract.getBackupSessions, service.listSessions)
  route(contract.getBackupSession, service.getSession)
  route(contract.watchBackupJob, service.watchJob)
}
