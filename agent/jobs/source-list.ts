/**
 * What a job backs up, as two files for restic: paths, each ended by a NUL so that a name may hold anything a name can
 * hold, and exclude patterns. restic has no include masks: the agent then lists the files itself.
 */
import { closeSync, lstatSync, openSync, realpathSync, writeSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { BackupJob } from '../../worker/contract/backup-job.ts'
import { listMatchingFiles } from './include-masks.ts'

export interface SourceList {
  pathsFile: string
  excludesFile: string
  /** Paths of the job that are not there. */
  missing: string[]
  /** What a reader of the session should know. */
  notes: string[]
}

export async function writeSourceList(
  source: BackupJob['source'],
  /** Folders of our own that a backup leaves out, unless the job names them or something in them. */
  ownFolders: readonly string[],
  workFolder: string,
  abort: AbortSignal,
): Promise<Result<SourceList, string>> {
  const notes: string[] = []
  const missing: string[] = []
  const roots: string[] = []
  for (const path of source.paths) {
    const kind = lookAt(path)
    if (kind === 'missing') missing.push(path)
    else roots.push(path)
    const target = kind === 'link' ? resolveLink(path) : null
    if (target && target !== path) {
      notes.push(`${path} is a link to ${target}; both are backed up.`)
      roots.push(target)
    }
  }
  if (roots.length === 0) {
    return fail(`Nothing to back up: ${listFirst(missing)} ${missing.length === 1 ? 'does' : 'do'} not exist.`)
  }
  const patterns = [...source.excludes, ...excludeOwnFolders(ownFolders, roots)]
  const excludesFile = join(workFolder, 'excludes')
  writeWhole(excludesFile, Buffer.from(patterns.map((pattern) => `${encodePattern(pattern)}\n`).join('')))
  const pathsFile = join(workFolder, 'paths')
  if (source.includeMasks.length === 0) {
    writeWhole(pathsFile, Buffer.from(roots.map((path) => `${path}\0`).join('')))
    return ok({ pathsFile, excludesFile, missing, notes })
  }
  const count = await listMatchingFiles(source, roots, pathsFile, abort)
  if (count === 0) return fail(`Nothing to back up: no file matches ${listFirst(source.includeMasks)}.`)
  return ok({ pathsFile, excludesFile, missing, notes })
}

export function listFirst(items: readonly string[], shown = 3): string {
  const rest = items.length - shown
  return `${items.slice(0, shown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function lookAt(path: string): 'missing' | 'link' | 'there' {
  try {
    return lstatSync(path).isSymbolicLink() ? 'link' : 'there'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    // Anything else is for restic to find and to report.
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : 'there'
  }
}

function resolveLink(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function excludeOwnFolders(folders: readonly string[], roots: readonly string[]): string[] {
  const isWithin = (path: string, folder: string) => path === folder || path.startsWith(folder + sep)
  return folders.filter((folder) => !roots.some((root) => isWithin(root, folder))).map(escapePattern)
}

/** A pattern that matches this very path. */
export function escapePattern(path: string): string {
  return path.replace(sep === '\\' ? /[*?[]/g : /[*?[\\]/g, (character) =>
    character === '\\' ? '\\\\' : `[${character}]`,
  )
}

/**
 * As restic reads it from a file: it trims lines, takes "#" for a comment and "$" for a variable, and ends a pattern at
 * a line break, for which the nearest that can be said is any one character.
 */
export function encodePattern(pattern: string): string {
  return pattern
    .replaceAll('$', '$$$$')
    .replace(/[\r\n]/g, '?')
    .replace(/^[\s#]/, (character) => `[${character}]`)
    .replace(/\\?(\s)$/, (_, character: string) => `[${character}]`)
}

function writeWhole(path: string, content: Buffer): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    for (let rest = content; rest.length > 0; ) rest = rest.subarray(writeSync(file, rest))
  } finally {
    closeSync(file)
  }
}
