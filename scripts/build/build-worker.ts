import { builtinModules } from 'node:module'
import { join } from 'node:path'
import { build } from 'vite'
import { unstable_readConfig } from 'wrangler'
import { type BuiltWorker, workerFolder, writeBuiltWorker } from './built-worker.ts'
import { QUIET } from './quiet.ts'
import { projectFolder } from './sources.ts'

/** Bundles the Worker into one module, and writes down its bindings beside it. */
export async function buildWorker(): Promise<void> {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    resolve: { conditions: ['workerd', 'worker', 'module', 'import', 'default'] },
    // Libraries name the runtime's own modules without `node:`.
    ssr: { noExternal: true, external: [...builtinModules], target: 'webworker' },
    build: {
      ssr: 'worker/index.ts',
      outDir: workerFolder,
      emptyOutDir: true,
      target: 'es2024',
      minify: false,
      rolldownOptions: {
        checks: QUIET,
        external: [/^node:/, /^cloudflare:/],
        output: { entryFileNames: 'worker.mjs', codeSplitting: false },
      },
    },
  })
  writeBuiltWorker(describeWorker())
}

/** The part of wrangler's configuration that the local runtime needs. */
interface WranglerConfig {
  readonly compatibility_date?: string | undefined
  readonly d1_databases: readonly { readonly binding: string }[]
  readonly r2_buckets: readonly { readonly binding: string; readonly bucket_name?: string | undefined }[]
  readonly durable_objects: { readonly bindings: readonly { readonly name: string; readonly class_name: string }[] }
  readonly assets?: { readonly binding?: string | undefined } | undefined
  readonly vars: Readonly<Record<string, unknown>>
}

function describeWorker(): BuiltWorker {
  const config: WranglerConfig = unstable_readConfig({ config: join(projectFolder, 'wrangler.toml') })
  const database = config.d1_databases[0]?.binding
  const assets = config.assets?.binding
  const packageBucket = config.r2_buckets.find(({ binding }) => binding === 'SITE_1')?.bucket_name
  if (!config.compatibility_date || !database || !assets || !packageBucket) {
    throw new Error(
      'wrangler.toml lacks compatibility_date, a D1 database, the bucket SITE_1 or the binding of the assets',
    )
  }
  return {
    compatibilityDate: config.compatibility_date,
    database,
    assets,
    packageBucket,
    buckets: Object.fromEntries(
      config.r2_buckets.map((bucket) => [bucket.binding, bucket.bucket_name ?? bucket.binding]),
    ),
    objects: Object.fromEntries(config.durable_objects.bindings.map((object) => [object.name, object.class_name])),
    variables: Object.fromEntries(Object.entries(config.vars).map(([name, value]) => [name, String(value)])),
  }
}
