import { DurableObject } from 'cloudflare:workers'
import { ok } from '../../domain/result.ts'
import { CLOSE_REVOKED, type EnrolRequest } from '../../worker/contract/agent-protocol.ts'
import { loadDirectorySnapshot } from '../../worker/db/directory-snapshot.ts'
import { newUid } from '../../worker/db/new-uid.ts'
import { deliverOutbox } from '../../worker/db/outbox-upserts.ts'
import type { Env } from '../../worker/env.ts'
import { issueVaultCredential } from '../../worker/vault/credential.ts'
import { OUTBOX_TIMER, Outbox } from '../lib/outbox.ts'
import { type TimerHandler, Timers } from '../lib/timers.ts'
import { type MessageContext, receiveFrame } from './agent-messages.ts'
import { noteDisconnect, setOffline, settleMissingSession, sweepConnections } from './agent-presence.ts'
import { readAttachment, reciprocateClose, Sockets } from './agent-sockets.ts'
import { expireCommand, startJob, stopJob } from './commands.ts'
import { acceptAgentSocket, acceptLiveSocket } from './connecting.ts'
import { TIMER } from './context.ts'
import { applyDirectory, endTenantLeases, ensureDirectory } from './directory.ts'
import { deleteBackupAgent, deleteManagementAgent, enrolAgent, patchManagementAgent } from './enrolment.ts'
import { createEscrow } from './escrow.ts'
import { keepHouse } from './housekeeping.ts'
import { passNextRuns } from './job-list.ts'
import { createJob, deleteJob, getJob, updateJob } from './jobs.ts'
import { migrateCompany } from './migrations.ts'
import { leaseQuota } from './quota-leases.ts'
import {
  applyUsage,
  createRepository,
  deleteRepository,
  getRepository,
  issueRepositoryCredential,
  revealRepositoryPassword,
} from './repositories.ts'
import { settleRepositories } from './repository-sync.ts'
import { purgeBackups } from './retirement.ts'
import type { Actor, CompanyRpc, DirectorySnapshot, JobInput, RepositoryUsage } from './rpc.ts'
import { getSession, listSessions } from './sessions.ts'
import { CompanyStore } from './store/company-store.ts'

type AgentChanges = { locationUid?: string; tag?: string | null; friendlyName?: string | null }

