/** Lists the files whose name matches one of a job's masks. Names are bytes: on Linux they need not be text. */
import { once } from 'node:events'
import { createWriteStream, type Dirent, lstatSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { sep } from 'node:path'
import { finished } from 'node:stream/promises'
import type { BackupJob } from '../../worker/contract/backup-job.ts'

const SEPARATOR = Buffer.from(sep)
const NUL = Buffer.from([0])

/** Writes their paths, each ended by a NUL, and tells how many there are. Links are not followed. */
export async function listMatchingFiles(
  source: BackupJob['source'],
  roots: readonly string[],
  pathsFile: string,
  abort: AbortSignal,
): Promise<number> {
  const masks = source.includeMasks.map((mask) => compileMask(mask))
  const matches = (name: Buffer) => masks.some((mask) => mask.test(name.toString('utf8')))
  const leftOut = new Set(source.excludes)
  const output = createWriteStream(pathsFile, { flags: 'wx', mode: 0o600 })
  let count = 0
  const add = async (path: Buffer) => {
    count++
    if (!output.write(Buffer.concat([path, NUL]))) await once(output, 'drain')
  }
  for (const root of roots) {
    const device = deviceOf(root)
    const folders: Buffer[] = []
    if (isFolder(root)) folders.push(Buffer.from(root))
    else if (matches(Buffer.from(root.slice(root.lastIndexOf(sep) + 1)))) await add(Buffer.from(root))
    for (let folder = folders.pop(); folder !== undefined && !abort.aborted; folder = folders.pop()) {
      if (isLeftOut(folder.toString('utf8'), leftOut)) continue
      const entries = await readFolder(folder)
      // Handed over itself, so that restic reports that it cannot be read.
      if (entries === null) await add(folder)
      for (const entry of entries ?? []) {
        const path = Buffer.concat(
          folder.at(-1) === SEPARATOR[0] ? [folder, entry.name] : [folder, SEPARATOR, entry.name],
        )
        if (!entry.isDirectory()) {
          if (!entry.isSocket() && matches(entry.name)) await add(path)
        } else if (!source.isOneFileSystem || deviceOf(path) === device) folders.push(path)
      }
    }
  }
  output.end()
  await finished(output)
  return count
}

/** "*" and "?" as in a shell; the case of letters counts on Linux only. */
export function compileMask(mask: string, ignoresCase = process.platform !== 'linux'): RegExp {
  const source = mask
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, ignoresCase ? 'isu' : 'su')
}

/** Only to spare the walk: restic itself applies the exclude patterns. */
function isLeftOut(folder: string, excludes: ReadonlySet<string>): boolean {
  return excludes.has(folder) || excludes.has(`${folder}/*`)
}

async function readFolder(folder: Buffer): Promise<Dirent<Buffer>[] | null> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: 'buffer' })
  } catch {
    return null
  }
}

function isFolder(path: string): boolean {
  try {
    return lstatSync(path).isDirectory()
  } catch {
    return false
  }
}

function deviceOf(path: string | Buffer): number | null {
  try {
    return lstatSync(path).dev
  } catch {
    return null
  }
}
