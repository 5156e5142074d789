import { type ChildProcess, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../worker/contract/organizations/companies.ts'
import { findFreePort, spawnConsole, startConsole, type TestConsole } from '../support/console.ts'
import { many, restClient } from '../support/rest-client.ts'

/** Runs a console that is expected to refuse, and gives its exit status and what it said. */
async function refuse(env: Record<string, string>): Promise<{ status: number | null; said: string }> {
  const child: ChildProcess = spawnConsole(env)
  let said = ''
  child.stdout?.on('data', (chunk) => {
    said += chunk
  })
  child.stderr?.on('data', (chunk) => {
    said += chunk
  })
  const [status] = await once(child, 'close')
  return { status, said }
}

/** Processes of this console's group that still run. */
function groupOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return state !== 'Z' && Number(group) === pid
      } catch {
        return false
      }
    })
    .map(Number)
}

const pidOf = (console: TestConsole): number =>
  JSON.parse(readFileSync(join(console.stateFolder, 'running.json'), 'utf8')).pid

async function untilHealthy(url: string): Promise<void> {
  const deadline = performance.now() + 20_000
  while (performance.now() < deadline) {
    const response = await fetch(`${url}/healthz`).catch(() => undefined)
    if (response?.ok) return
  }
  throw new Error('The console does not come back')
}

async function listCompanies(console: TestConsole): Promise<string[]> {
  const client = restClient(console.url, await console.token())
  return many(company, await client.get('/organizations/companies')).map(({ name }) => name)
}

describe('one command gives a running console', () => {
  let running: TestConsole

  beforeAll(async () => {
    running = await startConsole()
  })
  afterAll(() => running.dispose())

  it('signs its administrator in', async () => {
    expect(await running.token()).not.toBe('')
  })

  it('keeps data and secrets for its owner', () => {
    expect(statSync(running.stateFolder).mode & 0o777).toBe(0o700)
    expect(statSync(join(running.stateFolder, 'secrets.env')).mode & 0o777).toBe(0o600)
  })

  it('shows no secret in its output or its processes’ arguments', () => {
    const secret = readFileSync(join(running.stateFolder, 'secrets.env'), 'utf8').trim().split('=')[1] ?? ''
    expect(secret.length).toBeGreaterThan(40)
    const seen = running.output() + execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' })
    expect(seen).not.toContain(secret)
    expect(seen).not.toContain(running.administrator.password)
  })

  it.each([
    '/cdn-cgi/local/explorer',
    '/cdn-cgi/local/explorer/api/d1/database',
    '/cdn-cgi/local/platform-proxy',
    '/cdn-cgi/local/scheduled',
    '/cdn-cgi/local/r2/public/holdfast-site-1/',
    '/cdn-cgi/mf/scheduled',
    '/cdn-cgi/handler/scheduled',
    '/__scheduled',
    '/__cf_local/stream',
    '/json/list',
  ])('has no development surface at %s', async (path) => {
    const response = await fetch(`${running.url}${path}`)
    expect(response.status).toBe(404)
  })

  it('takes no word of the simulator from a client', async () => {
    for (const headers of [
      { 'MF-Original-URL': 'http://127.0.0.1/healthz' },
      { 'MF-Route-Override': 'portals' },
      { 'MF-CF-Blob': 'no json' },
    ]) {
      const response = await fetch(`${running.url}/api/v3/nothing-here`, { headers })
      expect([response.status, Object.keys(headers)]).toEqual([404, Object.keys(headers)])
    }
  })

  it('brings its runtime back when that alone is killed', async () => {
    const own = pidOf(running)
    for (const pid of groupOf(own).filter((member) => member !== own)) process.kill(pid, 'SIGKILL')
    await untilHealthy(running.url)
    expect(await running.token()).not.toBe('')
  })

  it('lets no second console use its data, and says who has them', async () => {
    const { status, said } = await refuse({ PORT: '1', HOLDFAST_STATE: running.stateFolder })
    expect(status).toBe(1)
    expect(said).toContain(`process ${pidOf(running)}`)
  })

  it('says what to do when the port is another console’s', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'holdfast-state-'))
    const { status, said } = await refuse({ PORT: String(running.port), HOLDFAST_STATE: stateFolder })
    rmSync(stateFolder, { recursive: true })
    expect(status).toBe(1)
    expect(said).toMatch(/taken by another console.*PORT=/)
  })

  it('says what to do when the port is another program’s', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const stateFolder = mkdtempSync(join(tmpdir(), 'holdfast-state-'))
    const port = typeof address === 'object' && address ? String(address.port) : ''
    const { status, said } = await refuse({ PORT: port, HOLDFAST_STATE: stateFolder })
    rmSync(stateFolder, { recursive: true })
    server.close()
    expect(status).toBe(1)
    expect(said).toMatch(new RegExp(`Port ${port} is taken by process ${process.pid}`))
  })

  it('has the same data after an orderly stop and after a kill, and leaves no process', async () => {
    const create = async (name: string) => {
      const client = restClient(running.url, await running.token())
      const ownerCredentials = { userName: 'owner', password: 'long enough to be kept 7' }
      await client.post('/organizations/companies', { organizationInput: { name }, ownerCredentials })
    }
    await create('Before the stop')
    const first = pidOf(running)
    expect(await running.stop()).toBe(0)
    expect(groupOf(first)).toEqual([])
    await running.start()
    await create('Before the kill')
    const second = pidOf(running)
    await running.kill()
    expect(groupOf(second)).toEqual([])
    await running.start()
    expect(await listCompanies(running)).toEqual(expect.arrayContaining(['Before the stop', 'Before the kill']))
  })
})

describe('the first administrator', () => {
  it('is made by a link that works once and is printed until then', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'holdfast-state-'))
    const withoutPerson = { HOLDFAST_ADMIN_LOGIN: '', HOLDFAST_ADMIN_PASSWORD: '' }
    const running = await startConsole({ stateFolder, env: withoutPerson })
    const link = /\/setup#(\S+)/.exec(running.output())?.[1]
    await running.stop()
    await running.start()
    expect(/\/setup#(\S+)/.exec(running.output())?.[1]).toBe(link)

    const setUp = (token: string | undefined) =>
      fetch(`${running.url}/api/v3/setup`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token, ...running.administrator }),
      })
    expect((await setUp('wrong')).status).toBeGreaterThanOrEqual(400)
    expect((await setUp(link)).status).toBe(200)
    expect((await setUp(link)).status).toBeGreaterThanOrEqual(400)
    expect(await running.token()).not.toBe('')

    await running.stop()
    await running.start()
    expect(running.output()).not.toContain('/setup#')
    await running.dispose()
    rmSync(stateFolder, { recursive: true })
  })

  it('is refused with the Worker’s own sentence when the password is too weak', async () => {
    const stateFolder = mkdtempSync(join(tmpdir(), 'holdfast-state-'))
    const { status, said } = await refuse({
      PORT: String(await findFreePort()),
      HOLDFAST_STATE: stateFolder,
      HOLDFAST_ADMIN_LOGIN: 'admin',
      HOLDFAST_ADMIN_PASSWORD: 'x',
    })
    rmSync(stateFolder, { recursive: true })
    expect(status).toBe(1)
    expect(said).toMatch(/administrator "admin" cannot be created: .*password/i)
  })
})