/** One per company, named by its uid. Wires the parts; the rules are in the files beside it. */
export class CompanyObject extends DurableObject<Env> implements CompanyRpc {
  readonly #company: MessageContext
  readonly #sockets: Sockets
  readonly #timers: Timers

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    migrateCompany(ctx.storage)
    const now = () => Date.now()
    const store = new CompanyStore(ctx.storage)
    // An alarm that an older runtime stored may wake the object without its name.
    const companyUid = ctx.id.name ?? store.readDirectory()?.snapshot.companyUid ?? ''
    const timers = new Timers(ctx.storage)
    const sockets = new Sockets(ctx, now)
    this.#timers = timers
    this.#sockets = sockets
    this.#company = {
      companyUid,
      store,
      timers,
      outbox: new Outbox({
        storage: ctx.storage,
        timers,
        now,
        deliver: (rows) => deliverOutbox(env.DB, companyUid, rows),
      }),
      agentSockets: sockets,
      liveSockets: sockets,
      liveProgress: new Map(),
      settling: new Map(),
      escrow: createEscrow({ companyUid, store, secrets: env }),
      now,
      newUid,
      transact: (body) => ctx.storage.transactionSync(body),
      sync: () => ctx.storage.sync(),
      repository: (repositoryUid) => env.REPOSITORY.getByName(repositoryUid),
      issueCredential: (request) => issueVaultCredential(env, request),
      loadDirectory: () => loadDirectorySnapshot(env.DB, companyUid),
    }
  }

  applyDirectory(snapshot: DirectorySnapshot, rev: number) {
    return this.#change(() => applyDirectory(this.#company, snapshot, rev), { needsDirectory: false })
  }

  async purge() {
    const isDone = await purgeBackups(this.#company)
    await this.#company.outbox.flush()
    if (isDone) await this.#forgetEverything()
    return { isDone }
  }

  enrolAgent(request: EnrolRequest, locationUid: string | null) {
    return this.#change(() => enrolAgent(this.#company, request, locationUid))
  }

  patchManagementAgent(managementAgentUid: string, changes: AgentChanges, actor: Actor) {
    return this.#change(() => patchManagementAgent(this.#company, managementAgentUid, changes, actor))
  }

  deleteManagementAgent(managementAgentUid: string, actor: Actor) {
    return this.#change(() => deleteManagementAgent(this.#company, managementAgentUid, actor))
  }

  deleteBackupAgent(backupAgentUid: string, actor: Actor) {
    return this.#change(() => deleteBackupAgent(this.#company, backupAgentUid, actor))
  }

  createJob(backupAgentUid: string, input: JobInput, actor: Actor) {
    return this.#change(() => createJob(this.#company, backupAgentUid, input, actor))
  }

  async getJob(jobUid: string) {
    return getJob(this.#company, jobUid)
  }

  updateJob(jobUid: string, input: JobInput, expectedRev: number, actor: Actor) {
    return this.#change(() => updateJob(this.#company, jobUid, input, expectedRev, actor))
  }

  deleteJob(jobUid: string, actor: Actor) {
    return this.#change(() => deleteJob(this.#company, jobUid, actor))
  }

  startJob(jobUid: string, actor: Actor) {
    return this.#change(() => startJob(this.#company, jobUid, actor))
  }

  stopJob(jobUid: string, actor: Actor) {
    return this.#change(() => stopJob(this.#company, jobUid, actor))
  }

  async listSessions(jobUid: string, page: { limit: number; offset: number }) {
    return listSessions(this.#company, jobUid, page)
  }

  async getSession(jobUid: string, sessionUid: string) {
    return getSession(this.#company, jobUid, sessionUid)
  }

  createRepository(input: { name: string; backupResourceUid: string | null }, actor: Actor) {
    return this.#change(() => createRepository(this.#company, input, actor))
  }

  async getRepository(repositoryUid: string) {
    return getRepository(this.#company, repositoryUid)
  }

  deleteRepository(repositoryUid: string, actor: Actor) {
    return this.#change(() => deleteRepository(this.#company, repositoryUid, actor))
  }

  issueRepositoryCredential(
    repositoryUid: string,
    input: { access: 'readOnly' | 'appendOnly' | 'full'; hours: number },
    actor: Actor,
  ) {
    return this.#change(() => issueRepositoryCredential(this.#company, repositoryUid, input, actor))
  }

  revealRepositoryPassword(repositoryUid: string, actor: Actor) {
    return this.#change(() => revealRepositoryPassword(this.#company, repositoryUid, actor))
  }

  leaseQuota(repositoryUid: string, neededBytes: number) {
    return leaseQuota(this.#company, repositoryUid, neededBytes)
  }

  /** Figures of repositories may reach lists a little later: the outbox's own timer takes them there. */
  async reportRepositoryUsage(usage: RepositoryUsage) {
    applyUsage(this.#company, usage)
  }

  /** `/agent` (credential in Authorization) and `/live?jobUid=` (authorized by the Worker). */
  override async fetch(request: Request): Promise<Response> {
    await ensureDirectory(this.#company)
    const { pathname } = new URL(request.url)
    if (pathname === '/agent') return acceptAgentSocket(this.#company, this.#sockets, request)
    if (pathname === '/live') return acceptLiveSocket(this.#company, this.#sockets, request)
    return new Response(null, { status: 404 })
  }

  override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    const attachment = readAttachment(socket)
    if (attachment?.kind !== 'agent') return
    if (typeof message !== 'string') return socket.close(1003, 'Only text is understood here')
    await receiveFrame(
      this.#company,
      {
        managementAgentUid: attachment.managementAgentUid,
        send: (answer) => socket.send(JSON.stringify(answer)),
        close: (code, reason) => socket.close(code, reason),
        markReady: () => this.#sockets.markReady(socket),
      },
      message,
    )
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string, wasClean: boolean): Promise<void> {
    reciprocateClose(socket, code, reason)
    await this.#noteEnd(socket, wasClean && code !== 1006)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.#noteEnd(socket, false)
  }

  override async alarm(): Promise<void> {
    const company = this.#company
    const handlers: Record<string, TimerHandler> = {
      [OUTBOX_TIMER]: async () => ok(await company.outbox.flush()),
      [TIMER.agentOffline]: async ({ key }) => ok(setOffline(company, key)),
      [TIMER.connections]: async () => ok(sweepConnections(company)),
      [TIMER.commandExpiry]: async ({ key }) => ok(expireCommand(company, key)),
      [TIMER.lostSession]: async ({ key }) => ok(settleMissingSession(company, key)),
      [TIMER.nextRuns]: async () => ok(passNextRuns(company)),
      [TIMER.repositories]: async () => ok(await settleRepositories(company)),
      [TIMER.tenantLease]: async () => ok(await endTenantLeases(company)),
      [TIMER.housekeeping]: async () => ok(await keepHouse(company)),
    }
    await this.#timers.runDue(handlers, company.now())
    await company.outbox.flush()
  }

  async #forgetEverything(): Promise<void> {
    for (const agentUid of this.#sockets.listConnectedAgents()) {
      this.#sockets.close(agentUid, CLOSE_REVOKED, 'The company was deleted from the console')
    }
    await this.ctx.storage.deleteAlarm()
    await this.ctx.storage.deleteAll()
    // What this instance may still be asked finds an empty company.
    migrateCompany(this.ctx.storage)
  }

  async #noteEnd(socket: WebSocket, isOrderly: boolean): Promise<void> {
    const attachment = readAttachment(socket)
    if (attachment?.kind !== 'agent') return
    noteDisconnect(this.#company, attachment.managementAgentUid, isOrderly)
    await this.#company.outbox.flush()
  }

  /** What changes something is in the lists before it is answered. */
  async #change<T>(work: () => T | Promise<T>, { needsDirectory = true } = {}): Promise<T> {
    if (needsDirectory) await ensureDirectory(this.#company)
    const result = await work()
    await this.#company.outbox.flush()
    return result
  }
}
