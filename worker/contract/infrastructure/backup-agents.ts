/** Backup agents: the working half of the program on a protected computer, listed apart from its connection. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { managementAgentStatus } from './management-agents.ts'

export const backupAgentOperationMode = z
  .enum(['Server', 'Unknown', 'UnLicensed', 'Workstation'])
  .meta({ id: 'BackupAgentOperationMode' })

export const backupAgent = z
  .object({
    instanceUid: uid,
    agentPlatform: z.enum(['Linux', 'Mac', 'Unknown', 'Windows']).meta({ id: 'BackupAgentAgentPlatform' }),
    status: z.enum(['Active', 'NotRunning', 'Unknown']).meta({ id: 'BackupAgentStatus' }),
    managementAgentStatus,
    managementAgentUid: uid,
    siteUid: uid.nullable(),
    organizationUid: uid,
    name: z.string(),
    operationMode: backupAgentOperationMode,
    guiMode: z.enum(['Full', 'ReadOnly', 'Unknown']).meta({ id: 'BackupAgentGuiMode' }),
    platform: z.enum(['Cloud', 'Physical', 'Unknown', 'Virtual']).meta({ id: 'BackupAgentPlatform' }),
    version: z.string(),
    versionStatus: z.enum(['OutOfDate', 'Unknown', 'UpToDate']).meta({ id: 'BackupAgentVersionStatus' }),
    activationTime: dateTime.nullable(),
    managementMode: z
      .enum(['ManagedByConsole', 'ManagedByVBR', 'Unknown', 'UnManaged'])
      .meta({ id: 'BackupAgentManagementMode' }),
    installationType: z
      .enum(['Broken', 'Full', 'Installing', 'Restricted', 'Uninstalling', 'Unknown'])
      .meta({ id: 'BackupAgentInstallationType' }),
    totalJobsCount: z.int(),
    runningJobsCount: z.int(),
    successJobsCount: z.int(),
  })
  .meta({ id: 'BackupAgent' })
export type BackupAgent = z.infer<typeof backupAgent>

export const linuxBackupAgent = z.object({ instanceUid: uid, managementAgentUid: uid }).meta({ id: 'LinuxBackupAgent' })
export type LinuxBackupAgent = z.infer<typeof linuxBackupAgent>

const backupAgentParams = z.object({ backupAgentUid: uid })

export const getBackupAgents = operation({
  operationId: 'getBackupAgents',
  method: 'get',
  path: '/infrastructure/backupAgents',
  tag: 'backup_agents',
  summary: 'Backup agents of all systems',
  access: 'backupAgents.read',
  answer: { kind: 'page', item: backupAgent },
})

export const getBackupAgent = operation({
  operationId: 'getBackupAgent',
  method: 'get',
  path: '/infrastructure/backupAgents/{backupAgentUid}',
  tag: 'backup_agents',
  summary: 'One backup agent',
  access: 'backupAgents.read',
  params: backupAgentParams,
  answer: { kind: 'object', schema: backupAgent },
})

export const deleteBackupAgent = operation({
  operationId: 'deleteBackupAgent',
  method: 'delete',
  path: '/infrastructure/backupAgents/{backupAgentUid}',
  tag: 'backup_agents',
  summary: 'Remove a backup agent and its jobs; repositories and restore points stay',
  access: 'backupAgents.manage',
  params: backupAgentParams,
  answer: { kind: 'empty' },
})

export const getLinuxBackupAgents = operation({
  operationId: 'getLinuxBackupAgents',
  method: 'get',
  path: '/infrastructure/backupAgents/linux',
  tag: 'backup_agents',
  summary: 'Backup agents on Linux',
  access: 'backupAgents.read',
  answer: { kind: 'page', item: linuxBackupAgent },
})

export const getLinuxBackupAgent = operation({
  operationId: 'getLinuxBackupAgent',
  method: 'get',
  path: '/infrastructure/backupAgents/linux/{backupAgentUid}',
  tag: 'backup_agents',
  summary: 'One backup agent on Linux',
  access: 'backupAgents.read',
  params: backupAgentParams,
  answer: { kind: 'object', schema: linuxBackupAgent },
})

export const BACKUP_AGENT_OPERATIONS = [
  getBackupAgents,
  getBackupAgent,
  deleteBackupAgent,
  getLinuxBackupAgents,
  getLinuxBackupAgent,
]
