/** Sessions of backup jobs with their progress and log, beyond v3. docs/jobs.md. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const backupSessionStatus = z
  .enum(['Starting', 'Running', 'Success', 'Warning', 'Failed', 'Canceled'])
  .meta({ id: 'BackupSessionStatus' })

export const backupSession = z
  .object({
    instanceUid: uid,
    jobUid: uid,
    backupAgentUid: uid,
    status: backupSessionStatus,
    trigger: z.enum(['schedule', 'command', 'retry', 'local']).meta({ id: 'BackupSessionTrigger' }),
    attempt: z.int().describe('1 for the first try, more for retries of the same run.'),
    startTime: dateTime,
    endTime: dateTime.nullable(),
    durationSeconds: z.int(),
    progressPercent: z.number().nullable(),
    phase: z
      .enum(['starting', 'scanning', 'uploading', 'finishing', 'retention'])
      .meta({ id: 'BackupSessionPhase' })
      .nullable(),
    filesDone: z.int().nullable(),
    filesTotal: z.int().nullable(),
    bytesDone: z.int().nullable(),
    bytesTotal: z.int().nullable(),
    currentFile: z.string().nullable(),
    addedBytes: z.int().nullable(),
    processedBytes: z.int().nullable(),
    filesNew: z.int().nullable(),
    filesChanged: z.int().nullable(),
    filesUnmodified: z.int().nullable(),
    failureMessage: z.string().nullable(),
    restorePointUid: uid.nullable(),
  })
  .meta({ id: 'BackupSession' })
export type BackupSession = z.infer<typeof backupSession>

export const backupSessionDetail = backupSession
  .extend({
    log: z.array(
      z
        .object({
          time: dateTime,
          level: z.enum(['info', 'warning', 'error']).meta({ id: 'BackupSessionLogLevel' }),
          message: z.string(),
        })
        .meta({ id: 'BackupSessionLogLine' }),
    ),
  })
  .meta({ id: 'BackupSessionDetail' })
export type BackupSessionDetail = z.infer<typeof backupSessionDetail>

const jobParams = z.object({ jobUid: uid })

export const getBackupSessions = operation({
  operationId: 'getBackupSessions',
  method: 'get',
  path: '/backupJobs/{jobUid}/sessions',
  tag: 'holdfast',
  summary: 'Sessions of a backup job, newest first',
  access: 'jobs.read',
  params: jobParams,
  answer: { kind: 'page', item: backupSession },
})

export const getBackupSession = operation({
  operationId: 'getBackupSession',
  method: 'get',
  path: '/backupJobs/{jobUid}/sessions/{sessionUid}',
  tag: 'holdfast',
  summary: 'One session with its log',
  access: 'jobs.read',
  params: z.object({ jobUid: uid, sessionUid: uid }),
  answer: { kind: 'object', schema: backupSessionDetail },
})

export const watchBackupJob = operation({
  operationId: 'watchBackupJob',
  method: 'get',
  path: '/backupJobs/{jobUid}/live',
  tag: 'holdfast',
  summary: 'WebSocket: the progress of a backup job as it happens',
  access: 'jobs.read',
  params: jobParams,
  answer: { kind: 'webSocket' },
})

export const BACKUP_SESSION_OPERATIONS = [getBackupSessions, getBackupSession, watchBackupJob]
