/**
 * What GET /api/v3/backupJobs/{jobUid}/live tells: text frames, each one LiveMessage, the first at once when the job has
 * a session. A socket older than LIVE_RENEW_MS is closed with CLOSE_RENEW instead of being told more, so that a revoked
 * session of the portal sees nothing new: the client connects again.
 */
import type { SessionRow } from '../../../durable-objects/company/rpc.ts'
import { toWireTime, toWireTimeOrNull } from '../common.ts'
import type { BackupSession } from './backup-sessions.ts'

export const LIVE_RENEW_MS = 30_000
export const CLOSE_RENEW = 4408

export interface LiveMessage {
  type: 'session'
  session: BackupSession
}

/** A session in the API's terms; `now` (epoch ms) ends the duration of one that runs. */
export function toBackupSession(row: SessionRow, now: number): BackupSession {
  const { progress } = row
  const endAt = row.finishedAt ?? now
  return {
    instanceUid: row.sessionUid,
    jobUid: row.jobUid,
    backupAgentUid: row.backupAgentUid,
    status: row.status,
    trigger: row.trigger,
    attempt: row.attempt,
    startTime: toWireTime(row.startedAt),
    endTime: toWireTimeOrNull(row.finishedAt),
    durationSeconds: Math.max(0, Math.round((endAt - row.startedAt) / 1000)),
    progressPercent: progress?.percent ?? null,
    phase: progress?.phase ?? null,
    filesDone: progress?.filesDone ?? null,
    filesTotal: progress?.filesTotal ?? null,
    bytesDone: progress?.bytesDone ?? null,
    bytesTotal: progress?.bytesTotal ?? null,
    currentFile: progress?.currentFile ?? null,
    addedBytes: row.bytesAdded,
    processedBytes: row.bytesProcessed,
    filesNew: row.filesNew,
    filesChanged: row.filesChanged,
    filesUnmodified: row.filesUnmodified,
    failureMessage: row.failureMessage,
    restorePointUid: row.restorePointUid,
  }
}
