/** The agent as it runs: wires its state, the connection to the console and the jobs. */

import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { uuidV7 } from '../domain/ids.ts'
import { type AgentMessage, PROTOCOL_VERSION } from '../worker/contract/agent-protocol.ts'
import { type ConnectionState, ConsoleConnection, type ReceivedMessage } from './console/connection.ts'
import { JournalSender } from './console/journal-sender.ts'
import { Requests } from './console/requests.ts'
import { readHostInfo } from './host/host-info.ts'
import { ProcessTracker } from './host/left-processes.ts'
import { JobRunner } from './jobs/job-runner.ts'
import { runSession } from './jobs/run-session.ts'
import { SCRIPT_TIMEOUT_MS } from './jobs/script.ts'
import type { Log } from './log.ts'
import { ResticKeeper } from './restic/restic-keeper.ts'
import { takeResticFromConsole } from './restic/take-from-console.ts'
import { AccessCache } from './state/access-cache.ts'
import { type EnrolledIdentity, writeIdentity } from './state/identity.ts'
import { type JobList, parseJobList, readJobList, writeJobList } from './state/job-cache.ts'
import { Journal } from './state/journal.ts'
import { RepositoryNotes } from './state/repository-notes.ts'
import { SchedulerStore } from './state/scheduler-store.ts'
import type { StateFolder } from './state/state-folder.ts'
import { type AgentStatus, readStatusFile, writeStatusFile } from './state/status-file.ts'
import { AGENT_VERSION } from './version.ts'

export interface AgentOptions {
  folder: StateFolder
  identity: EnrolledIdentity
  /** restic as told by whoever runs the agent. */
  givenRestic: string | null
  log: Log
  onRevoked: () => void
}

const LOOK_FOR_RESTIC_EVERY_MS = 10 * 60_000
const STATUS_EVERY_MS = 5000
/** What the console may take to acknowledge the last results when the agent ends. */
const LAST_WORDS_MS = 3000
/** Progress is left out while the network has so much to carry. */
const MOST_BACKLOG_BYTES = 1024 * 1024

export class Agent {
  readonly #options: AgentOptions
  readonly #journal: Journal
  readonly #sender: JournalSender
  readonly #requests: Requests
  readonly #connection: ConsoleConnection
  readonly #restic: ResticKeeper
  readonly #runner: JobRunner
  readonly #processes: ProcessTracker
  readonly #startedAt = Date.now()
  #jobs: JobList
  #connectionStatus: AgentStatus['connection']
  readonly #problems = new Set<string>()
  readonly #timers: NodeJS.Timeout[] = []

