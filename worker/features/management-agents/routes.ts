import * as agents from '../../contract/infrastructure/management-agents.ts'
import * as packages from '../../contract/infrastructure/packages.ts'
import * as unverified from '../../contract/infrastructure/unverified-agents.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { downloadLinuxPackage } from './packages.ts'
import * as service from './service.ts'
import { acceptUnverifiedAgent, getUnverifiedAgent, listUnverifiedAgents } from './unverified-agents.ts'

export function registerManagementAgents(route: RouteRegistrar): void {
  route(agents.getManagementAgents, service.listManagementAgents)
  route(agents.getManagementAgent, service.getManagementAgent)
  route(agents.patchManagementAgent, service.patchManagementAgent)
  route(agents.deleteManagementAgent, service.deleteManagementAgent)
  route(unverified.getUnverifiedAgents, listUnverifiedAgents)
  route(unverified.getUnverifiedAgent, getUnverifiedAgent)
  route(unverified.acceptUnverifiedAgent, acceptUnverifiedAgent)
  route(packages.downloadLinuxManagementPackage, downloadLinuxPackage)
}
