import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { CLOSE_REPLACED, CLOSE_REVOKED } from '../../worker/contract/agent-protocol.ts'
import type { CompanyStub } from '../../worker/db/company-stub.ts'
import { pushDirectory } from '../../worker/db/directory-push.ts'
import { newUid } from '../../worker/db/new-uid.ts'
import type { CompanyObject } from './company-object.ts'
import {
  ACTOR,
  aFinish,
  aHello,
  aJobInput,
  anEnrolRequest,
  aProgress,
  aSnapshot,
  aStart,
} from './testing/builders.setup.ts'
import { type SeededCompany, seedCompany } from './testing/directory.setup.ts'
import { connectAgent, FakeAgent } from './testing/fake-agent.setup.ts'

function companyOf({ companyUid }: Pick<SeededCompany, 'companyUid'>): CompanyStub {
  return env.COMPANY.getByName(companyUid)
}

function objectOf({ companyUid }: Pick<SeededCompany, 'companyUid'>): DurableObjectStub<CompanyObject> {
  return env.COMPANY.getByName(companyUid)
}

async function aCompany() {
  const seeded = await seedCompany()
  await pushDirectory(env, seeded.companyUid)
  return { ...seeded, company: companyOf(seeded) }
}

async function anAgent() {
  const made = await aCompany()
  const request = anEnrolRequest()
  const enrolled = await made.company.enrolAgent(request, null)
  if (!enrolled.ok) throw new Error(enrolled.failure.code)
  const hello = aHello({ host: request.host })
  const connect = async () => {
    const agent = await connectAgent(made.company, enrolled.value.credential)
    agent.send(hello)
    await agent.next('welcome')
    return agent
  }
  const createJob = async () => {
    const input = aJobInput()
    const target = { kind: 'repository', backupResourceUid: made.resourceUid } as const
    const job = await made.company.createJob(
      enrolled.value.backupAgentUid,
      { ...input, definition: { ...input.definition, target } },
      ACTOR,
    )
    if (!job.ok) throw new Error(job.failure.code)
    return job.value
  }
  return { ...made, ...enrolled.value, hello, connect, createJob }
}

async function rowOf(table: 'jobs' | 'management_agents' | 'restore_points' | 'repositories', uid: string) {
  const row = await env.DB.prepare(`SELECT * FROM ${table} WHERE uid = ?`).bind(uid).first()
  if (row === null) throw new Error(`No row ${uid} in ${table}`)
  return row
}

