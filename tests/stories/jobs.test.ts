/** Jobs on Linux as an integrator works with them: configuration, start and stop, sessions, restore points. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backupSession, backupSessionDetail } from '../../worker/contract/backup-sessions/backup-sessions.ts'
import type { LiveMessage } from '../../worker/contract/backup-sessions/live-session.ts'
import {
  backupAgentJob,
  linuxBackupAgentJob,
  linuxJobConfigurationAnswer,
} from '../../worker/contract/infrastructure/backup-agent-jobs.ts'
import {
  protectedComputer,
  protectedComputerJob,
  restorePoint,
} from '../../worker/contract/protected-workloads/computers.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { UNKNOWN_UID } from '../support/organization-builders.ts'
import { connectPaperAgent, type PaperAgent } from '../support/paper-agent.ts'
import { many, one, parseCsv, parseXml, type RestAnswer, type RestClient, restClient } from '../support/rest-client.ts'
import { anAgent, aTenancy, type EnrolledPaperAgent, type Tenancy } from '../support/tenancy.ts'

const LINUX = '/infrastructure/backupAgents/linux'
const COMPUTERS = '/protectedWorkloads/computersManagedByConsole'

let holdfast: TestConsole
let admin: RestClient
let acme: Tenancy
let globex: Tenancy

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  acme = await aTenancy(holdfast.url, admin, 'Acme')
  globex = await aTenancy(holdfast.url, admin, 'Globex')
})
afterAll(() => holdfast.dispose())

function aJob(name: string, members: object = {}, job: object = {}) {
  return {
    name,
    operationMode: 'Server',
    ...members,
    jobConfiguration: {
      backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv'] } },
      backupTarget: { targetType: 'CloudRepository' },
      ...job,
    },
  }
}

async function createJob(backupAgentUid: string, body: object, client = admin) {
  return one(linuxJobConfigurationAnswer, await client.post(`${LINUX}/${backupAgentUid}/jobs/configuration`, body))
}

/** What an agent reports of a run that ended with a warning. */
function aFinishedSession(jobUid: string, repositoryUid: string | null) {
  const at = Date.now()
  return {
    kind: 'sessionFinished' as const,
    sessionUid: randomUUID(),
    jobUid,
    startedAt: at,
    finishedAt: at,
    result: 'Warning' as const,
    failureMessage: 'One file could not be read.',
    repositoryUid,
    snapshot: { snapshotId: 'a'.repeat(64), at, paths: ['/srv'], sourceBytes: 1000, addedBytes: 300, filesCount: 10 },
    filesNew: 10,
    filesChanged: 0,
    filesUnmodified: 0,
    bytesProcessed: 1000,
    bytesAdded: 300,
    log: [{ at, level: 'warning' as const, message: 'One file could not be read: "/srv/\u0007x"' }],
  }
}

function refusal(answer: RestAnswer) {
  const error = answer.json?.errors?.[0]
  return { status: answer.status, type: error?.type, property: error?.propertyName, parameter: error?.parameterName }
}

