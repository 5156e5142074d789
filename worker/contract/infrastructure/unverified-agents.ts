/** Agents that knocked without a valid enrolment token and wait for somebody to take them in. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const unverifiedAgentStatus = z
  .enum(['Accepted', 'Applying', 'Inaccessible', 'Pending', 'Rejected', 'Unknown'])
  .meta({ id: 'UnverifiedAgentStatus' })
export type UnverifiedAgentStatus = z.infer<typeof unverifiedAgentStatus>

export const unverifiedAgentPlatformType = z
  .enum(['Linux', 'Mac', 'Unknown', 'Windows'])
  .meta({ id: 'UnverifiedAgentPlatformType' })

export const unverifiedAgent = z
  .object({
    instanceUid: uid,
    organizationUid: uid.nullable(),
    hostName: z.string().nullable(),
    registrationTime: dateTime,
    tag: z.string().nullable(),
    rejectReason: z.string().nullable(),
    type: z.enum(['Client', 'CloudConnect', 'Hosted', 'Unknown']).meta({ id: 'UnverifiedAgentType' }),
    status: unverifiedAgentStatus,
    statusMessage: z.string().nullable(),
    platformType: unverifiedAgentPlatformType,
  })
  .meta({ id: 'UnverifiedAgent' })
export type UnverifiedAgent = z.infer<typeof unverifiedAgent>

const unverifiedAgentParams = z.object({ unverifiedAgentUid: uid })

export const getUnverifiedAgents = operation({
  operationId: 'getUnverifiedAgents',
  method: 'get',
  path: '/infrastructure/unverifiedAgents',
  tag: 'management_agents',
  summary: 'Agents that no company has taken in yet',
  access: 'unverifiedAgents.read',
  answer: { kind: 'page', item: unverifiedAgent },
})

export const getUnverifiedAgent = operation({
  operationId: 'getUnverifiedAgent',
  method: 'get',
  path: '/infrastructure/unverifiedAgents/{unverifiedAgentUid}',
  tag: 'management_agents',
  summary: 'One unverified agent',
  access: 'unverifiedAgents.read',
  params: unverifiedAgentParams,
  answer: { kind: 'object', schema: unverifiedAgent },
})

export const acceptUnverifiedAgent = operation({
  operationId: 'acceptUnverifiedAgent',
  method: 'post',
  path: '/infrastructure/unverifiedAgents/{unverifiedAgentUid}/accept',
  tag: 'management_agents',
  summary: 'Take an unverified agent into a company; it enrols when it asks the next time',
  access: 'unverifiedAgents.accept',
  params: unverifiedAgentParams,
  query: z.object({
    organizationUid: uid,
    cloudTenantUid: uid.optional().describe('Must be a tenant of the company; has no further effect.'),
    locationUid: uid.optional().describe('A location of the company; absent: its default one. Not in v3.'),
  }),
  answer: { kind: 'empty' },
})

export const UNVERIFIED_AGENT_OPERATIONS = [getUnverifiedAgents, getUnverifiedAgent, acceptUnverifiedAgent]
