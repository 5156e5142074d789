/** Files that survive a power cut: written beside, flushed, renamed, and the folder flushed too. */

import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { z } from 'zod'

/** Only the owner reads what the agent keeps: it holds credentials and repository passwords. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

export function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: FOLDER_MODE })
}

export function writeDurably(path: string, content: string | Uint8Array): void {
  const folder = dirname(path)
  const draft = join(folder, `.${randomUUID()}.part`)
  const file = openSync(draft, 'wx', FILE_MODE)
  try {
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  flushFolder(folder)
}

/** Makes a rename or a new name in the folder durable. Windows cannot open folders, and needs no flush of them. */
export function flushFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}

export function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Content of a JSON file; null when it is absent, or damaged beyond use. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  const text = readIfPresent(path)
  if (text === null) return null
  try {
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export function writeJson(path: string, value: unknown): void {
  writeDurably(path, `${JSON.stringify(value, null, 2)}\n`)
}
