/** What the steps of one backup session share. */
import type { Result } from '../../domain/result.ts'
import type { AgentRequest, LogLine, RepositoryAccess, SessionProgress } from '../../worker/contract/agent-protocol.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import type { ResticProgram } from '../restic/process.ts'
import type { AccessCache } from '../state/access-cache.ts'
import type { RepositoryNotes } from '../state/repository-notes.ts'
import type { StateFolder } from '../state/state-folder.ts'

export type RequestFailure =
  /** The console could not be asked. */
  | { code: 'away'; message: string }
  /** It said no, with a sentence. */
  | { code: 'refused'; message: string }

/** Of the agent, for all sessions. */
export interface SessionServices {
  folder: StateFolder
  hostName: string
  userAgent: string
  notes: RepositoryNotes
  accessCache: AccessCache
  now: () => number
  /** The failure says, in a sentence, why no backup can run here. */
  findRestic: () => Promise<Result<ResticProgram, string>>
  /** Waits a little for a console that has just gone away. */
  ask: (request: AgentRequest) => Promise<Result<RepositoryAccess | null, RequestFailure>>
  /** Remembers a restic process, so that one left behind by a crash can be ended. */
  trackProcess: (pid: number) => () => void
  scriptTimeoutMs: number
}

export interface SessionContext extends SessionServices {
  job: BackupJob
  sessionUid: string
  /** Lists and scripts of this session; gone with it. */
  workFolder: string
  /** Aborted when a person stops the job, or the agent ends. */
  abort: AbortSignal
  log: (level: LogLine['level'], message: string) => void
  report: (progress: SessionProgress) => void
}
