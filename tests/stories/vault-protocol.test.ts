/** The repository protocol as clients meet it, with the odd requests that no well-behaved client sends. */
import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startConsole, type TestConsole } from '../support/console.ts'
import { readBucket, readLedger } from '../support/ledger.ts'
import { exchangeRaw, type RawRequest, sha256Of, V2, vaultClient } from '../support/vault-client.ts'
import { type Access, makeVaultTenancy, type VaultCredential, type VaultTenancy } from '../support/vault-tenancy.ts'

let holdfast: TestConsole
let tenancy: VaultTenancy

beforeAll(async () => {
  holdfast = await startConsole()
  tenancy = await makeVaultTenancy(holdfast)
})
afterAll(() => holdfast.dispose())

async function aVault(access: Access = 'full') {
  const repositoryUid = await tenancy.makeRepository()
  const credential = await tenancy.issueCredential(repositoryUid, access)
  return { repositoryUid, credential, vault: vaultClient(credential) }
}

function anObject(sizeBytes = 1000) {
  const content = randomBytes(sizeBytes)
  const name = sha256Of(content)
  return { content, name, path: `data/${name}` }
}

const lengthOf = (headers: Headers) => Number(headers.get('Content-Length'))

describe('storing and reading', () => {
  it('gives back what was stored, to HEAD and GET alike', async () => {
    const { vault } = await aVault()
    const { content, path } = anObject()
    expect((await vault.post(path, content)).summary).toBe('200 ')
    const head = await vault.head(path)
    expect([head.status, lengthOf(head.headers)]).toEqual([200, 1000])
    const got = await vault.get(path)
    expect([got.status, lengthOf(got.headers), got.headers.get('Content-Type')]).toEqual([
      200,
      1000,
      'application/octet-stream',
    ])
    expect(got.body.equals(content)).toBe(true)
  })

  it.each([
    ['bytes=0-', 206, 0, 10],
    ['bytes=2-', 206, 2, 10],
    ['bytes=2-4', 206, 2, 5],
    ['bytes=9-9', 206, 9, 10],
    ['bytes=8-100', 206, 8, 10],
    ['bytes=-3', 206, 7, 10],
    ['bytes=-30', 206, 0, 10],
  ])('answers Range: %s with %i', async (range, status, start, end) => {
    const { vault } = await aVault()
    const { content, path } = anObject(10)
    await vault.post(path, content)
    const answer = await vault.get(path, { Range: range })
    expect([answer.status, answer.headers.get('Content-Range')]).toEqual([status, `bytes ${start}-${end - 1}/10`])
    expect(lengthOf(answer.headers)).toBe(end - start)
    expect(answer.body.equals(content.subarray(start, end))).toBe(true)
  })

  it.each(['bytes=10-', 'bytes=10-12', 'bytes=5-2', 'bytes=-0', 'bytes=x-', 'bytes', 'lines=1-2'])(
    'answers Range: %s with 416',
    async (range) => {
      const { vault } = await aVault()
      const { content, path } = anObject(10)
      await vault.post(path, content)
      const answer = await vault.get(path, { Range: range })
      expect([answer.status, answer.headers.get('Content-Range')]).toEqual([416, 'bytes */10'])
    },
  )

  it('stores an object without bytes, and opens it like any other', async () => {
    const { vault } = await aVault()
    const { content, path } = anObject(0)
    expect((await vault.post(path, content)).status).toBe(200)
    const opened = await vault.get(path, { Range: 'bytes=0-' })
    expect([opened.status, lengthOf(opened.headers), opened.body.length]).toEqual([200, 0, 0])
    expect(lengthOf((await vault.head(path)).headers)).toBe(0)
  })

  it('keeps one config, and knows it again', async () => {
    const { vault } = await aVault()
    const config = randomBytes(155)
    expect((await vault.head('config')).status).toBe(404)
    expect((await vault.post('config', config)).status).toBe(200)
    expect((await vault.post('config', config)).status).toBe(200)
    expect((await vault.post('config', randomBytes(155))).status).toBe(403)
    expect(lengthOf((await vault.head('config')).headers)).toBe(155)
    const got = await vault.get('config', { Range: 'bytes=0-' })
    expect([got.status, got.body.equals(config)]).toEqual([206, true])
    expect((await vault.post('config', randomBytes(0))).status).toBe(400)
  })

  it('welcomes the same object again, at the same time too, and counts it once', async () => {
    const { vault, repositoryUid } = await aVault()
    const { content, path } = anObject(300_000)
    const together = await Promise.all(Array.from({ length: 6 }, () => vault.post(path, content)))
    expect(together.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect((await vault.post(path, content)).status).toBe(200)
    expect((await vault.post(path, randomBytes(300_000))).status).toBe(403)
    expect((await vault.post(path, randomBytes(10))).status).toBe(403)
    const ledger = readLedger(holdfast.stateFolder, repositoryUid)
    expect(ledger.usedBytes).toBe(300_000)
    expect(ledger.bytesByKey).toEqual(readBucket(holdfast.stateFolder, repositoryUid))
  })

  it('lists names, or names and sizes, by the media type that was asked for', async () => {
    const { vault } = await aVault()
    const { content, name, path } = anObject(77)
    const empty = await vault.get('data/')
    expect([empty.body.toString(), lengthOf(empty.headers)]).toEqual(['[]', 2])
    await vault.post(path, content)
    const named = await vault.get('data/')
    expect(named.headers.get('Content-Type')).toBe('application/vnd.x.restic.rest.v1')
    expect(JSON.parse(named.body.toString())).toEqual([name])
    for (const address of ['data/', 'data', '/data//']) {
      const sized = await vault.get(address, { Accept: V2 })
      expect(sized.headers.get('Content-Type')).toBe(V2)
      expect(lengthOf(sized.headers)).toBe(sized.body.length)
      expect(JSON.parse(sized.body.toString())).toEqual([{ name, size: 77 }])
    }
  })
})

describe('deleting', () => {
  it('hides from everything, may be repeated, and is undone by posting the same again', async () => {
    const { vault, repositoryUid } = await aVault()
    const { content, path } = anObject()
    await vault.post(path, content)
    for (let time = 0; time < 2; time++) expect((await vault.delete(path)).status).toBe(200)
    expect((await vault.head(path)).status).toBe(404)
    expect((await vault.get(path)).status).toBe(404)
    expect(await vault.list('data')).toEqual({})
    const hidden = readLedger(holdfast.stateFolder, repositoryUid)
    expect([hidden.usedBytes, hidden.hiddenBytes]).toEqual([0, 1000])
    expect((await vault.post(path, randomBytes(1000))).status).toBe(400)
    expect((await vault.head(path)).status).toBe(404)
    expect((await vault.post(path, content)).status).toBe(200)
    expect((await vault.get(path)).body.equals(content)).toBe(true)
    expect(readLedger(holdfast.stateFolder, repositoryUid).bytesByKey).toEqual(
      readBucket(holdfast.stateFolder, repositoryUid),
    )
  })

  it('removes a lock for good at once', async () => {
    const { vault, repositoryUid } = await aVault('readOnly')
    const { content, name } = anObject(150)
    expect((await vault.post(`locks/${name}`, content)).status).toBe(200)
    expect((await vault.delete(`locks/${name}`)).status).toBe(200)
    expect((await vault.delete(`locks/${name}`)).status).toBe(200)
    expect(readBucket(holdfast.stateFolder, repositoryUid)).toEqual({})
    expect(readLedger(holdfast.stateFolder, repositoryUid).bytesByKey).toEqual({})
  })

  it('never removes a repository', async () => {
    const { vault } = await aVault()
    expect((await vault.delete('')).status).toBe(403)
  })
})

describe('access', () => {
  it.each([
    ['readOnly', 403, 403],
    ['appendOnly', 200, 403],
    ['full', 200, 200],
  ] as const)('%s: a write is answered with %i, a delete with %i', async (access, write, remove) => {
    const { vault } = await aVault(access)
    const { content, path } = anObject()
    expect((await vault.post(path, content)).status).toBe(write)
    expect((await vault.delete(path)).status).toBe(remove)
    expect((await vault.send('POST', '?create=true')).status).toBe(200)
    expect((await vault.get('data/')).status).toBe(200)
  })

  it('is refused without a credential, with a forged one, and to a foreign repository', async () => {
    const { credential } = await aVault()
    const other = await aVault()
    const status = async (change: Partial<VaultCredential>) =>
      (await vaultClient({ ...credential, ...change }).get('data/')).status
    expect(await status({ password: '' })).toBe(401)
    expect(await status({ password: `${credential.password}x` })).toBe(401)
    expect(await status({ userName: 'admin' })).toBe(401)
    expect(await status({ address: other.credential.address })).toBe(403)
    expect(await status({ address: other.credential.address.replace(other.repositoryUid, randomUUID()) })).toBe(403)
  })

  it('lets two tenants have an object of the same name', async () => {
    const [one, two] = [await aVault(), await aVault()]
    const { content, path } = anObject()
    await one.vault.post(path, content)
    expect((await two.vault.head(path)).status).toBe(404)
    await two.vault.post(path, content)
    await two.vault.delete(path)
    expect((await one.vault.get(path)).body.equals(content)).toBe(true)
  })

  it('ends with the repository', async () => {
    const { vault, repositoryUid } = await aVault()
    const { content, path } = anObject()
    await vault.post(path, content)
    await tenancy.admin.delete(`/repositories/${repositoryUid}`)
    expect((await vault.get(path)).status).toBe(404)
    expect((await vault.post(path, content)).status).toBe(404)
  })
})

describe('bad requests', () => {
  it.each([
    ['blobs/', 404],
    ['data/short', 404],
    [`data/${'A'.repeat(64)}`, 404],
    [`data/${'0'.repeat(63)}%00`, 404],
    [`data/ab/${'0'.repeat(64)}`, 404],
    ['%2564ata/', 404],
    ['config/config', 404],
    [`data/${'0'.repeat(64)}`, 404],
  ])('GET %s is answered with %i', async (path, status) => {
    expect((await (await aVault()).vault.get(path)).status).toBe(status)
  })

  it.each([
    ['PUT', 'config', 'GET, HEAD, POST, DELETE'],
    ['PATCH', `data/${'0'.repeat(64)}`, 'GET, HEAD, POST, DELETE'],
    ['POST', 'data/', 'GET, HEAD'],
    ['DELETE', 'keys', 'GET, HEAD'],
    ['GET', '', 'POST, DELETE'],
  ])('%s %s is answered with 405 and what is possible', async (method, path, allowed) => {
    const answer = await (await aVault()).vault.send(method, path)
    expect([answer.status, answer.headers.get('Allow')]).toEqual([405, allowed])
  })

  it('a create must say so', async () => {
    const { vault } = await aVault()
    expect((await vault.send('POST', '?create=false')).status).toBe(400)
    expect((await vault.send('POST', '')).status).toBe(400)
  })

  const sized = (lengthBytes: number) => ({ 'Content-Length': String(lengthBytes) })
  const chunked = { 'Transfer-Encoding': 'chunked' }

  it.each<[string, (object: { content: Buffer; path: string }) => RawRequest, number]>([
    [
      'a create that tells no length',
      () => ({ method: 'POST', path: '?create=true', headers: chunked, body: Buffer.from('0\r\n\r\n') }),
      200,
    ],
    [
      'an upload that tells no length',
      ({ path }) => ({ method: 'POST', path, headers: chunked, body: Buffer.from('3\r\nabc\r\n0\r\n\r\n') }),
      411,
    ],
    ['an upload with neither length nor body', ({ path }) => ({ method: 'POST', path }), 411],
    [
      'a body of another hash',
      ({ path, content }) => ({ method: 'POST', path, headers: sized(1000), body: Buffer.from(content).fill(1, 0, 9) }),
      400,
    ],
    [
      'half a body',
      ({ path, content }) => ({
        method: 'POST',
        path,
        headers: sized(1000),
        body: content.subarray(0, 500),
        afterwards: 'end',
      }),
      400,
    ],
    [
      'half a config',
      ({ content }) => ({
        method: 'POST',
        path: 'config',
        headers: sized(1000),
        body: content.subarray(0, 500),
        afterwards: 'end',
      }),
      400,
    ],
    [
      'more than the vault takes',
      ({ path, content }) => ({
        method: 'POST',
        path,
        headers: sized(300 * 1024 * 1024),
        body: content,
        afterwards: 'end',
      }),
      413,
    ],
    [
      'a lock that is none',
      ({ content }) => ({
        method: 'POST',
        path: `locks/${sha256Of(content)}`,
        headers: sized(100_000),
        body: content,
        afterwards: 'end',
      }),
      413,
    ],
  ])('%s', async (_what, describeRequest, status) => {
    const { credential, vault, repositoryUid } = await aVault()
    const object = anObject()
    const answer = await exchangeRaw(credential, describeRequest(object))
    expect(`${answer?.status} ${answer?.body}`).toMatch(new RegExp(`^${status} `))
    expect(await vault.list('data')).toEqual({})
    const ledger = readLedger(holdfast.stateFolder, repositoryUid)
    expect([ledger.bytesByKey, ledger.openIntents]).toEqual([{}, 0])
    expect(readBucket(holdfast.stateFolder, repositoryUid)).toEqual({})
    expect((await vault.post(object.path, object.content)).status).toBe(200)
  })

  it('an upload that is cut off does not stand in the way of the next', async () => {
    const { credential, vault, repositoryUid } = await aVault()
    const { content, path } = anObject(2_000_000)
    const request = { method: 'POST', path, headers: sized(2_000_000) }
    const [cut, whole] = await Promise.all([
      exchangeRaw(credential, { ...request, body: content.subarray(0, 1_000_000), afterwards: 'cut' }),
      vault.post(path, content),
    ])
    expect([cut, whole.status]).toEqual([null, 200])
    expect((await vault.get(path)).body.equals(content)).toBe(true)
    expect(readLedger(holdfast.stateFolder, repositoryUid).bytesByKey).toEqual(
      readBucket(holdfast.stateFolder, repositoryUid),
    )
  })

  it('are answered after their body was taken, so that the client sees why', async () => {
    const { credential } = await aVault('readOnly')
    const { content, path } = anObject(20_000_000)
    const readOnly = await exchangeRaw(credential, { method: 'POST', path, headers: sized(20_000_000), body: content })
    expect(readOnly).toMatchObject({ status: 403, body: expect.stringContaining('readOnly') })
    const nobody = { ...credential, password: 'wrong' }
    const unknown = await exchangeRaw(nobody, { method: 'POST', path, headers: sized(20_000_000), body: content })
    expect(unknown).toMatchObject({ status: 401, body: expect.stringContaining('credential') })
  })
})

describe('the quota', () => {
  it('is kept to the byte by writers at the same time, across repositories', async () => {
    const small = await makeVaultTenancy(holdfast, { storageQuotaBytes: 1_000_000 })
    const vaults = await Promise.all(
      [1, 2, 3].map(async () => vaultClient(await small.issueCredential(await small.makeRepository(), 'appendOnly'))),
    )
    const writes = vaults.flatMap((vault) =>
      Array.from({ length: 6 }, () => {
        const { content, path } = anObject(100_000)
        return vault.post(path, content)
      }),
    )
    const statuses = (await Promise.all(writes)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(10)
    expect(statuses.filter((status) => status === 403)).toHaveLength(8)
    const lock = anObject(150)
    expect((await vaults[0]?.post(`locks/${lock.name}`, lock.content))?.status).toBe(200)
  })
})
