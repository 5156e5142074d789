/** Resellers with their companies, and the locations of companies, over HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { reseller } from '../../worker/contract/organizations/resellers.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aReseller, companyBody, PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'

let holdfast: TestConsole
let admin: RestClient

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

describe('resellers', () => {
  it('see and make their own companies only', async () => {
    const [north, south] = [await aReseller(admin, 'North'), await aReseller(admin, 'South')]
    const boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
    const own = await aCompany(boss, { name: 'Northern client' })
    expect(own.resellerUid).toBe(north.instanceUid)
    const foreign = await aCompany(admin, { name: 'Southern client', resellerUid: south.instanceUid })
    expect(foreign.resellerUid).toBe(south.instanceUid)
    expect(many(company, await boss.get('/organizations/companies'))).toEqual([own])
    expect((await boss.call('GET', `/organizations/companies/${foreign.instanceUid}`)).status).toBe(404)
    const body = companyBody({ name: 'Smuggled', resellerUid: south.instanceUid })
    const smuggled = await boss.call('POST', '/organizations/companies', { body })
    expect(smuggled.status, smuggled.text).toBe(400)
    expect(many(reseller, await boss.get('/organizations/resellers'))).toEqual([north])
    expect((await boss.call('POST', '/organizations/resellers', { body: {} })).status).toBe(403)
    const byName = await admin.get('/organizations/resellers', {
      filter: [{ property: '_embedded.organization.name', operation: 'equals', value: 'South' }],
      expand: 'Organization',
    })
    expect(many(reseller, byName)[0]?._embedded?.organization?.instanceUid).toBe(south.instanceUid)
  })

  it('take their companies along when disabled, and back only those', async () => {
    const west = await aReseller(admin, 'West')
    const along = await aCompany(admin, { name: 'West along', resellerUid: west.instanceUid })
    const alone = await aCompany(admin, { name: 'West alone', resellerUid: west.instanceUid })
    const status = async ({ instanceUid }: { instanceUid: string }) =>
      one(company, await admin.get(`/organizations/companies/${instanceUid}`)).status
    const set = (path: string, value: string) => admin.patch(path, [{ op: 'replace', path: '/status', value }])
    await set(`/organizations/companies/${alone.instanceUid}`, 'Disabled')
    await set(`/organizations/resellers/${west.instanceUid}`, 'Disabled')
    expect([await status(along), await status(alone)]).toEqual(['Disabled', 'Disabled'])
    const enabling = await admin.call('PATCH', `/organizations/companies/${along.instanceUid}`, {
      body: [{ op: 'replace', path: '/status', value: 'Active' }],
    })
    expect(enabling.status).toBe(409)
    await set(`/organizations/resellers/${west.instanceUid}`, 'Active')
    expect([await status(along), await status(alone)]).toEqual(['Active', 'Disabled'])
    const history = async ({ instanceUid }: { instanceUid: string }) =>
      many(
        activityLog,
        await admin.get('/eventLogs/activityLogs', {
          filter: [
            { property: 'organizationUid', operation: 'equals', value: instanceUid },
            { property: 'activityLogType', operation: 'equals', value: 'CompanyStatusUpdated' },
          ],
        }),
      )
    const [enabled, disabled, ...others] = await history(along)
    expect(others).toEqual([])
    expect(enabled).toMatchObject({
      message: 'The company "West along" was enabled.',
      userName: 'admin',
      targetType: 'Company',
      targetUid: along.instanceUid,
      changes: [{ property: 'status', from: 'Disabled', to: 'Active' }],
    })
    expect(disabled).toMatchObject({ changes: [{ property: 'status', from: 'Active', to: 'Disabled' }] })
    expect(await history(alone)).toHaveLength(1)
  })

  it('are given no company while they are disabled, however it comes', async () => {
    const idle = await aReseller(admin, 'Idle')
    const free = await aCompany(admin, { name: 'Free' })
    await admin.patch(`/organizations/resellers/${idle.instanceUid}`, [
      { op: 'replace', path: '/status', value: 'Disabled' },
    ])
    const body = companyBody({ name: 'Born idle', resellerUid: idle.instanceUid })
    const made = await admin.call('POST', '/organizations/companies', { body })
    expect(made.status, made.text).toBe(409)
    expect(made.json?.errors?.[0]).toMatchObject({
      propertyName: 'resellerUid',
      message: 'resellerUid: the reseller "Idle" is disabled and can be given no company.',
    })
    const path = `/organizations/resellers/${idle.instanceUid}/companies`
    const given = await admin.call('POST', path, { query: { companyUid: free.instanceUid } })
    expect(given.status, given.text).toBe(409)
    expect(many(company, await admin.get(path))).toEqual([])
  })

  it('that are disabled never have a company that is not, however many ask at once', async () => {
    const busy = await aReseller(admin, 'Busy')
    const path = `/organizations/resellers/${busy.instanceUid}`
    const joining = await Promise.all([1, 2, 3].map((index) => aCompany(admin, { name: `Joining ${index}` })))
    const disable = { body: [{ op: 'replace', path: '/status', value: 'Disabled' }] }
    const answers = await Promise.all([
      ...joining.map(({ instanceUid }) =>
        admin.call('POST', `${path}/companies`, { query: { companyUid: instanceUid } }),
      ),
      admin.call('PATCH', path, disable),
      ...[4, 5, 6].map((index) =>
        admin.call('POST', '/organizations/companies', {
          body: companyBody({ name: `Joining ${index}`, resellerUid: busy.instanceUid }),
        }),
      ),
    ])
    for (const { status, text } of answers) expect([200, 409], text).toContain(status)
    const had = many(company, await admin.get(`${path}/companies`))
    expect(had.filter(({ status }) => status !== 'Disabled')).toEqual([])
  })

  it('are given companies, lose them, and leave them to the provider when deleted', async () => {
    const east = await aReseller(admin, 'East')
    const boss = await signIn(holdfast.url, 'East\\boss', PASSWORD)
    const moved = await aCompany(admin, { name: 'Moved' })
    const path = `/organizations/resellers/${east.instanceUid}/companies`
    const assign = () => admin.call('POST', path, { query: { companyUid: moved.instanceUid } })
    const names = async () => many(company, await boss.get('/organizations/companies')).map(({ name }) => name)
    expect((await assign()).status).toBe(200)
    expect(await names()).toEqual(['Moved'])
    expect(many(company, await admin.get(path)).map(({ name }) => name)).toEqual(['Moved'])
    await admin.delete(path, { companyUid: moved.instanceUid })
    expect(await names()).toEqual([])
    const lost = many(activityLog, await boss.get('/eventLogs/activityLogs')).filter(
      ({ targetUid }) => targetUid === moved.instanceUid,
    )
    expect(lost).toMatchObject([
      { eventKind: 'CompanyUnassignedFromReseller', organizationUid: east.instanceUid, userName: null },
    ])
    expect((await assign()).status).toBe(200)
    await admin.delete(`/organizations/resellers/${east.instanceUid}`)
    expect((await boss.call('GET', '/organizations/companies')).status).toBe(401)
    expect(one(company, await admin.get(`/organizations/companies/${moved.instanceUid}`)).resellerUid).toBeNull()
    expect((await assign()).status).toBe(404)
  })
})

describe('locations', () => {
  it('can be made, renamed and removed; the default ones stay', async () => {
    const { instanceUid: organizationUid } = await aCompany(admin, { name: 'Located' })
    const path = '/organizations/locations'
    const made = one(location, await admin.post(path, { organizationUid, name: 'Paris', quotaGb: '10' }))
    expect(made).toMatchObject({ organizationUid, name: 'Paris', quotaGb: 10, type: 'Custom' })
    const taken = await admin.call('POST', path, { body: { organizationUid, name: 'PARIS', quotaGb: 0 } })
    expect(taken.status, taken.text).toBe(409)
    const renamed = one(
      location,
      await admin.patch(`${path}/${made.instanceUid}`, [
        { op: 'replace', path: '/name', value: 'Lyon' },
        { op: 'replace', path: '/quotaGb', value: 20 },
      ]),
    )
    expect(renamed).toEqual({ ...made, name: 'Lyon', quotaGb: 20 })
    const onto = { body: [{ op: 'replace', path: '/name', value: 'remote' }] }
    expect((await admin.call('PATCH', `${path}/${made.instanceUid}`, onto)).status).toBe(409)
    const ofCompany = [{ property: 'organizationUid', operation: 'equals', value: organizationUid }]
    const listed = many(location, await admin.get(path, { filter: ofCompany }))
    expect(listed.map(({ name }) => name)).toEqual(['Hosted', 'Lyon', 'Remote'])
    for (const place of listed) {
      const answer = await admin.call('DELETE', `${path}/${place.instanceUid}`)
      expect(answer.status, answer.text).toBe(place.type === 'Custom' ? 200 : 400)
    }
  })

  it('take their quota from the share of the default one, and give it back', async () => {
    const { instanceUid: organizationUid } = await aCompany(admin, { name: 'Shared out' })
    const path = '/organizations/locations'
    const quotas = async () => {
      const places = many(location, await admin.get(`/organizations/${organizationUid}/locations`))
      return Object.fromEntries(places.map(({ name, quotaGb }) => [name, quotaGb]))
    }
    const set = (uid: string, value: number) =>
      admin.patch(`${path}/${uid}`, [{ op: 'replace', path: '/quotaGb', value }])
    const places = many(location, await admin.get(`/organizations/${organizationUid}/locations`))
    await set(places.find(({ type }) => type === 'Default')?.instanceUid ?? '', 100)
    const bonn = one(location, await admin.post(path, { organizationUid, name: 'Bonn', quotaGb: 30 }))
    const kiel = one(location, await admin.post(path, { organizationUid, name: 'Kiel', quotaGb: 90 }))
    expect(await quotas()).toEqual({ Remote: 0, Hosted: 0, Bonn: 30, Kiel: 90 })
    await set(bonn.instanceUid, 10)
    expect(await quotas()).toMatchObject({ Remote: 20, Bonn: 10 })
    await admin.delete(`${path}/${kiel.instanceUid}`)
    expect(await quotas()).toEqual({ Remote: 90, Hosted: 0, Bonn: 10 })
  })

  it('keep a location that a user is limited to', async () => {
    const { instanceUid: organizationUid } = await aCompany(admin, { name: 'Inhabited' })
    const place = one(
      location,
      await admin.post('/organizations/locations', { organizationUid, name: 'Oslo', quotaGb: 0 }),
    )
    await admin.post('/users', {
      organizationUid,
      userName: 'keeper',
      role: 'CompanyLocationUser',
      profile: { firstName: 'K', lastName: 'Eeper' },
      credentials: { userName: 'keeper', password: PASSWORD },
      locationUids: [place.instanceUid],
    })
    const answer = await admin.call('DELETE', `/organizations/locations/${place.instanceUid}`)
    expect(answer.status, answer.text).toBe(409)
    expect(answer.json?.errors?.[0]?.message).toContain('1 users')
    const keeper = await signIn(holdfast.url, 'Inhabited\\keeper', PASSWORD)
    expect(many(location, await keeper.get('/organizations/locations'))).toEqual([place])
  })

  it.each([
    [{ name: 'X', quotaGb: 1 }, 'organizationUid'],
    [{ organizationUid: UNKNOWN_UID, name: 'X', quotaGb: 1 }, 'organizationUid'],
    [{ organizationUid: UNKNOWN_UID, quotaGb: 1 }, 'name'],
    [{ organizationUid: UNKNOWN_UID, name: 'X', quotaGb: -1 }, 'quotaGb'],
    [{ organizationUid: UNKNOWN_UID, name: 'X', quotaGb: 'many' }, 'quotaGb'],
  ])('refuse %j', async (body, property) => {
    const answer = await admin.call('POST', '/organizations/locations', { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]?.propertyName).toBe(property)
  })
})
