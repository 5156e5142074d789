import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JournalBody } from '../../worker/contract/agent-protocol.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import { AccessCache } from '../state/access-cache.ts'
import type { JobList } from '../state/job-cache.ts'
import { Journal } from '../state/journal.ts'
import { RepositoryNotes } from '../state/repository-notes.ts'
import { SchedulerStore } from '../state/scheduler-store.ts'
import { locateStateFolder, prepareStateFolder, type StateFolder } from '../state/state-folder.ts'
import { aJob } from '../testing/a-job.ts'
import { JobRunner } from './job-runner.ts'
import type { SessionOutcome } from './run-session.ts'
import type { SessionContext } from './session-context.ts'

interface Begun {
  ctx: SessionContext
  isAfterCrash: boolean
  end: (outcome?: Partial<SessionOutcome>) => void
}

let folder: StateFolder
let journal: Journal
let begun: Begun[] = []
let clock = Date.parse('2026-11-24T12:00:00Z')
let runners: JobRunner[] = []

beforeEach(() => {
  folder = locateStateFolder(mkdtempSync(join(tmpdir(), 'runner-')))
  prepareStateFolder(folder)
  begun = []
  runners = []
})
afterEach(async () => {
  const stopped = Promise.all(runners.map((runner) => runner.stop()))
  for (const session of begun) session.end()
  await stopped
  rmSync(folder.root, { recursive: true })
})

function startRunner(jobs: BackupJob[], lastSeenAt: number | null = null): JobRunner {
  journal = Journal.open({ path: folder.journal, newUid: randomUUID, now: () => clock, onProblem: fail })
  const runner = new JobRunner({
    services: {
      folder,
      hostName: 'host',
      userAgent: 'test',
      notes: new RepositoryNotes(folder),
      accessCache: new AccessCache(folder),
      now: () => clock,
      findRestic: async () => ({ ok: false, failure: 'There is none.' }),
      ask: async () => ({ ok: false, failure: { code: 'away', message: 'away' } }),
      trackProcess: () => () => undefined,
      scriptTimeoutMs: 1000,
    },
    journal,
    store: new SchedulerStore(folder, fail),
    runSession: (ctx, isAfterCrash) =>
      new Promise((resolve) => {
        const nothing = { repositoryUid: null, snapshot: null, summary: null, inventory: null }
        const end = (outcome: Partial<SessionOutcome> = {}) =>
          resolve({ result: 'Success', failureMessage: null, ...nothing, ...outcome })
        begun.push({ ctx, isAfterCrash, end })
        ctx.abort.addEventListener('abort', () => end({ result: 'Canceled', failureMessage: String(ctx.abort.reason) }))
      }),
    newUid: randomUUID,
    log: () => undefined,
    onFacts: () => undefined,
    onProgress: () => undefined,
    onChange: () => undefined,
  })
  runners.push(runner)
  runner.start(list(jobs), lastSeenAt)
  return runner
}

const fail = (problem: string) => {
  throw new Error(problem)
}
const list = (jobs: BackupJob[]): JobList => ({ rev: 1, jobs, unreadable: [] })
const namesBegun = () => begun.map(({ ctx }) => ctx.job.name)
const facts = <Kind extends JournalBody['kind']>(kind: Kind) =>
  journal.pending.flatMap(({ body }) => (body.kind === kind ? [body as Extract<JournalBody, { kind: Kind }>] : []))
const startJob = (runner: JobRunner, job: BackupJob) =>
  runner.obey(randomUUID(), { kind: 'startJob', jobUid: job.jobUid })
