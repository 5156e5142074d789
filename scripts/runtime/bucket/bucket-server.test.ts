import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BUCKET_HEADER, type BucketServer, SECRET_HEADER, startBucketServer } from './bucket-server.ts'

const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')
const CREATE_IF_ABSENT = { etagDoesNotMatch: [{ type: 'wildcard' }] }

describe('bucket server', () => {
  let folder: string
  let server: BucketServer

  const start = async () => {
    server = await startBucketServer(folder, ['site'])
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-bucket-'))
    await start()
  })
  afterEach(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })

  /** Speaks as the runtime's R2 binding does. */
  async function send(operation: Record<string, unknown>, body?: string, secret = server.secret) {
    const json = JSON.stringify({ version: 1, ...operation })
    const headers: Record<string, string> = { [BUCKET_HEADER]: 'site', [SECRET_HEADER]: secret }
    const isWrite = body !== undefined || operation.method === 'delete'
    headers[isWrite ? 'cf-r2-metadata-size' : 'cf-r2-request'] = isWrite ? String(Buffer.byteLength(json)) : json
    const response = await fetch(`http://${server.address}/`, {
      method: isWrite ? 'PUT' : 'GET',
      headers,
      ...(isWrite ? { body: json + (body ?? '') } : {}),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const descriptionBytes = Number(response.headers.get('cf-r2-metadata-size') ?? 0)
    const error: { v4code: number; message: string } | undefined = JSON.parse(
      response.headers.get('cf-r2-error') ?? 'null',
    )
    return {
      status: response.status,
      code: error?.v4code,
      description: descriptionBytes > 0 ? JSON.parse(bytes.subarray(0, descriptionBytes).toString()) : undefined,
      body: bytes.subarray(descriptionBytes).toString(),
    }
  }
  const put = (object: string, body: string, more: Record<string, unknown> = {}) =>
    send({ method: 'put', object, ...more }, body)
  const storedFiles = () =>
    readdirSync(join(folder, 'site', 'objects'), { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    )

  it('gives back what was put, with its metadata', async () => {
    await put('a/b', 'content', { customFields: [{ k: 'x', v: 'y' }], httpFields: { contentType: 'text/x' } })
    const { description, body } = await send({ method: 'get', object: 'a/b' })
    expect(body).toBe('content')
    expect(description).toMatchObject({ name: 'a/b', size: 7, httpFields: { contentType: 'text/x' } })
    expect(description.customFields).toEqual([{ k: 'x', v: 'y' }])
  })

  it('gives an empty object, and the parts of one that are asked for', async () => {
    await put('empty', '')
    expect((await send({ method: 'get', object: 'empty' })).body).toBe('')
    await put('digits', '0123456789')
    const get = async (more: Record<string, unknown>) => (await send({ method: 'get', object: 'digits', ...more })).body
    expect(await get({ range: { offset: 2, length: 3 } })).toBe('234')
    expect(await get({ range: { suffix: 4 } })).toBe('6789')
    expect(await get({ range: { offset: 8, length: 100 } })).toBe('89')
    expect(await get({ rangeHeader: 'bytes=5-' })).toBe('56789')
    expect(await get({ rangeHeader: 'bytes=-1' })).toBe('9')
    expect((await send({ method: 'get', object: 'digits', rangeHeader: 'bytes=10-' })).code).toBe(10039)
  })

  it('says in its code that an object is not there', async () => {
    expect(await send({ method: 'head', object: 'none' })).toMatchObject({ status: 404, code: 10007 })
    expect(await send({ method: 'get', object: 'none' })).toMatchObject({ status: 404, code: 10007 })
  })

  it('keeps no byte of a body whose digest is wrong', async () => {
    expect(await put('k', 'content', { sha256: sha256Of('other') })).toMatchObject({ status: 400, code: 10037 })
    expect((await send({ method: 'head', object: 'k' })).code).toBe(10007)
    expect(storedFiles()).toEqual([])
    const stored = await put('k', 'content', { sha256: sha256Of('content') })
    expect(stored.description.checksums).toEqual({ 2: sha256Of('content') })
  })

  it('creates an object once, however many try at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => put('once', `content ${index}`, { onlyIf: CREATE_IF_ABSENT })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 10031)).toHaveLength(19)
    expect(storedFiles()).toHaveLength(1)
  })

  it('replaces an object and leaves no file of the old one', async () => {
    await put('k', 'old')
    await put('k', 'new')
    expect((await send({ method: 'get', object: 'k' })).body).toBe('new')
    expect(storedFiles()).toHaveLength(1)
  })

  it('lists by prefix, in the order of the keys, page by page', async () => {
    for (const key of ['b/2', 'a/1', 'b/1', 'b/ä', 'c']) await put(key, key)
    const first = (await send({ method: 'list', prefix: 'b/', limit: 2 })).description
    expect(first.objects.map(({ name }: { name: string }) => name)).toEqual(['b/1', 'b/2'])
    expect(first.truncated).toBe(true)
    const second = (await send({ method: 'list', prefix: 'b/', limit: 2, cursor: first.cursor })).description
    expect(second.objects.map(({ name }: { name: string }) => name)).toEqual(['b/ä'])
    expect(second.truncated).toBe(false)
  })

  it('deletes what is there and minds nothing else', async () => {
    await put('k', 'content')
    expect((await send({ method: 'delete', objects: ['k', 'none'] })).status).toBe(200)
    expect((await send({ method: 'head', object: 'k' })).code).toBe(10007)
  })

  it('has the same objects after a start, and no file of an upload that was cut off', async () => {
    await put('k', 'content')
    await server.close()
    writeFileSync(join(folder, 'site', 'incoming', 'half'), 'half')
    mkdirSync(join(folder, 'site', 'objects', 'ff'), { recursive: true })
    writeFileSync(join(folder, 'site', 'objects', 'ff', 'ff-unnamed'), 'moved, never named')
    await start()
    expect((await send({ method: 'get', object: 'k' })).body).toBe('content')
    expect(readdirSync(join(folder, 'site', 'incoming'))).toEqual([])
    expect(storedFiles()).toHaveLength(1)
  })

  it('refuses by name what it does not know', async () => {
    expect((await send({ method: 'createMultipartUpload', object: 'k' }, '')).code).toBe(10029)
    expect((await put('k', 'x', { sha512: 'ab' })).code).toBe(10029)
    expect((await put('k'.repeat(1025), 'x')).code).toBe(10020)
  })

  it('answers the runtime only', async () => {
    expect((await send({ method: 'head', object: 'k' }, undefined, 'f'.repeat(64))).status).toBe(403)
    expect((await send({ method: 'head', object: 'k' }, undefined, '')).status).toBe(403)
  })
})
