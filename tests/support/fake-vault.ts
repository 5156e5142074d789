/** restic's REST protocol over memory, with the refusals and faults that a test asks for. */
import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './read-body.ts'

export interface FakeVault {
  objects: Map<string, Buffer>
  /** Called before each request; answers it with a status and a text, or lets it pass. */
  refuse: (method: string, path: string) => { status: number; text: string } | null
  /** Called before each request is served; a promise holds it. */
  hold: (method: string, path: string) => Promise<void> | void
  requests: { method: string; path: string }[]
  /** Takes a request whose path begins behind the repository's address. */
  serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>
}

const LIST_V2 = 'application/vnd.x.restic.rest.v2'

export function aVault(credential: { userName: string; password: string }): FakeVault {
  const objects = new Map<string, Buffer>()
  const expected = `Basic ${Buffer.from(`${credential.userName}:${credential.password}`).toString('base64')}`
  const vault: FakeVault = { objects, refuse: () => null, hold: () => undefined, requests: [], serve }
  return vault

  async function serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const method = request.method ?? ''
    vault.requests.push({ method, path })
    const body = await readBody(request)
    if (body === null) return
    await vault.hold(method, path)
    const answer = (status: number, body: Buffer | string = '', headers: Record<string, string> = {}) => {
      const bytes = Buffer.from(body)
      response.writeHead(status, { 'Content-Length': String(bytes.length), ...headers })
      response.end(method === 'HEAD' ? undefined : bytes)
    }
    const refusal = vault.refuse(method, path)
    if (refusal) return answer(refusal.status, refusal.text)
    if (request.headers.authorization !== expected) return answer(401, 'The credential is not valid.')
    if (path.startsWith('?')) return answer(200)
    if (path.endsWith('/')) return answer(200, listType(path, request.headers.accept), { 'Content-Type': LIST_V2 })
    if (method === 'POST') return answer(store(path, body))
    if (method === 'DELETE') return answer(objects.delete(path) ? 200 : 404)
    const found = objects.get(path)
    if (!found) return answer(404)
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '')
    if (!range) return answer(200, found)
    const part = found.subarray(Number(range[1]), range[2] ? Number(range[2]) + 1 : undefined)
    answer(206, part, { 'Content-Length': String(part.length) })
  }

  function store(path: string, body: Buffer): number {
    const name = path.split('/').at(-1)
    if (path !== 'config' && createHash('sha256').update(body).digest('hex') !== name) return 400
    if (objects.has(path) && !objects.get(path)?.equals(body)) return 403
    objects.set(path, body)
    return 200
  }

  function listType(path: string, accept: string | undefined): string {
    const entries = [...objects].filter(([name]) => name.startsWith(path))
    const list = entries.map(([name, { length }]) => ({ name: name.slice(path.length), size: length }))
    return JSON.stringify(accept === LIST_V2 ? list : list.map(({ name }) => name))
  }
}
