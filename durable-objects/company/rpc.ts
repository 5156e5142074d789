/**
 * What a Company object offers to the Worker. One object per company, found by the company's uid. Every method that
 * changes something flushes the outbox before it answers, so that the caller's next list shows the change.
 */
import type { Result } from '../../domain/result.ts'
import type { EnrolRequest, LogLine, SessionProgress } from '../../worker/contract/agent-protocol.ts'
import type { BackupJob, Schedule } from '../../worker/contract/backup-job.ts'

/** What the object must know of the directory; pushed by the Worker, idempotent by rev. */
export interface DirectorySnapshot {
  companyUid: string
  name: string
  isEnabled: boolean
  isDeleted: boolean
  /** How it was deleted; null while it is not. */
  deletion: { deletedAt: number; areAgentsRemoved: boolean; areBackupsRemoved: boolean } | null
  timeZone: string
  locations: { uid: string; type: 'Default' | 'Hosted' | 'Custom'; name: string }[]
  agentQuotas: { workstations: number | null; servers: number | null; isEnforced: boolean }
  tenants: {
    uid: string
    siteUid: string
    siteName: string
    bucketBinding: string
    isEnabled: boolean
    /** Epoch ms; null: no lease. */
    leaseExpiresAt: number | null
    /** 0: deleted objects are still hidden for the default protection period of the console. */
    protectionDays: number
  }[]
  backupResources: { uid: string; tenantUid: string; name: string; storageQuotaBytes: number; isDefault: boolean }[]
  /** Subtenants that have a quota of their own within a backup resource, with the computers that write under their account. */
  subtenantQuotas?: { backupResourceUid: string; storageQuotaBytes: number; backupAgentUids: string[] }[]
}

export type CompanyFailure =
  | { code: 'not_found'; what: 'agent' | 'job' | 'session' | 'repository' | 'backupResource' | 'location' }
  | { code: 'company_disabled' }
  | { code: 'agent_offline' }
  | { code: 'already_running' }
  | { code: 'not_running' }
  | { code: 'agent_quota_exceeded'; kind: 'workstation' | 'server'; limit: number }
  | { code: 'name_taken'; name: string }
  | { code: 'target_missing'; message: string }
  | { code: 'repository_in_use'; message: string }
  | { code: 'no_password'; message: string }
  | { code: 'conflict'; message: string }
  | { code: 'limit'; what: string; limit: number }

/** Who asked for a change, as the audit and "modified by" show it. */
export interface Actor {
  userUid: string
  userName: string
  clientAddress: string | null
  requestId: string
  /** For the audit alone, as in worker/db/audit.ts. */
  impersonator?: { userUid: string; userName: string } | null
  userAgent?: string | null
  signInMethod?: string | null
  secondFactor?: string | null
}

export interface EnrolledAgent {
  managementAgentUid: string
  backupAgentUid: string
  credential: string
}

export interface JobInput {
  name: string
  description: string | null
  operationMode: 'Server' | 'Workstation'
  systemType: 'Linux' | 'Windows' | 'Mac'
  backupMode: 'EntireComputer' | 'VolumeLevel' | 'FileLevel'
  /** The job configuration as the v3 client gave it, kept verbatim and answered on GET. */
  configuration: unknown
  isEnabled: boolean
  scheduleDisplayName: string
  definition: Omit<BackupJob, 'jobUid' | 'rev' | 'name' | 'isEnabled' | 'timeZone'>
}

export interface JobDetail {
  jobUid: string
  backupAgentUid: string
  configUid: string
  rev: number
  name: string
  description: string | null
  operationMode: 'Server' | 'Workstation'
  systemType: 'Linux' | 'Windows' | 'Mac'
  backupMode: 'EntireComputer' | 'VolumeLevel' | 'FileLevel'
  isEnabled: boolean
  schedule: Schedule
  configuration: unknown
}

export interface SessionRow {
  sessionUid: string
  jobUid: string
  backupAgentUid: string
  status: 'Starting' | 'Running' | 'Success' | 'Warning' | 'Failed' | 'Canceled'
  trigger: 'schedule' | 'command' | 'retry' | 'local'
  attempt: number
  startedAt: number
  finishedAt: number | null
  progress: SessionProgress | null
  bytesProcessed: number | null
  bytesAdded: number | null
  filesNew: number | null
  filesChanged: number | null
  filesUnmodified: number | null
  failureMessage: string | null
  restorePointUid: string | null
}

