/** Stock restic, in every version that is to be had, against the vault: what a customer does who never saw the console. */
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listRestics } from '../../scripts/get-restic.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { readBucket, readLedger } from '../support/ledger.ts'
import { startReplyLosingProxy } from '../support/reply-losing-proxy.ts'
import { aSourceTree } from '../support/source-tree.ts'
import { type StockRestic, stockRestic } from '../support/stock-restic.ts'
import { vaultClient } from '../support/vault-client.ts'
import { type Access, makeVaultTenancy, type VaultCredential, type VaultTenancy } from '../support/vault-tenancy.ts'

let holdfast: TestConsole
let tenancy: VaultTenancy
let folder: string
let source: string
const opened: StockRestic[] = []

beforeAll(async () => {
  holdfast = await startConsole()
  tenancy = await makeVaultTenancy(holdfast)
  folder = mkdtempSync(join(tmpdir(), 'holdfast-vault-'))
  source = join(folder, 'source')
  aSourceTree(source)
})
afterAll(async () => {
  await holdfast.dispose()
  for (const restic of opened) restic.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** Content by path of every file below a folder. */
function readTree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name)
      return [relative(root, file), readFileSync(file).toString('base64')]
    }),
  )
}

async function restoreTree(restic: StockRestic): Promise<Record<string, string>> {
  const target = mkdtempSync(join(folder, 'restored-'))
  await restic.run('restore', 'latest', '--target', target)
  return readTree(join(target, source))
}

async function listSnapshots(restic: StockRestic): Promise<string[]> {
  const { stdout } = await restic.run('snapshots', '--json')
  const snapshots: { id: string }[] | null = JSON.parse(stdout)
  return (snapshots ?? []).map(({ id }) => id)
}

function expectAgreement(repositoryUid: string): void {
  const { bytesByKey, openIntents } = readLedger(holdfast.stateFolder, repositoryUid)
  expect([bytesByKey, openIntents]).toEqual([readBucket(holdfast.stateFolder, repositoryUid), 0])
}

function open(path: string, credential: VaultCredential, options: Parameters<typeof stockRestic>[2] = {}): StockRestic {
  const restic = stockRestic(path, credential, { cwd: source, ...options })
  opened.push(restic)
  return restic
}

async function aRepositoryFor(path: string, access: Access = 'full', origin?: string) {
  const repositoryUid = await tenancy.makeRepository()
  const credential = await tenancy.issueCredential(repositoryUid, access)
  const restic = open(path, credential, origin === undefined ? {} : { origin })
  const withAccess = async (other: Access) => open(path, await tenancy.issueCredential(repositoryUid, other))
  return { repositoryUid, credential, restic, withAccess }
}

