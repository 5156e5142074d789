/** What every request is given, and the one line that the log gets of it. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './context.ts'
import { writeLog } from './log.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Takes the caller's request id when it is a UUID, and echoes what was taken. */
export const nameRequest = createMiddleware<AppEnv>(async function nameRequest(c, next) {
  const given = c.req.header('x-request-id')?.trim() ?? ''
  c.set('requestId', UUID.test(given) ? given.toLowerCase() : crypto.randomUUID())
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
