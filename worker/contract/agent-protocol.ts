/**
 * What agent and console say to each other: enrolment over HTTPS, then one WebSocket to the agent's Company object.
 * Both ends parse with these schemas and ignore members they do not know, so that either may be newer.
 *
 * Paths, below the console's public address:
 *   POST /agent/v1/enrol            enrolRequest → enrolReply
 *   POST /agent/v1/enrol/poll       pollRequest → enrolReply
 *   GET  /agent/v1/connect          WebSocket; Authorization: Bearer <agent credential>
 *   GET  /agent/v1/packages         packageList (what the package store holds for an agent to take)
 *   GET  /agent/v1/packages/<name>  one file of it
 */
import { z } from 'zod'
import { backupJob } from './backup-job.ts'

export const PROTOCOL_VERSION = 1
/** Text frames that the object's runtime answers without waking the object. */
export const PING = 'ping'
export const PONG = 'pong'
export const PING_INTERVAL_SECONDS = 30
/** Close code of a socket whose agent was deleted or whose credential was revoked: the agent stops reconnecting. */
export const CLOSE_REVOKED = 4401
/** Close code of a socket whose company was deleted and may be restored: the agent keeps trying. */
export const CLOSE_SUSPENDED = 4403
/** Close code of a socket that a newer connection of the same agent replaced. */
export const CLOSE_REPLACED = 4409

const uid = z.uuid()
const epochMs = z.int().min(0)
const bytes = z.int().min(0)
const count = z.int().min(0)

export const hostInfo = z.object({
  hostName: z.string().min(1).max(255),
  fqdn: z.string().max(255),
  /** Stable identity of the machine, a UUID made from what its operating system offers. */
  machineUid: uid,
  platform: z.enum(['linux', 'windows', 'mac']),
  /** As a person reads it: "Debian GNU/Linux 12 (bookworm)". */
  osName: z.string().max(255),
  osVersion: z.string().max(255),
  architecture: z.string().max(32),
  isServer: z.boolean(),
  ipAddresses: z.array(z.string().max(64)).max(64),
  macAddresses: z.array(z.string().max(64)).max(64),
  timeZone: z.string().max(64),
})
export type HostInfo = z.infer<typeof hostInfo>

export const enrolRequest = z.object({
  /** Absent or no longer valid: the agent becomes Unverified and polls. */
  token: z.string().max(200).optional(),
  agentVersion: z.string().max(64),
  tag: z.string().max(255).optional(),
  host: hostInfo,
})
export type EnrolRequest = z.infer<typeof enrolRequest>

export const pollRequest = z.object({ unverifiedUid: uid, pollSecret: z.string().max(200) })

export const enrolReply = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('enrolled'),
    companyUid: uid,
    managementAgentUid: uid,
    backupAgentUid: uid,
    /** `hfa.<companyUid>.<managementAgentUid>.<secret>`; shown once. */
    credential: z.string(),
  }),
  z.object({ status: z.literal('unverified'), unverifiedUid: uid, pollSecret: z.string(), retryAfterSeconds: z.int() }),
  z.object({ status: z.literal('rejected'), reason: z.string() }),
])
export type EnrolReply = z.infer<typeof enrolReply>

export const packageList = z.object({
  packages: z.array(
    z.object({
      /** File name, and last part of its path. */
      name: z.string(),
      kind: z.enum(['agent', 'restic', 'node']),
      version: z.string(),
      /** Absent: runs everywhere. */
      platform: z.enum(['linux', 'windows', 'mac']).optional(),
      architecture: z.string().optional(),
      sizeBytes: bytes,
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
    }),
  ),
})
export type PackageList = z.infer<typeof packageList>

export const sessionResult = z.enum(['Success', 'Warning', 'Failed', 'Canceled'])
export type SessionResult = z.infer<typeof sessionResult>

export const sessionProgress = z.object({
  phase: z.enum(['starting', 'scanning', 'uploading', 'finishing', 'retention']),
  percent: z.number().min(0).max(100),
  filesDone: count,
  filesTotal: count,
  bytesDone: bytes,
  bytesTotal: bytes,
  /** At most one; shortened by the agent to 1,000 characters. */
  currentFile: z.string().max(1000).optional(),
})
export type SessionProgress = z.infer<typeof sessionProgress>

export const logLine = z.object({
  at: epochMs,
  level: z.enum(['info', 'warning', 'error']),
  message: z.string().max(4000),
})
export type LogLine = z.infer<typeof logLine>

export const snapshot = z.object({
  /** Full 64-character id. */
  snapshotId: z.string().regex(/^[0-9a-f]{64}$/),
  at: epochMs,
  paths: z.array(z.string()),
  sourceBytes: bytes.optional(),
  addedBytes: bytes.optional(),
  filesCount: count.optional(),
})
export type Snapshot = z.infer<typeof snapshot>

