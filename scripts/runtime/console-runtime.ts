import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Log, Miniflare, type MiniflareOptions, NoOpLog, type WorkerdStructuredLog } from 'miniflare'
import { type BuiltWorker, workerFile } from '../build/built-worker.ts'
import { type BucketServer, startBucketServer } from './bucket/bucket-server.ts'
import { applyMigrations } from './migrations.ts'
import { Refusal } from './refusal.ts'
import type { FrontSocket, LocalBucket } from './runtime-plugin.ts'

export interface RuntimeOptions {
  readonly port: number
  readonly dataPath: string
  readonly bucketsPath: string
  readonly portalsPath: string
  readonly migrationsPath: string
  readonly worker: BuiltWorker
  /** Text bindings: the public address and the secrets. */
  readonly texts: Readonly<Record<string, string>>
  readonly onLog: (log: WorkerdStructuredLog) => void
  /** The runtime ended and could not be started again. */
  readonly onFailure: (error: Error) => void
  /** The runtime ended by itself, and runs again. */
  readonly onRestart: () => void
}

export interface ConsoleRuntime {
  readonly buckets: BucketServer
  readonly appliedMigrations: readonly string[]
  stop(): Promise<void>
}

const PLUGIN = { package: fileURLToPath(new URL('./runtime-plugin.ts', import.meta.url)), name: 'holdfast' }

/** A Worker that is there only because the simulator wants one at the head of its list. */
const CLOSED_DOOR = "export default { fetch: () => new Response('Not found', { status: 404 }) }"

type WorkerOptions = MiniflareOptions['workers'][number]
type WorkerConfig = WorkerOptions['config']

/** Brings the database up to date, then starts Worker, D1, Durable Objects and R2 on 127.0.0.1. */
export async function startRuntime(options: RuntimeOptions): Promise<ConsoleRuntime> {
  const bucketNames = Object.values(options.worker.buckets)
  const buckets = await startBucketServer(options.bucketsPath, bucketNames)
  const shared = sharedOptions(options)
  let miniflare: Miniflare | undefined
  try {
    // First with the database alone: no request may meet a schema that is half way.
    miniflare = withoutSignalHandlers(() => new Miniflare({ ...shared, workers: [databaseOnly(options.worker)] }))
    const database = await miniflare.getD1Database(options.worker.database, 'migrations')
    const appliedMigrations = await applyMigrations(database, options.migrationsPath)
    await miniflare.setOptions({ ...shared, workers: describeWorkers(options, buckets) })
    const running = miniflare
    return {
      buckets,
      appliedMigrations,
      stop: async () => {
        await running.dispose()
        await buckets.close()
      },
    }
  } catch (error) {
    await miniflare?.dispose().catch(() => undefined)
    await buckets.close()
    throw explainStartFailure(error, options.port)
  }
}

/** The simulator would end the process at the first signal; when and how it ends is for the command to say. */
function withoutSignalHandlers<Made>(make: () => Made): Made {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const before = new Set(signals.flatMap((signal) => process.listeners(signal)))
  const made = make()
  for (const signal of signals) {
    for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener)
  }
  return made
}

function sharedOptions({ dataPath, onLog, onFailure, onRestart }: RuntimeOptions): Omit<MiniflareOptions, 'workers'> {
  return {
    host: '127.0.0.1',
    port: 0,
    cf: false,
    log: new FailureLog(onFailure),
    logRequests: false,
    handleStructuredLogs: onLog,
    unsafeHandleRuntimeRestart: onRestart,
    resourcePersistencePath: dataPath,
    enableDevRegistry: false,
    telemetry: { enabled: false },
  }
}

/** The simulator reports a runtime that does not come back in its log only. */
class FailureLog extends NoOpLog implements Log {
  readonly #onFailure: (error: Error) => void

  constructor(onFailure: (error: Error) => void) {
    super()
    this.#onFailure = onFailure
  }