describe.each(listRestics())('restic $version', ({ path }) => {
  const aRepository = (access?: Access, origin?: string) => aRepositoryFor(path, access, origin)

  it('backs up, restores every byte, forgets and prunes, and finds nothing wrong', async () => {
    const { restic, repositoryUid, credential } = await aRepository()
    await restic.run('init')
    await restic.run('backup', source)
    expect(await restoreTree(restic)).toEqual(readTree(source))
    writeFileSync(join(source, 'later.txt'), 'written after the first backup')
    await restic.run('backup', source)
    const [first = ''] = await listSnapshots(restic)
    await restic.run('forget', first, '--prune')
    expect(await listSnapshots(restic)).toHaveLength(1)
    await restic.run('check', '--read-data')
    expect(await restoreTree(restic)).toEqual(readTree(source))
    expect(await vaultClient(credential).list('locks')).toEqual({})
    expectAgreement(repositoryUid)
  })

  it('adds a key, and a copy into another repository can be restored', async () => {
    const { restic, withAccess } = await aRepository()
    await restic.run('init')
    await restic.run('backup', source)
    const newPassword = join(folder, 'new-password')
    writeFileSync(newPassword, 'another password')
    await restic.run('key', 'add', '--new-password-file', newPassword)
    const reader = await withAccess('readOnly')
    const { restic: target } = await aRepository()
    await target.run('init')
    const from = ['--from-repository-file', reader.repositoryFile, '--from-password-file', newPassword]
    await target.run('copy', ...from)
    await target.run('check', '--read-data')
    expect(await restoreTree(target)).toEqual(readTree(source))
  })

  it('goes on after a backup that was killed', async () => {
    const { restic, repositoryUid } = await aRepository('appendOnly')
    await restic.run('init')
    const killed = restic.start('backup', source, '--limit-upload', '2000')
    const client = vaultClient(await tenancy.issueCredential(repositoryUid, 'readOnly'))
    while (Object.keys(await client.list('data')).length === 0) expect(killed.exitCode).toBeNull()
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    await restic.run('unlock', '--remove-all')
    expect(await client.list('locks')).toEqual({})
    await restic.run('backup', source)
    await restic.run('check', '--read-data')
    expect(await restoreTree(restic)).toEqual(readTree(source))
  })

  it('reads with a read-only credential', async () => {
    const { restic, withAccess } = await aRepository()
    await restic.run('init')
    await restic.run('backup', source)
    const reader = await withAccess('readOnly')
    expect(await listSnapshots(reader)).toHaveLength(1)
    await reader.run('check')
    expect(await restoreTree(reader)).toEqual(readTree(source))
  })

  it('does not mind that the answers to its uploads are lost, append-only', async () => {
    const proxy = await startReplyLosingProxy(holdfast.url, (method, type) => method === 'POST' && type !== '')
    const { restic, repositoryUid, withAccess } = await aRepository('appendOnly', proxy.origin)
    // Straight to the vault: the oldest versions never try again what init does.
    await (await withAccess('appendOnly')).run('init')
    await restic.run('backup', source)
    expect(new Set(proxy.lost)).toEqual(new Set(['POST locks', 'POST data', 'POST index', 'POST snapshots']))
    await restic.run('check', '--read-data')
    expect(await restoreTree(restic)).toEqual(readTree(source))
    expectAgreement(repositoryUid)
    proxy.close()
  })

  it('needs at most 11 requests when nothing has changed', async () => {
    // A relative path: folders above the source change all the time, and restic keeps their times.
    const proxy = await startReplyLosingProxy(holdfast.url, () => false)
    const { restic } = await aRepository('appendOnly', proxy.origin)
    await restic.run('init')
    await restic.run('backup', '.')
    proxy.seen.length = 0
    await restic.run('backup', '.')
    expect(proxy.seen.length, proxy.seen.join(', ')).toBeLessThanOrEqual(11)
    proxy.close()
  })
})

// Older versions take a refusal for a fault of the network and try for 49 s before they say the same.
const STOPS_AT_ONCE = listRestics().filter(({ version }) => /^0\.(1[7-9]|[2-9]\d)\./.test(version))

describe.each(STOPS_AT_ONCE)('restic $version, refused', ({ path }) => {
  const aRepository = (access?: Access) => aRepositoryFor(path, access)

  it('writes nothing with a read-only credential', async () => {
    const { restic, withAccess, credential } = await aRepository()
    await restic.run('init')
    const reader = await withAccess('readOnly')
    const before = await vaultClient(credential).list('snapshots')
    expect((await reader.attempt('backup', source, '--force')).status).not.toBe(0)
    expect(await vaultClient(credential).list('snapshots')).toEqual(before)
  })

  it('keeps what an append-only client is told to forget', async () => {
    const { restic } = await aRepository('appendOnly')
    await restic.run('init')
    await restic.run('backup', source)
    const [snapshot = ''] = await listSnapshots(restic)
    await restic.attempt('forget', snapshot)
    expect(await listSnapshots(restic)).toEqual([snapshot])
  })

  it('stops when the quota is used up, and leaves a repository that can be read', async () => {
    const small = await makeVaultTenancy(holdfast, { storageQuotaBytes: 3_000_000 })
    const repositoryUid = await small.makeRepository()
    const restic = open(path, await small.issueCredential(repositoryUid, 'full'))
    const tree = join(folder, 'small')
    cpSync(join(source, 'small'), tree, { recursive: true })
    await restic.run('init')
    await restic.run('backup', tree)
    const full = await restic.attempt('backup', source)
    expect(full.status).not.toBe(0)
    expect(full.stderr).toMatch(/403|507|quota/)
    const { usedBytes } = readLedger(holdfast.stateFolder, repositoryUid)
    expect(usedBytes).toBeLessThanOrEqual(3_000_000 + 1_000)
    await restic.run('check', '--read-data')
    expect(await listSnapshots(restic)).toHaveLength(1)
  })
})
