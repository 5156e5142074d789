/** What the agent backs up and what it tells of it, with real restic. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { aJob } from '../../agent/testing/a-job.ts'
import { getRestic } from '../../scripts/get-restic.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import { type AgentProcess, anAgentProcess } from '../support/agent-process.ts'
import { type FakeConsole, startFakeConsole } from '../support/fake-console.ts'
import { describeTree, makeOddTree } from '../support/odd-tree.ts'

let holdfast: FakeConsole
let agent: AgentProcess

beforeEach(async () => {
  holdfast = await startFakeConsole()
  agent = anAgentProcess()
  await agent.enrol(holdfast.url, holdfast.state.token)
})
afterEach(async () => {
  await agent.dispose()
  await holdfast.stop()
})

const source = (paths: string[], more: Partial<BackupJob['source']> = {}): BackupJob['source'] => ({
  paths,
  excludes: [],
  includeMasks: [],
  isOneFileSystem: false,
  ...more,
})
const inFolder = (name: string) => join(agent.folder, name)
const toVault: BackupJob['target'] = { kind: 'repository', backupResourceUid: '01900000-0000-7000-8000-00000000000a' }

/** Starts the agent with the job, orders it to run, and gives what came of it. */
async function backUp(job: BackupJob, count = 1) {
  if (count === 1) {
    holdfast.setJobs(job)
    agent.start()
    await holdfast.connected()
  }
  holdfast.command({ kind: 'startJob', jobUid: job.jobUid })
  return await holdfast.finished(count)
}

/** Puts shell lines before each call of restic. */
function wrapRestic(lines: string): void {
  const path = inFolder('restic-wrapped')
  writeFileSync(path, `#!/bin/sh\nrestic=${getRestic().path}\n${lines}\nexec "$restic" "$@"\n`, { mode: 0o755 })
  agent.environment.HOLDFAST_RESTIC = path
}

function restic(repository: string, ...args: string[]): string {
  const [passwordFile = ''] = readdirSync(join(agent.stateFolder, 'passwords')).filter((name) =>
    name.startsWith('folder-'),
  )
  return execFileSync(getRestic().path, ['-r', repository, ...args], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: agent.folder,
      RESTIC_PASSWORD_FILE: join(agent.stateFolder, 'passwords', passwordFile),
      RESTIC_CACHE_DIR: inFolder('stock-cache'),
    },
  })
}

/** Paths of the newest snapshot. */
const listFiles = (repository: string) => restic(repository, 'ls', 'latest').trim().split('\n')

it('backs up odd names, links and permissions so that they restore byte for byte', async () => {
  makeOddTree(inFolder('data'))
  chmodSync(inFolder('data/.hidden'), 0o4751)
  const job = aJob({
    source: source([inFolder('data')]),
    target: { kind: 'localFolder', path: inFolder('repository') },
  })
  const finished = await backUp(job)
  expect(finished).toMatchObject({ result: 'Success', failureMessage: null, filesChanged: 0, repositoryUid: null })
  expect(finished.snapshot?.paths).toEqual([inFolder('data')])
  restic(inFolder('repository'), 'check', '--read-data')
  restic(inFolder('repository'), 'restore', 'latest', '--target', inFolder('restored'))
  expect(describeTree(join(inFolder('restored'), inFolder('data')))).toEqual(describeTree(inFolder('data')))
})

it('sets a repository of the vault up with an escrowed password, uploads only what is new, and tells its snapshots', async () => {
  mkdirSync(inFolder('data'))
  writeFileSync(inFolder('data/a'), randomBytes(200_000))
  const job = aJob({ source: source([inFolder('data')]), target: toVault, retention: { keepLast: 2 } })
  const first = await backUp(job)
  expect(first).toMatchObject({ result: 'Success', repositoryUid: holdfast.state.repositoryUid, filesNew: 1 })
  expect(holdfast.state.escrowed).toMatch(/^[\w-]{43}$/)
  expect(first.bytesProcessed).toBe(200_000)

  writeFileSync(inFolder('data/b'), 'new')
  const second = await backUp(job, 2)
  expect(second).toMatchObject({ result: 'Success', filesNew: 1, filesUnmodified: 1 })
  expect(second.bytesAdded).toBeLessThan(20_000)
  const third = await backUp(job, 3)
  const inventory = await holdfast.until(() => holdfast.facts('snapshotInventory')[2], 'the third inventory')
  expect(new Set(inventory.snapshots.map(({ snapshotId }) => snapshotId))).toEqual(
    new Set([second.snapshot?.snapshotId, third.snapshot?.snapshotId]),
  )
  const accesses = holdfast.heard.flatMap((message) =>
    message.type === 'request' && message.body.kind === 'repositoryAccess' ? [message.body.access] : [],
  )
  // Only retention may forget; the backup itself may not.
  expect(accesses).toEqual(['appendOnly', 'full', 'appendOnly', 'full', 'appendOnly', 'full'])
})

