/** The Linux package on a machine: what it fetches, checks, and leaves behind. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { buildLinuxInstaller } from '../../domain/linux-installer.ts'
import { distFolder } from '../../scripts/build/sources.ts'
import type { PackageList } from '../../worker/contract/agent-protocol.ts'
import { type FakeConsole, startFakeConsole } from '../support/fake-console.ts'

const agentFile = join(distFolder, 'agent', 'holdfast-agent.mjs')

let holdfast: FakeConsole
let folder = ''
const programs = () => join(folder, 'programs')
const state = () => join(folder, 'state')

beforeEach(async () => {
  holdfast = await startFakeConsole()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-install-'))
})
afterEach(async () => {
  await holdfast.stop()
  rmSync(folder, { recursive: true, force: true })
})

function offer(
  name: string,
  kind: 'agent' | 'node',
  path: string,
  machine: { platform?: 'linux'; architecture?: string } = {},
) {
  const content = readFileSync(path)
  holdfast.state.files.set(name, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const entry: PackageList['packages'][number] = {
    name,
    kind,
    version: '1.0.0',
    ...machine,
    sizeBytes: content.length,
    sha256,
  }
  holdfast.state.packages = { packages: [...holdfast.state.packages.packages, entry] }
}

function install(token = holdfast.state.token, ...args: string[]) {
  return new Promise<{ status: number; output: string }>((resolve) => {
    const options = ['-s', '--', '--no-service', '--folder', programs(), '--state', state(), ...args]
    // The machine's own Node is not offered, so that the console's is taken.
    const child = execFile(
      '/bin/sh',
      options,
      { env: { PATH: '/usr/bin:/bin', HOME: folder } },
      (error, stdout, stderr) => {
        resolve({ status: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr })
      },
    )
    child.stdin?.end(buildLinuxInstaller({ consoleUrl: holdfast.url, token }))
  })
}

it('takes agent and Node from the console, enrols, leaves no token behind, and may be run again', async () => {
  offer('node-other', 'node', agentFile, { platform: 'linux', architecture: 'riscv' })
  offer('node-here', 'node', process.execPath, { platform: 'linux', architecture: process.arch })
  offer('holdfast-agent-1.mjs', 'agent', agentFile)
  const first = await install()
  expect(first, first.output).toMatchObject({ status: 0, output: expect.stringContaining('Enrolled at') })
  expect(holdfast.enrolments).toMatchObject([{ token: holdfast.state.token }])
  expect(readdirSync(programs()).filter((name) => name.startsWith('.'))).toEqual([])
  expect(statSync(join(state(), 'identity.json')).mode & 0o777).toBe(0o600)
  for (const name of readdirSync(programs()))
    expect(readFileSync(join(programs(), name)).includes(holdfast.state.token)).toBe(false)

  const again = await install('hfe_expired-by-now')
  expect(again, again.output).toMatchObject({ status: 0, output: expect.stringContaining('Enrolled at') })
  expect(holdfast.enrolments).toHaveLength(1)
})

it('waits for nobody when its token has expired', async () => {
  offer('node-here', 'node', process.execPath, { platform: 'linux', architecture: process.arch })
  offer('holdfast-agent-1.mjs', 'agent', agentFile)
  const done = await install('hfe_expired')
  expect(done, done.output).toMatchObject({ status: 0, output: expect.stringContaining('waits to be accepted') })
})

it('puts nothing into place that is damaged, and says what is missing', async () => {
  offer('node-here', 'node', process.execPath, { platform: 'linux', architecture: process.arch })
  const missing = await install()
  expect(missing).toMatchObject({
    status: 1,
    output: expect.stringContaining('the console has no agent package for this machine'),
  })
  offer('holdfast-agent-1.mjs', 'agent', agentFile)
  holdfast.state.files.set('holdfast-agent-1.mjs', Buffer.from('console.log("not the agent")'))
  const damaged = await install()
  expect(damaged).toMatchObject({ status: 1, output: expect.stringContaining('its checksum differs') })
  expect(existsSync(join(programs(), 'holdfast-agent.mjs'))).toBe(false)
  expect(holdfast.enrolments).toEqual([])
})

it('refuses an option that it does not know', async () => {
  expect(await install(holdfast.state.token, '--fast')).toMatchObject({
    status: 1,
    output: expect.stringContaining("'--fast' is not understood"),
  })
})
