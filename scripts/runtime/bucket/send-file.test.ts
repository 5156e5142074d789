import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sendFile } from './send-file.ts'

const SIZE = 5_000_000

describe('sendFile', () => {
  const content = randomBytes(SIZE)
  let folder: string
  let file: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'holdfast-send-'))
    file = join(folder, 'file')
    writeFileSync(file, content)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** Serves the range of the query "?offset&length" of the file, and notes what became of each. */
  function serve() {
    const outcomes: Promise<void>[] = []
    const server = createServer((request, response) => {
      const [offset = 0, length = 0] = (request.url ?? '').slice(2).split('&').map(Number)
      response.writeHead(200, { 'content-length': length })
      const sending = sendFile(file, offset, length, response)
      sending.catch(() => response.destroy())
      outcomes.push(sending)
    })
    return { server, outcomes }
  }

  async function withServer<T>(body: (url: string, outcomes: Promise<void>[]) => Promise<T>): Promise<T> {
    const { server, outcomes } = serve()
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('No port')
    try {
      return await body(`http://127.0.0.1:${address.port}/`, outcomes)
    } finally {
      server.close()
      server.closeAllConnections()
    }
  }

  const receive = async (url: string, offset: number, length: number) =>
    Buffer.from(await (await fetch(`${url}?${offset}&${length}`)).arrayBuffer())

  it.each([
    [0, SIZE],
    [0, 1],
    [SIZE - 1, 1],
    [17, 1024 * 1024],
    [17, 1024 * 1024 + 1],
    [999_999, 3_000_000],
  ])('sends from byte %i on %i bytes', async (offset, length) => {
    const received = await withServer((url) => receive(url, offset, length))
    expect(received.equals(content.subarray(offset, offset + length))).toBe(true)
  })

  it('sends to many at the same time without mixing them up', async () => {
    const isWhole = await withServer((url) =>
      Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const offset = (index * 99_991) % 2_000_000
          return (await receive(url, offset, 3_000_000)).equals(content.subarray(offset, offset + 3_000_000))
        }),
      ),
    )
    expect(isWhole).toEqual(Array(40).fill(true))
  })

  it('gives up when the reader goes away', async () => {
    await withServer(async (url, outcomes) => {
      const abort = new AbortController()
      const response = await fetch(`${url}?0&${SIZE}`, { signal: abort.signal })
      await response.body?.getReader().read()
      abort.abort()
      await expect(outcomes[0]).rejects.toThrow()
    })
  })

  it('gives up on a stream that is closed under it without a word', async () => {
    const output = new Writable({ write: () => undefined })
    const sending = sendFile(file, 0, SIZE, output)
    output.destroy()
    await expect(sending).rejects.toThrow()
  })

  it('says so when the file has lost its end', async () => {
    const short = join(folder, 'short')
    writeFileSync(short, 'short')
    const output = new Writable({ write: (_chunk, _encoding, done) => done() })
    await expect(sendFile(short, 0, 20, output)).rejects.toThrow('shorter')
  })
})
