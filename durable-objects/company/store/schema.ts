/** The tables of a Company object as its queries see them. The migrations are the truth; schema.object.test.ts holds the two together. */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { ConsoleCommand, HostInfo, LogLine, SessionProgress } from '../../../worker/contract/agent-protocol.ts'
import type { ReadModelRows } from '../../../worker/db/outbox-upserts.ts'
import type { DirectorySnapshot, JobInput, SessionRow } from '../rpc.ts'

const flag = (name: string) => integer(name, { mode: 'boolean' })
const json = (name: string) => text(name, { mode: 'json' })

export const facts = sqliteTable('facts', { key: text('key').primaryKey(), value: text('value').notNull() })

export const directory = sqliteTable('directory', {
  onlyRow: integer('only_row').primaryKey(),
  rev: integer('rev').notNull(),
  snapshot: json('snapshot').$type<DirectorySnapshot>().notNull(),
  appliedAt: integer('applied_at').notNull(),
})

export const agents = sqliteTable('agents', {
  managementAgentUid: text('management_agent_uid').primaryKey(),
  backupAgentUid: text('backup_agent_uid').notNull(),
  machineUid: text('machine_uid').notNull(),
  /** Null: revoked. */
  credentialSha256: text('credential_sha256'),
  locationUid: text('location_uid').notNull(),
  tag: text('tag'),
  friendlyName: text('friendly_name'),
  agentVersion: text('agent_version').notNull(),
  resticVersion: text('restic_version'),
  resticProblem: text('restic_problem'),
  host: json('host').$type<HostInfo>().notNull(),
  isOnline: flag('is_online').notNull().default(false),
  lastHeartbeatAt: integer('last_heartbeat_at').notNull(),
  /** Grows with every change of the agent's jobs. */
  jobsRev: integer('jobs_rev').notNull().default(1),
  discoveredAt: integer('discovered_at').notNull(),
  enrolledAt: integer('enrolled_at').notNull(),
  backupAgentDeletedAt: integer('backup_agent_deleted_at'),
  deletedAt: integer('deleted_at'),
})

