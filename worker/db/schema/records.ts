/**
 * Directory pushes not yet confirmed, the audit with its chains, the agents' tasks, and the revisions that list validators
 * are made of. The migrations are the truth; schema.test.ts holds the two together.
 */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const pushes = sqliteTable('pushes', {
  organizationUid: text('organization_uid').primaryKey(),
  rev: integer('rev').notNull(),
  createdAt: integer('created_at').notNull(),
  operation: text('operation').notNull().default('update'),
  attempts: integer('attempts').notNull().default(0),
  error: text('error'),
  causeUid: text('cause_uid'),
})

/** Append-only by triggers: only what is marked here as changing ever changes, and nothing once `seq` is given. */
export const auditEvents = sqliteTable('audit_events', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  at: integer('at').notNull(),
  kind: text('kind').notNull(),
  actorUserUid: text('actor_user_uid'),
  actorName: text('actor_name'),
  clientAddress: text('client_address'),
  requestId: text('request_id'),
  targetType: text('target_type'),
  targetUid: text('target_uid'),
  details: text('details').notNull().default('{}'),
  /** Changes while the event is open. */
  repeatCount: integer('repeat_count').notNull().default(1),
  /** JSON, domain/audit-changes.ts; null: no property was changed. */
  changes: text('changes'),
  /** Whoever had logged in as the actor. */
  impersonatorUserUid: text('impersonator_user_uid'),
  impersonatorName: text('impersonator_name'),
  userAgent: text('user_agent'),
  signInMethod: text('sign_in_method'),
  secondFactor: text('second_factor'),
  /** Of an event that repeats: the last time. Changes while it is open. */
  lastAt: integer('last_at'),
  /** Until then the same is counted here and not sealed; null: complete as it was written. */
  openUntil: integer('open_until'),
  /** Place in the organization's chain; null: not sealed yet. This and the rest are given once, at sealing. */
  seq: integer('seq'),
  salt: text('salt'),
  previousHash: text('previous_hash'),
  hash: text('hash'),
})

/** The head of each organization's chain as the Provider object sealed it last, and what the last verification found. */
export const auditChains = sqliteTable('audit_chains', {
  organizationUid: text('organization_uid').primaryKey(),
  headSeq: integer('head_seq').notNull(),
  headHash: text('head_hash').notNull(),
  sealedAt: integer('sealed_at').notNull(),
  /** The last event that retention took; 0: none was taken. */
  prunedSeq: integer('pruned_seq').notNull().default(0),
  prunedHash: text('pruned_hash').notNull(),
  /** Of the key that signed the checkpoint. */
  kid: text('kid').notNull(),
  signature: text('signature').notNull(),
  verifiedAt: integer('verified_at'),
  verifiedSeq: integer('verified_seq'),
  /** First event at which the chain breaks, and how; null: the last verification found nothing. */
  faultSeq: integer('fault_seq'),
  fault: text('fault'),
})

export const agentTasks = sqliteTable('agent_tasks', {
  uid: text('uid').primaryKey(),
  organizationUid: text('organization_uid').notNull(),
  locationUid: text('location_uid').notNull(),
  managementAgentUid: text('management_agent_uid').notNull(),
  agentName: text('agent_name').notNull(),
  agentNameFold: text('agent_name_fold').notNull(),
  taskType: text('task_type').notNull(),
  status: text('status', { enum: ['Scheduled', 'Running', 'Success', 'Failed', 'Canceled'] }).notNull(),
  description: text('description').notNull(),
  descriptionFold: text('description_fold').notNull(),
  /** What the agent said, or why it was given up. */
  message: text('message'),
  createdBy: text('created_by'),
  createdAt: integer('created_at').notNull(),
  /** When it was sent to the agent. */
  startedAt: integer('started_at'),
  endedAt: integer('ended_at'),
  rev: integer('rev').notNull(),
  createdByUserUid: text('created_by_user_uid'),
})

export const logSettings = sqliteTable('log_settings', {
  onlyRow: integer('only_row').primaryKey(),
  retentionDays: integer('retention_days').notNull(),
})

export const collectionRevisions = sqliteTable(
  'collection_revisions',
  {
    collection: text('collection').notNull(),
    organizationUid: text('organization_uid').notNull(),
    rev: integer('rev').notNull(),
  },
  (table) => [primaryKey({ columns: [table.collection, table.organizationUid] })],
)