  override error(error: Error): void {
    this.#onFailure(error)
  }
}

function moduleOf(name: string, contents: string): NonNullable<WorkerConfig['manifest']> {
  return { mainModule: name, modulesRoot: '/', modules: { [name]: { type: 'esm', contents } } }
}

function databaseOnly({ compatibilityDate, database }: BuiltWorker): WorkerOptions {
  return {
    config: {
      name: 'migrations',
      compatibilityDate,
      manifest: moduleOf('closed-door.mjs', CLOSED_DOOR),
      env: { [database]: { type: 'd1', id: 'holdfast' } },
    },
  }
}

function describeWorkers(options: RuntimeOptions, buckets: BucketServer): WorkerOptions[] {
  const { worker, port } = options
  const { compatibilityDate } = worker
  const socket: FrontSocket & { dev: { plugin: typeof PLUGIN } } = {
    type: 'unsafe:socket',
    port,
    dev: { plugin: PLUGIN },
  }
  return [
    // What answers on the simulator's own entry socket, which is of no use here.
    { config: { name: 'closed-door', compatibilityDate, manifest: moduleOf('closed-door.mjs', CLOSED_DOOR) } },
    {
      config: {
        name: 'front',
        compatibilityDate,
        manifest: moduleOf(
          'front-worker.mjs',
          readFileSync(fileURLToPath(new URL('./front-worker.mjs', import.meta.url)), 'utf8'),
        ),
        env: { CONSOLE: { type: 'worker', worker: 'holdfast' }, SOCKET: socket },
      },
    },
    describeConsole(options, buckets),
    {
      // A worker of its own keeps the simulator's asset router off the path of every API and vault request.
      config: {
        name: 'portals',
        compatibilityDate,
        manifest: moduleOf('closed-door.mjs', CLOSED_DOOR),
        assets: {
          directory: options.portalsPath,
          hasUserWorker: false,
          htmlHandling: 'none',
          notFoundHandling: 'none',
        },
      },
    },
  ]
}

function describeConsole({ worker, texts }: RuntimeOptions, buckets: BucketServer): WorkerOptions {
  const bucketOf = (bucket: string): LocalBucket & { dev: { plugin: typeof PLUGIN } } => ({
    type: 'unsafe:bucket',
    bucket,
    address: buckets.address,
    secret: buckets.secret,
    dev: { plugin: PLUGIN },
  })
  return {
    config: {
      name: 'holdfast',
      compatibilityDate: worker.compatibilityDate,
      manifest: moduleOf('worker.mjs', readFileSync(workerFile, 'utf8')),
      env: {
        [worker.database]: { type: 'd1', id: 'holdfast' },
        [worker.assets]: { type: 'worker', worker: 'portals' },
        ...Object.fromEntries(Object.entries(worker.buckets).map(([name, bucket]) => [name, bucketOf(bucket)])),
        ...Object.fromEntries(
          Object.entries(worker.objects).map(([name, className]) => [
            name,
            { type: 'durable-object' as const, worker: 'holdfast', exportName: className },
          ]),
        ),
        ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, { type: 'text' as const, value }])),
      },
      exports: Object.fromEntries(
        Object.values(worker.objects).map((className) => [
          className,
          { type: 'durable-object' as const, storage: 'sqlite' as const },
        ]),
      ),
    },
  }
}

function explainStartFailure(error: unknown, port: number): unknown {
  const text = error instanceof Error ? error.message : String(error)
  if (/address already in use/i.test(text)) {
    return new Refusal(`Port ${port} was taken by another program just now. Stop it, or set PORT to another port.`)
  }
  if (/GLIBC_|ENOENT.*workerd|workerd.*ENOENT/.test(text)) {
    return new Refusal(
      `The Workers runtime does not start on this system: ${text.split('\n')[0]}. Use a current Linux with glibc, macOS or Windows; if only its package is missing, run \`npm ci\`.`,
    )
  }
  return error
}