/** Waits for what a Company object does beside its answers. */
async function eventually<T>(read: () => Promise<T>, isReached: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read()
    if (isReached(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

describe('a company', () => {
  it('has its changes in the lists when they are answered', async () => {
    const { company, createJob, managementAgentUid, resellerUid, providerUid, companyUid } = await anAgent()
    expect(await rowOf('management_agents', managementAgentUid)).toMatchObject({ host_name: 'srv01' })
    const { jobUid } = await createJob()
    expect(await rowOf('jobs', jobUid)).toMatchObject({
      name: 'Daily',
      status: 'None',
      is_enabled: 1,
      destination: 'Cloud 1',
    })
    const { results } = await env.DB.prepare(
      "SELECT organization_uid FROM collection_revisions WHERE collection = 'jobs'",
    ).all()
    expect(results.map(({ organization_uid }) => organization_uid)).toEqual(
      expect.arrayContaining([companyUid, resellerUid, providerUid]),
    )
    expect(await company.deleteJob(jobUid, ACTOR)).toEqual({ ok: true, value: null })
    expect((await rowOf('jobs', jobUid)).deleted_at).not.toBeNull()
    const audit = await env.DB.prepare(
      'SELECT kind, actor_name FROM audit_events WHERE target_uid = ? ORDER BY at, kind',
    )
      .bind(jobUid)
      .all()
    expect(audit.results).toEqual([
      { kind: 'JobCreated', actor_name: 'olga' },
      { kind: 'JobDeleted', actor_name: 'olga' },
    ])
  })

  it('finds its directory by itself when the push was lost', async () => {
    const seeded = await seedCompany()
    expect(await companyOf(seeded).enrolAgent(anEnrolRequest(), null)).toMatchObject({ ok: true })
  })

  it('that does not exist takes nobody in', async () => {
    const enrolled = await companyOf({ companyUid: newUid() }).enrolAgent(anEnrolRequest(), null)
    expect(enrolled).toEqual({ ok: false, failure: { code: 'company_disabled' } })
  })

  it('guards a read-modify-write of a job by its rev, and names by agent', async () => {
    const { company, createJob, backupAgentUid } = await anAgent()
    const { jobUid, rev } = await createJob()
    const input = aJobInput({
      name: 'Renamed',
      definition: { ...aJobInput().definition, target: { kind: 'localFolder', path: '/mnt' } },
    })
    expect(await company.updateJob(jobUid, input, rev, ACTOR)).toMatchObject({
      ok: true,
      value: { rev: 2, name: 'Renamed' },
    })
    expect(await company.updateJob(jobUid, input, rev, ACTOR)).toMatchObject({ failure: { code: 'conflict' } })
    expect(await company.createJob(backupAgentUid, { ...input, name: 'RENAMED' }, ACTOR)).toMatchObject({
      failure: { code: 'name_taken' },
    })
    expect(await company.createJob(backupAgentUid, aJobInput({ name: 'Other' }), ACTOR)).toMatchObject({
      failure: { code: 'target_missing' },
    })
    expect(await company.getJob(newUid())).toMatchObject({ failure: { code: 'not_found', what: 'job' } })
  })
})

describe('an agent’s connection', () => {
  it('carries a whole backup: start, credential, escrow, progress, result, restore point', async () => {
    const { company, connect, createJob } = await anAgent()
    const agent = await connect()
    const { jobUid } = await createJob()
    expect((await agent.next('jobs')).jobs).toMatchObject([{ jobUid, name: 'Daily' }])
    expect(await company.startJob(jobUid, ACTOR)).toEqual({ ok: true, value: null })
    const { commandUid } = await agent.next('command')
    const start = aStart(jobUid, { trigger: 'command' })
    await agent.tell(start)
    await agent.tell({ kind: 'commandResult', commandUid, outcome: 'done', message: null })
    const requestUid = newUid()
    agent.send({
      type: 'request',
      requestUid,
      body: { kind: 'repositoryAccess', jobUid, access: 'appendOnly', resticVersion: '0.18.0' },
    })
    const { access } = await agent.next('response')
    if (access === undefined) throw new Error('No access')
    expect(access).toMatchObject({
      url: `https://console.example/vault/${access.repositoryUid}/`,
      repositoryPassword: null,
    })
    agent.send({
      type: 'request',
      requestUid,
      body: { kind: 'escrowPassword', repositoryUid: access.repositoryUid, password: 'made on the machine' },
    })
    expect(await agent.next('response')).toEqual({ type: 'response', requestUid })
    agent.send({ type: 'progress', ...start, progress: aProgress({ percent: 42 }) })
    const { repositoryUid } = access
    await agent.tell(aFinish(jobUid, { sessionUid: start.sessionUid, repositoryUid, snapshot: aSnapshot('a') }))
    const job = await eventually(
      () => rowOf('jobs', jobUid),
      ({ status }) => status === 'Success',
    )
    expect(job).toMatchObject({ restore_points_count: 1, repository_uid: repositoryUid })
    const listed = await company.listSessions(jobUid, { limit: 10, offset: 0 })
    expect(listed).toMatchObject({ ok: true, value: { total: 1, rows: [{ status: 'Success', trigger: 'command' }] } })
    const session = await company.getSession(jobUid, start.sessionUid)
    expect(session).toMatchObject({ ok: true, value: { log: [{ message: 'Backup began' }] } })
    agent.close()
  })

  it('is refused without a valid credential', async () => {
    const { company } = await anAgent()
    const answer = await company.fetch('https://company/agent', {
      headers: { Upgrade: 'websocket', Authorization: `Bearer hfa.${newUid()}.${newUid()}.${'A'.repeat(43)}` },
    })
    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ errors: [{ type: 'security' }] })
  })

  it('makes way for a newer one of the same agent', async () => {
    const { connect, managementAgentUid } = await anAgent()
    const first = await connect()
    const second = await connect()
    expect(await first.closed).toMatchObject({ code: CLOSE_REPLACED })
    expect(await rowOf('management_agents', managementAgentUid)).toMatchObject({ connection_status: 'Online' })
    second.close()
    await eventually(
      () => rowOf('management_agents', managementAgentUid),
      (row) => row.connection_status === 'Inaccessible',
    )
  })

  it('lives on when the object is evicted from memory', async () => {
    const made = await anAgent()
    const { company, connect, createJob } = made
    const agent = await connect()
    const { jobUid } = await createJob()
    await agent.next('jobs')
    const start = aStart(jobUid)
    await agent.tell(start)
    await evictDurableObject(objectOf(made))
    expect(await company.stopJob(jobUid, ACTOR)).toEqual({ ok: true, value: null })
    expect((await agent.next('command')).body).toEqual({ kind: 'stopJob', jobUid })
    await agent.tell(aFinish(jobUid, { sessionUid: start.sessionUid, result: 'Canceled' }))
    expect(await company.getSession(jobUid, start.sessionUid)).toMatchObject({
      ok: true,
      value: { session: { status: 'Canceled' } },
    })
    agent.close()
  })

  it('is answered on a ping', async () => {
    const { connect } = await anAgent()
    const agent = await connect()
    agent.send('ping')
    await eventually(
      async () => agent.received.map(String),
      (received) => received.includes('pong'),
    )
    agent.close()
  })

  it('gets what it missed after a reconnect: jobs and commands, once each', async () => {
    const { company, connect, createJob, credential, hello } = await anAgent()
    const first = await connect()
    const { jobUid } = await createJob()
    await company.startJob(jobUid, ACTOR)
    await first.next('command')
    first.close()
    await first.closed
    const second = await connectAgent(company, credential)
    second.send(hello)
    expect((await second.next('welcome')).jobs).toMatchObject([{ jobUid }])
    const { commandUid } = await second.next('command')
    await second.tell({ kind: 'commandResult', commandUid, outcome: 'refused', message: 'Already done.' })
    expect(await rowOf('jobs', jobUid)).toMatchObject({ status: 'None', failure_message: 'Already done.' })
    second.close()
  })

  it('ends when its agent is deleted, for good', async () => {
    const { company, connect, managementAgentUid, credential } = await anAgent()
    const agent = await connect()
    expect(await company.deleteManagementAgent(managementAgentUid, ACTOR)).toEqual({ ok: true, value: null })
    expect(await agent.closed).toMatchObject({ code: CLOSE_REVOKED })
    await expect(connectAgent(company, credential)).rejects.toThrow('401')
  })
})

describe('an onlooker', () => {
  it('sees the session at once and each progress as it happens', async () => {
    const { company, connect, createJob } = await anAgent()
    const agent = await connect()
    const { jobUid } = await createJob()
    const start = aStart(jobUid)
    await agent.tell(start)
    const answer = await company.fetch(`https://company/live?jobUid=${jobUid}`, { headers: { Upgrade: 'websocket' } })
    if (answer.webSocket === null) throw new Error(`No WebSocket: ${answer.status}`)
    const onlooker = new FakeAgent(answer.webSocket)
    const messages = () =>
      eventually(
        async () => onlooker.received.splice(0),
        (received) => received.length > 0,
      )
    expect(await messages()).toMatchObject([
      { type: 'session', session: { instanceUid: start.sessionUid, status: 'Running' } },
    ])
    agent.send({ type: 'progress', ...start, progress: aProgress({ percent: 42 }) })
    expect(await messages()).toMatchObject([{ session: { progressPercent: 42, phase: 'uploading' } }])
    await agent.tell(aFinish(jobUid, { sessionUid: start.sessionUid }))
    expect(await messages()).toMatchObject([{ session: { status: 'Success', progressPercent: null } }])
    onlooker.close()
    agent.close()
  })

  it('of a job that is not there is told so', async () => {
    const { company } = await aCompany()
    const answer = await company.fetch(`https://company/live?jobUid=${newUid()}`, { headers: { Upgrade: 'websocket' } })
    expect(answer.status).toBe(404)
  })
})

describe('the alarm', () => {
  it('delivers to the lists what a crash left behind', async () => {
    const made = await anAgent()
    const { jobUid } = await made.createJob()
    await runInDurableObject(objectOf(made), async (_instance, { storage }) => {
      storage.sql.exec(
        `INSERT INTO outbox (collection, uid, rev, row)
         SELECT 'sessionDays', '2026-11-02', 99999999999999,
           json_object('organizationUid', ?, 'dayOn', '2026-11-02', 'successCount', 3, 'warningCount', 0, 'failedCount', 0, 'addedBytes', 7)`,
        jobUid,
      )
      await storage.setAlarm(Date.now() + 60_000)
    })
    expect(await runDurableObjectAlarm(objectOf(made))).toBe(true)
    const day = await env.DB.prepare('SELECT success_count FROM session_days WHERE organization_uid = ?')
      .bind(jobUid)
      .first()
    expect(day).toEqual({ success_count: 3 })
  })
})
