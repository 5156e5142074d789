/** Agents, jobs, restore points and repositories as an integrator works with them: over HTTP, in all three formats. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import {
  backupAgentJob,
  linuxBackupAgentJob,
  linuxJobConfigurationAnswer,
} from '../../worker/contract/infrastructure/backup-agent-jobs.ts'
import { backupAgent, linuxBackupAgent } from '../../worker/contract/infrastructure/backup-agents.ts'
import { managementAgent } from '../../worker/contract/infrastructure/management-agents.ts'
import { unverifiedAgent } from '../../worker/contract/infrastructure/unverified-agents.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import {
  protectedComputer,
  protectedComputerJob,
  restorePoint,
} from '../../worker/contract/protected-workloads/computers.ts'
import {
  repository,
  repositoryCredentials,
  repositoryDetail,
  repositoryPassword,
} from '../../worker/contract/repositories/repositories.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { UNKNOWN_UID } from '../support/organization-builders.ts'
import { aHost, knock, poll } from '../support/paper-agent.ts'
import { many, one, parseCsv, parseXml, type RestAnswer, type RestClient, restClient } from '../support/rest-client.ts'
import {
  anAgent,
  anEnrolmentToken,
  aTenancy,
  type EnrolledPaperAgent,
  LINUX_PACKAGE,
  type Tenancy,
} from '../support/tenancy.ts'

const AGENTS = '/infrastructure/managementAgents'
const UNVERIFIED = '/infrastructure/unverifiedAgents'
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

function refusal(answer: RestAnswer) {
  const error = answer.json?.errors?.[0]
  return { status: answer.status, type: error?.type, property: error?.propertyName, parameter: error?.parameterName }
}

const LISTS: [string, z.ZodType][] = [
  [AGENTS, managementAgent],
  [UNVERIFIED, unverifiedAgent],
  ['/infrastructure/backupAgents', backupAgent],
  [LINUX, linuxBackupAgent],
  ['/infrastructure/backupAgents/jobs', backupAgentJob],
  [`${LINUX}/jobs`, linuxBackupAgentJob],
  [COMPUTERS, protectedComputer],
  [`${COMPUTERS}/jobs`, protectedComputerJob],
  [`${COMPUTERS}/restorePoints`, restorePoint],
  [`${COMPUTERS}/restorePoints/latest`, restorePoint],
  ['/repositories', repository],
]

describe('an empty console', () => {
  it.each(LISTS)('answers %s with an empty page in each format', async (path, item) => {
    const json = await admin.get(path)
    expect(many(item, json)).toEqual([])
    expect(json.meta).toEqual({ pagingInfo: { total: 0, count: 0, offset: 0 } })
    expect(parseXml((await admin.text(path, 'application/xml')).text)).toMatchObject({ response: { data: '' } })
    const csv = await admin.text(path, 'text/csv')
    expect(parseCsv(csv.text)).toHaveLength(1)
    expect(csv.headers.get('X-Total-Count')).toBe('0')
  })
})

describe('the Linux package', () => {
  it('is a script to save, with a token of its own each time, whatever is accepted', async () => {
    const query = { organizationUid: acme.companyUid, cloudTenantUid: '', locationUid: '' }
    const answer = await admin.call('GET', LINUX_PACKAGE, { query, headers: { Accept: 'application/octet-stream' } })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('Content-Type')).toBe('application/octet-stream')
    expect(answer.headers.get('Content-Disposition')).toContain('holdfast-agent.acme.remote.sh')
    expect(answer.text).toMatch(/^#!/)
    expect(answer.text).toContain(holdfast.url)
    expect(await anEnrolmentToken(admin, query)).not.toBe(await anEnrolmentToken(admin, query))
    for (const Accept of ['application/json', 'text/csv', '*/*', 'image/png']) {
      expect((await admin.call('GET', LINUX_PACKAGE, { query, headers: { Accept } })).status, Accept).toBe(200)
    }
  })

  it('is for their own company when a company’s users ask', async () => {
    const reply = await knock(holdfast.url, aHost('own'), await anEnrolmentToken(acme.owner, {}))
    expect(reply).toMatchObject({ status: 'enrolled', companyUid: acme.companyUid })
  })

  it('says in JSON what is wrong with a request', async () => {
    const headers = { Accept: 'application/octet-stream' }
    const asked = async (query: Record<string, string>, client = admin) =>
      refusal(await client.call('GET', LINUX_PACKAGE, { query, headers }))
    const bad = { status: 400, type: 'logical', property: undefined }
    expect(await asked({ organizationUid: UNKNOWN_UID })).toEqual({ ...bad, parameter: 'organizationUid' })
    expect(await asked({ organizationUid: 'x' })).toEqual({ ...bad, parameter: 'organizationUid' })
    expect(await asked({ locationUid: UNKNOWN_UID })).toEqual({ ...bad, parameter: 'locationUid' })
    const foreign = { organizationUid: acme.companyUid, locationUid: globex.remoteUid }
    expect(await asked(foreign)).toEqual({ ...bad, parameter: 'locationUid' })
    const foreignTenant = { organizationUid: acme.companyUid, cloudTenantUid: globex.tenantUid }
    expect(await asked(foreignTenant)).toEqual({ ...bad, parameter: 'cloudTenantUid' })
    expect(await asked({ organizationUid: globex.companyUid }, acme.owner)).toEqual({
      ...bad,
      parameter: 'organizationUid',
    })
    expect(await asked({ tokenExpiryPeriodDays: '0' })).toEqual({ ...bad, parameter: 'tokenExpiryPeriodDays' })
    expect(await asked({ tokenExpiryPeriodDays: 'soon' })).toEqual({ ...bad, parameter: 'tokenExpiryPeriodDays' })
  })
})

