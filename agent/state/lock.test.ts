import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { acquireLock, isLockHeld } from './lock.ts'
import { locateStateFolder, type StateFolder } from './state-folder.ts'

let folder: StateFolder
beforeEach(() => {
  folder = locateStateFolder(mkdtempSync(join(tmpdir(), 'lock-')))
})
afterEach(() => rmSync(folder.root, { recursive: true }))

it('is held by one at a time, and can be had again once it is released', () => {
  const first = acquireLock(folder)
  expect(first.ok).toBe(true)
  expect(acquireLock(folder, 0)).toEqual({ ok: false, failure: 'held' })
  expect(isLockHeld(folder)).toBe(true)
  if (first.ok) first.value.release()
  expect(isLockHeld(folder)).toBe(false)
  expect(acquireLock(folder).ok).toBe(true)
})

it('ends with its process, however that ends', async () => {
  const script = `
    import { acquireLock } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))}
    import { locateStateFolder } from ${JSON.stringify(join(import.meta.dirname, 'state-folder.ts'))}
    acquireLock(locateStateFolder(${JSON.stringify(folder.root)}))
    console.log('held')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(isLockHeld(folder)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(isLockHeld(folder)).toBe(false)
})
