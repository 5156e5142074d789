/** One real backup through all of it: the console as `npm start` runs it, the agent's bundle, restic, REST, and stock restic. */
import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { managementAgent } from '../../worker/contract/infrastructure/management-agents.ts'
import { restorePoint } from '../../worker/contract/protected-workloads/computers.ts'
import { aBackupComputer, type BackupComputer } from '../support/backup-computer.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { readBucket, readLedger } from '../support/ledger.ts'
import { describeTree, makeOddTree } from '../support/odd-tree.ts'
import { many, parseCsv, parseXml } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const SMALL_FOLDERS = 200
const FILES_PER_FOLDER = 100
const LARGE_FILES = 2
const LARGE_FILE_BYTES = 100_000_000
/** Objects that a backup of new large files has stored when it is cut off: it is well under way, and far from its end. */
const OBJECTS_BEFORE_CUT = 2
const POINTS = '/protectedWorkloads/computersManagedByConsole/restorePoints'

let holdfast: TestConsole
let computer: BackupComputer
let folder: string
let source: string
let repositoryUid: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-whole-'))
  source = join(folder, 'source')
  makeTree()
  holdfast = await startConsole()
  computer = await aBackupComputer(holdfast, { sourceFolder: source })
})
afterAll(async () => {
  await computer?.agent.dispose()
  await holdfast?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

function makeTree(): void {
  makeOddTree(join(source, 'odd'))
  const content = randomBytes(1_000_000)
  for (let group = 0; group < SMALL_FOLDERS; group++) {
    const name = join(source, 'small', `folder ${group}`)
    mkdirSync(name, { recursive: true })
    for (let index = 0; index < FILES_PER_FOLDER; index++) {
      const at = group * FILES_PER_FOLDER + index
      writeFileSync(join(name, `${index}.txt`), content.subarray(at, at + 10 + ((at * 37) % 3000)))
    }
  }
  linkSync(join(source, 'small/folder 0/0.txt'), join(source, 'hard link'))
  symlinkSync('small/folder 0', join(source, 'symbolic link'))
  writeLargeFiles()
}

function writeLargeFiles(): void {
  for (let index = 0; index < LARGE_FILES; index++) {
    writeFileSync(join(source, `large ${index}`), randomBytes(LARGE_FILE_BYTES))
  }
}

/** Checks the repository and restores its newest state, as an administrator does without us. */
async function expectWholeRestore(...checkOptions: string[]): Promise<void> {
  const restic = await computer.recoverWithStockRestic(repositoryUid)
  const target = join(folder, 'restored')
  await restic.run('check', ...checkOptions)
  await restic.run('restore', 'latest', '--target', target)
  const restored = join(target, source)
  expect(describeTree(restored)).toEqual(describeTree(source))
  expect(statSync(join(restored, 'hard link')).ino).toBe(statSync(join(restored, 'small/folder 0/0.txt')).ino)
  rmSync(target, { recursive: true })
  restic.dispose()
}

async function untilPoints(count: number) {
  return await until(`${count} restore points are listed`, async () => {
    const points = many(restorePoint, await computer.admin.get(POINTS))
    return points.length >= count ? points : undefined
  })
}

it('enrols a computer that the console then shows as online', async () => {
  const agents = await until('the agent is online', async () => {
    const found = many(managementAgent, await computer.admin.get('/infrastructure/managementAgents'))
    return found.some(({ connectionStatus }) => connectionStatus === 'Online') ? found : undefined
  })
  expect(agents).toMatchObject([{ organizationUid: computer.tenancy.companyUid }])
})

it('backs 20,000 files up, and tells so in JSON, XML and CSV', async () => {
  const session = await computer.backUp()
  repositoryUid = await computer.findRepositoryUid()
  expect(session).toMatchObject({ status: 'Success', failureMessage: null, trigger: 'command', filesChanged: 0 })
  const smallFiles = SMALL_FOLDERS * FILES_PER_FOLDER
  expect(session.filesNew).toBeGreaterThan(smallFiles + LARGE_FILES)
  expect(session.processedBytes).toBeGreaterThan(LARGE_FILES * LARGE_FILE_BYTES)

  const xml = await computer.admin.text(computer.sessionsPath, 'application/xml')
  expect(parseXml(xml.text)).toMatchObject({
    response: { data: { item: { instanceUid: session.instanceUid, status: 'Success' } } },
  })
  const csv = await computer.admin.text(computer.sessionsPath, 'text/csv')
  const [header = [], ...rows] = parseCsv(csv.text)
  expect(rows).toHaveLength(1)
  const row = Object.fromEntries(header.map((name, index) => [name, rows[0]?.[index]]))
  expect(row).toMatchObject({ instanceUid: session.instanceUid, status: 'Success', filesNew: String(session.filesNew) })
  const [point] = await untilPoints(1)
  expect(point).toMatchObject({ backupAgentUid: computer.backupAgentUid })
})

it('restores every byte with stock restic and what an administrator is given', async () => {
  await expectWholeRestore('--read-data')
})

it('uploads only what has changed, as a second restore point', async () => {
  writeFileSync(join(source, 'small/folder 7/changed.txt'), 'new')
  writeFileSync(join(source, 'small/folder 8/3.txt'), 'changed')
  unlinkSync(join(source, 'small/folder 9/5.txt'))
  const session = await computer.backUp()
  expect(session).toMatchObject({ status: 'Success', filesNew: 1, filesChanged: 1 })
  expect(session.addedBytes).toBeLessThan(5_000_000)
  expect(await untilPoints(2)).toHaveLength(2)
})

it('ends a backup well or with a reason when the console is killed under it, and the next one succeeds', async () => {
  writeLargeFiles()
  const countObjects = () => Object.keys(readBucket(holdfast.stateFolder, repositoryUid)).length
  const before = countObjects()
  const cut = await computer.startJob()
  await until('the backup is under way', () => countObjects() >= before + OBJECTS_BEFORE_CUT || undefined)
  await holdfast.kill()
  await holdfast.start()

  const ended = await computer.untilEnded(cut.instanceUid)
  expect(['Success', 'Warning', 'Failed']).toContain(ended.status)
  if (ended.status !== 'Success') expect(ended.failureMessage).toMatch(/\w+ \w+/)

  expect(await computer.backUp()).toMatchObject({ status: 'Success', failureMessage: null })
  await expectWholeRestore()
  const ledger = await until('no upload is left open', () => {
    const found = readLedger(holdfast.stateFolder, repositoryUid)
    return found.openIntents === 0 ? found : undefined
  })
  expect(ledger.bytesByKey).toEqual(readBucket(holdfast.stateFolder, repositoryUid))
})