  constructor(options: AgentOptions) {
    this.#options = options
    const { folder, identity, log } = options
    const newUid = () => uuidV7(Date.now(), randomBytes(16))
    const now = () => Date.now()
    const onProblem = (problem: string) => {
      this.#problems.add(problem)
      log('error', problem)
    }
    this.#connectionStatus = { state: 'connecting', since: now(), reason: null, nextTryAt: null }
    this.#jobs = readJobList(folder)
    this.#processes = new ProcessTracker(folder)
    this.#journal = Journal.open({ path: folder.journal, newUid, now, onProblem })
    this.#sender = new JournalSender(this.#journal, (message) => this.#connection.send(message))
    this.#requests = new Requests({ send: (message) => this.#connection.send(message), newUid, now })
    this.#connection = new ConsoleConnection({
      url: identity.url,
      credential: identity.credential,
      now,
      random: Math.random,
      sayHello: () => this.#hello(),
      onMessage: (message) => this.#receive(message),
      onState: (state) => this.#noteConnection(state),
      onRevoked: (reason) => this.#revoked(reason),
      log: (message) => log('warning', message),
    })
    const { platform, architecture, hostName } = readHostInfo(identity.machineUid)
    this.#restic = new ResticKeeper({
      search: { given: options.givenRestic, programsFolder: folder.programs, pathVariable: process.env.PATH ?? '' },
      takeFromConsole: async () =>
        this.#connection.isConnected
          ? await takeResticFromConsole({ ...identity, platform, architecture }, folder.programs)
          : null,
      now,
      onChange: ({ problem }) => {
        if (problem) log('warning', `No backup can run: ${problem}`)
        this.#connection.send(this.#hello())
        this.#saveStatus()
      },
      log: (message) => log('info', message),
    })
    this.#runner = new JobRunner({
      services: {
        folder,
        hostName,
        userAgent: `holdfast-agent/${AGENT_VERSION}`,
        notes: new RepositoryNotes(folder),
        accessCache: new AccessCache(folder),
        now,
        findRestic: () => this.#restic.find(),
        ask: (request) => this.#requests.ask(request),
        trackProcess: (pid) => this.#processes.track(pid),
        scriptTimeoutMs: SCRIPT_TIMEOUT_MS,
      },
      journal: this.#journal,
      runSession,
      store: new SchedulerStore(folder, onProblem),
      newUid,
      log,
      onFacts: () => this.#sender.flush(),
      onProgress: ({ sessionUid, job, startedAt }, progress) => {
        if (this.#connection.backlogBytes > MOST_BACKLOG_BYTES) return
        this.#connection.send({ type: 'progress', sessionUid, jobUid: job.jobUid, startedAt, progress })
      },
      onChange: () => this.#saveStatus(),
    })
  }

  async start(): Promise<void> {
    const { folder, identity, log } = this.#options
    const lastSeenAt = readStatusFile(folder)?.updatedAt ?? null
    const left = await this.#processes.endLeftProcesses()
    if (left > 0)
      log('warning', `${left} restic ${left === 1 ? 'process' : 'processes'} of an earlier agent were ended.`)
    for (const name of readdirSync(folder.work)) rmSync(join(folder.work, name), { recursive: true, force: true })
    await this.#restic.find()
    log('info', `holdfast-agent ${AGENT_VERSION} runs for ${identity.url} with ${this.#jobs.jobs.length} jobs.`)
    this.#connection.start()
    this.#runner.start(this.#jobs, lastSeenAt)
    this.#timers.push(setInterval(() => void this.#restic.find(), LOOK_FOR_RESTIC_EVERY_MS))
    this.#timers.push(setInterval(() => this.#saveStatus(), STATUS_EVERY_MS))
    this.#saveStatus()
  }

  /** Stops backups in the way that leaves no lock behind, and keeps or delivers their results. */
  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    await this.#runner.stop()
    if (this.#connection.isConnected) await this.#sender.waitUntilDrained(LAST_WORDS_MS)
    this.#sender.stop()
    this.#connection.stop()
    this.#journal.close()
    this.#saveStatus()
  }

  #hello(): AgentMessage {
    const { version, problem } = this.#restic.state
    return {
      type: 'hello',
      protocol: PROTOCOL_VERSION,
      agentVersion: AGENT_VERSION,
      resticVersion: version,
      resticProblem: problem,
      host: readHostInfo(this.#options.identity.machineUid),
      tag: this.#options.identity.tag,
      jobsRev: this.#jobs.rev,
      runningSessions: this.#runner.running.map(({ sessionUid, job }) => ({ sessionUid, jobUid: job.jobUid })),
    }
  }

  #receive(message: ReceivedMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#takeJobs(message.jobsRev, message.jobs)
        this.#sender.restart()
        if (this.#restic.state.problem !== null) void this.#restic.find()
        break
      case 'jobs':
        this.#takeJobs(message.jobsRev, message.jobs)
        break
      case 'command':
        this.#runner.obey(message.commandUid, message.body)
        break
      case 'ack':
        this.#sender.acknowledge(message.entryUid)
        if (this.#journal.pendingCount === 0) this.#saveStatus()
        break
      case 'response':
        this.#requests.settle(message)
        break
    }
  }

  #takeJobs(rev: number, received: unknown[]): void {
    const { folder, log } = this.#options
    this.#jobs = parseJobList(rev, received)
    for (const { name, reason } of this.#jobs.unreadable) {
      log('error', `Job "${name}" cannot run here, this version of the agent does not understand it: ${reason}`)
    }
    try {
      writeJobList(folder, rev, received)
    } catch (error) {
      log('error', `The jobs could not be kept: ${error instanceof Error ? error.message : String(error)}`)
    }
    this.#runner.setJobs(this.#jobs)
    this.#saveStatus()
  }

  #noteConnection(state: ConnectionState): void {
    const { log } = this.#options
    const now = Date.now()
    const reason = state.state === 'waiting' ? state.reason : null
    if (state.state === 'connected') {
      log('info', 'Connected to the console.')
      this.#requests.connected()
    } else if (state.state === 'waiting') {
      if (this.#connectionStatus.reason !== state.reason)
        log('warning', `Not connected to the console: ${state.reason}`)
      this.#requests.disconnected(state.reason)
    }
    // While it tries again, what kept it from connecting last time is still what is wrong.
    if (state.state === 'connecting' && this.#connectionStatus.state === 'waiting') return
    this.#connectionStatus = {
      state: state.state,
      since: this.#connectionStatus.state === state.state ? this.#connectionStatus.since : now,
      reason,
      nextTryAt: state.state === 'waiting' ? state.nextTryAt : null,
    }
    this.#saveStatus()
  }

  #revoked(said: string): void {
    const reason = /[.!?]$/.test(said) ? said : `${said}.`
    const { folder, identity, log, onRevoked } = this.#options
    writeIdentity(folder, { ...identity, revokedReason: reason })
    log('error', `${reason} No backup runs any more; to take this computer in again: holdfast-agent enrol.`)
    onRevoked()
  }

  #saveStatus(): void {
    writeStatusFile(this.#options.folder, {
      agentVersion: AGENT_VERSION,
      pid: process.pid,
      startedAt: this.#startedAt,
      updatedAt: Date.now(),
      connection: this.#connectionStatus,
      restic: this.#restic.state,
      running: this.#runner.running.map(({ sessionUid, job, startedAt, progress }) => ({
        sessionUid,
        jobUid: job.jobUid,
        startedAt,
        phase: progress?.phase ?? 'starting',
        percent: progress?.percent ?? 0,
      })),
      journalBacklog: this.#journal.pendingCount,
      problems: [...this.#problems, ...this.#jobs.unreadable.map(({ name }) => `Job "${name}" needs a newer agent.`)],
    })
  }
}