export interface RepositoryDetail {
  repositoryUid: string
  name: string
  siteUid: string
  backupResourceUid: string | null
  backupAgentUid: string | null
  status: 'Active' | 'Deleted'
  custody: 'escrowed' | 'customerHeld'
  hasEscrowedPassword: boolean
}

export interface VaultCredential {
  url: string
  userName: string
  password: string
  expiresAt: number
}

/** Sent by a Repository object every few minutes and when a session ends; cumulative, so that a repeat is harmless. */
export interface RepositoryUsage {
  repositoryUid: string
  usedBytes: number
  objectCount: number
  hiddenBytes: number
  egressBytes: number
  seq: number
}

export interface CompanyRpc {
  applyDirectory(snapshot: DirectorySnapshot, rev: number): Promise<{ rev: number }>
  /**
   * One step of removing everything that a deleted company has, to be called until it is done; then the object itself is
   * empty. Bytes under protection stay until that ends.
   */
  purge(): Promise<{ isDone: boolean }>

  enrolAgent(request: EnrolRequest, locationUid: string | null): Promise<Result<EnrolledAgent, CompanyFailure>>
  patchManagementAgent(
    managementAgentUid: string,
    changes: { locationUid?: string; tag?: string | null; friendlyName?: string | null },
    actor: Actor,
  ): Promise<Result<null, CompanyFailure>>
  /** Revokes the credential, closes the socket, removes jobs; repositories and restore points stay. */
  deleteManagementAgent(managementAgentUid: string, actor: Actor): Promise<Result<null, CompanyFailure>>
  deleteBackupAgent(backupAgentUid: string, actor: Actor): Promise<Result<null, CompanyFailure>>

  createJob(backupAgentUid: string, input: JobInput, actor: Actor): Promise<Result<JobDetail, CompanyFailure>>
  getJob(jobUid: string): Promise<Result<JobDetail, CompanyFailure>>
  /** `expectedRev` guards a read-modify-write of the configuration: a newer job fails with `conflict`. */
  updateJob(
    jobUid: string,
    input: JobInput,
    expectedRev: number,
    actor: Actor,
  ): Promise<Result<JobDetail, CompanyFailure>>
  deleteJob(jobUid: string, actor: Actor): Promise<Result<null, CompanyFailure>>
  startJob(jobUid: string, actor: Actor): Promise<Result<null, CompanyFailure>>
  stopJob(jobUid: string, actor: Actor): Promise<Result<null, CompanyFailure>>

  listSessions(
    jobUid: string,
    page: { limit: number; offset: number },
  ): Promise<Result<{ total: number; rows: SessionRow[] }, CompanyFailure>>
  getSession(
    jobUid: string,
    sessionUid: string,
  ): Promise<Result<{ session: SessionRow; log: LogLine[] }, CompanyFailure>>

  createRepository(
    input: { name: string; backupResourceUid: string | null },
    actor: Actor,
  ): Promise<Result<RepositoryDetail, CompanyFailure>>
  getRepository(repositoryUid: string): Promise<Result<RepositoryDetail, CompanyFailure>>
  deleteRepository(repositoryUid: string, actor: Actor): Promise<Result<null, CompanyFailure>>
  issueRepositoryCredential(
    repositoryUid: string,
    input: { access: 'readOnly' | 'appendOnly' | 'full'; hours: number },
    actor: Actor,
  ): Promise<Result<VaultCredential, CompanyFailure>>
  revealRepositoryPassword(repositoryUid: string, actor: Actor): Promise<Result<{ password: string }, CompanyFailure>>

  /**
   * Called by Repository objects, as is reportRepositoryUsage. Live bytes count; hidden ones (recycle bin) are kept apart.
   * Hands out more of the backup resource's quota: the repository wants to hold `neededBytes` in all. The answer is its
   * lease from now on, smaller than needed when the quota does not give it. The sum of leases never passes the quota.
   * Answers and RepositoryRpc.returnLease may cross on the way: the repository ignores an answer whose `leaseSeq` is lower
   * than the newest it has seen, and asks again.
   */
  leaseQuota(
    repositoryUid: string,
    neededBytes: number,
  ): Promise<{ leaseBytes: number; quotaBytes: number; leaseSeq: number }>
  reportRepositoryUsage(usage: RepositoryUsage): Promise<void>
  // fetch(): the Worker forwards WebSocket upgrades: /agent (header Authorization kept) and /live?jobUid= (already authorized).
}
