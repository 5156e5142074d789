import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileDurably } from '../runtime/write-file-durably.ts'
import { distFolder } from './sources.ts'

export const workerFolder = join(distFolder, 'worker')
export const workerFile = join(workerFolder, 'worker.mjs')
const descriptionFile = join(workerFolder, 'worker.json')

/** What the local runtime has to know of the bundled Worker; taken from wrangler.toml, so that it is said once. */
export interface BuiltWorker {
  readonly compatibilityDate: string
  /** Name of the D1 binding. */
  readonly database: string
  /** Name of the binding of the portals' files. */
  readonly assets: string
  /** Bucket name by binding. */
  readonly buckets: Readonly<Record<string, string>>
  /** Name of the first site's bucket, which also holds the package store. */
  readonly packageBucket: string
  /** Class name by binding of the Durable Object namespace. */
  readonly objects: Readonly<Record<string, string>>
  /** Plain variables. */
  readonly variables: Readonly<Record<string, string>>
}

export function readBuiltWorker(): BuiltWorker {
  return JSON.parse(readFileSync(descriptionFile, 'utf8'))
}

export function writeBuiltWorker(worker: BuiltWorker): void {
  writeFileDurably(descriptionFile, JSON.stringify(worker, null, 2))
}