it('follows a job whose folder is a link, leaves out what it must, and finds the parent after a change of folders', async () => {
  for (const name of ['real', 'more', 'real/skip', 'real/$dollar', 'real/[odd]']) mkdirSync(inFolder(name))
  for (const name of ['real/keep', 'real/skip/x', 'real/# hash', 'real/ space ', 'real/$dollar/y', 'real/[odd]/z']) {
    writeFileSync(inFolder(name), name)
  }
  symlinkSync(inFolder('real'), inFolder('link'))
  const excludes = [inFolder('real/skip'), '# hash', ' space ', '$dollar', '\\[odd\\]']
  const job = aJob({
    source: source([inFolder('link')], { excludes }),
    target: { kind: 'localFolder', path: inFolder('repository') },
  })
  expect(await backUp(job)).toMatchObject({ result: 'Success', filesNew: 1 })
  const files = listFiles(inFolder('repository')).filter((path) => path.startsWith(inFolder('real')))
  expect(files).toEqual([inFolder('real'), inFolder('real/keep')])
  const wider = { ...job, rev: 2, source: source([inFolder('link'), inFolder('more')], { excludes }) }
  holdfast.setJobs(wider)
  expect(await backUp(wider, 2)).toMatchObject({ result: 'Success', filesNew: 0, filesUnmodified: 1 })
})

it('backs up only files that match the masks', async () => {
  mkdirSync(inFolder('data/deep/er'), { recursive: true })
  for (const name of ['a.doc', 'deep/b.DOC', 'deep/er/c.doc', 'deep/er/d.txt', 'deep/er/e\nf.doc']) {
    writeFileSync(inFolder(`data/${name}`), name)
  }
  const job = aJob({
    source: source([inFolder('data')], { includeMasks: ['*.doc'] }),
    target: { kind: 'localFolder', path: inFolder('repository') },
  })
  expect(await backUp(job)).toMatchObject({ result: 'Success', filesNew: 3 })
  const none = { ...job, rev: 2, source: source([inFolder('data')], { includeMasks: ['*.none'] }) }
  holdfast.setJobs(none)
  expect(await backUp(none, 2)).toMatchObject({
    result: 'Failed',
    failureMessage: 'Nothing to back up: no file matches *.none.',
  })
})

it('never backs its own state or the repository itself up', async () => {
  const job = aJob({ source: source([agent.folder]), target: { kind: 'localFolder', path: inFolder('repository') } })
  writeFileSync(inFolder('wanted'), 'x')
  expect(await backUp(job)).toMatchObject({ result: 'Success' })
  const files = listFiles(inFolder('repository'))
  expect(files).toContain(inFolder('wanted'))
  expect(files.filter((path) => path.startsWith(agent.stateFolder) || path.startsWith(inFolder('repository')))).toEqual(
    [],
  )
})

describe('what cannot be read', () => {
  it('makes a warning that names it, and everything else is there', async () => {
    // root reads everything, so restic says what it says to others.
    const error = {
      message_type: 'error',
      error: { message: 'permission denied' },
      during: 'archival',
      item: '/closed',
    }
    wrapRestic(`case "$*" in *' backup '*) "$restic" "$@"; echo '${JSON.stringify(error)}' >&2; exit 3 ;; esac`)
    mkdirSync(inFolder('data'))
    writeFileSync(inFolder('data/open'), 'x')
    const job = aJob({ source: source([inFolder('data'), inFolder('gone')]), target: toVault })
    const finished = await backUp(job)
    expect(finished).toMatchObject({
      result: 'Warning',
      failureMessage: `1 file or folder could not be read: /closed. Not found: ${inFolder('gone')}.`,
      filesNew: 1,
    })
    expect(finished.snapshot).not.toBeNull()
    expect(finished.log.map(({ message }) => message)).toContain('Could not be read: /closed (permission denied)')
  })

  it('fails when nothing of the job is there', async () => {
    const job = aJob({ source: source([inFolder('gone')]), target: toVault })
    expect(await backUp(job)).toMatchObject({
      result: 'Failed',
      failureMessage: `Nothing to back up: ${inFolder('gone')} does not exist.`,
      snapshot: null,
    })
  })
})

