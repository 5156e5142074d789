/**
 * A Company object's parts on the storage of a real object, with a clock, sockets and Repository objects that the test
 * commands.
 */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { ConsoleMessage } from '../../../worker/contract/agent-protocol.ts'
import { newUid } from '../../../worker/db/new-uid.ts'
import { issueVaultCredential } from '../../../worker/vault/credential.ts'
import { type Delivery, Outbox, type OutboxRow } from '../../lib/outbox.ts'
import { Timers } from '../../lib/timers.ts'
import type { RepositoryRpc, RepositorySettings } from '../../repository/rpc.ts'
import type { MessageContext } from '../agent-messages.ts'
import { applyDirectory } from '../directory.ts'
import { enrolAgent } from '../enrolment.ts'
import { createEscrow } from '../escrow.ts'
import { createJob } from '../jobs.ts'
import type { DirectorySnapshot, EnrolledAgent, JobDetail, JobInput, SessionRow } from '../rpc.ts'
import { CompanyStore } from '../store/company-store.ts'
import type { AgentRecord } from '../store/schema.ts'
import { ACTOR, aJobInput, anEnrolRequest, aSnapshotOf, START } from './builders.setup.ts'

/** A Repository object that remembers what it was told. */
export class FakeRepository implements RepositoryRpc {
  settings: RepositorySettings | null = null
  epoch = 1
  isDeleted = false
  heldBytes = 0
  leaseBytes = 0
  leaseSeq = 0
  isReachable = true
  /** Runs before an answer goes out: what else happens while the call is under way. */
  beforeAnswer: (() => Promise<void> | void) | null = null

  async configure(settings: RepositorySettings) {
    await this.#call()
    this.settings = settings
    return { epoch: this.epoch }
  }
  async revokeCredentials() {
    await this.#call()
    this.epoch++
    return { epoch: this.epoch }
  }
  async getEpoch() {
    return this.epoch
  }
  async markDeleted() {
    await this.#call()
    this.isDeleted = true
  }
  async returnLease(leaseSeq: number) {
    if (!this.isReachable) throw new Error('unreachable')
    if (leaseSeq >= this.leaseSeq) {
      this.leaseSeq = leaseSeq
      this.leaseBytes = Math.min(this.leaseBytes, this.heldBytes)
    }
    const answer = { leaseBytes: this.leaseBytes }
    await this.beforeAnswer?.()
    return answer
  }
  /** The repository's side of an answer to its question. */
  take(answer: { leaseBytes: number; leaseSeq: number }): void {
    if (answer.leaseSeq < this.leaseSeq) return
    this.leaseSeq = answer.leaseSeq
    this.leaseBytes = answer.leaseBytes
  }
  async isPurged() {
    await this.#call()
    return this.isDeleted && this.heldBytes === 0
  }
  async getUsage() {
    return { usedBytes: this.heldBytes, objectCount: 0, hiddenBytes: 0, egressBytes: 0, seq: 1 }
  }
  async #call() {
    if (!this.isReachable) throw new Error('unreachable')
    await this.beforeAnswer?.()
  }
}

export interface World {
  ctx: MessageContext
  companyUid: string
  storage: DurableObjectStorage
  clock: { now: number }
  /** Agents that are connected and have said hello. */
  connected: Set<string>
  sent: { managementAgentUid: string; message: ConsoleMessage }[]
  closed: { managementAgentUid: string; code: number }[]
  published: SessionRow[]
  lastSeen: Map<string, number>
  repositories: Map<string, FakeRepository>
  /** What reached the lists, newest row of each uid. */
  delivered: Map<string, OutboxRow>
  /** The next deliveries fail in this way. */
  failing: { delivery: Exclude<Delivery, 'delivered'> | null }
  repository(repositoryUid: string): FakeRepository
  row(collection: string, uid: string): Record<string, unknown>
}

