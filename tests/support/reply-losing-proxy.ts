/** A proxy in front of the vault that carries every request out and loses the first answer to each upload. */

import { once } from 'node:events'
import { createServer, request as sendRequest } from 'node:http'

export interface ReplyLosingProxy {
  origin: string
  /** "POST data", "POST keys", … in order. */
  lost: string[]
  /** Every request that came, "HEAD config" and so on. */
  seen: string[]
  close(): void
}

/** `isLost`: whether the answer to this request, seen for the first time, is to be lost. */
export async function startReplyLosingProxy(
  target: string,
  isLost: (method: string, type: string) => boolean,
): Promise<ReplyLosingProxy> {
  const { hostname, port } = new URL(target)
  const lost: string[] = []
  const seen: string[] = []
  const answered = new Set<string>()
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request
    const type = new URL(path, target).pathname.split('/')[3] ?? ''
    const address = `${method} ${path}`
    seen.push(`${method} ${type}`)
    const forwarded = sendRequest({ hostname, port, method, path, headers }, (answer) => {
      if (isLost(method, type) && !answered.has(address)) {
        answered.add(address)
        lost.push(`${method} ${type}`)
        answer.resume()
        answer.on('end', () => request.socket.destroy())
        return
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    forwarded.on('error', () => request.socket.destroy())
    request.pipe(forwarded)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port')
  return {
    origin: `http://127.0.0.1:${address.port}`,
    lost,
    seen,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
