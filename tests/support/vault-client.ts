/** Speaks the repository protocol by hand: by fetch, and byte by byte over a socket where fetch is too well-behaved. */
import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import type { VaultCredential } from './vault-tenancy.ts'

export const V2 = 'application/vnd.x.restic.rest.v2'

export interface VaultAnswer {
  status: number
  headers: Headers
  body: Buffer
  /** For failing expectations: status and sentence. */
  summary: string
}

export function authorizationOf({ userName, password }: { userName: string; password: string }): string {
  return `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
}

export function vaultClient(credential: VaultCredential) {
  const send = async (
    method: string,
    path: string,
    options: { body?: Uint8Array<ArrayBuffer>; headers?: Record<string, string> } = {},
  ): Promise<VaultAnswer> => {
    const response = await fetch(credential.address + path, {
      method,
      headers: { Authorization: authorizationOf(credential), ...options.headers },
      ...(options.body === undefined ? {} : { body: options.body }),
    })
    const body = Buffer.from(await response.arrayBuffer())
    return {
      status: response.status,
      headers: response.headers,
      body,
      summary: `${response.status} ${body.subarray(0, 200)}`,
    }
  }
  return {
    send,
    get: (path: string, headers: Record<string, string> = {}) => send('GET', path, { headers }),
    head: (path: string) => send('HEAD', path),
    post: (path: string, body: Uint8Array<ArrayBuffer>) => send('POST', path, { body }),
    delete: (path: string) => send('DELETE', path),
    /** Sizes by name. */
    list: async (type: string): Promise<Record<string, number>> => {
      const { body } = await send('GET', `${type}/`, { headers: { Accept: V2 } })
      const entries: { name: string; size: number }[] = JSON.parse(body.toString())
      return Object.fromEntries(entries.map(({ name, size }) => [name, size]))
    },
  }
}

export function sha256Of(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

export interface RawRequest {
  method: string
  /** Below the repository. */
  path: string
  headers?: Record<string, string>
  /** Sent as it is, whatever the headers say. */
  body?: Uint8Array
  /** After the body: wait for the answer, end the sending side first, or cut the connection. */
  afterwards?: 'wait' | 'end' | 'cut'
}

/** Sends exactly these bytes and gives the first line of the answer, the headers and the body; null when there was none. */
export function exchangeRaw(
  credential: VaultCredential,
  request: RawRequest,
): Promise<{ status: number; headers: string; body: string } | null> {
  const url = new URL(credential.address)
  const lines = [
    `${request.method} ${url.pathname}${request.path} HTTP/1.1`,
    `Host: ${url.host}`,
    `Authorization: ${authorizationOf(credential)}`,
    'Connection: close',
    ...Object.entries(request.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ]
  return new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname)
    let received = ''
    socket.setTimeout(30_000, () => socket.destroy(new Error('The vault did not answer')))
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
    })
    socket.on('error', (error) => (received === '' && request.afterwards !== 'cut' ? reject(error) : undefined))
    socket.on('close', () => {
      const [headers = '', body = ''] = received.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1])
      resolve(Number.isNaN(status) ? null : { status, headers, body })
    })
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    socket.write(request.body ?? Buffer.alloc(0), () => {
      if (request.afterwards === 'end') socket.end()
      if (request.afterwards === 'cut') socket.destroy()
    })
  })
}
