/** Beyond v3: under whose account a computer writes, which is what company tenants and subtenants reach. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

export const agentAccount = z
  .object({
    tenantUid: uid.nullable().describe('Null: of no tenant in particular.'),
    subtenantUserUid: uid.nullable().describe('Null: of no subtenant.'),
  })
  .meta({ id: 'ManagementAgentAccount' })
export type AgentAccount = z.output<typeof agentAccount>

export const agentAccountInput = z
  .object({
    tenantUid: uid.nullable().optional().describe("Not given: the subtenant's, or none."),
    subtenantUserUid: uid.nullable().optional().describe('A subtenant of that tenant. Not given: none.'),
  })
  .meta({ id: 'ManagementAgentAccountInput' })
export type AgentAccountInput = z.output<typeof agentAccountInput>

const byAgent = z.object({ managementAgentUid: uid })
const path = '/infrastructure/managementAgents/{managementAgentUid}/account'

export const getManagementAgentAccount = operation({
  operationId: 'getManagementAgentAccount',
  method: 'get',
  path,
  tag: 'managementAgentsExtensions',
  summary: 'Under whose account a computer writes.',
  access: 'agents.read',
  params: byAgent,
  answer: { kind: 'object', schema: agentAccount },
})

export const setManagementAgentAccount = operation({
  operationId: 'setManagementAgentAccount',
  method: 'put',
  path,
  tag: 'managementAgentsExtensions',
  summary: 'Gives a computer to a tenant or a subtenant of its company, or to none.',
  access: 'agents.manage',
  params: byAgent,
  body: { mediaType: 'application/json', schema: agentAccountInput },
  answer: { kind: 'object', schema: agentAccount },
})

export const AGENT_ACCOUNT_OPERATIONS = [getManagementAgentAccount, setManagementAgentAccount]