/** Facts that the agent keeps in its journal and repeats until the console acknowledges them. */
export const journalBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sessionStarted'),
    sessionUid: uid,
    jobUid: uid,
    startedAt: epochMs,
    trigger: z.enum(['schedule', 'command', 'retry', 'local']),
    attempt: z.int().min(1),
  }),
  z.object({
    kind: z.literal('sessionFinished'),
    sessionUid: uid,
    jobUid: uid,
    startedAt: epochMs,
    finishedAt: epochMs,
    result: sessionResult,
    /** One sentence a person can act on; null when all went well. */
    failureMessage: z.string().max(4000).nullable(),
    repositoryUid: uid.nullable(),
    snapshot: snapshot.nullable(),
    filesNew: count,
    filesChanged: count,
    filesUnmodified: count,
    bytesProcessed: bytes,
    bytesAdded: bytes,
    /** The newest 500 lines. */
    log: z.array(logLine).max(500),
  }),
  /** Every snapshot that a repository holds for a job: those not named are gone. */
  z.object({
    kind: z.literal('snapshotInventory'),
    jobUid: uid,
    repositoryUid: uid.nullable(),
    takenAt: epochMs,
    snapshots: z.array(snapshot).max(20_000),
  }),
  z.object({
    kind: z.literal('commandResult'),
    commandUid: uid,
    outcome: z.enum(['done', 'refused']),
    message: z.string().max(4000).nullable(),
  }),
])
export type JournalBody = z.infer<typeof journalBody>

export const agentRequest = z.discriminatedUnion('kind', [
  /** Answered by repositoryAccess. Makes the repository when the job's backup resource has none for this computer yet. */
  z.object({
    kind: z.literal('repositoryAccess'),
    jobUid: uid,
    access: z.enum(['appendOnly', 'full']),
    resticVersion: z.string().max(64),
  }),
  /** Escrow of a repository password made on the machine. A different one than the escrowed one is refused. */
  z.object({ kind: z.literal('escrowPassword'), repositoryUid: uid, password: z.string().min(16).max(200) }),
])
export type AgentRequest = z.infer<typeof agentRequest>

export const repositoryAccess = z.object({
  repositoryUid: uid,
  /** Of the vault, ending in "/": restic takes it behind "rest:". */
  url: z.string(),
  userName: z.string(),
  password: z.string(),
  expiresAt: epochMs,
  custody: z.enum(['escrowed', 'customerHeld']),
  /** The escrowed restic password when the console holds one (a reinstalled machine), otherwise null: make one and escrow it. */
  repositoryPassword: z.string().nullable(),
})
export type RepositoryAccess = z.infer<typeof repositoryAccess>

export const agentMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hello'),
    protocol: z.int(),
    agentVersion: z.string().max(64),
    resticVersion: z.string().max(64).nullable(),
    /** Why no backup can run here ("restic is missing…"); null when one can. */
    resticProblem: z.string().max(1000).nullable(),
    host: hostInfo,
    tag: z.string().max(255).nullable(),
    /** Of the job list that the agent holds; -1 when none. */
    jobsRev: z.int(),
    runningSessions: z.array(z.object({ sessionUid: uid, jobUid: uid })),
  }),
  z.object({
    type: z.literal('progress'),
    sessionUid: uid,
    jobUid: uid,
    startedAt: epochMs,
    progress: sessionProgress,
  }),
  z.object({ type: z.literal('entry'), entryUid: uid, at: epochMs, body: journalBody }),
  z.object({ type: z.literal('request'), requestUid: uid, body: agentRequest }),
])
export type AgentMessage = z.infer<typeof agentMessage>

export const consoleCommand = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('startJob'), jobUid: uid }),
  z.object({ kind: z.literal('stopJob'), jobUid: uid }),
])
export type ConsoleCommand = z.infer<typeof consoleCommand>

export const consoleMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    protocol: z.int(),
    now: epochMs,
    managementAgentUid: uid,
    backupAgentUid: uid,
    jobsRev: z.int(),
    jobs: z.array(backupJob),
  }),
  z.object({ type: z.literal('jobs'), jobsRev: z.int(), jobs: z.array(backupJob) }),
  /** Repeated until its commandResult is acknowledged; the agent carries out a commandUid once. */
  z.object({ type: z.literal('command'), commandUid: uid, body: consoleCommand }),
  z.object({ type: z.literal('ack'), entryUid: uid }),
  z.object({
    type: z.literal('response'),
    requestUid: uid,
    access: repositoryAccess.optional(),
    error: z.string().optional(),
  }),
])
export type ConsoleMessage = z.infer<typeof consoleMessage>
