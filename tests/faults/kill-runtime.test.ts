/**
 * kill -9 of the whole runtime, process group and all, at random moments of a running backup. HOLDFAST_FAULT_KILLS says
 * how many; HOLDFAST_FAULT_SEED repeats the moments of an earlier run. docs/faults.md.
 */
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AcknowledgedSessions, collectAcknowledged } from '../support/agent-journal.ts'
import { aBackupComputer, type BackupComputer } from '../support/backup-computer.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { readBucket, readLedger } from '../support/ledger.ts'
import { describeTree } from '../support/odd-tree.ts'
import { until } from '../support/until.ts'

const KILLS = Number(process.env.HOLDFAST_FAULT_KILLS ?? 3)
const SEED = Number(process.env.HOLDFAST_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 32))
const SMALL_FILES = 300
const LARGE_FILES = 3
const LARGE_FILE_BYTES = 16_000_000
/** Few, so that old restore points are forgotten between the kills. */
const KEPT_POINTS = 3

let holdfast: TestConsole
let computer: BackupComputer
let folder: string
let source: string
const acknowledged: AcknowledgedSessions = new Map()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-faults-'))
  source = join(folder, 'source')
  mkdirSync(source)
  holdfast = await startConsole()
  computer = await aBackupComputer(holdfast, {
    sourceFolder: source,
    job: { retentionSettings: { restorePointsCount: KEPT_POINTS } },
  })
})
afterAll(async () => {
  await computer?.agent.dispose()
  await holdfast?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** Every content is new, so that there is something to upload. */
function changeFiles(): void {
  for (let index = 0; index < SMALL_FILES; index++) writeFileSync(join(source, `small ${index}`), randomBytes(2000))
  for (let index = 0; index < LARGE_FILES; index++) {
    writeFileSync(join(source, `large ${index}`), randomBytes(LARGE_FILE_BYTES))
  }
}

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Whether the session was still running at that moment; if so, the runtime is dead now. */
async function killDuring(sessionUid: string, delayMs: number): Promise<boolean> {
  await pause(delayMs)
  const session = (await computer.listSessions()).find(({ instanceUid }) => instanceUid === sessionUid)
  if (session?.endTime) return false
  collectAcknowledged(computer.agent.stateFolder, acknowledged)
  await holdfast.kill()
  return true
}

/** But for what is being uploaded, and may be in the bucket without being in the ledger yet. */
function look(repositoryUid: string) {
  const ledger = readLedger(holdfast.stateFolder, repositoryUid)
  const bucket = readBucket(holdfast.stateFolder, repositoryUid)
  for (const key of ledger.openKeys) if (ledger.bytesByKey[key] === undefined) delete bucket[key]
  return { ledger, bucket }
}

/**
 * Ledger and bucket name the same objects with the same sizes, but for uploads that were cut off and are not settled yet.
 * Deleted locks are purged in the background, so a look may fall between the purge of the bytes and that of their row.
 */
async function expectAgreement(repositoryUid: string): Promise<void> {
  await until(
    'ledger and bucket agree',
    () => {
      const { ledger, bucket } = look(repositoryUid)
      return isDeepStrictEqual(ledger.bytesByKey, bucket) || undefined
    },
    {
      withinMs: 30_000,
      describe: () => {
        const { ledger, bucket } = look(repositoryUid)
        return `Only on one side: ${describeDifference(ledger.bytesByKey, bucket)}`
      },
    },
  )
}

/** Nobody waits for the half minute after which an upload that was cut off is decided, but once, after the last kill. */
async function expectSettledAgreement(repositoryUid: string): Promise<void> {
  await until(
    'uploads that were cut off are settled',
    () => readLedger(holdfast.stateFolder, repositoryUid).openIntents === 0 || undefined,
  )
  await expectAgreement(repositoryUid)
  const { ledger } = look(repositoryUid)
  const storedBytes = Object.values(ledger.bytesByKey).reduce((sum, sizeBytes) => sum + sizeBytes, 0)
  expect(ledger.usedBytes + ledger.hiddenBytes).toBe(storedBytes)
}

function describeDifference(ledger: Record<string, number>, bucket: Record<string, number>): string {
  const keys = [...new Set([...Object.keys(ledger), ...Object.keys(bucket)])]
  return keys
    .filter((key) => ledger[key] !== bucket[key])
    .map((key) => `${key} (ledger ${ledger[key]}, bucket ${bucket[key]})`)
    .join(', ')
}

/** What the console has acknowledged to the agent is what it shows. */
async function expectNoneLost(): Promise<void> {
  const statuses = new Map((await computer.listSessions()).map(({ instanceUid, status }) => [instanceUid, status]))
  for (const [sessionUid, result] of acknowledged) {
    const status = statuses.get(sessionUid)
    expect(status, `session ${sessionUid}, acknowledged as ${result}`).toBeDefined()
    if (result !== 'Running') expect([sessionUid, status]).toEqual([sessionUid, result])
  }
}

it(`loses nothing when the whole runtime is killed ${KILLS} times in a running backup (seed ${SEED})`, async () => {
  const random = seeded(SEED)
  changeFiles()
  const startedAt = performance.now()
  const first = await computer.startJob()
  const begunAt = performance.now()
  expect(await computer.untilEnded(first.instanceUid)).toMatchObject({ status: 'Success' })
  // A kill later than this would often find the backup at its end.
  const lastMomentMs = performance.now() - begunAt
  console.log(`A backup takes ${Math.round(performance.now() - startedAt)} ms; seed ${SEED}`)
  const repositoryUid = await computer.findRepositoryUid()

  for (let kills = 0; kills < KILLS; ) {
    changeFiles()
    const session = await computer.startJob()
    const delayMs = random() * lastMomentMs
    if (!(await killDuring(session.instanceUid, delayMs))) continue
    kills += 1
    await holdfast.start()
    await expectNoneLost()
    const ended = await computer.untilEnded(session.instanceUid)
    console.log(`Kill ${kills} after ${Math.round(delayMs)} ms: ${ended.status} ${ended.failureMessage ?? ''}`)
    await expectAgreement(repositoryUid)
  }

  changeFiles()
  const last = await computer.backUp()
  expect(last).toMatchObject({ status: 'Success', failureMessage: null })
  await until('the agent has nothing left to tell', async () => {
    collectAcknowledged(computer.agent.stateFolder, acknowledged)
    return (await computer.agent.status()).journalBacklog === 0 || undefined
  })
  await expectNoneLost()
  expect(acknowledged.get(last.instanceUid)).toBe('Success')
  expect([...acknowledged.values()].filter((status) => status === 'Running')).toEqual([])

  const restic = await computer.recoverWithStockRestic(repositoryUid)
  await restic.run('check', '--read-data')
  await restic.run('restore', 'latest', '--target', join(folder, 'restored'))
  expect(describeTree(join(folder, 'restored', source))).toEqual(describeTree(source))
  restic.dispose()
  await expectSettledAgreement(repositoryUid)
})