export const commands = sqliteTable('commands', {
  commandUid: text('command_uid').primaryKey(),
  managementAgentUid: text('management_agent_uid').notNull(),
  jobUid: text('job_uid').notNull(),
  body: json('body').$type<ConsoleCommand>().notNull(),
  createdAt: integer('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  settledAt: integer('settled_at'),
  outcome: text('outcome', { enum: ['done', 'refused', 'expired'] }),
  message: text('message'),
  createdByUserUid: text('created_by_user_uid'),
})

/** Tasks of agents that are not connected: what they are to be told of when they come. */
export const openTasks = sqliteTable('open_tasks', {
  taskUid: text('task_uid').primaryKey(),
  managementAgentUid: text('management_agent_uid').notNull(),
  row: json('row').$type<ReadModelRows['agentTasks']>().notNull(),
})

/** Journal entries that could not be understood: acknowledged, since repeating them would not help, and kept for a person. */
export const parkedEntries = sqliteTable('parked_entries', {
  entryUid: text('entry_uid').primaryKey(),
  managementAgentUid: text('management_agent_uid').notNull(),
  reason: text('reason').notNull(),
  body: text('body').notNull(),
  receivedAt: integer('received_at').notNull(),
})

export const jobs = sqliteTable('jobs', {
  jobUid: text('job_uid').primaryKey(),
  backupAgentUid: text('backup_agent_uid').notNull(),
  configUid: text('config_uid').notNull(),
  rev: integer('rev').notNull(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  description: text('description'),
  operationMode: text('operation_mode', { enum: ['Server', 'Workstation'] }).notNull(),
  systemType: text('system_type', { enum: ['Linux', 'Windows', 'Mac'] }).notNull(),
  backupMode: text('backup_mode', { enum: ['EntireComputer', 'VolumeLevel', 'FileLevel'] }).notNull(),
  configuration: json('configuration').$type<unknown>().notNull(),
  definition: json('definition').$type<JobInput['definition']>().notNull(),
  /** Of the definition's target, for look-ups; null for a local folder. */
  backupResourceUid: text('backup_resource_uid'),
  isEnabled: flag('is_enabled').notNull(),
  scheduleDisplayName: text('schedule_display_name').notNull(),
  /** What a command asked for and no session shows yet. */
  pendingState: text('pending_state', { enum: ['Starting', 'Stopping'] }),
  pendingCommandUid: text('pending_command_uid'),
  /** Why the last Start led to no session; gone with the next one. */
  startProblem: text('start_problem'),
  nextRunAt: integer('next_run_at'),
  /** When the newest inventory of the job's snapshots was taken; an older one changes nothing. */
  inventoryAt: integer('inventory_at').notNull().default(0),
  createdAt: integer('created_at').notNull(),
  lastModifiedAt: integer('last_modified_at').notNull(),
  lastModifiedBy: text('last_modified_by'),
  deletedAt: integer('deleted_at'),
})

export const sessions = sqliteTable('sessions', {
  sessionUid: text('session_uid').primaryKey(),
  jobUid: text('job_uid').notNull(),
  backupAgentUid: text('backup_agent_uid').notNull(),
  status: text('status', { enum: ['Running', 'Success', 'Warning', 'Failed', 'Canceled'] }).notNull(),
  /** False until sessionStarted told trigger and attempt. */
  isStartKnown: flag('is_start_known').notNull(),
  /** True: the console's own verdict, which the agent's result still replaces. */
  isLost: flag('is_lost').notNull().default(false),
  /** Since when the connected agent does not name it among its running sessions. */
  missingSince: integer('missing_since'),
  trigger: text('trigger').$type<SessionRow['trigger']>().notNull(),
  attempt: integer('attempt').notNull(),
  startedAt: integer('started_at').notNull(),
  finishedAt: integer('finished_at'),
  progress: json('progress').$type<SessionProgress>(),
  progressAt: integer('progress_at').notNull().default(0),
  bytesProcessed: integer('bytes_processed'),
  bytesAdded: integer('bytes_added'),
  filesNew: integer('files_new'),
  filesChanged: integer('files_changed'),
  filesUnmodified: integer('files_unmodified'),
  failureMessage: text('failure_message'),
  restorePointUid: text('restore_point_uid'),
})

export const sessionLogs = sqliteTable('session_logs', {
  sessionUid: text('session_uid').primaryKey(),
  log: json('log').$type<LogLine[]>().notNull(),
})

export const sessionDays = sqliteTable('session_days', {
  dayOn: text('day_on').primaryKey(),
  successCount: integer('success_count').notNull(),
  warningCount: integer('warning_count').notNull(),
  failedCount: integer('failed_count').notNull(),
  addedBytes: integer('added_bytes').notNull(),
})

export const restorePoints = sqliteTable('restore_points', {
  restorePointUid: text('restore_point_uid').primaryKey(),
  /** The repository's uid, or the job's where the target is a folder of the computer. */
  holderUid: text('holder_uid').notNull(),
  snapshotId: text('snapshot_id').notNull(),
  repositoryUid: text('repository_uid'),
  jobUid: text('job_uid').notNull(),
  backupAgentUid: text('backup_agent_uid').notNull(),
  paths: text('paths').notNull(),
  sourceBytes: integer('source_bytes'),
  addedBytes: integer('added_bytes'),
  filesCount: integer('files_count'),
  createdAt: integer('created_at').notNull(),
  /** When it was complete; the snapshot's own time, createdAt, is that of its beginning. */
  madeAt: integer('made_at').notNull(),
  deletedAt: integer('deleted_at'),
})

export const repositories = sqliteTable('repositories', {
  repositoryUid: text('repository_uid').primaryKey(),
  name: text('name').notNull(),
  nameFold: text('name_fold').notNull(),
  siteUid: text('site_uid').notNull(),
  bucketBinding: text('bucket_binding').notNull(),
  tenantUid: text('tenant_uid').notNull(),
  backupResourceUid: text('backup_resource_uid').notNull(),
  backupAgentUid: text('backup_agent_uid'),
  custody: text('custody', { enum: ['escrowed', 'customerHeld'] }).notNull(),
  sealedPassword: text('sealed_password'),
  /** Never below what the Repository object believes to hold: raised before it is told, lowered after it agreed. */
  leaseBytes: integer('lease_bytes').notNull().default(0),
  leaseSeq: integer('lease_seq').notNull().default(0),
  usedBytes: integer('used_bytes').notNull().default(0),
  objectCount: integer('object_count').notNull().default(0),
  hiddenBytes: integer('hidden_bytes').notNull().default(0),
  egressBytes: integer('egress_bytes').notNull().default(0),
  usageSeq: integer('usage_seq').notNull().default(-1),
  needsConfigure: flag('needs_configure').notNull().default(true),
  needsRevoke: flag('needs_revoke').notNull().default(false),
  needsDelete: flag('needs_delete').notNull().default(false),
  /** Grows with every new need, so that one that came during a call is not cleared with the one before. */
  syncRev: integer('sync_rev').notNull().default(1),
  createdAt: integer('created_at').notNull(),
  deletedAt: integer('deleted_at'),
})

export type AgentRecord = typeof agents.$inferSelect
export type CommandRecord = typeof commands.$inferSelect
export type JobRecord = typeof jobs.$inferSelect
export type SessionRecord = typeof sessions.$inferSelect
export type SessionDay = typeof sessionDays.$inferSelect
export type RestorePointRecord = typeof restorePoints.$inferSelect
export type RepositoryRecord = typeof repositories.$inferSelect