describe('an unverified agent', () => {
  it('is listed until it is taken in, and enrols at its next poll', async () => {
    const host = aHost('stranger')
    const first = await knock(holdfast.url, host, 'hfe_no-such-token')
    if (first.status !== 'unverified') throw new Error(`The agent is ${first.status}`)
    const byName = { filter: [{ property: 'hostName', operation: 'equals', value: 'stranger' }] }
    const [listed] = many(unverifiedAgent, await admin.get(UNVERIFIED, byName))
    expect(listed).toMatchObject({ instanceUid: first.unverifiedUid, status: 'Pending', platformType: 'Linux' })
    expect(await poll(holdfast.url, first)).toMatchObject({ status: 'unverified' })

    const accept = (query: Record<string, string>) =>
      admin.call('POST', `${UNVERIFIED}/${first.unverifiedUid}/accept`, { query })
    expect(refusal(await accept({}))).toMatchObject({ status: 400, parameter: 'organizationUid' })
    expect(refusal(await accept({ organizationUid: UNKNOWN_UID }))).toMatchObject({ status: 400 })
    const done = await accept({ organizationUid: globex.companyUid, cloudTenantUid: '' })
    expect(done.json, done.text).toMatchObject({ data: {}, errors: [] })
    const waiting = one(unverifiedAgent, await admin.get(`${UNVERIFIED}/${first.unverifiedUid}`))
    expect(waiting.status).toBe('Accepted')

    const reply = await poll(holdfast.url, first)
    expect(reply).toMatchObject({ status: 'enrolled', companyUid: globex.companyUid })
    expect(many(unverifiedAgent, await admin.get(UNVERIFIED, byName))).toEqual([])
    const [enrolled] = many(managementAgent, await globex.owner.get(AGENTS))
    expect(enrolled).toMatchObject({
      hostName: 'stranger',
      organizationUid: globex.companyUid,
      locationUid: globex.remoteUid,
    })
  })

  it('is no business of companies', async () => {
    expect((await acme.owner.call('GET', UNVERIFIED)).status).toBe(403)
  })
})

