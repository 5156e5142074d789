/** Kills, lost answers, an absent console and a vault that refuses: what the agent makes of them. */
import { randomBytes, randomUUID } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJob } from '../../agent/testing/a-job.ts'
import { CLOSE_REPLACED, CLOSE_REVOKED } from '../../worker/contract/agent-protocol.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import { type AgentProcess, anAgentProcess } from '../support/agent-process.ts'
import { type FakeConsole, startFakeConsole } from '../support/fake-console.ts'

let holdfast: FakeConsole
let agent: AgentProcess

beforeEach(async () => {
  holdfast = await startFakeConsole()
  agent = anAgentProcess()
  await agent.enrol(holdfast.url, holdfast.state.token)
  mkdirSync(inFolder('data'))
  writeFileSync(inFolder('data/small'), 'x')
})
afterEach(async () => {
  await agent.dispose()
  await holdfast.stop()
})

const inFolder = (name: string) => join(agent.folder, name)
const aVaultJob = (changes: Partial<BackupJob> = {}) =>
  aJob({
    source: { paths: [inFolder('data')], excludes: [], includeMasks: [], isOneFileSystem: false },
    target: { kind: 'repository', backupResourceUid: '01900000-0000-7000-8000-00000000000a' },
    ...changes,
  })
const aFolderJob = (changes: Partial<BackupJob> = {}) =>
  aVaultJob({ target: { kind: 'localFolder', path: inFolder('repository') }, ...changes })
const lockNames = () => [...holdfast.vault.objects.keys()].filter((name) => name.startsWith('locks/'))

async function startWith(job: BackupJob) {
  holdfast.setJobs(job)
  agent.start()
  await holdfast.connected()
}

async function order(job: BackupJob, count: number) {
  holdfast.command({ kind: 'startJob', jobUid: job.jobUid })
  return await holdfast.finished(count)
}

/** A backup that has begun to upload and gets no further. */
async function startAndHold(job: BackupJob) {
  for (let index = 0; index < 40; index++) writeFileSync(inFolder(`data/${index}`), randomBytes(1_000_000))
  holdfast.vault.hold = (method, path) =>
    method === 'POST' && path.startsWith('data/') ? new Promise(() => undefined) : undefined
  await startWith(job)
  holdfast.command({ kind: 'startJob', jobUid: job.jobUid })
  await holdfast.until(
    () => holdfast.vault.requests.find(({ method, path }) => method === 'POST' && path.startsWith('data/')),
    'an upload',
  )
}

