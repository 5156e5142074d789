import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeFileDurably } from '../runtime/write-file-durably.ts'
import type { BuildPart } from './parts.ts'

export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const distFolder = join(projectFolder, 'dist')

/** Digest over the content of the files below the given paths of the project; tests do not count. */
export function digestSources(paths: readonly string[]): string {
  const digest = createHash('sha256')
  for (const file of paths.flatMap((path) => listFiles(join(projectFolder, path))).sort()) {
    digest
      .update(`${relative(projectFolder, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return digest.digest('hex')
}

function listFiles(path: string): string[] {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  const entries = readdirSync(path, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
}

const stampFile = (name: string) => join(distFolder, `.${name}.stamp`)

/** Whether the part has to be made anew: its sources differ from those it was made from. */
export function isStale({ name, sources }: BuildPart): boolean {
  try {
    return readFileSync(stampFile(name), 'utf8') !== digestSources(sources)
  } catch {
    return true
  }
}

/** Remembers what the part was made from; the digest is taken before it is made, so an edit in between shows. */
export function markBuilt({ name }: BuildPart, digest: string): void {
  writeFileDurably(stampFile(name), digest)
}
