/**
 * Runs jobs when they are due: by their schedule, on command, or again after a failure. One at a time per repository;
 * others wait. What is owed is on disk before it runs, what has run is in the journal before it is forgotten.
 */
import { join } from 'node:path'
import type { ConsoleCommand, JournalBody, SessionProgress } from '../../worker/contract/agent-protocol.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import type { Log } from '../log.ts'
import type { JobList } from '../state/job-cache.ts'
import type { Journal, SessionStarted } from '../state/journal.ts'
import type { SchedulerStore } from '../state/scheduler-store.ts'
import { advanceJob, newJobState, nextRunOf, settleRun, type Trigger } from './job-state.ts'
import { ProgressThrottle } from './progress-throttle.ts'
import type { runSession, SessionOutcome, StopReason } from './run-session.ts'
import type { SessionServices } from './session-context.ts'
import { SessionLog } from './session-log.ts'

/** The clock is looked at so often at least: it may be set, and the computer may have slept. */
const LOOK_EVERY_MS = 30_000

export interface RunningSession {
  sessionUid: string
  job: BackupJob
  startedAt: number
  trigger: Trigger
  attempt: number
  progress: SessionProgress | null
  stop: (reason: StopReason) => void
  done: Promise<void>
}

export interface JobRunnerDeps {
  services: SessionServices
  journal: Journal
  store: SchedulerStore
  runSession: typeof runSession
  newUid: () => string
  log: Log
  /** New facts are in the journal. */
  onFacts: () => void
  onProgress: (session: RunningSession, progress: SessionProgress) => void
  /** Sessions or results have changed. */
  onChange: () => void
}

export class JobRunner {
  readonly #deps: JobRunnerDeps
  readonly #running = new Map<string, RunningSession>()
  #jobs: BackupJob[] = []
  #timer: NodeJS.Timeout | undefined
  #isStopping = false
  /** Jobs whose last session was cut off: it may have left a lock. */
  readonly #crashed = new Set<string>()

  constructor(deps: JobRunnerDeps) {
    this.#deps = deps
  }