describe('an enrolled agent', () => {
  let agent: EnrolledPaperAgent

  beforeAll(async () => {
    agent = await anAgent(holdfast.url, acme, 'srv10')
  })

  it('is seen from all sides, by its company and not by another one', async () => {
    const managed = one(managementAgent, await acme.owner.get(`${AGENTS}/${agent.managementAgentUid}`))
    expect(managed).toMatchObject({ hostName: 'srv10', locationUid: acme.remoteUid, connectionStatus: 'Inaccessible' })
    expect(managed.computerInfo).toMatchObject({ fqdn: 'srv10.example', ipAddresses: ['192.0.2.7', '2001:db8::7'] })
    const path = `/infrastructure/backupAgents/${agent.backupAgentUid}`
    expect(one(backupAgent, await acme.owner.get(path))).toMatchObject({
      name: 'srv10',
      managementAgentUid: agent.managementAgentUid,
      totalJobsCount: 0,
    })
    expect(one(linuxBackupAgent, await acme.owner.get(`${LINUX}/${agent.backupAgentUid}`))).toEqual({
      instanceUid: agent.backupAgentUid,
      managementAgentUid: agent.managementAgentUid,
    })
    expect(many(backupAgent, await acme.owner.get(path.replace(/\/[^/]*$/, ''))).length).toBeGreaterThan(0)
    expect((await globex.owner.call('GET', path)).status).toBe(404)
    expect((await globex.owner.call('GET', `${AGENTS}/${agent.managementAgentUid}`)).status).toBe(404)
    expect((await admin.call('GET', `${AGENTS}/${UNKNOWN_UID}`)).status).toBe(404)
    expect((await admin.call('GET', `${AGENTS}/nonsense`)).status).toBe(400)
  })

  it('reads the same as XML and CSV', async () => {
    const path = `${AGENTS}/${agent.managementAgentUid}`
    const json = one(managementAgent, await admin.get(path))
    const xml = await admin.text(path, 'application/xml')
    expect(parseXml(xml.text)).toMatchObject({
      response: { data: { hostName: 'srv10', computerInfo: { ipAddresses: { item: json.computerInfo.ipAddresses } } } },
    })
    const [header = [], row = []] = parseCsv((await admin.text(path, 'text/csv')).text)
    expect(row[header.indexOf('computerInfo.fqdn')]).toBe('srv10.example')
    expect(JSON.parse(row[header.indexOf('computerInfo.ipAddresses')] ?? '')).toEqual(json.computerInfo.ipAddresses)
  })

  it('takes a tag, a friendly name and a location of its company by patch, and nothing else', async () => {
    const path = `${AGENTS}/${agent.managementAgentUid}`
    const branch = one(
      location,
      await admin.post('/organizations/locations', { organizationUid: acme.companyUid, name: 'Branch', quotaGb: 0 }),
    )
    const patched = await admin.patch(path, [
      { op: 'replace', path: '/tag', value: 'rack 7' },
      { op: 'add', path: 'FriendlyName', value: 'Database' },
      { op: 'replace', path: '/locationUid', value: branch.instanceUid.toUpperCase() },
    ])
    const expected = { tag: 'rack 7', friendlyName: 'Database', locationUid: branch.instanceUid }
    expect(one(managementAgent, patched)).toMatchObject(expected)
    expect(one(managementAgent, await admin.get(path))).toMatchObject(expected)
    const refused = async (patch: unknown) => {
      const answer = await admin.call('PATCH', path, { body: patch })
      return { status: answer.status, ...answer.json?.errors?.[0] }
    }
    expect(await refused({ op: 'replace', path: '/hostName', value: 'x' })).toMatchObject({ status: 400, code: 1001 })
    const foreign = { op: 'replace', path: '/locationUid', value: globex.remoteUid }
    expect(await refused([{ op: 'replace', path: '/tag', value: 'lost' }, foreign])).toMatchObject({ status: 400 })
    expect(await refused({ op: 'replace', path: '/tag', value: 'x'.repeat(256) })).toMatchObject({ status: 400 })
    expect(one(managementAgent, await admin.get(path))).toMatchObject(expected)
  })
})

