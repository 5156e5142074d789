/** Management agents: one per protected computer; what keeps the connection to the console. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const managementAgentStatus = z
  .enum([
    'Applying',
    'Error',
    'FailedToUpdate',
    'Healthy',
    'Inaccessible',
    'Installation',
    'Restarting',
    'Unknown',
    'Updating',
    'Warning',
  ])
  .meta({ id: 'ManagementAgentStatus' })

export const managementAgentType = z
  .enum(['Client', 'CloudConnect', 'Hosted', 'Unknown'])
  .meta({ id: 'ManagementAgentType' })

export const managementAgentConnectionStatus = z
  .enum(['Inaccessible', 'Online', 'Rejected', 'Unknown'])
  .meta({ id: 'ManagementAgentConnectionStatus' })

export const managementAgentVersionStatus = z
  .enum(['OutOfDate', 'PatchAvailable', 'Unknown', 'UpToDate'])
  .meta({ id: 'ManagementAgentVersionStatus' })

export const managementAgentRole = z.enum(['Client', 'Master', 'Unknown']).meta({ id: 'ManagementAgentRole' })

export const guestOsType = z
  .enum(['DomainController', 'Linux', 'Mac', 'Server', 'Unknown', 'Workstation'])
  .meta({ id: 'ComputerInfoGuestOsType' })

export const computerPlatformType = z
  .enum(['Amazon', 'Azure', 'Google', 'HyperV', 'Linux', 'Mac', 'Other', 'Unknown', 'vSphere', 'Windows'])
  .meta({ id: 'ComputerInfoPlatformType' })

const computerApplication = z
  .enum([
    'ApacheServer',
    'MicrosoftActiveDirectory',
    'MicrosoftExchangeServer',
    'MicrosoftSharePoint',
    'MicrosoftSqlServer',
    'MongoDB',
    'MySQL',
    'Oracle',
    'OtherApp',
    'PostgreSQL',
    'Unknown',
  ])
  .meta({ id: 'ComputerInfoApplicationsItem' })

export const computerInfo = z
  .object({
    uniqueUid: uid,
    biosUuid: uid,
    hostName: z.string(),
    fqdn: z.string(),
    guestOs: z.string(),
    guestOsType,
    guestOsVersion: z.string(),
    guestOsSku: z.int().nullable(),
    platformType: computerPlatformType,
    ipAddresses: z.array(z.string()),
    macAddresses: z.array(z.string()),
    applications: z.array(computerApplication).nullable(),
  })
  .meta({ id: 'ComputerInfo' })
export type ComputerInfo = z.infer<typeof computerInfo>

export const managementAgent = z
  .object({
    instanceUid: uid,
    organizationUid: uid,
    locationUid: uid,
    hostName: z.string().nullable(),
    friendlyName: z.string().nullable(),
    lastHeartbeatTime: dateTime,
    version: z.string(),
    versionStatus: managementAgentVersionStatus,
    discoveryTime: dateTime,
    tag: z.string().nullable(),
    status: managementAgentStatus,
    connectionStatus: managementAgentConnectionStatus,
    type: managementAgentType,
    role: managementAgentRole,
    isRebootRequired: z.boolean(),
    connectionAccount: uid.nullable().describe('Of a discovery account: agents here need none.'),
    computerInfo,
  })
  .meta({ id: 'ManagementAgent' })
export type ManagementAgent = z.infer<typeof managementAgent>

/** Something that the caller should know although the request was carried out. */
export const warning = z.object({ message: z.string() }).meta({ id: 'Warning_' })
export type Warning = z.infer<typeof warning>

const managementAgentParams = z.object({ managementAgentUid: uid })

export const getManagementAgents = operation({
  operationId: 'getManagementAgents',
  method: 'get',
  path: '/infrastructure/managementAgents',
  tag: 'management_agents',
  summary: 'Management agents',
  access: 'agents.read',
  answer: { kind: 'page', item: managementAgent },
})

export const getManagementAgent = operation({
  operationId: 'getManagementAgent',
  method: 'get',
  path: '/infrastructure/managementAgents/{managementAgentUid}',
  tag: 'management_agents',
  summary: 'One management agent',
  access: 'agents.read',
  params: managementAgentParams,
  answer: { kind: 'object', schema: managementAgent },
})

export const patchManagementAgent = operation({
  operationId: 'patchManagementAgent',
  method: 'patch',
  path: '/infrastructure/managementAgents/{managementAgentUid}',
  tag: 'management_agents',
  summary: 'Change the location, tag or friendly name of a management agent',
  access: 'agents.manage',
  params: managementAgentParams,
  isPatch: true,
  answer: { kind: 'object', schema: managementAgent },
})

export const deleteManagementAgent = operation({
  operationId: 'deleteManagementAgent',
  method: 'delete',
  path: '/infrastructure/managementAgents/{managementAgentUid}',
  tag: 'management_agents',
  summary: 'Remove a management agent: its credential is revoked and its jobs go; repositories and restore points stay',
  access: 'agents.manage',
  params: managementAgentParams,
  answer: { kind: 'list', item: warning },
})

export const MANAGEMENT_AGENT_OPERATIONS = [
  getManagementAgents,
  getManagementAgent,
  patchManagementAgent,
  deleteManagementAgent,
]
