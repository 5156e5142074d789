/** The task log: commands that were given to agents, and what became of them. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const managementAgentTaskType = z
  .enum([
    'BackupAgentActivationStatusChange',
    'BackupAgentCbtDriverDeployment',
    'BackupAgentCbtDriverRemoval',
    'BackupAgentDeployment',
    'BackupAgentJobChange',
    'BackupAgentJobRemoval',
    'BackupAgentJobStart',
    'BackupAgentJobStop',
    'BackupAgentPatch',
    'BackupAgentRemoval',
    'BackupAgentServiceRestart',
    'BackupAgentSettingsChange',
    'BackupAgentUiModeChange',
    'BackupAgentUpgrade',
    'BackupRepositoryReconfiguration',
    'CloudGatewayListUpdate',
    'ComputerReboot',
    'DataCollectionJob',
    'FailoverPlanExecution',
    'FilesDownload',
    'FilesUpload',
    'ManagementAgentConnectionAttempt',
    'ManagementAgentConnectionSettingsUpdate',
    'ManagementAgentMasterRoleAssignment',
    'ManagementAgentMasterRoleRemoval',
    'ManagementAgentPatchDeployment',
    'ManagementAgentRemoval',
    'ManagementAgentTaskStart',
    'ManagementAgentUpdate',
    'ManagementAgentVersionCheck',
    'NewBackupServerIdCreation',
    'RemoteComputerDiscovery',
    'TasksQueueCleanUp',
    'Unknown',
    'VBRDeployment',
    'VBRIsoPredownload',
    'VBRJobActionExecution',
    'VBRPatching',
    'VBRUpgrade',
  ])
  .meta({ id: 'ManagementAgentTaskType' })
export type ManagementAgentTaskType = z.output<typeof managementAgentTaskType>

export const managementAgentTaskStatus = z
  .enum(['Canceled', 'Failed', 'Running', 'Scheduled', 'Success', 'Unknown'])
  .meta({ id: 'ManagementAgentTaskStatus' })
export type ManagementAgentTaskStatus = z.output<typeof managementAgentTaskStatus>

export const managementAgentTask = z
  .object({
    instanceUid: uid,
    taskType: managementAgentTaskType,
    status: managementAgentTaskStatus.describe(
      'Scheduled: queued. Running: the agent has it. Canceled: overtaken, or not answered in time.',
    ),
    description: z.string(),
    managementAgentUid: uid,
    startTime: dateTime.nullable().describe('When the agent was told. Null: it was not connected yet.'),
    endTime: dateTime.nullable(),
    creationTime: dateTime.describe('This and what follows is beyond v3.'),
    organizationUid: uid,
    managementAgentName: z.string().describe('As the computer was called at that time.'),
    message: z.string().nullable().describe('What the agent said, or why it was given up.'),
    createdBy: z.string().nullable().describe('Who asked for it; null out of the caller’s reach, and for the console.'),
  })
  .meta({ id: 'ManagementAgentTask' })
export type ManagementAgentTask = z.output<typeof managementAgentTask>

export const getManagementAgentTasks = operation({
  operationId: 'getManagementAgentTasks',
  method: 'get',
  path: '/eventLogs/managementAgentTasks',
  tag: 'event_logs',
  summary: 'Lists the commands that agents were given, newest first.',
  access: 'tasks.read',
  query: z.object({
    from: dateTime.optional().describe('Inclusive.'),
    to: dateTime.optional().describe('Exclusive.'),
  }),
  answer: { kind: 'page', item: managementAgentTask },
})

export const AGENT_TASK_OPERATIONS = [getManagementAgentTasks]
