import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Refusal } from '../runtime/refusal.ts'
import { BUILD_PARTS } from './parts.ts'
import { distFolder, isStale, projectFolder } from './sources.ts'

/** Long enough for somebody else's whole build on a slow machine. */
const BUILD_LOCK_WAIT_MS = 300_000

/**
 * Builds what is older than its sources, in a process of its own: the bundler's memory is given back, and a console
 * that finds everything built never loads it. Commands that start together wait for each other.
 */
export function ensureBuilt(): void {
  mkdirSync(distFolder, { recursive: true })
  const lock = new DatabaseSync(join(distFolder, '.lock'), { timeout: BUILD_LOCK_WAIT_MS })
  try {
    lock.exec('begin exclusive')
    const stale = BUILD_PARTS.filter(isStale).map(({ name }) => name)
    if (stale.length === 0) return
    console.error(`Building ${stale.join(', ')} …`)
    const result = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(projectFolder, 'scripts', 'build.ts'), ...stale],
      { cwd: projectFolder, stdio: ['ignore', process.stderr, process.stderr] },
    )
    if (result.status !== 0) throw new Refusal('The build failed; its message stands above.')
  } finally {
    lock.close()
  }
}
