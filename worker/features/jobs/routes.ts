import * as contract from '../../contract/infrastructure/backup-agent-jobs.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { createLinuxJob, getLinuxConfiguration, patchLinuxConfiguration } from './linux-configuration-service.ts'
import * as service from './service.ts'

export function registerJobs(route: RouteRegistrar): void {
  route(contract.getBackupAgentJobs, service.listJobs)
  route(contract.startBackupAgentJob, service.startJob)
  route(contract.stopBackupAgentJob, service.stopJob)
  route(contract.getLinuxBackupAgentJobs, service.listLinuxJobs)
  route(contract.getLinuxBackupAgentJobsByAgent, service.listLinuxJobsOfAgent)
  route(contract.getLinuxBackupAgentJob, service.getLinuxJob)
  route(contract.createLinuxBackupAgentJobConfiguration, createLinuxJob)
  route(contract.getLinuxBackupAgentJobConfiguration, getLinuxConfiguration)
  route(contract.patchLinuxBackupAgentJobConfiguration, patchLinuxConfiguration)
  route(contract.deleteLinuxBackupAgentJob, service.deleteLinuxJob)
  route(contract.startLinuxBackupAgentJob, service.startLinuxJob)
  route(contract.stopLinuxBackupAgentJob, service.stopLinuxJob)
}