describe('a job on Linux', () => {
  let agent: EnrolledPaperAgent
  let paper: PaperAgent

  beforeAll(async () => {
    agent = await anAgent(holdfast.url, acme, 'jobs1')
    paper = await connectPaperAgent(holdfast.url, agent.credential, agent.host)
  })
  afterAll(() => paper.close())

  it('is made with the company’s default target, answered as it was given, and handed to the agent', async () => {
    const scheduleSettings = {
      scheduleType: 'Daily',
      dailyScheduleSettings: { time: '22:15:00', dailyMode: 'WeekDays' },
    }
    const body = aJob(
      'Nightly',
      { description: 'Everything below /srv' },
      {
        scheduleSettings,
        retentionSettings: { restorePointsCount: 14 },
        backupStorage: { compressionLevel: 'High', encryptionEnabled: true, password: 'do not keep me' },
      },
    )
    const answer = await admin.call('POST', `${LINUX}/${agent.backupAgentUid}/jobs/configuration`, { body })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).not.toContain('do not keep me')
    const made = linuxJobConfigurationAnswer.parse(answer.json?.data)
    expect(made).toMatchObject({
      name: 'Nightly',
      cloudRepositoryConnectionSettings: { backupResourceUid: acme.resourceUid, username: acme.tenantName },
      jobConfiguration: {
        scheduleSettings,
        retentionSettings: { restorePointsCount: 14, retentionDays: null },
        backupStorage: { compressionLevel: 'High', encryptionEnabled: true, password: null },
      },
    })
    const path = `${LINUX}/${agent.backupAgentUid}/jobs/${made.instanceUid}`
    expect(one(linuxJobConfigurationAnswer, await acme.owner.get(`${path}/configuration`))).toEqual(made)
    expect(one(linuxBackupAgentJob, await acme.owner.get(path))).toMatchObject({
      name: 'Nightly',
      status: 'None',
      backupMode: 'File',
      targetType: 'CloudRepository',
      scheduleType: 'Daily',
    })
    const { jobs } = await paper.hear('jobs')
    expect(jobs).toMatchObject([
      {
        jobUid: made.instanceUid,
        source: { paths: ['/srv'] },
        target: { kind: 'repository', backupResourceUid: acme.resourceUid },
        schedule: { kind: 'daily', timeOfDay: '22:15' },
        retention: { keepLast: 14 },
        compression: 'max',
      },
    ])
  })

  it('is changed by patch, read again before it is written', async () => {
    const made = await createJob(agent.backupAgentUid, aJob('Changing'))
    const path = `${LINUX}/${agent.backupAgentUid}/jobs/${made.instanceUid}/configuration`
    const changes = ['Mon', 'Tue', 'Wed', 'Thu'].map((name, index) =>
      admin.call('PATCH', path, {
        body: [
          { op: 'replace', path: '/description', value: name },
          { op: 'add', path: `/jobConfiguration/backupSource/fileLevelOptions/directories/-`, value: `/d${index}` },
        ],
      }),
    )
    const statuses = (await Promise.all(changes)).map(({ status }) => status)
    const after = one(linuxJobConfigurationAnswer, await admin.get(path))
    const added = statuses.filter((status) => status === 200).length
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true)
    expect(after.jobConfiguration.backupSource.fileLevelOptions?.directories).toHaveLength(1 + added)
    const retried = await admin.patch(path, {
      op: 'replace',
      path: '/jobConfiguration/scheduleSettings/retrySettings/enabled',
      value: 'true',
    })
    expect(one(linuxJobConfigurationAnswer, retried).jobConfiguration.scheduleSettings.retrySettings).toEqual({
      enabled: true,
      retryTimes: 3,
      waitTimeoutMinutes: 10,
    })
    expect(
      refusal(await admin.call('PATCH', path, { body: [{ op: 'replace', path: '/instanceUid', value: UNKNOWN_UID }] })),
    ).toMatchObject({ status: 400 })
    const nowhere = [{ op: 'replace', path: '/jobConfiguration/backupTarget/targetType', value: 'SharedFolder' }]
    expect(refusal(await admin.call('PATCH', path, { body: nowhere }))).toMatchObject({
      status: 400,
      property: 'jobConfiguration.backupTarget.targetType',
    })
  })

  it('is refused with the name of the member at fault, and then does not exist', async () => {
    const before = many(linuxBackupAgentJob, await admin.get(`${LINUX}/${agent.backupAgentUid}/jobs`)).length
    const create = async (body: unknown) =>
      refusal(await admin.call('POST', `${LINUX}/${agent.backupAgentUid}/jobs/configuration`, { body }))
    const bad = { status: 400, type: 'logical', parameter: undefined }
    const settings = (backupResourceUid: string) => ({
      cloudRepositoryConnectionSettings: { backupResourceUid, username: 'x' },
    })
    const named = 'cloudRepositoryConnectionSettings.backupResourceUid'
    expect(await create(aJob('A', settings(UNKNOWN_UID)))).toEqual({ ...bad, property: named })
    expect(await create(aJob('A', settings(globex.resourceUid)))).toEqual({ ...bad, property: named })
    expect(await create({ name: 'A' })).toMatchObject({ status: 400, type: 'logical' })
    expect(await create(aJob('A', {}, { backupSource: { backupMode: 'Everything' } }))).toEqual({
      ...bad,
      property: 'jobConfiguration.backupSource.backupMode',
    })
    const badTime = { scheduleType: 'Daily', dailyScheduleSettings: { time: 'noon' } }
    expect(await create(aJob('A', {}, { scheduleSettings: badTime }))).toEqual({
      ...bad,
      property: 'jobConfiguration.scheduleSettings.dailyScheduleSettings.time',
    })
    expect(await create('[')).toMatchObject({ status: 400 })
    expect((await create(aJob('Nightly'))).status).toBe(409)
    expect(many(linuxBackupAgentJob, await admin.get(`${LINUX}/${agent.backupAgentUid}/jobs`))).toHaveLength(before)
  })

  it('is found by name, sorted and counted over many pages', async () => {
    const other = await anAgent(holdfast.url, acme, 'many')
    for (let number = 1; number <= 12; number++) await createJob(other.backupAgentUid, aJob(`Job ${number}`))
    const byAgent = { property: 'backupAgentUid', operation: 'equals', value: other.backupAgentUid }
    const sort = [{ property: 'name', direction: 'descending', collation: 'lexicographic' }]
    const names: (string | null)[] = []
    for (let offset = 0; offset < 20; offset += 5) {
      const page = await admin.get('/infrastructure/backupAgents/jobs', { filter: [byAgent], sort, limit: 5, offset })
      expect(page.meta?.pagingInfo).toEqual({ total: 12, count: Math.max(0, Math.min(5, 12 - offset)), offset })
      names.push(...many(backupAgentJob, page).map(({ name }) => name))
    }
    expect(names).toEqual(Array.from({ length: 12 }, (_, index) => `Job ${12 - index}`))
    const single = { property: 'name', operation: 'equals', collation: 'ignorecase', value: 'JOB 7' }
    const found = many(
      backupAgentJob,
      await admin.get('/infrastructure/backupAgents/jobs', { filter: [byAgent, single] }),
    )
    expect(found.map(({ name }) => name)).toEqual(['Job 7'])
    const refused = await admin.call('GET', '/infrastructure/backupAgents/jobs', {
      query: { filter: [{ property: 'rev', operation: 'equals', value: 1 }] },
    })
    expect(refused.status).toBe(400)
  })

  it('cannot be started while its agent is away, nor by way of another agent, company or a stranger', async () => {
    const other = await anAgent(holdfast.url, acme, 'away')
    const made = await createJob(other.backupAgentUid, aJob('Waiting'))
    const path = `/infrastructure/backupAgents/${other.backupAgentUid}/jobs/${made.instanceUid}`
    const away = await admin.call('POST', `${path}/start`, { query: { activeFullBackup: 'true' } })
    expect(away.status, away.text).toBe(409)
    expect(away.json?.errors?.[0]?.message).toContain('not connected')
    expect((await admin.call('POST', `${path}/stop`)).status).toBe(400)
    const crossed = `/infrastructure/backupAgents/${agent.backupAgentUid}/jobs/${made.instanceUid}`
    for (const action of ['start', 'stop']) {
      expect((await admin.call('POST', `${crossed}/${action}`)).status).toBe(404)
      expect((await globex.owner.call('POST', `${path}/${action}`)).status).toBe(404)
    }
    expect((await globex.owner.call('GET', `/backupJobs/${made.instanceUid}/sessions`)).status).toBe(404)
    expect((await restClient(holdfast.url, null).call('POST', `${path}/start`)).status).toBe(401)
  })

  it('runs, is watched, and leaves a session and a restore point', async () => {
    const made = await createJob(agent.backupAgentUid, aJob('Running'))
    const jobUid = made.instanceUid
    const path = `${LINUX}/${agent.backupAgentUid}/jobs/${jobUid}`
    expect(many(backupSession, await admin.get(`/backupJobs/${jobUid}/sessions`))).toEqual([])
    expect((await admin.call('POST', `${path}/start`)).status).toBe(200)
    const command = await paper.hear('command')
    expect(command.body).toEqual({ kind: 'startJob', jobUid })
    expect((await admin.call('POST', `${path}/start`)).status).toBe(400)

    const live = await watch(jobUid)
    const sessionUid = randomUUID()
    const startedAt = Date.now()
    await paper.report({ kind: 'sessionStarted', sessionUid, jobUid, startedAt, trigger: 'command', attempt: 1 })
    await paper.report({ kind: 'commandResult', commandUid: command.commandUid, outcome: 'done', message: null })
    paper.say({
      type: 'progress',
      sessionUid,
      jobUid,
      startedAt,
      progress: {
        phase: 'uploading',
        percent: 40,
        filesDone: 4,
        filesTotal: 10,
        bytesDone: 400,
        bytesTotal: 1000,
        currentFile: '/srv/a',
      },
    })
    const seen = await live.until((session) => session.progressPercent === 40)
    expect(seen).toMatchObject({ instanceUid: sessionUid, phase: 'uploading', currentFile: '/srv/a' })
    const running = one(backupSessionDetail, await admin.get(`/backupJobs/${jobUid}/sessions/${sessionUid}`))
    expect(running).toMatchObject({
      status: 'Running',
      progressPercent: 40,
      currentFile: '/srv/a',
      trigger: 'command',
      log: [],
    })
    expect(one(linuxBackupAgentJob, await admin.get(path)).status).toBe('Running')

    await paper.report({ ...aFinishedSession(jobUid, null), sessionUid, startedAt, finishedAt: startedAt + 90_000 })
    expect(await live.until((session) => session.endTime !== null)).toMatchObject({ status: 'Warning' })
    live.close()
    const sessions = many(backupSession, await acme.owner.get(`/backupJobs/${jobUid}/sessions`))
    expect(sessions).toMatchObject([
      { instanceUid: sessionUid, status: 'Warning', durationSeconds: 90, addedBytes: 300 },
    ])
    const ended = one(backupSessionDetail, await acme.owner.get(`/backupJobs/${jobUid}/sessions/${sessionUid}`))
    expect(ended.log).toMatchObject([{ level: 'warning' }])
    const xml = await admin.text(`/backupJobs/${jobUid}/sessions/${sessionUid}`, 'application/xml')
    expect(parseXml(xml.text)).toMatchObject({ response: { data: { log: { item: { level: 'warning' } } } } })
    const csv = parseCsv((await admin.text(`/backupJobs/${jobUid}/sessions`, 'text/csv')).text)
    expect(csv).toHaveLength(2)

    const points = many(restorePoint, await acme.owner.get(`${COMPUTERS}/${agent.backupAgentUid}/restorePoints`))
    expect(points).toMatchObject([
      { jobUid, backedupItems: '/srv', sourceSize: 1000, instanceUid: ended.restorePointUid },
    ])
    expect(many(restorePoint, await acme.owner.get(`${COMPUTERS}/restorePoints/latest`))).toEqual(points)
    const [computer] = many(protectedComputer, await acme.owner.get(COMPUTERS))
    expect(computer).toMatchObject({
      backupAgentUid: agent.backupAgentUid,
      latestRestorePointDate: points[0]?.creationDate,
    })
    const jobs = many(protectedComputerJob, await acme.owner.get(`${COMPUTERS}/${agent.backupAgentUid}/jobs`))
    expect(jobs.find((job) => job.jobUid === jobUid)).toMatchObject({
      jobName: 'Running',
      restorePoints: 1,
      targetType: 'Cloud',
    })
    expect(many(protectedComputer, await globex.owner.get(COMPUTERS))).toEqual([])
    expect((await globex.owner.call('GET', `${COMPUTERS}/${agent.backupAgentUid}/restorePoints`)).status).toBe(404)
  })

  it('goes with its restore points kept', async () => {
    const made = await createJob(agent.backupAgentUid, aJob('Leaving'))
    const path = `${LINUX}/${agent.backupAgentUid}/jobs/${made.instanceUid}`
    expect((await globex.owner.call('DELETE', path, { query: { removeRestorePoints: 'false' } })).status).toBe(404)
    const gone = await acme.owner.call('DELETE', path, { query: { removeRestorePoints: 'false' } })
    expect(gone.json, gone.text).toMatchObject({ data: {}, errors: [] })
    expect((await admin.call('GET', path)).status).toBe(404)
    expect((await admin.call('GET', `${path}/configuration`)).status).toBe(404)
    expect((await admin.call('DELETE', path, { query: { removeRestorePoints: 'false' } })).status).toBe(404)
  })

  it('takes its repository with it when that is asked for and nothing else uses it', async () => {
    const own = await anAgent(holdfast.url, acme, 'emptied')
    const computer = await connectPaperAgent(holdfast.url, own.credential, own.host)
    const [first, second] = [
      await createJob(own.backupAgentUid, aJob('One')),
      await createJob(own.backupAgentUid, aJob('Two')),
    ]
    const access = {
      kind: 'repositoryAccess',
      jobUid: first.instanceUid,
      access: 'appendOnly',
      resticVersion: '0.18.1',
    } as const
    computer.say({ type: 'request', requestUid: randomUUID(), body: access })
    const { repositoryUid = '' } = (await computer.hear('response')).access ?? {}
    await computer.report(aFinishedSession(first.instanceUid, repositoryUid))
    computer.close()

    const remove = (jobUid: string, client = admin) =>
      client.call('DELETE', `${LINUX}/${own.backupAgentUid}/jobs/${jobUid}`, { query: { removeRestorePoints: 'true' } })
    const refused = await remove(first.instanceUid)
    expect(refused.status, refused.text).toBe(409)
    expect(refused.json?.errors?.[0]?.message).toContain('Two')
    expect(many(linuxBackupAgentJob, await admin.get(`${LINUX}/${own.backupAgentUid}/jobs`))).toHaveLength(2)
    const points = `${COMPUTERS}/${own.backupAgentUid}/restorePoints`
    expect(many(restorePoint, await admin.get(points))).toHaveLength(1)
    await admin.delete(`${LINUX}/${own.backupAgentUid}/jobs/${second.instanceUid}`, { removeRestorePoints: 'false' })
    const removed = await remove(first.instanceUid, acme.owner)
    expect(removed.status, removed.text).toBe(200)
    expect(many(restorePoint, await admin.get(points))).toEqual([])
    expect((await admin.call('GET', `/repositories/${repositoryUid}`)).status).toBe(404)
  })

  it('is watched by WebSocket only, and only by those who may see it', async () => {
    const made = await createJob(agent.backupAgentUid, aJob('Watched'))
    const path = `/backupJobs/${made.instanceUid}/live`
    expect(refusal(await admin.call('GET', path))).toMatchObject({ status: 400, type: 'logical' })
    expect((await globex.owner.call('GET', path)).status).toBe(404)
    expect((await restClient(holdfast.url, null).call('GET', path)).status).toBe(401)
  })

  /** Sessions of the job as its live address tells them. */
  async function watch(jobUid: string) {
    const address = `${holdfast.url.replace(/^http/, 'ws')}/api/v3/backupJobs/${jobUid}/live`
    const socket = new WebSocket(address, { headers: { Authorization: `Bearer ${await holdfast.token()}` } } as never)
    const told: LiveMessage[] = []
    socket.addEventListener('message', ({ data }) => {
      told.push(JSON.parse(String(data)))
    })
    await once(socket, 'open')
    return {
      async until(isWanted: (session: LiveMessage['session']) => boolean): Promise<LiveMessage['session']> {
        for (;;) {
          const found = told.map(({ session }) => backupSession.parse(session)).findLast(isWanted)
          if (found !== undefined) return found
          await once(socket, 'message', { signal: AbortSignal.timeout(10_000) })
        }
      },
      close: () => socket.close(),
    }
  }
})
