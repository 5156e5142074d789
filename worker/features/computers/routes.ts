import * as contract from '../../contract/protected-workloads/computers.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import * as service from './service.ts'

export function registerComputers(route: RouteRegistrar): void {
  route(contract.getProtectedComputersManagedByConsole, service.listComputers)
  route(contract.getProtectedComputersManagedByConsoleJobs, service.listComputerJobs)
  route(contract.getProtectedComputersManagedByConsoleJobsByBackupAgent, service.listJobsOfComputer)
  route(contract.getProtectedComputersManagedByConsoleRestorePoints, service.listRestorePoints)
  route(contract.getProtectedComputersManagedByConsoleLatestRestorePoints, service.listLatestRestorePoints)
  route(contract.getProtectedComputerManagedByConsoleRestorePoints, service.listRestorePointsOfComputer)
}