  get running(): RunningSession[] {
    return [...this.#running.values()]
  }

  start(list: JobList, lastSeenAt: number | null): void {
    this.#jobs = list.jobs
    this.#reportInterrupted(lastSeenAt)
    this.#tick()
  }

  setJobs(list: JobList): void {
    this.#jobs = list.jobs
    const known = new Set(list.jobs.map(({ jobUid }) => jobUid))
    for (const session of this.#running.values()) {
      if (!known.has(session.job.jobUid)) session.stop('user')
    }
    this.#deps.store.keepOnly(known)
    this.#tick()
  }

  /** Carries a command out once, however often it arrives. */
  obey(commandUid: string, command: ConsoleCommand): void {
    const { store, journal } = this.#deps
    let known = store.findCommand(commandUid)
    if (!known) {
      known = { commandUid, ...this.#carryOut(command) }
      store.addCommand(known)
      store.save()
    }
    const { outcome, message } = known
    const isPending = journal.pending.some(
      ({ body }) => body.kind === 'commandResult' && body.commandUid === commandUid,
    )
    if (!isPending) journal.append({ kind: 'commandResult', commandUid, outcome, message })
    this.#deps.onFacts()
    this.#tick()
  }

  /** Ends all sessions, and resolves when their results are in the journal. */
  async stop(): Promise<void> {
    this.#isStopping = true
    clearTimeout(this.#timer)
    for (const session of this.#running.values()) session.stop('shutdown')
    await Promise.all(this.running.map(({ done }) => done))
  }

  #carryOut(command: ConsoleCommand): { outcome: 'done' | 'refused'; message: string | null } {
    const job = this.#jobs.find(({ jobUid }) => jobUid === command.jobUid)
    if (!job) return { outcome: 'refused', message: 'This computer has no such job.' }
    const session = this.#running.get(job.jobUid)
    const now = this.#deps.services.now()
    const state = this.#deps.store.get(job.jobUid) ?? newJobState(job, now)
    if (command.kind === 'stopJob') {
      session?.stop('user')
      if (!session && state.pending === null) return { outcome: 'refused', message: 'The job is not running.' }
      this.#deps.store.set(job.jobUid, { ...state, pending: null })
      return { outcome: 'done', message: null }
    }
    if (session) return { outcome: 'refused', message: 'The job is running already.' }
    this.#deps.store.set(job.jobUid, { ...state, pending: { trigger: 'command', attempt: 1, notBeforeAt: now } })
    return { outcome: 'done', message: null }
  }

  #tick(): void {
    if (this.#isStopping) return
    clearTimeout(this.#timer)
    const { store, services } = this.#deps
    const now = services.now()
    for (const job of this.#jobs) {
      store.set(job.jobUid, advanceJob(job, store.get(job.jobUid), now, this.#running.has(job.jobUid)))
    }
    store.save()
    for (const job of this.#dueJobs(now)) this.#begin(job)
    const next = this.#jobs.map((job) => nextRunOf(job, store.get(job.jobUid), now) ?? Number.POSITIVE_INFINITY)
    const soonest = Math.min(...next.filter((at) => at > now))
    this.#timer = setTimeout(() => this.#tick(), Math.max(50, Math.min(LOOK_EVERY_MS, soonest - now)))
  }

  /** Owed runs whose repository is free, longest owed first, one per repository. */
  #dueJobs(now: number): BackupJob[] {
    const { store } = this.#deps
    const busy = new Set(this.running.map(({ job }) => laneOf(job)))
    return this.#jobs
      .map((job) => ({ job, notBeforeAt: store.get(job.jobUid)?.pending?.notBeforeAt ?? Number.POSITIVE_INFINITY }))
      .filter(({ job, notBeforeAt }) => notBeforeAt <= now && !this.#running.has(job.jobUid))
      .sort((a, b) => a.notBeforeAt - b.notBeforeAt)
      .map(({ job }) => job)
      .filter((job) => {
        const isFree = !busy.has(laneOf(job))
        busy.add(laneOf(job))
        return isFree
      })
  }

  #begin(job: BackupJob): void {
    const { store, journal, services, newUid } = this.#deps
    const state = store.get(job.jobUid)
    if (!state?.pending) return
    const { trigger, attempt } = state.pending
    const controller = new AbortController()
    const session: RunningSession = {
      sessionUid: newUid(),
      job,
      startedAt: services.now(),
      trigger,
      attempt,
      progress: null,
      stop: (reason) => controller.abort(reason),
      done: Promise.resolve(),
    }
    const { sessionUid, startedAt } = session
    journal.append({ kind: 'sessionStarted', sessionUid, jobUid: job.jobUid, startedAt, trigger, attempt })
    store.set(job.jobUid, { ...state, pending: null })
    store.save()
    this.#running.set(job.jobUid, session)
    this.#deps.log(
      'info',
      `Job "${job.name}": the backup begins (${trigger}${attempt > 1 ? `, attempt ${attempt}` : ''}).`,
    )
    this.#deps.onFacts()
    session.done = this.#run(session, controller.signal)
    this.#deps.onChange()
  }

  async #run(session: RunningSession, abort: AbortSignal): Promise<void> {
    const { services, log } = this.#deps
    const { job, sessionUid } = session
    const sessionLog = new SessionLog(services.now)
    const throttle = new ProgressThrottle((progress) => this.#deps.onProgress(session, progress))
    let outcome: SessionOutcome
    try {
      outcome = await this.#deps.runSession(
        {
          ...services,
          job,
          sessionUid,
          workFolder: join(services.folder.work, sessionUid),
          abort,
          log: (level, message) => sessionLog.add(level, message),
          report: (progress) => {
            session.progress = progress
            throttle.report(progress)
          },
        },
        this.#crashed.has(job.jobUid),
      )
      this.#crashed.delete(job.jobUid)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      sessionLog.add('error', reason)
      log('error', `Job "${job.name}": ${error instanceof Error ? error.stack : reason}`)
      outcome = failed(`The agent could not do the backup: ${reason}`)
    }
    throttle.end()
    this.#settle(session, outcome, sessionLog, abort.reason === 'shutdown')
  }

  #settle(session: RunningSession, outcome: SessionOutcome, sessionLog: SessionLog, wasInterrupted: boolean): void {
    const { services, journal, store, log } = this.#deps
    const { job, sessionUid, startedAt, trigger, attempt } = session
    const finishedAt = Math.max(startedAt, services.now())
    const { result, failureMessage: message } = outcome
    const facts: JournalBody[] = [toFinished(session, outcome, finishedAt, sessionLog)]
    if (outcome.inventory) {
      const { repositoryUid, inventory } = outcome
      facts.push({ kind: 'snapshotInventory', jobUid: job.jobUid, repositoryUid, ...inventory })
    }
    journal.append(...facts)
    const state = store.get(job.jobUid)
    // A job that was deleted meanwhile has none.
    if (state) {
      const run = { sessionUid, trigger, attempt, startedAt, finishedAt, result, message, wasInterrupted }
      const current = this.#jobs.find(({ jobUid }) => jobUid === job.jobUid) ?? job
      store.set(job.jobUid, settleRun(current, state, run, services.now()))
      store.save()
    }
    this.#running.delete(job.jobUid)
    log(result === 'Success' ? 'info' : 'warning', `Job "${job.name}": ${result}. ${message ?? ''}`.trim())
    this.#deps.onFacts()
    this.#deps.onChange()
    this.#tick()
  }

  /** Sessions that a crash of the agent, or of the computer, left without an end. */
  #reportInterrupted(lastSeenAt: number | null): void {
    const { journal, store, services, log } = this.#deps
    for (const open of journal.openSessions) {
      const now = services.now()
      const finishedAt = Math.max(
        open.startedAt,
        lastSeenAt !== null && lastSeenAt <= now ? lastSeenAt : open.startedAt,
      )
      const message =
        'The agent or the computer ended without warning (a crash, a kill, a power cut) while the backup ran.'
      const sessionLog = new SessionLog(services.now)
      sessionLog.add('error', message)
      journal.append(toFinished(open, failed(message), finishedAt, sessionLog))
      this.#crashed.add(open.jobUid)
      const job = this.#jobs.find(({ jobUid }) => jobUid === open.jobUid)
      log(
        'warning',
        `Job "${job?.name ?? open.jobUid}": a backup that began ${new Date(open.startedAt).toISOString()} was cut off.`,
      )
      const state = store.get(open.jobUid)
      if (!job || !state) continue
      const run = { ...open, finishedAt, result: 'Failed' as const, message, wasInterrupted: true }
      store.set(job.jobUid, settleRun(job, state, run, now))
    }
    this.#deps.onFacts()
  }
}

/** Jobs with the same lane use the same repository. */
function laneOf({ target }: BackupJob): string {
  return target.kind === 'repository' ? target.backupResourceUid : target.path
}

function failed(failureMessage: string): SessionOutcome {
  return { result: 'Failed', failureMessage, repositoryUid: null, snapshot: null, summary: null, inventory: null }
}

function toFinished(
  session: Pick<SessionStarted, 'sessionUid' | 'startedAt'> & ({ job: BackupJob } | { jobUid: string }),
  { result, failureMessage, repositoryUid, snapshot, summary }: SessionOutcome,
  finishedAt: number,
  sessionLog: SessionLog,
): JournalBody {
  return {
    kind: 'sessionFinished',
    sessionUid: session.sessionUid,
    jobUid: 'job' in session ? session.job.jobUid : session.jobUid,
    startedAt: session.startedAt,
    finishedAt,
    result,
    failureMessage,
    repositoryUid,
    snapshot,
    filesNew: summary?.filesNew ?? 0,
    filesChanged: summary?.filesChanged ?? 0,
    filesUnmodified: summary?.filesUnmodified ?? 0,
    bytesProcessed: summary?.bytesProcessed ?? 0,
    bytesAdded: summary?.bytesAdded ?? 0,
    log: sessionLog.lines,
  }
}
