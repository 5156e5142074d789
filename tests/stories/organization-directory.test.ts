/** The one list of all organizations, the containers that group them, and the lists that forms are filled from. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../worker/contract/organizations/companies.ts'
import { container } from '../../worker/contract/organizations/containers.ts'
import { organization } from '../../worker/contract/organizations/organization.ts'
import { provider } from '../../worker/contract/organizations/organizations.ts'
import { country, currency, timeZone, usaState } from '../../worker/contract/reference-lists/reference-lists.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aReseller, PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { many, one, parseCsv, type RestClient, restClient, signIn } from '../support/rest-client.ts'

let holdfast: TestConsole
let admin: RestClient

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

describe('organizations', () => {
  it('are listed together, each caller seeing its own and those below', async () => {
    const north = await aReseller(admin, 'North')
    const below = await aCompany(admin, { name: 'Below', resellerUid: north.instanceUid })
    const beside = await aCompany(admin, { name: 'Beside' })
    const namesOf = async (client: RestClient) =>
      many(organization, await client.get('/organizations')).map(({ name, type }) => `${type} ${name}`)
    const all = await namesOf(admin)
    expect(all).toEqual(expect.arrayContaining(['Reseller North', 'Company Below', 'Company Beside']))
    expect(all.filter((name) => name.startsWith('Provider'))).toHaveLength(1)
    expect(await namesOf(await signIn(holdfast.url, 'North\\boss', PASSWORD))).toEqual([
      'Company Below',
      'Reseller North',
    ])
    const owner = await signIn(holdfast.url, 'Below\\owner', PASSWORD)
    expect(await namesOf(owner)).toEqual(['Company Below'])
    expect((await owner.call('GET', `/organizations/${beside.instanceUid}`)).status).toBe(404)
    expect((await owner.call('GET', '/organizations/provider')).status).toBe(404)
    expect(one(organization, await owner.get(`/organizations/${below.instanceUid}`)).email).toBe('office@example.com')
    const own = many(company, await admin.get('/organizations/provider/companies'))
    expect(own.map(({ name }) => name)).toEqual(['Beside'])
    const top = one(provider, await admin.get('/organizations/provider', { expand: 'Organization' }))
    expect(top._embedded?.organization).toMatchObject({ type: 'Provider', instanceUid: top.instanceUid })
  })

  it('can be renamed and described; the new name is the one to sign in with', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Old name', alias: 'old' })
    const path = `/organizations/${instanceUid}`
    const changed = one(
      organization,
      await admin.patch(path, [
        { op: 'replace', path: '/name', value: 'New name' },
        { op: 'remove', path: '/alias' },
        { op: 'add', path: '/country', value: '276' },
        { op: 'add', path: '/notes', value: 'a\r\nb' },
      ]),
    )
    expect(changed).toMatchObject({ name: 'New name', alias: null, country: 276, notes: 'a\r\nb' })
    await signIn(holdfast.url, 'New name\\owner', PASSWORD)
    await expect(signIn(holdfast.url, 'old\\owner', PASSWORD)).rejects.toThrow('400')
    for (const [operation, status] of [
      [{ op: 'replace', path: '/type', value: 'Provider' }, 400],
      [{ op: 'replace', path: '/email', value: 'nobody' }, 400],
      [{ op: 'replace', path: '/name', value: 'north' }, 409],
    ] as const) {
      const answer = await admin.call('PATCH', path, { body: [operation] })
      expect(answer.status, answer.text).toBe(status)
    }
    const owner = await signIn(holdfast.url, 'New name\\owner', PASSWORD)
    const refused = await owner.call('PATCH', path, { body: [{ op: 'replace', path: '/notes', value: 'x' }] })
    expect(refused.status).toBe(403)
  })

  it('do not show a company what is noted about it above, nor lose it by what the company changes', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Noted' })
    const path = `/organizations/${instanceUid}`
    const note = (value: string) => admin.patch(path, [{ op: 'replace', path: '/notes', value }])
    await note('pays late')
    await note('pays never')
    const owner = await signIn(holdfast.url, 'Noted\\owner', PASSWORD)
    const changed = one(organization, await owner.patch(path, [{ op: 'replace', path: '/city', value: 'Bonn' }]))
    expect(changed).toMatchObject({ city: 'Bonn', notes: null })
    const seen = await Promise.all([
      owner.text(path, 'application/json'),
      owner.text('/organizations', 'text/csv'),
      owner.text(`/organizations/companies/${instanceUid}`, 'application/json', { expand: 'Organization' }),
      owner.text('/organizations/companies', 'application/json', { expand: 'Organization' }),
      owner.text('/eventLogs/activityLogs', 'application/json'),
    ])
    expect(seen.map(({ text }) => text).join()).not.toContain('pays')
    const noted = [{ property: 'notes', operation: 'contains', value: 'pays' }]
    expect(many(organization, await owner.get('/organizations', { filter: noted }))).toEqual([])
    const embedded = [{ property: '_embedded.organization.notes', operation: 'contains', value: 'pays' }]
    expect(many(company, await owner.get('/organizations/companies', { filter: embedded }))).toEqual([])
    expect(one(organization, await admin.get(path))).toMatchObject({ city: 'Bonn', notes: 'pays never' })
    expect(many(organization, await admin.get('/organizations', { filter: noted }))).toHaveLength(1)
  })
})

describe('containers', () => {
  it('group organizations and containers, and never hold themselves', async () => {
    const member = await aCompany(admin, { name: 'Member' })
    const path = '/organizations/containers'
    const inner = one(
      container,
      await admin.post(path, { name: 'Inner', childrenOrganizations: [member.instanceUid, member.instanceUid] }),
    )
    expect(inner).toMatchObject({ type: 'Custom', childrenOrganizations: [member.instanceUid], childrenContainers: [] })
    const outer = one(container, await admin.post(path, { name: 'Outer', childrenContainers: [inner.instanceUid] }))
    for (const [body, property, status] of [
      [{ name: 'inner' }, 'name', 409],
      [{ name: 'X', childrenOrganizations: [UNKNOWN_UID] }, 'childrenOrganizations', 400],
      [{ name: 'X', childrenContainers: [UNKNOWN_UID] }, 'childrenContainers', 400],
    ] as const) {
      const answer = await admin.call('POST', path, { body })
      expect(answer.status, answer.text).toBe(status)
      expect(answer.json?.errors?.[0]?.propertyName).toBe(property)
    }
    const ring = await admin.call('PATCH', `${path}/${inner.instanceUid}`, {
      body: [{ op: 'add', path: '/childrenContainers/-', value: outer.instanceUid }],
    })
    expect(ring.status, ring.text).toBe(400)
    const emptied = one(
      container,
      await admin.patch(`${path}/${inner.instanceUid}`, [{ op: 'replace', path: '/childrenOrganizations', value: [] }]),
    )
    expect(emptied.childrenOrganizations).toEqual([])
    await admin.delete(`${path}/${inner.instanceUid}`)
    expect(many(container, await admin.get(path))).toEqual([{ ...outer, childrenContainers: [] }])
    await aReseller(admin, 'Grouper')
    const boss = await signIn(holdfast.url, 'Grouper\\boss', PASSWORD)
    expect(many(container, await boss.get(path))).toEqual([])
    expect((await boss.call('GET', `${path}/${outer.instanceUid}`)).status).toBe(404)
    const foreign = await boss.call('POST', path, { body: { name: 'Y', childrenOrganizations: [member.instanceUid] } })
    expect(foreign.status).toBe(400)
  })
})

describe('reference lists', () => {
  it('name countries, currencies and states by their public numbers', async () => {
    expect(many(country, await admin.get('/misc/countries'))).toContainEqual({ id: 250, code: 'FR', name: 'France' })
    expect(many(currency, await admin.get('/misc/currencies'))).toContainEqual({ id: 978, code: 'EUR', name: 'Euro' })
    const states = many(usaState, await admin.get('/misc/usaStates'))
    expect(states).toContainEqual({ id: 6, code: 'CA', name: 'California' })
    const csv = await admin.text('/misc/usaStates', 'text/csv')
    expect(parseCsv(csv.text)).toHaveLength(states.length + 1)
    const filter = [{ property: 'timeZoneId', operation: 'contains', value: 'Asia/Tok' }]
    const zones = await admin.get('/discovery/timeZones', { filter, limit: 1 })
    expect(zones.meta?.pagingInfo.total).toBe(1)
    expect(many(timeZone, zones)).toEqual([
      { timeZoneId: 'Asia/Tokyo', displayName: '(UTC+09:00) Asia/Tokyo', utcOffset: 540 },
    ])
    const zoneRows = parseCsv((await admin.text('/discovery/timeZones', 'text/csv')).text)
    expect(zoneRows.length).toBeGreaterThan(100)
    expect((await restClient(holdfast.url, null).call('GET', '/misc/countries')).status).toBe(401)
  })
})