describe('scripts', () => {
  const script = (content: string) => ({ fileName: 'step.sh', content })

  it('run before and after the backup, and learn how it went', async () => {
    mkdirSync(inFolder('data'))
    const pre = script(`echo dumped > ${inFolder('data/dump')}; echo "said by the script"`)
    const post = script(`echo "$HOLDFAST_RESULT $HOLDFAST_JOB_NAME" > ${inFolder('after')}; env > ${inFolder('env')}`)
    const job = aJob({ source: source([inFolder('data')]), target: toVault, scripts: { pre, post } })
    const finished = await backUp(job)
    expect(finished).toMatchObject({ result: 'Success', filesNew: 1 })
    expect(readFileSync(inFolder('after'), 'utf8')).toBe('Success Files\n')
    expect(finished.log.map(({ message }) => message)).toContain('step.sh: said by the script')
    expect(readFileSync(inFolder('env'), 'utf8')).not.toContain('RESTIC_')
  })

  it('keep the backup from running when the first one fails, and make a warning when the second one does', async () => {
    mkdirSync(inFolder('data'))
    const job = aJob({ source: source([inFolder('data')]), target: toVault, scripts: { pre: script('exit 7') } })
    expect(await backUp(job)).toMatchObject({
      result: 'Failed',
      failureMessage: 'The script before the backup (step.sh) ended with exit code 7. Nothing was backed up.',
    })
    const second = { ...job, rev: 2, scripts: { post: script('exit 3') } }
    holdfast.setJobs(second)
    const warned = await backUp(second, 2)
    expect(warned.result).toBe('Warning')
    expect(warned.failureMessage).toBe('The script after the backup (step.sh) ended with exit code 3.')
  })
})

it('keeps every secret out of arguments, logs and messages', async () => {
  wrapRestic(`echo "$*" >> ${inFolder('arguments')}`)
  mkdirSync(inFolder('data'))
  await backUp(aJob({ source: source([inFolder('data')]), target: toVault, retention: { keepDays: 7 } }))
  const secrets = [
    holdfast.state.escrowed ?? '',
    'vault-secret-of-the-hour',
    holdfast.state.credential,
    holdfast.state.token,
  ]
  const facts = JSON.stringify(holdfast.heard.filter(({ type }) => type !== 'request'))
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(10)
    for (const text of [readFileSync(inFolder('arguments'), 'utf8'), agent.output(), facts]) {
      expect(text).not.toBe('')
      expect(text).not.toContain(secret)
    }
  }
  const readable = readdirSync(agent.stateFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !/^(cache|bin|work|lock)/.test(name))
    .filter((name) => (statSync(join(agent.stateFolder, name)).mode & 0o077) !== 0)
  expect(readable).toEqual([])
})

it('stops restic when the job is stopped, and leaves no lock', async () => {
  mkdirSync(inFolder('data'))
  for (let index = 0; index < 40; index++) writeFileSync(inFolder(`data/${index}`), randomBytes(1_000_000))
  const job = aJob({ source: source([inFolder('data')]), target: toVault })
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  holdfast.vault.hold = (method, path) => (method === 'POST' && path.startsWith('data/') ? released : undefined)
  holdfast.setJobs(job)
  agent.start()
  await holdfast.connected()
  holdfast.command({ kind: 'startJob', jobUid: job.jobUid })
  await holdfast.until(
    () => holdfast.heard.find((message) => message.type === 'progress' && message.progress.phase === 'uploading'),
    'progress',
  )
  const commandUid = holdfast.command({ kind: 'stopJob', jobUid: job.jobUid })
  const outcome = await holdfast.until(
    () => holdfast.facts('commandResult').find((fact) => fact.commandUid === commandUid),
    'the command',
  )
  expect(outcome.outcome).toBe('done')
  release()
  expect(await holdfast.finished()).toMatchObject({
    result: 'Canceled',
    failureMessage: 'The job was stopped.',
    snapshot: null,
  })
  expect([...holdfast.vault.objects.keys()].filter((name) => name.startsWith('locks/'))).toEqual([])
  holdfast.vault.hold = () => undefined
  expect(await backUp(job, 2)).toMatchObject({ result: 'Success', filesNew: 40 })
})

it('does not make the folder of a disk that is not there', async () => {
  mkdirSync(inFolder('data'))
  const target = { kind: 'localFolder', path: inFolder('disk/backups') } as const
  expect(await backUp(aJob({ source: source([inFolder('data')]), target }))).toMatchObject({
    result: 'Failed',
    failureMessage: `${inFolder('disk')} does not exist. Is the disk of ${inFolder('disk/backups')} connected?`,
  })
})

it('does not set a repository up again whose disk came back empty', async () => {
  mkdirSync(inFolder('data'))
  const job = aJob({
    source: source([inFolder('data')]),
    target: { kind: 'localFolder', path: inFolder('repository') },
  })
  expect(await backUp(job)).toMatchObject({ result: 'Success' })
  rmSync(inFolder('repository'), { recursive: true })
  expect((await backUp(job, 2)).failureMessage).toMatch(
    /was set up on .*, and its config is gone. Is its disk connected\?$/,
  )
})