const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('jobs with the same repository', () => {
  it('run one after the other, while others run beside them', async () => {
    const [one, two, three] = ['one', 'two', 'three'].map((name) =>
      aJob({ name, target: { kind: 'localFolder', path: '/a' } }),
    )
    const other = aJob({ name: 'other', target: { kind: 'localFolder', path: '/b' } })
    if (!one || !two || !three) throw new Error('unreachable')
    const runner = startRunner([one, two, three, other])
    for (const job of [one, two, other, three]) {
      clock++
      startJob(runner, job)
    }
    expect(namesBegun()).toEqual(['one', 'other'])
    begun[0]?.end()
    await settle()
    expect(namesBegun()).toEqual(['one', 'other', 'two'])
    begun[2]?.end()
    await settle()
    expect(namesBegun()).toEqual(['one', 'other', 'two', 'three'])
  })

  it('that wait can be stopped before they begin', async () => {
    const [one, two] = ['one', 'two'].map((name) => aJob({ name }))
    if (!one || !two) throw new Error('unreachable')
    const runner = startRunner([one, two])
    startJob(runner, one)
    startJob(runner, two)
    runner.obey(randomUUID(), { kind: 'stopJob', jobUid: two.jobUid })
    begun[0]?.end()
    await settle()
    expect(namesBegun()).toEqual(['one'])
    expect(facts('commandResult').map(({ outcome }) => outcome)).toEqual(['done', 'done', 'done'])
  })
})

it('begins after a restart what was owed and had not begun', async () => {
  const [one, two] = ['one', 'two'].map((name) => aJob({ name }))
  if (!one || !two) throw new Error('unreachable')
  const first = startRunner([one, two])
  startJob(first, one)
  startJob(first, two)
  const stopped = first.stop()
  await stopped
  expect(namesBegun()).toEqual(['one'])
  journal.close()
  startRunner([one, two])
  expect(namesBegun()).toEqual(['one', 'two'])
})

it('tells of a session that a kill cut off, and begins a scheduled one again at once', async () => {
  const job = aJob({ schedule: { kind: 'periodically', everyMinutes: 60 } })
  startRunner([job])
  clock += 61 * 60_000
  const killed = startRunner([job])
  expect(facts('sessionStarted')).toMatchObject([{ trigger: 'schedule', attempt: 1 }])
  // No end is written: the process is gone.
  runners = runners.filter((runner) => runner !== killed)
  const lastSeenAt = clock + 30_000
  clock += 120_000
  startRunner([job], lastSeenAt)
  expect(facts('sessionFinished')).toMatchObject([{ result: 'Failed', finishedAt: lastSeenAt }])
  expect(facts('sessionStarted')).toMatchObject([{ attempt: 1 }, { trigger: 'retry', attempt: 2 }])
  expect(begun.at(-1)?.isAfterCrash).toBe(true)
  for (const session of begun) session.end()
  await killed.stop()
})

it('tries a failed run again as the job says', async () => {
  const job = aJob({ schedule: { kind: 'periodically', everyMinutes: 60 }, retry: { count: 1, waitMinutes: 5 } })
  const first = startRunner([job])
  clock += 60 * 60_000
  first.setJobs(list([job]))
  begun[0]?.end({ result: 'Failed', failureMessage: 'No.' })
  await settle()
  expect(begun).toHaveLength(1)
  clock += 5 * 60_000
  first.setJobs(list([job]))
  begun[1]?.end({ result: 'Failed', failureMessage: 'No.' })
  await settle()
  clock += 5 * 60_000
  first.setJobs(list([job]))
  expect(facts('sessionStarted').map(({ trigger, attempt }) => [trigger, attempt])).toEqual([
    ['schedule', 1],
    ['retry', 2],
  ])
})

it('stops a job that the console has removed, and forgets what it was owed', async () => {
  const [one, two] = ['one', 'two'].map((name) => aJob({ name }))
  if (!one || !two) throw new Error('unreachable')
  const runner = startRunner([one, two])
  startJob(runner, one)
  startJob(runner, two)
  runner.setJobs(list([]))
  await settle()
  expect(facts('sessionFinished')).toMatchObject([{ result: 'Canceled' }])
  expect(namesBegun()).toEqual(['one'])
})

it('ends with a result for every session, also when the agent itself is at fault', async () => {
  const job = aJob()
  const runner = startRunner([job])
  startJob(runner, job)
  expect(runner.running).toHaveLength(1)
  await runner.stop()
  expect(facts('sessionFinished')).toMatchObject([{ result: 'Canceled', failureMessage: 'shutdown' }])
  expect(runner.running).toEqual([])
})
