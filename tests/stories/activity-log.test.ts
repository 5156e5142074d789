/** What was done, by whom and from where, as those who may read it see it; and that it cannot be rewritten unnoticed. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { type ActivityLog, activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { managementAgentTask } from '../../worker/contract/event-logs/agent-tasks.ts'
import { auditChain, auditChainEntry } from '../../worker/contract/event-logs/audit-chains.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { many, one, parseCsv, parseXml, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anAgent, aTenancy, type Tenancy } from '../support/tenancy.ts'
import { until } from '../support/until.ts'

const LOG = '/eventLogs/activityLogs'

let holdfast: TestConsole
let admin: RestClient
let acme: Tenancy
let globex: Tenancy
const folder = mkdtempSync(join(tmpdir(), 'holdfast-audit-'))

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  acme = await aTenancy(holdfast.url, admin, 'Acme')
  globex = await aTenancy(holdfast.url, admin, 'Globex')
})
afterAll(async () => {
  await holdfast.dispose()
  rmSync(folder, { recursive: true, force: true })
})

async function askToken(form: Record<string, string>) {
  const response = await fetch(`${holdfast.url}/api/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  return JSON.parse(await response.text())
}

const ofKind = (eventKind: string) => ({ filter: [{ property: 'eventKind', operation: 'equals', value: eventKind }] })

async function read(client: RestClient, query: Record<string, string | number | object> = {}): Promise<ActivityLog[]> {
  return many(activityLog, await client.get(LOG, query))
}

it('shows the provider everything, newest first', async () => {
  const entries = await read(admin)
  const messages = entries.map(({ message }) => message)
  expect(messages).toContain('The company "Acme" was created.')
  expect(messages).toContain('The company "Globex" was created.')
  expect(entries.map(({ date }) => date)).toEqual(
    entries
      .map(({ date }) => date)
      .sort()
      .reverse(),
  )
  const me = one(user, await admin.get('/users/me'))
  const created = entries.find(({ message }) => message === 'The company "Acme" was created.')
  expect(created).toMatchObject({
    activityLogType: 'CompanyCreated',
    activityKind: 'External',
    userUid: me.instanceUid,
    userName: 'admin',
    organizationUid: acme.companyUid,
    clientAddress: '127.0.0.1',
  })
})

it('shows a company its own history and nobody else’s', async () => {
  const entries = await read(acme.owner)
  expect(entries.length).toBeGreaterThan(2)
  expect(new Set(entries.map(({ organizationUid }) => organizationUid))).toEqual(new Set([acme.companyUid]))
  const created = entries.find(({ activityLogType }) => activityLogType === 'CompanyCreated')
  expect(created).toMatchObject({ activityKind: 'External', userUid: null, userName: null, clientAddress: null })
  const me = one(user, await admin.get('/users/me'))
  expect(await read(acme.owner, { userUid: me.instanceUid })).toEqual([])
  const byName = [{ property: 'userName', operation: 'contains', value: 'admin' }]
  expect(await read(acme.owner, { filter: byName })).toEqual([])
})

it('is for those alone who have the permission', async () => {
  await acme.owner.post('/users', {
    organizationUid: acme.companyUid,
    role: 'CompanyAdministrator',
    profile: {},
    credentials: { userName: 'anna', password: PASSWORD },
  })
  const anna = await signIn(holdfast.url, 'Acme\\anna', PASSWORD)
  expect((await anna.call('GET', LOG)).status).toBe(403)
})

it('tells a refused sign-in, without the password', async () => {
  await expect(signIn(holdfast.url, 'Acme\\owner', 'not my password 1')).rejects.toThrow('400')
  const [refused] = await read(acme.owner, {
    filter: [{ property: 'activityLogType', operation: 'equals', value: 'LoginFailed' }],
  })
  expect(refused).toMatchObject({ message: 'A sign-in was refused (wrong password).', repeatCount: 1 })
  expect(JSON.stringify(await read(admin))).not.toContain('not my password')
})

it('tells that somebody has a copy of a refresh token, and of a sign-out', async () => {
  const own = await askToken({ grant_type: 'password', username: 'Acme\\owner', password: PASSWORD })
  const renewed = await askToken({ grant_type: 'refresh_token', refresh_token: own.refresh_token })
  expect(await askToken({ grant_type: 'refresh_token', refresh_token: own.refresh_token })).toMatchObject({
    error: 'invalid_grant',
  })
  const [reused] = await read(acme.owner, ofKind('SignInFailed'))
  expect(reused).toMatchObject({ userName: 'owner', message: 'A sign-in was refused (refresh token reused).' })
  expect((await restClient(holdfast.url, renewed.access_token).call('GET', '/users/me')).status).toBe(401)
  const other = await askToken({ grant_type: 'password', username: 'Acme\\owner', password: PASSWORD })
  await restClient(holdfast.url, other.access_token).delete('/session')
  expect(await read(acme.owner, ofKind('UserSignedOut'))).toHaveLength(1)
})

it('is narrowed by time, organization, user and kind, and turned round', async () => {
  const all = await read(acme.owner, { dateSortingDirection: 'ascending', limit: 500 })
  expect(all.map(({ date }) => date)).toEqual(all.map(({ date }) => date).sort())
  const from = all[2]?.date ?? ''
  const later = await read(acme.owner, { from, limit: 500 })
  expect(later.every(({ date }) => date >= from)).toBe(true)
  const earlier = await read(acme.owner, { to: from, limit: 500 })
  expect(later.length + earlier.length).toBe(all.length)
  expect((await read(admin, { organizationUid: acme.companyUid, limit: 500 })).length).toBe(all.length)
  const byUser = await read(admin, { userUid: one(user, await acme.owner.get('/users/me')).instanceUid })
  expect(new Set(byUser.map(({ userUid }) => userUid)).size).toBe(1)
  expect((await read(admin, { activityLogKind: 'internal' })).every(({ userUid }) => userUid === null)).toBe(true)
  expect((await admin.call('GET', LOG, { query: { from: 'yesterday' } })).status).toBe(400)
})

it('reads the same as XML and CSV', async () => {
  const [first] = await read(acme.owner, { limit: 1 })
  const xml = await acme.owner.text(LOG, 'application/xml', { limit: 1 })
  expect(parseXml(xml.text)).toMatchObject({ response: { data: { item: { message: first?.message } } } })
  const [header = [], row = []] = parseCsv((await acme.owner.text(LOG, 'text/csv', { limit: 1 })).text)
  expect(row[header.indexOf('message')]).toBe(first?.message)
})

it('tells what was changed from what to what, and of a secret only that it was', async () => {
  const secret = 'a very new Passphrase 77'
  const path = `/organizations/companies/${acme.companyUid}`
  const before = one(company, await admin.get(path)).isAlarmDetectEnabled
  await admin.patch(path, [
    { op: 'replace', path: '/isAlarmDetectEnabled', value: !before },
    { op: 'replace', path: '/ownerCredentials/password', value: secret },
  ])
  const [edited] = await read(admin, { organizationUid: acme.companyUid, limit: 1 })
  const changes = new Map(edited?.changes.map(({ property, from, to }) => [property, { from, to }]))
  expect(changes.get('isAlarmDetectEnabled')).toEqual({ from: before, to: !before })
  expect(changes.get('ownerCredentials.password')).toEqual({ from: '(hidden)', to: '(hidden)' })
  expect(edited).toMatchObject({ targetType: 'Company', targetUid: acme.companyUid, signInMethod: 'password' })
  expect(JSON.stringify(await read(admin, { limit: 500 }))).not.toContain(secret)
  acme.owner = await signIn(holdfast.url, 'Acme\\owner', secret)
})

it('counts what is refused again and again as one event', async () => {
  for (let time = 0; time < 3; time++)
    expect((await acme.owner.call('GET', '/eventLogs/managementAgentTasks')).status).toBe(403)
  const refused = await until('the refusals are counted', async () => {
    const found = await read(acme.owner, ofKind('PermissionRefused'))
    const own = found.filter(({ userName }) => userName === 'owner')
    expect(own.length).toBeLessThan(2)
    return own[0]?.repeatCount === 3 ? own[0] : undefined
  })
  expect(refused).toMatchObject({
    userName: 'owner',
    message: 'A request was refused: getManagementAgentTasks (tasks.read).',
  })
  expect(refused?.lastDate).not.toBeNull()
})

it('shows on both sides who acted as whom', async () => {
  const owner = one(user, await acme.owner.get('/users/me'))
  const { userName, password } = holdfast.administrator
  const own = await askToken({ grant_type: 'password', username: userName, password })
  const acting = await askToken({ grant_type: 'as', userUid: owner.instanceUid, refresh_token: own.refresh_token })
  await restClient(holdfast.url, acting.access_token).patch(`/organizations/locations/${acme.remoteUid}`, [
    { op: 'replace', path: '/name', value: 'Head office' },
  ])
  for (const reader of [acme.owner, admin]) {
    const [begun] = await read(reader, { ...ofKind('ImpersonationStarted'), organizationUid: acme.companyUid })
    expect(begun).toMatchObject({
      activityLogType: 'UserImpersonationSuccessful',
      userName: 'admin',
      message: 'Logged in as the user "owner" of "Acme".',
    })
    const [renamed] = await read(reader, { ...ofKind('LocationEdited'), organizationUid: acme.companyUid })
    expect(renamed).toMatchObject({ userName: 'owner', impersonatorName: 'admin', signInMethod: 'impersonation' })
  }
  const here = one(user, await admin.get('/users/me')).organizationUid
  expect(await read(admin, { ...ofKind('ImpersonationStarted'), organizationUid: here })).toHaveLength(1)
})

it('tells what left the console: exports and installers', async () => {
  await acme.owner.text('/organizations/companies', 'text/csv')
  await anAgent(holdfast.url, acme, 'pc-1')
  await acme.owner.text('/organizations/locations', 'application/xml', { export: true })
  await until('the exports are in the history', async () => (await read(acme.owner, ofKind('ListExported')))[1])
  expect(await read(acme.owner, ofKind('ManagementPackageDownloaded'))).toHaveLength(1)
})

it('logs the tasks of agents, for those who manage them', async () => {
  const { backupAgentUid } = await anAgent(holdfast.url, acme, 'pc-2')
  await admin.post(`/infrastructure/backupAgents/linux/${backupAgentUid}/jobs/configuration`, {
    name: 'Nightly',
    operationMode: 'Server',
    jobConfiguration: {
      backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv'] } },
      backupTarget: { targetType: 'CloudRepository' },
    },
  })
  const tasks = many(managementAgentTask, await admin.get('/eventLogs/managementAgentTasks'))
  expect(tasks).toMatchObject([
    {
      taskType: 'BackupAgentJobChange',
      status: 'Scheduled',
      description: 'Add the backup job "Nightly"',
      managementAgentName: 'pc-2',
      organizationUid: acme.companyUid,
      createdBy: 'admin',
      startTime: null,
    },
  ])
  const running = [{ property: 'status', operation: 'equals', value: 'Running' }]
  expect(many(managementAgentTask, await admin.get('/eventLogs/managementAgentTasks', { filter: running }))).toEqual([])
})

it('keeps logs as long as the provider says', async () => {
  const settings = '/eventLogs/settings'
  expect((await admin.call('PUT', settings, { body: { retentionDays: 400 } })).json?.data).toEqual({
    retentionDays: 400,
  })
  expect((await admin.get(settings)).data).toEqual({ retentionDays: 400 })
  expect((await admin.call('PUT', settings, { body: { retentionDays: 1 } })).status).toBe(400)
  expect((await acme.owner.call('PUT', settings, { body: { retentionDays: 400 } })).status).toBe(403)
})

async function verifyAudit(args: string[], env: Record<string, string> = {}) {
  const script = ['--disable-warning=ExperimentalWarning', 'scripts/verify-audit.ts', ...args]
  return promisify(execFile)(process.execPath, script, { env: { ...process.env, ...env } }).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      text: error.stdout + error.stderr,
    }),
  )
}

it('is sealed within a minute into a chain that anybody can verify, without trusting the console', async () => {
  const path = `/organizations/${acme.companyUid}/auditChain`
  const sealed = await until('the history is sealed', async () => {
    const chain = one(auditChain, await acme.owner.get(path))
    return chain.headSequence > 10 ? chain : undefined
  })
  expect(sealed).toMatchObject({ organizationUid: acme.companyUid, prunedSequence: 0, fault: null })
  const { userName, password } = holdfast.administrator
  const login = { HOLDFAST_URL: holdfast.url, HOLDFAST_ADMIN_LOGIN: userName, HOLDFAST_ADMIN_PASSWORD: password }
  const running = await verifyAudit(['--save', folder], login)
  expect(running).toMatchObject({ code: 0, text: expect.stringContaining(`${acme.companyUid}: holds`) })
  const saved = join(folder, `${acme.companyUid}.json`)
  const pinned = ['--public-key', sealed.checkpoint?.publicKey ?? '']
  expect(await verifyAudit([saved, ...pinned])).toMatchObject({ code: 0 })
  expect(await verifyAudit(['--checkpoint', saved], login)).toMatchObject({ code: 0 })
  const gone = join(folder, 'gone.json')
  writeFileSync(gone, readFileSync(saved, 'utf8').replaceAll(acme.companyUid, UNKNOWN_UID))
  expect(await verifyAudit(['--checkpoint', gone], login)).toMatchObject({
    code: 1,
    text: expect.stringContaining(`${UNKNOWN_UID}: BROKEN at event 1: The chain is gone`),
  })
  const tampered = join(folder, 'tampered.json')
  writeFileSync(tampered, readFileSync(saved, 'utf8').replace('CompanyCreated', 'CompanyPainted'))
  expect(await verifyAudit([tampered])).toMatchObject({ code: 1, text: expect.stringMatching(/BROKEN at event \d+/) })
  const csv = join(folder, 'export.csv')
  writeFileSync(csv, (await acme.owner.text(`${path}/entries`, 'text/csv')).text)
  expect(await verifyAudit([csv, '--checkpoint', saved])).toMatchObject({ code: 0 })
})

it('shows a company its own chain, verifiable, without the persons of its provider', async () => {
  const path = `/organizations/${acme.companyUid}/auditChain/entries`
  const entries = many(auditChainEntry, await acme.owner.get(path, { limit: 500 }))
  const created = entries.find(({ entry }) => JSON.parse(entry).kind === 'CompanyCreated')
  expect(created?.person).toBeNull()
  const signedIn = entries.find(({ entry }) => JSON.parse(entry).kind === 'UserSignedIn')
  expect(JSON.parse(signedIn?.person ?? '{}')).toMatchObject({ userName: 'owner', clientAddress: '127.0.0.1' })
  expect(JSON.stringify(entries)).not.toContain('"userName":"admin"')
  for (const end of ['', '/entries'])
    expect((await acme.owner.call('GET', `/organizations/${globex.companyUid}/auditChain${end}`)).status).toBe(404)
  const chains = many(auditChain, await acme.owner.get('/eventLogs/auditChains'))
  expect(chains.map(({ organizationUid }) => organizationUid)).toEqual([acme.companyUid])
  expect(many(auditChain, await admin.get('/eventLogs/auditChains')).length).toBeGreaterThan(2)
})

it('counts who comes from an address that is not on the list', async () => {
  const path = `/organizations/${globex.companyUid}/ipAllowList`
  await admin.ok('PUT', path, { body: { isEnabled: true, blocks: ['192.0.2.0/24'] } })
  for (let time = 0; time < 2; time++) expect((await globex.owner.call('GET', '/users/me')).status).toBe(403)
  const refused = await read(admin, { ...ofKind('AddressRefused'), organizationUid: globex.companyUid })
  expect(refused).toMatchObject([{ userName: 'owner', clientAddress: '127.0.0.1', repeatCount: 2 }])
})
