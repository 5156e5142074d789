/** Backup jobs of the agents: lists over all systems, and the operations on those of Linux machines. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'
import { backupAgentOperationMode } from './backup-agents.ts'
import { linuxCustomJobConfiguration } from './linux-job-configuration.ts'

export const backupAgentJobStatus = z
  .enum(['Failed', 'None', 'Running', 'Starting', 'Stopping', 'Success', 'Unknown', 'Warning'])
  .meta({ id: 'BackupAgentJobStatus' })

export const backupAgentJobBackupMode = z
  .enum(['EntireComputer', 'File', 'Unknown', 'Volume'])
  .meta({ id: 'BackupAgentJobBackupMode' })

export const backupAgentJobTargetType = z
  .enum(['BackupRepository', 'CloudRepository', 'LocalFolder', 'SharedFolder', 'Unknown'])
  .meta({ id: 'BackupAgentJobTargetTypeDetailed' })

export const backupAgentJobScheduleType = z
  .enum(['Continuously', 'Daily', 'Monthly', 'NotScheduled', 'Periodically', 'Unknown'])
  .meta({ id: 'BackupAgentJobScheduleType' })

export const backupPolicyAssignStatus = z
  .enum(['Applying', 'Assigned', 'Custom', 'Deleting', 'FailedToApply', 'Outdated', 'Unassigned', 'Unknown', 'Warning'])
  .meta({ id: 'BackupPolicyAssignStatus' })

/** What the lists of all systems and of Linux share. Sizes are bytes, durations seconds. */
const jobFacts = {
  status: backupAgentJobStatus,
  instanceUid: uid,
  backupAgentUid: uid,
  organizationUid: uid,
  name: z.string().nullable(),
  description: z.string().nullable(),
  configUid: uid,
  backupPolicyUid: uid.nullable(),
  backupPolicyName: z.string().nullable(),
  /** `Custom`: the job was made for its computer, not by a policy. */
  backupPolicyAssignStatus,
  backupPolicyFailureMessage: z.string().nullable(),
  operationMode: backupAgentOperationMode,
  destination: z.string().nullable(),
  restorePoints: z.int().nullable(),
  lastRun: dateTime.nullable(),
  lastEndTime: dateTime.nullable(),
  lastDuration: z.int().nullable(),
  nextRun: dateTime.nullable(),
  avgDuration: z.int().nullable(),
  backupMode: backupAgentJobBackupMode,
  targetType: backupAgentJobTargetType,
  isEnabled: z.boolean(),
  scheduleType: backupAgentJobScheduleType,
  lastModifiedDate: dateTime.nullable(),
  lastModifiedBy: z.string().nullable(),
  failureMessage: z.string().nullable(),
  backedUpSize: z.int().nullable(),
  freeSpace: z.int().nullable(),
}

export const linuxBackupAgentJob = z.object(jobFacts).meta({ id: 'LinuxBackupAgentJob' })
export type LinuxBackupAgentJob = z.infer<typeof linuxBackupAgentJob>

export const backupAgentJob = z
  .object({
    ...jobFacts,
    originalUid: uid.nullable(),
    systemType: z.enum(['Linux', 'Mac', 'Unknown', 'Windows']).meta({ id: 'BackupAgentJobSystemType' }),
    scheduleDisplayName: z.string(),
    progressPercent: z.number().nullable().describe('Of the running session, 0 to 100; null while none runs.'),
    lastSessionUid: uid.nullable().describe('Of the last session; /backupJobs/{jobUid}/sessions holds it.'),
  })
  .meta({ id: 'BackupAgentJob' })
export type BackupAgentJob = z.infer<typeof backupAgentJob>

/** What create, get and patch answer: the configuration, and (an extension) the uid of its job. */
export const linuxJobConfigurationAnswer = linuxCustomJobConfiguration
  .extend({ instanceUid: uid.describe('Of the job.') })
  .meta({ id: 'LinuxCustomJobConfigurationOfJob' })
export type LinuxJobConfigurationAnswer = z.output<typeof linuxJobConfigurationAnswer>

const agentParams = z.object({ backupAgentUid: uid })
const jobParams = z.object({ backupAgentUid: uid, backupAgentJobUid: uid })
const startQuery = z.object({
  activeFullBackup: z.boolean().optional().describe('Has no effect: every restore point of a file backup is complete.'),
})

const linux = '/infrastructure/backupAgents/linux'

export const getBackupAgentJobs = operation({
  operationId: 'getBackupAgentJobs',
  method: 'get',
  path: '/infrastructure/backupAgents/jobs',
  tag: 'backup_agent_jobs',
  summary: 'Backup jobs of agents on all systems',
  access: 'jobs.read',
  answer: { kind: 'page', item: backupAgentJob },
})

export const startBackupAgentJob = operation({
  operationId: 'startBackupAgentJob',
  method: 'post',
  path: '/infrastructure/backupAgents/{backupAgentUid}/jobs/{backupAgentJobUid}/start',
  tag: 'backup_agent_jobs',
  summary: 'Start a backup job now',
  access: 'jobs.run',
  params: jobParams,
  query: startQuery,
  answer: { kind: 'empty' },
})

