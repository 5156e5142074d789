/** Whether the console can serve: the Worker answers, and so does its database. */
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'
import { describeError, writeLog } from './log.ts'

const PATIENCE_MS = 5_000

export async function answerHealth(c: Context<AppEnv>): Promise<Response> {
  c.set('operation', 'healthz')
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error('D1 is late')), PATIENCE_MS)
  try {
    await Promise.race([c.env.DB.prepare('SELECT count(*) FROM sites').first(), late.promise])
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' })
  } catch (error) {
    writeLog('error', 'The database does not answer', describeError(error))
    return c.json({ status: 'failing', database: 'does not answer' }, 503, { 'Cache-Control': 'no-store' })
  } finally {
    clearTimeout(timer)
  }
}
