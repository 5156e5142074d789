import * as accounts from '../../contract/infrastructure/agent-accounts.ts'
import * as agents from '../../contract/infrastructure/management-agents.ts'
import * as packages from '../../contract/infrastructure/packages.ts'
import * as unverified from '../../contract/infrastructure/unverified-agents.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { getAgentAccount, setAgentAccount } from './agent-accounts.ts'
import { downloadLinuxPackage } from './packages.ts'
import * as service from './service.ts'
import { acceptUnverifiedAgent, getUnverifiedAgent, listUnverifiedAgents } from './unverified-agents.ts'

export function registerManagementAgents(route: RouteRegistrar): void {
  route(agents.getManagementAgents, service.listManagementAgents)
  route(agents.getManagementAgent, service.getManagementAgent)
  route(agents.patchManagementAgent, service.patchManagementAgent)
  route(agents.deleteManagementAgent, service.deleteManagementAgent)
  route(accounts.getManagementAgentAccount, getAgentAccount)
  route(accounts.setManagementAgentAccount, setAgentAccount)
  route(unverified.getUnverifiedAgents, listUnverifiedAgents)
  route(unverified.getUnverifiedAgent, getUnverifiedAgent)
  route(unverified.acceptUnverifiedAgent, acceptUnverifiedAgent)
  route(packages.downloadLinuxManagementPackage, downloadLinuxPackage)
}
