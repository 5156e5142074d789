import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { distFolder } from '../build/sources.ts'
import { Refusal } from '../runtime/refusal.ts'
import type { BackupCompany } from './directory.ts'
import type { RestClient } from './rest-client.ts'

const AGENT = join(distFolder, 'agent', 'holdfast-agent.mjs')
const JOB_NAME = 'Office files'
const FILE_COUNT = 400
const LARGE_FILE_BYTES = 20 * 1024 * 1024
const STEP_WAIT_MS = 120_000
const ASK_AGAIN_MS = 500

interface Job {
  readonly instanceUid: string
  readonly status: string
  readonly lastEndTime: string | null
  readonly failureMessage: string | null
}

export interface DemoBackup {
  readonly computerName: string
  readonly restorePoints: number
  /** Ends the agent; a later run finds its identity and its files again. */
  stop(): Promise<void>
}

export interface DemoAgentOptions {
  readonly url: string
  readonly company: BackupCompany
  readonly resticPath: string
  /** Of the agent's identity and of the files it backs up. */
  readonly folder: string
}

/** Enrols a real agent on this machine, in a folder of its own, and lets it make one real backup. */
export async function makeBackup(
  client: RestClient,
  { url, company, resticPath, folder }: DemoAgentOptions,
): Promise<DemoBackup> {
  const state = join(folder, 'agent')
  const source = join(folder, 'files')
  writeFiles(source)
  let running: ChildProcess | undefined
  const stop = async () => {
    if (running && running.exitCode === null && running.signalCode === null) {
      running.kill('SIGTERM')
      await once(running, 'exit')
    }
  }
  try {
    await enrol(url, state, await requestToken(client, company.uid))
    running = startAgent(['run', '--state', state], { HOLDFAST_RESTIC: resticPath })
    const agent = await findAgent(client, state)
    await runJob(client, agent.instanceUid, source)
    const filter = JSON.stringify([{ property: 'backupAgentUid', operation: 'equals', value: agent.instanceUid }])
    const points = await client.get<unknown[]>('/protectedWorkloads/computersManagedByConsole/restorePoints', {
      filter,
    })
    return { computerName: agent.name, restorePoints: points.length, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What a small office keeps: many small files, two large ones. Each run changes them all. */
function writeFiles(folder: string): void {
  for (let index = 0; index < FILE_COUNT; index++) {
    const group = join(folder, `customer ${index % 20}`)
    mkdirSync(group, { recursive: true })
    writeFileSync(join(group, `letter ${index}.txt`), randomBytes(2000 + index * 10).toString('base64'))
  }
  for (const name of ['accounts.db', 'photos.tar']) writeFileSync(join(folder, name), randomBytes(LARGE_FILE_BYTES))
}

/** The token is in the installer that an administrator would download. */
async function requestToken(client: RestClient, organizationUid: string): Promise<string> {
  const installer = await client.download(
    `/infrastructure/managementAgents/packages/linux?organizationUid=${organizationUid}&tokenExpiryPeriodDays=1`,
  )
  const token = /\bhfe_[\w-]+/.exec(installer)?.[0]
  if (!token) throw new Refusal('The installer that the console gave holds no enrolment token.')
  return token
}

function startAgent(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', AGENT, ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  })
}

async function enrol(url: string, state: string, token: string): Promise<void> {
  const child = startAgent(['enrol', '--url', url, '--state', state, '--token-file', '-'])
  child.stdin?.end(token)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Refusal(`The agent could not enrol (exit status ${code}); what it said stands above.`)
}

interface BackupAgent {
  readonly instanceUid: string
  readonly name: string
}

/** The agent as the console sees it, as soon as it is connected. */
async function findAgent(client: RestClient, state: string): Promise<BackupAgent> {
  const status = execFileSync(process.execPath, [AGENT, 'status', '--json', '--state', state], { encoding: 'utf8' })
  const { enrolment }: { enrolment: { managementAgentUid: string } } = JSON.parse(status)
  const { managementAgentUid } = enrolment
  await until('the agent is connected', async () => {
    const path = `/infrastructure/managementAgents/${managementAgentUid}`
    const agent = await client.get<{ connectionStatus: string }>(path)
    return agent.connectionStatus === 'Online' || undefined
  })
  const agent = await client.find<BackupAgent>('/infrastructure/backupAgents', 'managementAgentUid', managementAgentUid)
  if (!agent) throw new Refusal(`The console lists no backup agent of the management agent ${managementAgentUid}.`)
  return agent
}

function describeJob(source: string) {
  return {
    name: JOB_NAME,
    operationMode: 'Server',
    jobConfiguration: {
      backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: [source] } },
      backupTarget: { targetType: 'CloudRepository' },
      scheduleSettings: { scheduleType: 'Daily', dailyScheduleSettings: { time: '22:00:00', dailyMode: 'Everyday' } },
    },
  }
}

async function runJob(client: RestClient, backupAgentUid: string, source: string): Promise<void> {
  const jobs = `/infrastructure/backupAgents/linux/${backupAgentUid}/jobs`
  const known = await client.find<Job>(jobs, 'name', JOB_NAME)
  const { instanceUid } = known ?? (await client.post<Job>(`${jobs}/configuration`, describeJob(source)))
  await client.post(`${jobs}/${instanceUid}/start`)
  const job = await until('the backup ends', async () => {
    const found = await client.get<Job>(`${jobs}/${instanceUid}`)
    const isNew = found.lastEndTime !== null && found.lastEndTime !== known?.lastEndTime
    return isNew && ['Success', 'Warning', 'Failed'].includes(found.status) ? found : undefined
  })
  if (job.status === 'Failed') throw new Refusal(`The backup failed: ${job.failureMessage ?? 'no reason was given'}`)
}

async function until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  const deadline = performance.now() + STEP_WAIT_MS
  while (performance.now() < deadline) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((done) => setTimeout(done, ASK_AGAIN_MS))
  }
  throw new Refusal(`Waited ${STEP_WAIT_MS / 1000} s in vain until ${what}.`)
}