export async function withWorld(body: (world: World) => Promise<void>): Promise<void> {
  const companyUid = newUid()
  await runInDurableObject(env.COMPANY.getByName(companyUid), async (_instance, { storage }) => {
    await body(buildWorld(companyUid, storage))
    await storage.deleteAlarm()
  })
}

export function buildWorld(companyUid: string, storage: DurableObjectStorage): World {
  const clock = { now: START }
  const now = () => clock.now
  const connected = new Set<string>()
  const lastSeen = new Map<string, number>()
  const sent: World['sent'] = []
  const closed: World['closed'] = []
  const published: SessionRow[] = []
  const repositories = new Map<string, FakeRepository>()
  const delivered = new Map<string, OutboxRow>()
  const failing: World['failing'] = { delivery: null }
  const store = new CompanyStore(storage)
  const timers = new Timers(storage)
  const repository = (uid: string): FakeRepository => {
    const known = repositories.get(uid) ?? new FakeRepository()
    repositories.set(uid, known)
    return known
  }
  const deliver = async (rows: OutboxRow[]): Promise<Delivery> => {
    if (failing.delivery !== null) return failing.delivery
    for (const row of rows) {
      const known = delivered.get(`${row.collection}/${row.uid}`)
      if (known === undefined || row.rev > known.rev) delivered.set(`${row.collection}/${row.uid}`, row)
    }
    return 'delivered'
  }
  const ctx: MessageContext = {
    companyUid,
    store,
    timers,
    outbox: new Outbox({ storage, timers, now, deliver }),
    agentSockets: {
      send: (managementAgentUid, message) => {
        if (!connected.has(managementAgentUid)) return false
        sent.push({ managementAgentUid, message })
        return true
      },
      isReady: (uid) => connected.has(uid),
      isConnected: (uid) => connected.has(uid),
      close: (managementAgentUid, code) => {
        if (connected.delete(managementAgentUid)) closed.push({ managementAgentUid, code })
      },
      lastSeenAt: (uid) => (connected.has(uid) ? (lastSeen.get(uid) ?? clock.now) : null),
      listConnectedAgents: () => [...connected],
    },
    liveSockets: { publish: (session) => published.push(session), closeAll: () => undefined },
    liveProgress: new Map(),
    settling: new Map(),
    escrow: createEscrow({ companyUid, store, secrets: env }),
    now,
    newUid,
    transact: (work) => storage.transactionSync(work),
    sync: () => storage.sync(),
    repository,
    issueCredential: (request) => issueVaultCredential(env, request, clock.now),
    loadDirectory: async () => null,
  }
  const row = (collection: string, uid: string): Record<string, unknown> => {
    const found = delivered.get(`${collection}/${uid}`)
    if (found === undefined) throw new Error(`No row of ${collection} with uid ${uid} was delivered`)
    return found.row
  }
  return {
    ctx,
    companyUid,
    storage,
    clock,
    connected,
    sent,
    closed,
    published,
    lastSeen,
    repositories,
    delivered,
    failing,
    repository,
    row,
  }
}

/** A world with a company that knows its directory. */
export async function withCompany(
  body: (world: World) => Promise<void>,
  directory: Partial<DirectorySnapshot> = {},
): Promise<void> {
  await withWorld(async (world) => {
    await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, directory), 1)
    await body(world)
  })
}

export async function enrolled(
  world: World,
  request = anEnrolRequest(),
): Promise<EnrolledAgent & { agent: AgentRecord }> {
  const result = await enrolAgent(world.ctx, request, null)
  if (!result.ok) throw new Error(`Enrolment failed: ${JSON.stringify(result.failure)}`)
  const agent = world.ctx.store.agents.find(result.value.managementAgentUid)
  if (agent === null) throw new Error('The enrolled agent is not there')
  return { ...result.value, agent }
}

export function created(world: World, backupAgentUid: string, parts: Partial<JobInput> = {}): JobDetail {
  const result = createJob(world.ctx, backupAgentUid, aJobInput(parts), ACTOR)
  if (!result.ok) throw new Error(`The job was not created: ${JSON.stringify(result.failure)}`)
  return result.value
}
