/** Whether the console can serve: the Worker answers, and so does its database. */
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'
import { describeError, writeLog } from './log.ts'

const PATIENCE_MS = 5_000

export async function answerHealth(c: Context<AppEnv>): Promise<Response> {
  c.set('operation', 'healthz')
  try {
    const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error('D1 is late')), PATIENCE_MS))
    await Promise.race([c.env.DB.prepare('SELECT count(*) FROM sites').first(), late])
    return c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' })
  } catch (error) {
    writeLog('error', 'The database does not answer', describeError(error))
    return c.json({ status: 'failing', database: 'does not answer' }, 503, { 'Cache-Control': 'no-store' })
  }
}
