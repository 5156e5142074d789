import * as contract from '../../contract/infrastructure/backup-agents.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import * as service from './service.ts'

export function registerBackupAgents(route: RouteRegistrar): void {
  route(contract.getBackupAgents, service.listBackupAgents)
  route(contract.getBackupAgent, service.getBackupAgent)
  route(contract.deleteBackupAgent, service.deleteBackupAgent)
  route(contract.getLinuxBackupAgents, service.listLinuxBackupAgents)
  route(contract.getLinuxBackupAgent, service.getLinuxBackupAgent)
}