export const stopBackupAgentJob = operation({
  operationId: 'stopBackupAgentJob',
  method: 'post',
  path: '/infrastructure/backupAgents/{backupAgentUid}/jobs/{backupAgentJobUid}/stop',
  tag: 'backup_agent_jobs',
  summary: 'Stop a running backup job',
  access: 'jobs.run',
  params: jobParams,
  answer: { kind: 'empty' },
})

export const getLinuxBackupAgentJobs = operation({
  operationId: 'getLinuxBackupAgentJobs',
  method: 'get',
  path: `${linux}/jobs`,
  tag: 'backup_agent_jobs',
  summary: 'Backup jobs of agents on Linux',
  access: 'jobs.read',
  answer: { kind: 'page', item: linuxBackupAgentJob },
})

export const getLinuxBackupAgentJobsByAgent = operation({
  operationId: 'getLinuxBackupAgentJobsByAgent',
  method: 'get',
  path: `${linux}/{backupAgentUid}/jobs`,
  tag: 'backup_agent_jobs',
  summary: 'Backup jobs of one agent on Linux',
  access: 'jobs.read',
  params: agentParams,
  answer: { kind: 'page', item: linuxBackupAgentJob },
})

export const getLinuxBackupAgentJob = operation({
  operationId: 'getLinuxBackupAgentJob',
  method: 'get',
  path: `${linux}/{backupAgentUid}/jobs/{backupAgentJobUid}`,
  tag: 'backup_agent_jobs',
  summary: 'One backup job of an agent on Linux',
  access: 'jobs.read',
  params: jobParams,
  answer: { kind: 'object', schema: linuxBackupAgentJob },
})

export const createLinuxBackupAgentJobConfiguration = operation({
  operationId: 'createLinuxBackupAgentJobConfiguration',
  method: 'post',
  path: `${linux}/{backupAgentUid}/jobs/configuration`,
  tag: 'backup_agent_jobs',
  summary: 'Create a backup job on an agent on Linux',
  access: 'jobs.create',
  params: agentParams,
  body: { mediaType: 'application/json', schema: linuxCustomJobConfiguration },
  answer: { kind: 'object', schema: linuxJobConfigurationAnswer },
})

export const getLinuxBackupAgentJobConfiguration = operation({
  operationId: 'getLinuxBackupAgentJobConfiguration',
  method: 'get',
  path: `${linux}/{backupAgentUid}/jobs/{backupAgentJobUid}/configuration`,
  tag: 'backup_agent_jobs',
  summary: 'Configuration of a backup job on Linux; passwords are never in it',
  access: 'jobs.read',
  params: jobParams,
  answer: { kind: 'object', schema: linuxJobConfigurationAnswer },
})

export const patchLinuxBackupAgentJobConfiguration = operation({
  operationId: 'patchLinuxBackupAgentJobConfiguration',
  method: 'patch',
  path: `${linux}/{backupAgentUid}/jobs/{backupAgentJobUid}/configuration`,
  tag: 'backup_agent_jobs',
  summary: 'Change the configuration of a backup job on Linux',
  access: 'jobs.edit',
  params: jobParams,
  isPatch: true,
  answer: { kind: 'object', schema: linuxJobConfigurationAnswer },
})

export const deleteLinuxBackupAgentJob = operation({
  operationId: 'deleteLinuxBackupAgentJob',
  method: 'delete',
  path: `${linux}/{backupAgentUid}/jobs/{backupAgentJobUid}`,
  tag: 'backup_agent_jobs',
  summary: 'Delete a backup job; its restore points stay',
  access: 'jobs.delete',
  params: jobParams,
  query: z.object({ removeRestorePoints: z.boolean().optional() }),
  answer: { kind: 'empty' },
})

export const startLinuxBackupAgentJob = operation({
  operationId: 'startLinuxBackupAgentJob',
  method: 'post',
  path: `${linux}/{backupAgentUid}/jobs/{backupAgentJobUid}/start`,
  tag: 'backup_agent_jobs',
  summary: 'Start a backup job on Linux now',
  access: 'jobs.run',
  params: jobParams,
  query: startQuery,
  answer: { kind: 'empty' },
})

export const stopLinuxBackupAgentJob = operation({
  operationId: 'stopLinuxBackupAgentJob',
  method: 'post',
  path: `${linux}/{backupAgentUid}/jobs/{backupAgentJobUid}/stop`,
  tag: 'backup_agent_jobs',
  summary: 'Stop a running backup job on Linux',
  access: 'jobs.run',
  params: jobParams,
  answer: { kind: 'empty' },
})

export const BACKUP_AGENT_JOB_OPERATIONS = [
  getBackupAgentJobs,
  startBackupAgentJob,
  stopBackupAgentJob,
  getLinuxBackupAgentJobs,
  getLinuxBackupAgentJobsByAgent,
  getLinuxBackupAgentJob,
  createLinuxBackupAgentJobConfiguration,
  getLinuxBackupAgentJobConfiguration,
  patchLinuxBackupAgentJobConfiguration,
  deleteLinuxBackupAgentJob,
  startLinuxBackupAgentJob,
  stopLinuxBackupAgentJob,
]
