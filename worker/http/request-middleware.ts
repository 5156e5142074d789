/** What every request is given, and the one line that the log gets of it. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './context.ts'
import { writeLog } from './log.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The caller's own id of the request, lower-case; null when it sent none, or one that is no UUID. */
export function namedRequestId(request: Request): string | null {
  const given = request.headers.get('x-request-id')?.trim() ?? ''
  return UUID.test(given) ? given.toLowerCase() : null
}

/** Takes the caller's request id when it is a UUID, and echoes what was taken. */
export const nameRequest = createMiddleware<AppEnv>(async function nameRequest(c, next) {
  c.set('requestId', namedRequestId(c.req.raw) ?? crypto.randomUUID())
  c.set('clientAddress', c.req.header('cf-connecting-ip') ?? null)
  c.set('actor', null)
  c.set('operation', null)
  await next()
  if (c.res.status !== 101) c.header('X-Request-id', c.var.requestId)
})

/** Path without query: what stands behind the question mark may be a secret or somebody's data. */
export const logRequest = createMiddleware<AppEnv>(async function logRequest(c, next) {
  const startedAt = Date.now()
  await next()
  const { requestId, actor, operation, clientAddress } = c.var
  const { status } = c.res
  writeLog(status >= 500 ? 'error' : 'info', 'request', {
    requestId,
    method: c.req.method,
    path: new URL(c.req.url).pathname,
    operation,
    actor,
    clientAddress,
    status,
    ms: Date.now() - startedAt,
  })
})
