/** How a computer joins a console, gets restic, and tells how it is. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJob } from '../../agent/testing/a-job.ts'
import { getRestic } from '../../scripts/get-restic.ts'
import { type AgentProcess, anAgentProcess } from '../support/agent-process.ts'
import { enrolled, type FakeConsole, startFakeConsole, UNVERIFIED_UID } from '../support/fake-console.ts'

let holdfast: FakeConsole
let agent: AgentProcess

beforeEach(async () => {
  holdfast = await startFakeConsole()
  agent = anAgentProcess()
})
afterEach(async () => {
  await agent.dispose()
  await holdfast.stop()
})

const identity = () => JSON.parse(readFileSync(join(agent.stateFolder, 'identity.json'), 'utf8'))

describe('enrolment with a token', () => {
  it('takes it from a file, from standard input, or from the environment', async () => {
    const file = join(agent.folder, 'token')
    writeFileSync(file, `${holdfast.state.token}\n`)
    const byFile = await agent.run(['enrol', '--url', `${holdfast.url}/`, '--token-file', file, '--tag', 'rack 7'])
    expect(byFile).toMatchObject({ status: 0, stderr: expect.stringContaining('Enrolled at') })
    expect(holdfast.enrolments[0]).toMatchObject({
      token: holdfast.state.token,
      tag: 'rack 7',
      host: { platform: 'linux' },
    })
    expect(statSync(join(agent.stateFolder, 'identity.json')).mode & 0o777).toBe(0o600)
    expect(identity().url).toBe(holdfast.url)

    const byInput = await agent.run(
      ['enrol', '--url', holdfast.url, '--token-file', '-', '--again'],
      holdfast.state.token,
    )
    expect(byInput.status).toBe(0)
    const environment = { HOLDFAST_ENROL_TOKEN: holdfast.state.token }
    expect((await agent.run(['enrol', '--again'], undefined, environment)).status).toBe(0)
    expect(holdfast.enrolments.map(({ token }) => token)).toEqual(Array(3).fill(holdfast.state.token))
    const machines = holdfast.enrolments.map(({ host }) => host.machineUid)
    expect(new Set(machines).size).toBe(1)
  })

  it('is done once: a second time says so and asks nobody', async () => {
    await agent.enrol(holdfast.url, holdfast.state.token)
    const again = await agent.enrol(holdfast.url, 'hfe_another')
    expect(again.stderr).toContain('Enrolled at')
    expect(holdfast.enrolments).toHaveLength(1)
    const elsewhere = await agent.run(['enrol', '--url', 'http://127.0.0.1:1'])
    expect(elsewhere).toMatchObject({ status: 1, stderr: expect.stringContaining('use --again') })
  })

  it('refuses what is no token, no address, or no file', async () => {
    expect((await agent.run(['enrol', '--url', holdfast.url, '--token', 'x'])).status).toBe(2)
    expect((await agent.run(['enrol', '--url', 'console.example.com'])).stderr).toContain('--url must')
    expect((await agent.run(['enrol', '--token-file', '-'], 'x')).stderr).toContain('Name its address with --url')
    expect((await agent.run(['enrol', '--url', holdfast.url, '--token-file', '/nowhere'])).stderr).toContain(
      'cannot be read',
    )
    expect((await agent.run(['enrol', '--url', holdfast.url, '--token-file', '-'], 'two words')).stderr).toContain(
      'no enrolment token',
    )
    expect(holdfast.enrolments).toEqual([])
  })

  it('that the console turns down says why', async () => {
    holdfast.state.decide = () => ({ status: 'rejected', reason: 'The quota of 5 server agents is used up.' })
    const done = await agent.run(['enrol', '--url', holdfast.url, '--token-file', '-'], 'hfe_old')
    expect(done).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('The quota of 5 server agents is used up.'),
    })
    expect(existsSync(join(agent.stateFolder, 'identity.json'))).toBe(false)
  })
})

describe('enrolment without a valid token', () => {
  it('waits until an administrator accepts the computer', async () => {
    const unverified = holdfast.state.decide()
    let polls = 0
    holdfast.state.decide = () => (++polls < 4 ? unverified : enrolled())
    const done = await agent.run(['enrol', '--url', holdfast.url, '--token-file', '-'], 'hfe_expired')
    expect(done.status).toBe(0)
    expect(done.stderr).toContain('The token has expired or is not known')
    expect(done.stderr).toContain('waits to be accepted')
    expect(done.stderr).toContain('Enrolled at')
  })

  it('leaves the wait to the service with --no-wait', async () => {
    const done = await agent.run(['enrol', '--url', holdfast.url, '--no-wait'])
    expect(done.status).toBe(0)
    expect(identity()).toMatchObject({ state: 'unverified', unverifiedUid: UNVERIFIED_UID })
    expect((await agent.status()).enrolment.state).toBe('unverified')
    holdfast.state.decide = enrolled
    agent.start()
    await holdfast.connected()
    expect(identity().state).toBe('enrolled')
  })
})

describe('restic', () => {
  const aFakeRestic = (version: string) => {
    const path = join(agent.folder, 'restic')
    writeFileSync(path, `#!/bin/sh\necho "restic ${version} compiled with go1.19 on linux/amd64"\n`, { mode: 0o755 })
    return path
  }

  it('that is too old is refused with a sentence, to the console and to whoever asks', async () => {
    agent.environment.HOLDFAST_RESTIC = aFakeRestic('0.14.0')
    await agent.enrol(holdfast.url, holdfast.state.token)
    const job = aJob()
    holdfast.setJobs(job)
    agent.start()
    const hello = await holdfast.connected()
    const problem = `restic 0.14.0 (${agent.environment.HOLDFAST_RESTIC}) is too old: 0.16.1 to 0.19 is needed.`
    expect(hello).toMatchObject({ resticVersion: null, resticProblem: problem })
    holdfast.command({ kind: 'startJob', jobUid: job.jobUid })
    expect(await holdfast.finished()).toMatchObject({ result: 'Failed', failureMessage: problem })
    const status = await agent.run(['status', '--check'])
    expect(status.status).toBe(1)
    expect(status.stdout).toContain(problem)
  })

  it('that is missing is taken from the console, checked by its sum, and used', async () => {
    delete agent.environment.HOLDFAST_RESTIC
    agent.environment.PATH = '/nowhere'
    const file = readFileSync(getRestic().path)
    const entry = {
      name: 'restic-linux',
      kind: 'restic' as const,
      version: getRestic().version,
      platform: 'linux' as const,
      architecture: process.arch,
      sizeBytes: file.length,
      sha256: createHash('sha256').update(file).digest('hex'),
    }
    holdfast.state.files.set('restic-linux', Buffer.concat([file.subarray(1), Buffer.from('x')]))
    holdfast.state.packages = { packages: [entry] }
    await agent.enrol(holdfast.url, holdfast.state.token)
    agent.start()
    const hello = await holdfast.connected()
    expect(hello).toMatchObject({ resticVersion: null, resticProblem: expect.stringContaining('restic is missing') })
    const told = await holdfast.until(
      () => holdfast.heard.find((message) => message.type === 'hello' && message.resticProblem?.includes('checksum')),
      'a hello that tells of the damaged package',
    )
    expect(told).toBeDefined()
    expect(await agent.stop()).toBe(0)
    expect(readdirSync(join(agent.stateFolder, 'bin'))).toEqual([])

    holdfast.state.files.set('restic-linux', file)
    agent.start()
    await holdfast.until(
      () => holdfast.heard.find((message) => message.type === 'hello' && message.resticVersion === getRestic().version),
      'a hello with restic',
    )
    expect(readdirSync(join(agent.stateFolder, 'bin'))).toEqual(['restic'])
  })

  it('of the agent’s own folder stands before the one on the PATH', async () => {
    delete agent.environment.HOLDFAST_RESTIC
    const folder = join(agent.folder, 'old')
    mkdirSync(folder)
    copyFileSync(aFakeRestic('0.15.0'), join(folder, 'restic'))
    agent.environment.PATH = `${folder}:${join(getRestic().path, '..')}`
    await agent.enrol(holdfast.url, holdfast.state.token)
    expect((await agent.status()).restic).toMatchObject({ path: getRestic().path, problem: null })
    copyFileSync(getRestic().path, join(agent.stateFolder, 'bin', 'restic'))
    chmodSync(join(agent.stateFolder, 'bin', 'restic'), 0o755)
    expect((await agent.status()).restic.path).toBe(join(agent.stateFolder, 'bin', 'restic'))
  })
})

it('tells what is wrong, and what is next', async () => {
  expect((await agent.status()).problems).toContain(
    'This computer is not enrolled. Run: holdfast-agent enrol --url ADDRESS',
  )
  await agent.enrol(holdfast.url, holdfast.state.token)
  expect((await agent.status()).problems.join()).toContain('The agent does not run')
  const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
  holdfast.setJobs(aJob({ name: 'Nightly', schedule: { kind: 'daily', timeOfDay: '22:15', days: [...days] } }))
  agent.start()
  await holdfast.connected()
  await expect
    .poll(async () => (await agent.status()).jobs, { timeout: 30_000 })
    .toMatchObject([{ name: 'Nightly', schedule: 'Every day at 22:15' }])
  const status = await agent.status()
  expect(status.jobs[0].nextRunAt).toMatch(/T22:15:00\.000Z$/)
  expect(status).toMatchObject({ isRunning: true, connection: { state: 'connected' }, problems: [] })
  const text = (await agent.run(['status'])).stdout
  expect(text).toContain('Every day at 22:15 · next 2')
})
