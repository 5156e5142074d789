/** What was done, by whom and from where, as those who may read it see it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { type ActivityLog, activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { PASSWORD } from '../support/organization-builders.ts'
import { many, one, parseCsv, parseXml, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { aTenancy, type Tenancy } from '../support/tenancy.ts'

const LOG = '/eventLogs/activityLogs'

let holdfast: TestConsole
let admin: RestClient
let acme: Tenancy

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  acme = await aTenancy(holdfast.url, admin, 'Acme')
  await aTenancy(holdfast.url, admin, 'Globex')
})
afterAll(() => holdfast.dispose())

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