describe('an agent that ends in the middle of a backup', () => {
  it('by SIGTERM: stops restic, which removes its lock, reports it, and ends with 0', async () => {
    await startAndHold(aVaultJob())
    expect(lockNames()).toHaveLength(1)
    expect(await agent.stop()).toBe(0)
    expect(lockNames()).toEqual([])
    expect(await holdfast.finished()).toMatchObject({
      result: 'Failed',
      failureMessage: 'The agent was stopped, or the computer shut down, before the backup was done.',
    })
    expect(
      readFileSync(join(agent.stateFolder, 'journal.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.includes('"ack"')).length,
    ).toBeGreaterThan(0)
  })

  it('by SIGKILL: the next start ends what was left, reports the session, removes the lock, and backs up', async () => {
    const job = aVaultJob({ retention: { keepLast: 5 } })
    await startAndHold(job)
    await agent.kill()
    holdfast.vault.hold = () => undefined
    agent.start()
    const cut = await holdfast.finished()
    expect(cut).toMatchObject({ result: 'Failed', snapshot: null, jobUid: job.jobUid })
    expect(cut.failureMessage).toContain('ended without warning')
    expect(holdfast.facts('sessionStarted').map(({ sessionUid }) => sessionUid)).toContain(cut.sessionUid)
    expect(await order(job, 2)).toMatchObject({ result: 'Success', filesNew: 41 })
    expect(lockNames()).toEqual([])
    expect(await agent.status()).toMatchObject({
      isRunning: true,
      journalBacklog: 0,
      jobs: [{ last: { result: 'Success' } }],
    })
  })
})

describe('facts that the console did not acknowledge', () => {
  it('are kept over a kill and sent again, the same ones, until it does', async () => {
    holdfast.state.acknowledges = () => false
    const job = aFolderJob()
    await startWith(job)
    const finished = await order(job, 1)
    await holdfast.until(() => holdfast.facts('snapshotInventory')[0], 'the inventory')
    await agent.kill()
    holdfast.state.acknowledges = () => true
    agent.start()
    const again = await holdfast.finished(2)
    expect(again).toEqual(finished)
    await holdfast.until(() => holdfast.facts('snapshotInventory')[1], 'the inventory again')
    const uids = holdfast.heard.flatMap((message) => (message.type === 'entry' ? [message.entryUid] : []))
    expect(new Set(uids).size).toBe(uids.length / 2)
    expect(await agent.stop()).toBe(0)
    agent.start()
    await holdfast.until(
      () => (holdfast.heard.filter(({ type }) => type === 'hello').length === 3 ? true : undefined),
      'a third hello',
    )
    expect(await agent.stop()).toBe(0)
    expect(holdfast.facts('sessionFinished')).toHaveLength(2)
  })

  it('survive a journal that was torn', async () => {
    holdfast.state.acknowledges = ({ kind }) => kind !== 'sessionFinished'
    const job = aFolderJob()
    await startWith(job)
    const finished = await order(job, 1)
    await agent.kill()
    appendFileSync(join(agent.stateFolder, 'journal.jsonl'), '00000000 {"line":"entry","entryUid":"')
    agent.start()
    expect(await holdfast.finished(2)).toEqual(finished)
    expect(existsSync(join(agent.stateFolder, 'journal.jsonl.damaged'))).toBe(true)
  })
})

it('carries a command out once, however often it is repeated', async () => {
  const job = aFolderJob()
  await startWith(job)
  const commandUid = holdfast.command({ kind: 'startJob', jobUid: job.jobUid })
  holdfast.command({ kind: 'startJob', jobUid: job.jobUid }, commandUid)
  await holdfast.finished()
  holdfast.command({ kind: 'startJob', jobUid: job.jobUid }, commandUid)
  await holdfast.until(() => holdfast.facts('commandResult')[1], 'a second result')
  expect(holdfast.facts('commandResult').map(({ outcome }) => outcome)).not.toContain('refused')
  holdfast.command({ kind: 'stopJob', jobUid: job.jobUid })
  holdfast.command({ kind: 'startJob', jobUid: randomUUID() })
  await holdfast.until(
    () => holdfast.facts('commandResult').find(({ message }) => message === 'This computer has no such job.'),
    'a refusal',
  )
  expect(holdfast.facts('commandResult').map(({ message }) => message)).toContain('The job is not running.')
  expect(holdfast.facts('sessionStarted')).toHaveLength(1)
})

describe('a console that is away', () => {
  it('does not keep a schedule from running, and hears of it later', async () => {
    const job = aFolderJob({ schedule: { kind: 'continuously' } })
    await startWith(job)
    await holdfast.finished()
    const { port } = holdfast
    await holdfast.stop()
    const done = () => agent.output().split('Success').length - 1
    const before = done()
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(before)
    const back = await startFakeConsole(port)
    back.state.jobs = holdfast.state.jobs
    holdfast = back
    const finished = await holdfast.finished()
    expect(finished).toMatchObject({ result: 'Success', filesUnmodified: 1 })
    expect(holdfast.facts('sessionStarted')[0]).toMatchObject({ trigger: 'schedule', sessionUid: finished.sessionUid })
  })

  it('finds its session running when it is back', async () => {
    const job = aVaultJob()
    await startAndHold(job)
    holdfast.cutAgent()
    await holdfast.until(() => (holdfast.connections === 2 ? true : undefined), 'a second connection')
    const hello = await holdfast.until(() => holdfast.heard.filter((message) => message.type === 'hello')[1], 'a hello')
    expect(hello.runningSessions).toMatchObject([{ jobUid: job.jobUid }])
  })

  it('fails a backup into the vault with a reason when it stays away', async () => {
    const job = aVaultJob({ schedule: { kind: 'continuously' } })
    await startWith(job)
    await holdfast.finished()
    const { port } = holdfast
    await holdfast.stop()
    await expect
      .poll(() => agent.output(), { timeout: 120_000 })
      .toContain('Failed. The repository could not be reached')
    const back = await startFakeConsole(port)
    back.state.jobs = holdfast.state.jobs
    holdfast = back
    expect((await holdfast.finished()).failureMessage).toMatch(/^The repository could not be reached/)
  })
})

describe('a vault that refuses', () => {
  const refusals = [
    [401, 'The credential is not valid.', /^The console refused the repository: The credential is not valid\.$/],
    [403, 'The tenant is suspended.', /^The console refused the repository: The tenant is suspended\.$/],
  ] as const
  it.each(refusals)(
    'with %i from the first request on: its sentence reaches the session',
    async (status, text, expected) => {
      holdfast.vault.refuse = () => ({ status, text })
      const job = aVaultJob()
      await startWith(job)
      const finished = await order(job, 1)
      expect(finished.result).toBe('Failed')
      expect(finished.failureMessage).toMatch(expected)
    },
  )

  it('with 403 for new data only: the quota is named', async () => {
    holdfast.vault.refuse = (method, path) =>
      method === 'POST' && path.startsWith('data/') ? { status: 403, text: '' } : null
    const job = aVaultJob()
    await startWith(job)
    expect((await order(job, 1)).failureMessage).toMatch(/^The repository refuses new data: its quota is used up/)
    holdfast.vault.refuse = () => null
    expect(await order(job, 2)).toMatchObject({ result: 'Success' })
  })

  it('with a sentence instead of a credential', async () => {
    holdfast.state.accessRefusal = 'The tenant of this backup resource is disabled.'
    const job = aVaultJob()
    await startWith(job)
    expect((await order(job, 1)).failureMessage).toBe('The tenant of this backup resource is disabled.')
  })

  it('with the wrong password', async () => {
    const job = aVaultJob()
    await startWith(job)
    expect(await order(job, 1)).toMatchObject({ result: 'Success' })
    holdfast.state.escrowed = 'another-password-altogether'
    expect((await order(job, 2)).failureMessage).toBe(
      'The repository does not open with the password that this computer has.',
    )
    const kept = readdirSync(join(agent.stateFolder, 'passwords')).filter((name) => name.endsWith('.old'))
    expect(kept).toHaveLength(1)
  })
})

it('goes on with a new credential when one expires under a backup', async () => {
  holdfast.state.accessForMs = 30_000
  let refusals = 1
  holdfast.vault.refuse = (method, path) =>
    method === 'POST' && path.startsWith('data/') && refusals-- > 0 ? { status: 401, text: 'expired' } : null
  const job = aVaultJob()
  await startWith(job)
  const finished = await order(job, 1)
  expect(finished.result).toBe('Success')
  expect(finished.log.map(({ message }) => message)).toContain(
    'The credential for the repository has expired; the backup goes on with a new one.',
  )
})

describe('an agent that the console wants no more', () => {
  it('stops, says so, and does not start again', async () => {
    agent.start()
    await holdfast.connected()
    holdfast.closeAgent(CLOSE_REVOKED, 'This agent was removed from the console')
    expect(await agent.ended()).toBe(78)
    expect(agent.output()).toContain('This agent was removed from the console')
    const status = await agent.status()
    expect(status.enrolment.state).toBe('revoked')
    expect(status.problems.join()).toContain('Enrol it again')
    agent.start()
    expect(await agent.ended()).toBe(78)
    await agent.enrol(holdfast.url, holdfast.state.token)
    agent.start()
    await holdfast.until(() => (holdfast.connections === 2 ? true : undefined), 'a second connection')
  })

  it('believes a credential that is refused again and again', async () => {
    holdfast.state.credential = 'hfa.another'
    agent.start()
    expect(await agent.ended()).toBe(78)
    expect((await agent.status()).enrolment.state).toBe('revoked')
  })

  it('leaves the place to a twin that has taken it, and says so', async () => {
    agent.start()
    await holdfast.connected()
    holdfast.closeAgent(CLOSE_REPLACED, 'Replaced')
    await holdfast.until(() => (holdfast.isConnected ? undefined : true), 'the end of the connection')
    await expect
      .poll(async () => (await agent.status()).problems.join(), { timeout: 20_000 })
      .toContain('Was this computer cloned?')
  })
})

it('takes no job and no result of one company along to another', async () => {
  holdfast.state.acknowledges = () => false
  const job = aFolderJob()
  await startWith(job)
  await order(job, 1)
  expect(await agent.stop()).toBe(0)
  const other = await startFakeConsole()
  other.state.companyUid = randomUUID()
  const moved = await agent.run(['enrol', '--again', '--url', other.url, '--token-file', '-'], other.state.token)
  expect(moved.status, moved.stderr).toBe(0)
  agent.start()
  expect(await other.connected()).toMatchObject({ jobsRev: -1 })
  expect(await agent.status()).toMatchObject({ jobs: [], journalBacklog: 0 })
  expect(other.facts('sessionFinished')).toEqual([])
  await agent.stop()
  await other.stop()
})

it('lets only one agent run over a state folder', async () => {
  agent.start()
  await holdfast.connected()
  const second = await agent.run(['run'])
  expect(second.status).toBe(1)
  expect(second.stdout).toContain('Another agent runs')
  const settled = await agent.run(['enrol', '--url', holdfast.url, '--token-file', '-'], holdfast.state.token)
  expect(settled.status).toBe(0)
  const anew = await agent.run(['enrol', '--again', '--url', holdfast.url, '--token-file', '-'], holdfast.state.token)
  expect(anew.status).toBe(1)
  await agent.kill()
  agent.start()
  await holdfast.until(() => (holdfast.connections === 2 ? true : undefined), 'a second connection')
})
