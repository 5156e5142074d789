/**
 * The built console for a measurement, with a bare Worker over the same database in the same runtime: whatever else the
 * machine does hits both.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare, type MiniflareOptions } from 'miniflare'
import { readBuiltWorker, workerFile } from '../../scripts/build/built-worker.ts'
import { ensureBuilt } from '../../scripts/build/ensure-built.ts'
import { projectFolder } from '../../scripts/build/sources.ts'
import { applyMigrations } from '../../scripts/runtime/migrations.ts'

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

export interface BenchRuntime {
  base: string
  database: Database
  masterSecret: string
  administrator: { userName: string; password: string }
  dispose(): Promise<void>
}

/** Passes /bare/… to the bare Worker and everything else to the console. */
const PROBE = `export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname.startsWith('/bare')) return env.BARE.fetch(request)
    return env.CONSOLE.fetch(request)
  },
}`

/** Starts it, sets it up with an administrator, and takes the limits of requests off. */
export async function startBenchRuntime(bareWorker: string): Promise<BenchRuntime> {
  ensureBuilt()
  const setupToken = randomBytes(32).toString('base64url')
  const masterSecret = randomBytes(32).toString('base64url')
  const administrator = { userName: 'admin', password: randomBytes(16).toString('base64url') }
  const miniflare = new Miniflare(describeRuntime(bareWorker, { setupToken, masterSecret }))
  const base = String(await miniflare.ready).replace(/\/$/, '')
  const database = await miniflare.getD1Database('DB', 'bare')
  await applyMigrations(database, join(projectFolder, 'migrations'))
  const setup = await fetch(`${base}/api/v3/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: setupToken, ...administrator }),
  })
  if (!setup.ok) throw new Error(`POST /setup answered ${setup.status}: ${await setup.text()}`)
  return { base, database, masterSecret, administrator, dispose: () => miniflare.dispose() }
}

export async function askForToken({ base, administrator }: BenchRuntime): Promise<string> {
  const form = { grant_type: 'password', username: administrator.userName, password: administrator.password }
  const reply = await fetch(`${base}/api/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await reply.json()) as { access_token: string }
  return token
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function describeRuntime(
  bareWorker: string,
  { setupToken, masterSecret }: { setupToken: string; masterSecret: string },
): MiniflareOptions {
  const built = readBuiltWorker()
  const { compatibilityDate } = built
  const moduleOf = (name: string, contents: string) => ({
    mainModule: name,
    modulesRoot: '/',
    modules: { [name]: { type: 'esm' as const, contents } },
  })
  const objects = Object.entries(built.objects)
  const texts = {
    HOLDFAST_URL: 'http://127.0.0.1',
    HOLDFAST_MASTER_SECRET: masterSecret,
    HOLDFAST_SETUP_TOKEN_SHA256: createHash('sha256').update(setupToken).digest('hex'),
    HOLDFAST_THROTTLING_IS_DISABLED: 'true',
  }
  return {
    host: '127.0.0.1',
    port: 0,
    cf: false,
    logRequests: false,
    handleStructuredLogs: () => undefined,
    enableDevRegistry: false,
    telemetry: { enabled: false },
    workers: [
      {
        config: {
          name: 'probe',
          compatibilityDate,
          manifest: moduleOf('probe.mjs', PROBE),
          env: { CONSOLE: { type: 'worker', worker: 'holdfast' }, BARE: { type: 'worker', worker: 'bare' } },
        },
      },
      {
        config: {
          name: 'bare',
          compatibilityDate,
          manifest: moduleOf('bare.mjs', bareWorker),
          env: { DB: { type: 'd1', id: 'holdfast' } },
        },
      },
      {
        config: {
          name: 'holdfast',
          compatibilityDate,
          manifest: moduleOf('worker.mjs', readFileSync(workerFile, 'utf8')),
          env: {
            [built.database]: { type: 'd1', id: 'holdfast' },
            [built.assets]: { type: 'worker', worker: 'bare' },
            ...Object.fromEntries(Object.keys(built.buckets).map((name) => [name, { type: 'r2' as const, name }])),
            ...Object.fromEntries(
              objects.map(([name, className]) => [
                name,
                { type: 'durable-object' as const, worker: 'holdfast', exportName: className },
              ]),
            ),
            ...Object.fromEntries(
              Object.entries(texts).map(([name, value]) => [name, { type: 'text' as const, value }]),
            ),
          },
          exports: Object.fromEntries(
            objects.map(([, className]) => [
              className,
              { type: 'durable-object' as const, storage: 'sqlite' as const },
            ]),
          ),
        },
      },
    ],
  }
}
