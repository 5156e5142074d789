/** What the cores of a Company object need; the object gives the real things, a test its own. */
import type { AuditChanges } from '../../domain/audit-changes.ts'
import type { AuditTargetType } from '../../domain/audit-targets.ts'
import type { ConsoleMessage, SessionProgress } from '../../worker/contract/agent-protocol.ts'
import type { CredentialRequest } from '../../worker/vault/credential.ts'
import type { Outbox } from '../lib/outbox.ts'
import type { Timers } from '../lib/timers.ts'
import type { RepositoryRpc } from '../repository/rpc.ts'
import type { Escrow } from './escrow.ts'
import type { Actor, DirectorySnapshot, SessionRow, VaultCredential } from './rpc.ts'
import type { CompanyStore } from './store/company-store.ts'

/** The WebSockets of the company's agents. */
export interface AgentSockets {
  /** False when the agent has no connection that has said hello. */
  send(managementAgentUid: string, message: ConsoleMessage): boolean
  isReady(managementAgentUid: string): boolean
  close(managementAgentUid: string, code: number, reason: string): void
}

/** The WebSockets of people who look at a job. */
export interface LiveSockets {
  publish(session: SessionRow): void
  /** Whoever looks on is put out, and may come back if the Worker lets it through again. */
  closeAll(): void
}

export interface CompanyContext {
  companyUid: string
  store: CompanyStore
  outbox: Pick<Outbox, 'put' | 'flush'>
  timers: Pick<Timers, 'setTimer' | 'cancelTimer' | 'getTimer'>
  agentSockets: AgentSockets
  liveSockets: LiveSockets
  /** The newest progress of running sessions, ahead of what is stored; lost with the memory of the object, harmlessly. */
  liveProgress: Map<string, SessionProgress>
  /** Calls under way to Repository objects, by repository: the next one waits. */
  settling: Map<string, Promise<unknown>>
  escrow: Escrow
  now(): number
  newUid(): string
  /** Everything or nothing; the body has no await. */
  transact<T>(body: () => T): T
  repository(repositoryUid: string): RepositoryRpc
  issueCredential(request: CredentialRequest): Promise<VaultCredential>
  /** The directory as D1 has it now, for an object that was told nothing yet, or not for long; null: no such company. */
  loadDirectory(): Promise<{ snapshot: DirectorySnapshot; rev: number } | null>
}

/** Kinds of timers, one handler each in company-object.ts. */
export const TIMER = {
  agentOffline: 'agentOffline',
  connections: 'connections',
  commandExpiry: 'commandExpiry',
  lostSession: 'lostSession',
  nextRuns: 'nextRuns',
  repositories: 'repositories',
  tenantLease: 'tenantLease',
  housekeeping: 'housekeeping',
} as const

/** An event of the audit, delivered with the change it records. Never put a secret into it. */
export interface AuditEntry {
  kind: string
  target: { type: AuditTargetType; uid: string }
  details?: Record<string, unknown>
  /** By dotted path, from what to what. */
  changes?: AuditChanges
}

export type MaybeActor = Actor | null