describe('a repository made by hand', () => {
  it('gives credentials for the vault and its password to those who may have them', async () => {
    const made = one(
      repositoryDetail,
      await acme.owner.post('/repositories', { name: 'Archive', companyUid: acme.companyUid }),
    )
    expect(made).toMatchObject({ name: 'Archive', backupResourceUid: acme.resourceUid, usedBytes: 0, status: 'Active' })
    const path = `/repositories/${made.instanceUid}`
    expect(one(repositoryDetail, await acme.owner.get(path))).toEqual(made)
    expect(many(repository, await acme.owner.get('/repositories')).map(({ instanceUid }) => instanceUid)).toEqual([
      made.instanceUid,
    ])
    expect((await globex.owner.call('GET', path)).status).toBe(404)
    expect((await globex.owner.call('POST', `${path}/password`)).status).toBe(404)

    const given = await acme.owner.post(`${path}/credentials`, { access: 'full', hours: 2 })
    const { url, userName, password, expiresAt } = one(repositoryCredentials, given)
    expect(url).toBe(`rest:${holdfast.url}/vault/${made.instanceUid}/`)
    const validMs = Date.parse(expiresAt) - Date.now()
    expect(validMs).toBeGreaterThan(1.9 * 3_600_000)
    const Authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
    const vault = url.replace('rest:', '')
    expect((await fetch(`${vault}config`, { headers: { Authorization } })).status).toBe(404)
    expect((await fetch(`${vault}config`)).status).toBe(401)
    for (const body of [
      { access: 'full', hours: 0 },
      { access: 'full', hours: 169 },
      { access: 'all', hours: 1 },
      {},
    ]) {
      const refused = await acme.owner.call('POST', `${path}/credentials`, { body })
      expect(refused.status, refused.text).toBe(400)
    }
    const hours = await acme.owner.call('POST', `${path}/credentials`, { body: { access: 'full', hours: 169 } })
    expect(hours.json?.errors?.[0]).toMatchObject({ propertyName: 'hours', message: expect.stringContaining('168') })

    const revealed = one(repositoryPassword, await acme.owner.post(`${path}/password`))
    expect(revealed.password.length).toBeGreaterThan(30)
    expect(JSON.stringify(await acme.owner.get(path))).not.toContain(revealed.password)

    expect((await acme.owner.call('DELETE', path)).json).toMatchObject({ data: {}, errors: [] })
    expect((await acme.owner.call('GET', path)).status).toBe(404)
    expect((await fetch(`${vault}config`, { headers: { Authorization } })).status).not.toBe(200)
  })

  it('is refused for what is not the company’s', async () => {
    const create = async (body: unknown, client = acme.owner) =>
      refusal(await client.call('POST', '/repositories', { body }))
    const { companyUid } = acme
    expect(await create({ name: 'A', companyUid: globex.companyUid })).toMatchObject({
      status: 400,
      property: 'companyUid',
    })
    expect(await create({ name: 'A', companyUid, backupResourceUid: globex.resourceUid })).toMatchObject({
      status: 400,
      property: 'backupResourceUid',
    })
    expect(await create({ name: ' ', companyUid })).toMatchObject({ status: 400, property: 'name' })
    expect(await create({ name: 'A' })).toMatchObject({ status: 400, property: 'companyUid' })
  })
})

describe('removing a computer', () => {
  it('takes the agent and its jobs away and says so', async () => {
    const agent = await anAgent(holdfast.url, acme, 'leaving')
    const made = one(
      linuxJobConfigurationAnswer,
      await acme.owner.post(`${LINUX}/${agent.backupAgentUid}/jobs/configuration`, {
        name: 'With it',
        operationMode: 'Server',
        jobConfiguration: {
          backupSource: { backupMode: 'EntireComputer' },
          backupTarget: { targetType: 'CloudRepository' },
        },
      }),
    )
    expect((await globex.owner.call('DELETE', `${AGENTS}/${agent.managementAgentUid}`)).status).toBe(404)
    const gone = await acme.owner.delete(`${AGENTS}/${agent.managementAgentUid}`)
    expect(gone.data).toMatchObject([{ message: expect.stringContaining('1') }])
    expect((await admin.call('GET', `${AGENTS}/${agent.managementAgentUid}`)).status).toBe(404)
    expect((await admin.call('GET', `/infrastructure/backupAgents/${agent.backupAgentUid}`)).status).toBe(404)
    expect((await admin.call('GET', `${LINUX}/${agent.backupAgentUid}/jobs/${made.instanceUid}`)).status).toBe(404)
  })

  it('can take its backup agent alone', async () => {
    const agent = await anAgent(holdfast.url, acme, 'half')
    const gone = await acme.owner.call('DELETE', `/infrastructure/backupAgents/${agent.backupAgentUid}`)
    expect(gone.json, gone.text).toMatchObject({ data: {}, errors: [] })
    expect((await admin.call('GET', `${LINUX}/${agent.backupAgentUid}`)).status).toBe(404)
    expect((await admin.call('GET', `${AGENTS}/${agent.managementAgentUid}`)).status).toBe(200)
  })
})
