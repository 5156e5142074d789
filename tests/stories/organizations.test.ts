/** Organizations and storage grants as an integrator sets them up: over HTTP, in all three formats, with odd input. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { company } from '../../worker/contract/organizations/companies.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { reseller } from '../../worker/contract/organizations/resellers.ts'
import { backupResource } from '../../worker/contract/storage/backup-resources.ts'
import { site } from '../../worker/contract/storage/sites.ts'
import { tenant } from '../../worker/contract/storage/tenants.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { many, one, parseCsv, parseXml, type RestClient, restClient, signIn } from '../support/rest-client.ts'

const PASSWORD = 'long enough to be kept 7'
const UNKNOWN_UID = '11111111-2222-4333-8444-555555555555'

let holdfast: TestConsole
let admin: RestClient

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

interface CompanyOptions {
  name: string
  alias?: string
  companyId?: string
  resellerUid?: string
  services?: object
}

function companyBody({ name, alias, companyId, resellerUid, services }: CompanyOptions) {
  return {
    organizationInput: { name, alias, companyId, email: 'office@example.com' },
    ownerCredentials: { userName: 'owner', password: PASSWORD },
    isRestAccessEnabled: true,
    ...(resellerUid === undefined ? {} : { resellerUid }),
    ...(services === undefined ? {} : { companyServices: services }),
  }
}

async function aCompany(options: CompanyOptions, client = admin) {
  return one(company, await client.post('/organizations/companies', companyBody(options)))
}

async function aReseller(name: string) {
  const body = {
    organizationInput: { name },
    ownerCredentials: { userName: 'boss', password: PASSWORD },
    isRestAccessEnabled: true,
  }
  return one(reseller, await admin.post('/organizations/resellers', body))
}

async function theSite() {
  const [first] = many(site, await admin.get('/infrastructure/sites'))
  if (first === undefined) throw new Error('The console has no site')
  return first
}

async function aTenant(userName: string, companyUid: string | null, client = admin) {
  const { siteUid } = await theSite()
  const body = { credentials: { userName, password: PASSWORD }, assignedForCompany: companyUid }
  return one(tenant, await client.post(`/infrastructure/sites/${siteUid}/tenants`, body))
}

async function aResource(tenantUid: string, name: string, members: object = {}) {
  const body = { repositoryUid: UNKNOWN_UID, cloudRepositoryName: name, storageQuota: 5_000_000_000, ...members }
  return one(backupResource, await admin.post(`/infrastructure/sites/tenants/${tenantUid}/backupResources`, body))
}

async function companyTotal(): Promise<number> {
  const body = await admin.get('/organizations/companies', { limit: 1 })
  return body.meta?.pagingInfo.total ?? -1
}

describe('companies', () => {
  it('are none at first, in each format', async () => {
    const json = await admin.get('/organizations/companies')
    expect(json).toMatchObject({ data: [], meta: { pagingInfo: { total: 0, count: 0, offset: 0 } } })
    const xml = await admin.text('/organizations/companies', 'application/xml')
    expect(parseXml(xml.text)).toMatchObject({ response: { data: '' } })
    const csv = await admin.text('/organizations/companies', 'text/csv')
    const rows = parseCsv(csv.text)
    expect(rows).toHaveLength(1)
    expect(rows[0]).toEqual(expect.arrayContaining(['instanceUid', 'name', 'ownerCredentials.userName']))
    expect(csv.headers.get('X-Total-Count')).toBe('0')
  })

  it('come with owner, locations and defaults, and never show the password', async () => {
    const body = companyBody({ name: 'Acme "Ltd", & <Sons>', alias: 'acme', companyId: 'CRM-7' })
    const answer = await admin.call('POST', '/organizations/companies', { body })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).not.toContain(PASSWORD)
    const made = company.parse(answer.json?.data)
    expect(made).toMatchObject({
      name: 'Acme "Ltd", & <Sons>',
      status: 'Active',
      resellerUid: null,
      ownerCredentials: { userName: 'owner' },
      companyServices: {
        remoteServices: { backupAgentsManagement: { workstationAgentsQuota: null, isQuotaEnforced: false } },
      },
    })
    const found = await admin.get(`/organizations/companies/${made.instanceUid.toUpperCase()}/`)
    expect(one(company, found)).toEqual(made)
    const places = many(location, await admin.get(`/organizations/${made.instanceUid}/locations`))
    expect(places.map(({ name, type }) => [name, type])).toEqual([
      ['Hosted', 'Hosted'],
      ['Remote', 'Default'],
    ])
    const owner = await signIn(holdfast.url, 'acme\\owner', PASSWORD)
    expect(many(company, await owner.get('/organizations/companies'))).toEqual([made])
  })

  it('read the same as JSON, XML and CSV, text that could break them included', async () => {
    const [json] = many(company, await admin.get('/organizations/companies', { expand: 'Organization' }))
    const xml = await admin.text('/organizations/companies', 'application/xml', { expand: 'Organization' })
    expect(parseXml(xml.text)).toMatchObject({
      response: {
        data: {
          item: {
            instanceUid: json?.instanceUid,
            name: 'Acme "Ltd", & <Sons>',
            _embedded: { organization: { companyId: 'CRM-7', alias: 'acme' } },
          },
        },
      },
    })
    const csv = await admin.text('/organizations/companies', 'text/csv', { expand: 'Organization' })
    const [header = [], row = []] = parseCsv(csv.text)
    const cells = Object.fromEntries(header.map((name, index) => [name, row[index]]))
    expect(cells).toMatchObject({
      instanceUid: json?.instanceUid,
      name: 'Acme "Ltd", & <Sons>',
      '_embedded.organization.companyId': 'CRM-7',
    })
  })

  it('refuse a name or an alias that another organization answers to, and write nothing', async () => {
    const total = await companyTotal()
    for (const [options, property] of [
      [{ name: 'ACME "LTD", & <sons>' }, 'organizationInput.name'],
      [{ name: 'Acme' }, 'organizationInput.name'],
      [{ name: 'Other', alias: 'ACME' }, 'organizationInput.alias'],
    ] as const) {
      const answer = await admin.call('POST', '/organizations/companies', { body: companyBody(options) })
      expect(answer.status, answer.text).toBe(409)
      expect(answer.json?.errors?.[0]).toMatchObject({ type: 'logical', propertyName: property })
    }
    expect(await companyTotal()).toBe(total)
  })

  it('made at the same time under one name are one company', async () => {
    const body = companyBody({ name: 'Racers' })
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => admin.call('POST', '/organizations/companies', { body })),
    )
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array(7).fill(409)])
  })

  it.each([
    [{}, 'organizationInput'],
    [{ organizationInput: { name: 'X' } }, 'ownerCredentials'],
    [{ organizationInput: {}, ownerCredentials: { userName: 'o' } }, 'organizationInput.name'],
    [{ organizationInput: { name: '  ' }, ownerCredentials: { userName: 'o' } }, 'organizationInput.name'],
    [{ organizationInput: { name: 'x'.repeat(256) }, ownerCredentials: { userName: 'o' } }, 'organizationInput.name'],
    [{ organizationInput: { name: ['X'] }, ownerCredentials: { userName: 'o' } }, 'organizationInput.name'],
    [
      { organizationInput: { name: 'X', email: 'not an address' }, ownerCredentials: { userName: 'o' } },
      'organizationInput.email',
    ],
    [
      { organizationInput: { name: 'X', country: 1.5 }, ownerCredentials: { userName: 'o' } },
      'organizationInput.country',
    ],
    [{ organizationInput: { name: 'X' }, ownerCredentials: { userName: 'X\\o' } }, 'ownerCredentials.userName'],
    [{ organizationInput: { name: 'X' }, ownerCredentials: { userName: '' } }, 'ownerCredentials.userName'],
    [
      { organizationInput: { name: 'X' }, ownerCredentials: { userName: 'o', password: '12' } },
      'ownerCredentials.password',
    ],
    [
      { organizationInput: { name: 'X' }, ownerCredentials: { userName: 'o' }, resellerUid: UNKNOWN_UID },
      'resellerUid',
    ],
    [{ organizationInput: { name: 'X' }, ownerCredentials: { userName: 'o' }, resellerUid: 'zero' }, 'resellerUid'],
    [
      { organizationInput: { name: 'X' }, ownerCredentials: { userName: 'o' }, subscriptionPlanUid: UNKNOWN_UID },
      'subscriptionPlanUid',
    ],
    [{ organizationInput: { name: 'X' }, ownerCredentials: { userName: 'o' }, companyServices: 7 }, 'companyServices'],
    [
      {
        organizationInput: { name: 'X' },
        ownerCredentials: { userName: 'o' },
        companyServices: { remoteServices: { backupAgentsManagement: { serverAgentsQuota: -1 } } },
      },
      'companyServices.remoteServices.backupAgentsManagement.serverAgentsQuota',
    ],
  ])('refuse %j, naming the member, and write nothing', async (body, property) => {
    const total = await companyTotal()
    const answer = await admin.call('POST', '/organizations/companies', { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]).toMatchObject({ type: 'logical', code: 400, propertyName: property })
    expect(await companyTotal()).toBe(total)
  })

  it('take member names in any case, blanks for none, and members that nobody knows', async () => {
    const made = one(
      company,
      await admin.post('/organizations/companies', {
        OrganizationInput: { NAME: ' Lenient ', Alias: '', Email: '' },
        ownercredentials: { username: 'owner' },
        ResellerUid: '',
        SubscriptionPlanUid: '00000000-0000-0000-0000-000000000000',
        IsAlarmDetectEnabled: 'true',
        permissions: ['REST'],
      }),
    )
    expect(made).toMatchObject({ name: 'Lenient', isAlarmDetectEnabled: true, resellerUid: null })
  })

  it('page, filter and sort on their own and on embedded properties', async () => {
    for (const number of [9, 10, 11]) await aCompany({ name: `Paged ${number}`, companyId: `P-${number}` })
    const filter = [{ property: '_embedded.organization.companyId', operation: 'contains', value: 'P-' }]
    const sort = [{ property: 'name', direction: 'descending', collation: 'lexicographic' }]
    const names: string[] = []
    for (let offset = 0; offset < 6; offset += 2) {
      const page = await admin.get('/organizations/companies', { filter, sort, limit: 2, offset })
      expect(page.meta?.pagingInfo).toEqual({ total: 3, count: offset < 4 ? (offset === 0 ? 2 : 1) : 0, offset })
      names.push(...many(company, page).map(({ name }) => name))
    }
    expect(names).toEqual(['Paged 11', 'Paged 10', 'Paged 9'])
    const quoted = "[{'property':'name','operation':'equals','collation':'ignorecase','value':'PAGED 9'}]"
    const one9 = await admin.call('GET', '/organizations/companies', { query: { filter: quoted } })
    expect(one9.json?.meta?.pagingInfo.total).toBe(1)
    const csv = await admin.text('/organizations/companies', 'text/csv', { filter, sort })
    expect(parseCsv(csv.text)).toHaveLength(4)
    const refused = await admin.call('GET', '/organizations/companies', {
      query: { filter: [{ property: 'passwordHash', operation: 'equals', value: 'x' }] },
    })
    expect(refused.status).toBe(400)
    expect(refused.json?.errors?.[0]?.message).toContain('passwordHash')
  })

  it('filter on quotas and flags of their services', async () => {
    await aCompany({
      name: 'Quota Co',
      services: { remoteServices: { backupAgentsManagement: { serverAgentsQuota: '12', isQuotaEnforced: true } } },
    })
    const property = 'companyServices.remoteServices.backupAgentsManagement.serverAgentsQuota'
    const found = await admin.get('/organizations/companies', {
      filter: [{ property, operation: 'greaterThan', value: 11 }],
    })
    expect(many(company, found).map(({ name }) => name)).toEqual(['Quota Co'])
  })
})

describe('patching a company', () => {
  it('takes one operation or several, with and without slash, and text for numbers', async () => {
    const { instanceUid } = await aCompany({ name: 'Patched' })
    const path = `/organizations/companies/${instanceUid}`
    const single = one(company, await admin.patch(path, { op: 'replace', path: 'isAlarmDetectEnabled', value: 'true' }))
    expect(single.isAlarmDetectEnabled).toBe(true)
    const several = one(
      company,
      await admin.patch(path, [
        { op: 'test', path: '/isAlarmDetectEnabled', value: true },
        { op: 'replace', path: '/Name', value: 'Patched twice' },
        {
          op: 'add',
          path: '/companyServices/remoteServices/backupAgentsManagement/workstationAgentsQuota',
          value: '450',
        },
        { op: 'add', path: 'companyServices/remoteServices/backupServersManagement/backupServerQuota', value: 3 },
      ]),
    )
    expect(several).toMatchObject({
      name: 'Patched twice',
      companyServices: {
        remoteServices: {
          backupAgentsManagement: { workstationAgentsQuota: 450 },
          backupServersManagement: { backupServerQuota: 3 },
        },
      },
    })
    expect(one(company, await admin.get(path))).toEqual(several)
  })

  it.each([
    [{ op: 'replace', path: '/instanceUid', value: UNKNOWN_UID }, 1001],
    [{ op: 'replace', path: '/ownerCredentials/userName', value: 'other' }, 1001],
    [{ op: 'replace', path: '/resellerUid', value: null }, 1001],
    [{ op: 'replace', path: '/name', value: '' }, 400],
    [{ op: 'replace', path: '/name', value: 'x'.repeat(300) }, 400],
    [{ op: 'remove', path: '/name' }, 400],
    [{ op: 'replace', path: '/status', value: 'REMOVED_Expired' }, 400],
    [{ op: 'replace', path: '/nonsense', value: 1 }, 400],
    [{ op: 'test', path: '/name', value: 'Somebody else' }, 400],
    [{ op: 'replace', path: '/companyServices', value: 'all' }, 400],
    [{ op: 'copy', path: '/name' }, 400],
  ])('refuses %j as a whole', async (operation, code) => {
    const { instanceUid } = await aCompany({ name: `Atomic ${crypto.randomUUID()}` })
    const path = `/organizations/companies/${instanceUid}`
    const before = await admin.get(path)
    const body = [{ op: 'replace', path: '/isAlarmDetectEnabled', value: true }, operation]
    const answer = await admin.call('PATCH', path, { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]).toMatchObject({ code, type: 'logical', failedJsonPatch: operation })
    expect(await admin.get(path)).toEqual(before)
  })

  it('done by many at the same time loses none of the changes', async () => {
    const { instanceUid } = await aCompany({ name: 'Contended' })
    const path = `/organizations/companies/${instanceUid}`
    const quotas = '/companyServices/remoteServices/backupAgentsManagement'
    const answers = await Promise.all([
      admin.call('PATCH', path, { body: [{ op: 'replace', path: `${quotas}/serverAgentsQuota`, value: 5 }] }),
      admin.call('PATCH', path, { body: [{ op: 'replace', path: `${quotas}/workstationAgentsQuota`, value: 6 }] }),
      admin.call('PATCH', path, { body: [{ op: 'replace', path: `${quotas}/isQuotaEnforced`, value: true }] }),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200])
    expect(one(company, await admin.get(path)).companyServices.remoteServices.backupAgentsManagement).toEqual({
      serverAgentsQuota: 5,
      workstationAgentsQuota: 6,
      isQuotaEnforced: true,
    })
  })

  it('disables and enables it, and locks its users out meanwhile', async () => {
    const { instanceUid } = await aCompany({ name: 'Switched' })
    const owner = await signIn(holdfast.url, 'Switched\\owner', PASSWORD)
    const path = `/organizations/companies/${instanceUid}`
    const disabled = one(company, await admin.patch(path, [{ op: 'replace', path: '/status', value: 'disabled' }]))
    expect(disabled.status).toBe('Disabled')
    expect((await owner.call('GET', '/organizations/companies')).status).toBe(401)
    await expect(signIn(holdfast.url, 'Switched\\owner', PASSWORD)).rejects.toThrow('400')
    await admin.patch(path, [{ op: 'replace', path: '/status', value: 'Active' }])
    expect((await owner.call('GET', '/organizations/companies')).status).toBe(200)
  })

  it('sets a new password for the owner and ends the sessions begun with the old one', async () => {
    const { instanceUid } = await aCompany({ name: 'Rekeyed' })
    const owner = await signIn(holdfast.url, 'Rekeyed\\owner', PASSWORD)
    const body = [{ op: 'replace', path: '/ownerCredentials/password', value: 'another long one 9' }]
    const answer = await admin.call('PATCH', `/organizations/companies/${instanceUid}`, { body })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).not.toContain('another long one 9')
    expect((await owner.call('GET', '/organizations/companies')).status).toBe(401)
    await signIn(holdfast.url, 'Rekeyed\\owner', 'another long one 9')
  })
})

describe('deleting a company', () => {
  it('takes all that hangs on it away and frees its names', async () => {
    const made = await aCompany({ name: 'Leaving', alias: 'leave' })
    const owner = await signIn(holdfast.url, 'leave\\owner', PASSWORD)
    const account = await aTenant('leaving', made.instanceUid)
    const resource = await aResource(account.instanceUid, 'Cloud')
    const [place] = many(location, await admin.get(`/organizations/${made.instanceUid}/locations`))
    const path = `/organizations/companies/${made.instanceUid}`
    expect(await admin.delete(path, { removeAllAgents: true })).toMatchObject({ errors: [] })
    for (const gone of [
      path,
      `/organizations/${made.instanceUid}/locations`,
      `/organizations/locations/${place?.instanceUid}`,
      `/infrastructure/sites/tenants/${account.instanceUid}`,
      `/infrastructure/sites/tenants/${account.instanceUid}/backupResources/${resource.instanceUid}`,
    ]) {
      expect((await admin.call('GET', gone)).status, gone).toBe(404)
    }
    expect((await owner.call('GET', '/organizations/companies')).status).toBe(401)
    expect((await admin.call('DELETE', path)).status).toBe(404)
    const again = await aCompany({ name: 'Leaving', alias: 'leave' })
    expect(again.instanceUid).not.toBe(made.instanceUid)
  })
})

describe('resellers', () => {
  it('see and make their own companies only', async () => {
    const [north, south] = [await aReseller('North'), await aReseller('South')]
    const boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
    const own = await aCompany({ name: 'Northern client' }, boss)
    expect(own.resellerUid).toBe(north.instanceUid)
    const foreign = await aCompany({ name: 'Southern client', resellerUid: south.instanceUid })
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
    const west = await aReseller('West')
    const along = await aCompany({ name: 'West along', resellerUid: west.instanceUid })
    const alone = await aCompany({ name: 'West alone', resellerUid: west.instanceUid })
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
  })

  it('are given companies, lose them, and leave them to the provider when deleted', async () => {
    const east = await aReseller('East')
    const boss = await signIn(holdfast.url, 'East\\boss', PASSWORD)
    const moved = await aCompany({ name: 'Moved' })
    const path = `/organizations/resellers/${east.instanceUid}/companies`
    const assign = () => admin.call('POST', path, { query: { companyUid: moved.instanceUid } })
    const names = async () => many(company, await boss.get('/organizations/companies')).map(({ name }) => name)
    expect((await assign()).status).toBe(200)
    expect(await names()).toEqual(['Moved'])
    expect(many(company, await admin.get(path)).map(({ name }) => name)).toEqual(['Moved'])
    await admin.delete(path, { companyUid: moved.instanceUid })
    expect(await names()).toEqual([])
    expect((await assign()).status).toBe(200)
    await admin.delete(`/organizations/resellers/${east.instanceUid}`)
    expect((await boss.call('GET', '/organizations/companies')).status).toBe(401)
    expect(one(company, await admin.get(`/organizations/companies/${moved.instanceUid}`)).resellerUid).toBeNull()
    expect((await assign()).status).toBe(404)
  })
})

describe('locations', () => {
  it('can be made, renamed and removed; the default ones stay', async () => {
    const { instanceUid: organizationUid } = await aCompany({ name: 'Located' })
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

  it('keep a location that a user is limited to', async () => {
    const { instanceUid: organizationUid } = await aCompany({ name: 'Inhabited' })
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

describe('storage grants', () => {
  it('give a company a tenant and resources, exactly one of them the default', async () => {
    const { instanceUid: companyUid } = await aCompany({ name: 'Stored' })
    const { siteUid, siteName } = await theSite()
    const answer = await admin.call('POST', `/infrastructure/sites/${siteUid}/tenants`, {
      body: {
        credentials: { userName: 'stored', password: PASSWORD },
        assignedForCompany: companyUid,
        isLeaseExpirationEnabled: true,
        leaseExpirationDate: '2031-05-06T07:08:09Z',
        isThrottlingEnabled: true,
        throttlingValue: 5,
        throttlingUnit: 'MbitPerSec',
        maxConcurrentTask: 4,
        isBackupProtectionEnabled: true,
        backupProtectionPeriod: 14,
        gatewaySelectionType: 'GatewayPool',
        gatewayPoolsUids: [UNKNOWN_UID],
        isGatewayFailoverEnabled: true,
      },
    })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.text).not.toContain(PASSWORD)
    expect(answer.text).not.toContain('scrypt')
    const account = tenant.parse(answer.json?.data)
    expect(account).toMatchObject({
      siteUid,
      siteName,
      name: 'stored',
      assignedForCompany: companyUid,
      leaseExpirationDate: '2031-05-06T07:08:09.0000000+00:00',
      throttlingUnit: 'MbitPerSec',
      backupProtectionPeriod: 14,
      gatewayPoolsUids: [UNKNOWN_UID],
      isBackupResourcesEnabled: false,
    })
    const first = await aResource(account.instanceUid, 'Bronze', { serversQuota: 3 })
    expect(first).toMatchObject({
      companyUid,
      siteUid,
      storageQuota: 5_000_000_000,
      usedSpace: 0,
      serversQuota: 3,
      isServersQuotaUnlimited: false,
      isVmsQuotaUnlimited: true,
      isDefault: true,
    })
    const second = await aResource(account.instanceUid, 'Silver', { isDefault: true })
    expect(second.repositoryUid).toBe(first.repositoryUid)
    const path = `/infrastructure/sites/tenants/${account.instanceUid}`
    const defaults = async () =>
      many(backupResource, await admin.get(`${path}/backupResources`))
        .filter(({ isDefault }) => isDefault)
        .map(({ cloudRepositoryName }) => cloudRepositoryName)
    expect(await defaults()).toEqual(['Silver'])
    const taken = await admin.call('POST', `${path}/backupResources`, {
      body: { repositoryUid: siteUid, cloudRepositoryName: 'SILVER', storageQuota: 1 },
    })
    expect(taken.status).toBe(409)
    const shrunk = one(
      backupResource,
      await admin.patch(`${path}/backupResources/${first.instanceUid}`, [
        { op: 'replace', path: '/storageQuota', value: '1000' },
        { op: 'replace', path: '/isDefault', value: true },
        { op: 'replace', path: '/serversQuota', value: null },
      ]),
    )
    expect(shrunk).toMatchObject({ storageQuota: 1000, isDefault: true, isServersQuotaUnlimited: true })
    expect(await defaults()).toEqual(['Bronze'])
    await admin.delete(`${path}/backupResources/${first.instanceUid}`)
    expect(await defaults()).toEqual(['Silver'])
    expect(one(tenant, await admin.get(path)).isBackupResourcesEnabled).toBe(true)
    const filter = [{ property: 'companyUid', operation: 'equals', value: companyUid }]
    const everywhere = await admin.get('/infrastructure/sites/tenants/backupResources', { filter })
    expect(many(backupResource, everywhere).map(({ cloudRepositoryName }) => cloudRepositoryName)).toEqual(['Silver'])
  })

  it('are seen by their company and by nobody beside it', async () => {
    const [one1, other] = [await aCompany({ name: 'Seer' }), await aCompany({ name: 'Seen' })]
    const account = await aTenant('seen', other.instanceUid)
    const unassigned = await aTenant('nobodys', null)
    const resource = await aResource(account.instanceUid, 'Cloud')
    const stranger = await signIn(holdfast.url, 'Seer\\owner', PASSWORD)
    const owner = await signIn(holdfast.url, 'Seen\\owner', PASSWORD)
    const path = `/infrastructure/sites/tenants/${account.instanceUid}`
    expect(many(tenant, await owner.get('/infrastructure/sites/tenants'))).toHaveLength(1)
    expect(many(site, await owner.get('/infrastructure/sites'))).toHaveLength(1)
    expect(one(tenant, await owner.get(path)).instanceUid).toBe(account.instanceUid)
    expect(many(tenant, await stranger.get('/infrastructure/sites/tenants'))).toEqual([])
    expect(many(site, await stranger.get('/infrastructure/sites'))).toEqual([])
    for (const hidden of [
      path,
      `${path}/backupResources`,
      `${path}/backupResources/${resource.instanceUid}`,
      `/infrastructure/sites/tenants/${unassigned.instanceUid}`,
    ]) {
      expect((await stranger.call('GET', hidden)).status, hidden).toBe(404)
    }
    expect((await owner.call('POST', `${path}/backupResources`, { body: {} })).status).toBe(403)
    expect(one1.instanceUid).not.toBe(other.instanceUid)
  })

  it('go over to another company with their resources, each company keeping one default', async () => {
    const [from, to] = [await aCompany({ name: 'Giver' }), await aCompany({ name: 'Taker' })]
    const [kept, given] = [await aTenant('kept', from.instanceUid), await aTenant('given', from.instanceUid)]
    const taken = await aTenant('taken', to.instanceUid)
    await aResource(given.instanceUid, 'Given')
    await aResource(kept.instanceUid, 'Kept')
    await aResource(taken.instanceUid, 'Taken')
    const path = `/infrastructure/sites/tenants/${given.instanceUid}`
    const moved = await admin.patch(path, [{ op: 'replace', path: '/assignedForCompany', value: to.instanceUid }])
    expect(one(tenant, moved).assignedForCompany).toBe(to.instanceUid)
    const defaultsOf = async (companyUid: string) => {
      const filter = [
        { property: 'companyUid', operation: 'equals', value: companyUid },
        { property: 'isDefault', operation: 'equals', value: true },
      ]
      const found = await admin.get('/infrastructure/sites/tenants/backupResources', { filter })
      return many(backupResource, found).map(({ cloudRepositoryName }) => cloudRepositoryName)
    }
    expect(await defaultsOf(from.instanceUid)).toEqual(['Kept'])
    expect(await defaultsOf(to.instanceUid)).toHaveLength(1)
  })

  it('are cut off and given back', async () => {
    const { instanceUid } = await aTenant('cut', null)
    const path = `/infrastructure/sites/tenants/${instanceUid}`
    expect(one(tenant, await admin.post(`${path}/disable`)).isEnabled).toBe(false)
    expect(one(tenant, await admin.get(path)).isEnabled).toBe(false)
    expect(one(tenant, await admin.post(`${path}/enable`)).isEnabled).toBe(true)
  })

  it('can be made by a reseller for its own companies only', async () => {
    await aReseller('Storekeeper')
    const boss = await signIn(holdfast.url, 'Storekeeper\\boss', PASSWORD)
    const own = await aCompany({ name: 'Kept client' }, boss)
    const foreign = await aCompany({ name: 'Unkept client' })
    const { siteUid } = await theSite()
    expect((await aTenant('own', own.instanceUid, boss)).assignedForCompany).toBe(own.instanceUid)
    for (const assignedForCompany of [foreign.instanceUid, null, UNKNOWN_UID]) {
      const body = { credentials: { userName: 'theirs' }, assignedForCompany }
      const answer = await boss.call('POST', `/infrastructure/sites/${siteUid}/tenants`, { body })
      expect(answer.status, answer.text).toBe(400)
      expect(answer.json?.errors?.[0]?.propertyName).toBe('assignedForCompany')
    }
  })

  it.each([
    [{}, 'credentials'],
    [{ credentials: { userName: '' } }, 'credentials.userName'],
    [{ credentials: { userName: 'x', password: 'short' } }, 'credentials.password'],
    [{ credentials: { userName: 'x' }, type: 'VCD' }, 'type'],
    [{ credentials: { userName: 'x' }, maxConcurrentTask: 0 }, 'maxConcurrentTask'],
    [{ credentials: { userName: 'x' }, throttlingUnit: 'Furlongs' }, 'throttlingUnit'],
    [{ credentials: { userName: 'x' }, backupProtectionPeriod: 100 }, 'backupProtectionPeriod'],
    [{ credentials: { userName: 'x' }, isLeaseExpirationEnabled: true }, 'leaseExpirationDate'],
    [{ credentials: { userName: 'x' }, leaseExpirationDate: 'tomorrow' }, 'leaseExpirationDate'],
    [{ credentials: { userName: 'x' }, assignedForCompany: UNKNOWN_UID }, 'assignedForCompany'],
  ])('refuse the tenant %j', async (body, property) => {
    const { siteUid } = await theSite()
    const answer = await admin.call('POST', `/infrastructure/sites/${siteUid}/tenants`, { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]?.propertyName).toBe(property)
  })

  it.each([
    [{ storageQuota: 1 }, 'cloudRepositoryName'],
    [{ cloudRepositoryName: 'X' }, 'storageQuota'],
    [{ cloudRepositoryName: 'X', storageQuota: 0 }, 'storageQuota'],
    [{ cloudRepositoryName: 'X', storageQuota: 2 ** 60 }, 'storageQuota'],
    [{ cloudRepositoryName: 'X', storageQuota: 1, isServersQuotaUnlimited: false }, 'serversQuota'],
    [{ cloudRepositoryName: 'X', storageQuota: 1, repositoryUid: 'pool' }, 'repositoryUid'],
  ])('refuse the resource %j', async (body, property) => {
    const { instanceUid } = await aTenant(`t${crypto.randomUUID()}`, null)
    const path = `/infrastructure/sites/tenants/${instanceUid}/backupResources`
    const answer = await admin.call('POST', path, { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]?.propertyName).toBe(property)
    expect(many(backupResource, await admin.get(path))).toEqual([])
  })
})

describe('nonsense', () => {
  const BODIES = [
    '',
    'null',
    '[]',
    '[[]]',
    '7',
    '"text"',
    '{',
    '{"a":',
    '[{"op":1}]',
    '[null]',
    '{"__proto__":{"x":1}}',
  ]

  it('is refused by every writing operation without a server failure', async () => {
    const { siteUid } = await theSite()
    const before = await companyTotal()
    for (const [method, path] of [
      ['POST', '/organizations/companies'],
      ['PATCH', `/organizations/companies/${UNKNOWN_UID}`],
      ['POST', '/organizations/resellers'],
      ['POST', '/organizations/locations'],
      ['PATCH', `/organizations/locations/${UNKNOWN_UID}`],
      ['POST', `/infrastructure/sites/${siteUid}/tenants`],
      ['POST', `/infrastructure/sites/tenants/${UNKNOWN_UID}/backupResources`],
      ['PATCH', '/organizations/companies/no-uid'],
    ] as const) {
      for (const body of BODIES) {
        const answer = await admin.call(method, path, { body })
        expect(answer.status, `${method} ${path} ${body}: ${answer.text}`).toBeGreaterThanOrEqual(400)
        expect(answer.status, `${method} ${path} ${body}: ${answer.text}`).toBeLessThan(500)
        const failure = z.object({ message: z.string().min(1), type: z.string(), code: z.int() })
        z.array(failure).min(1).parse(answer.json?.errors)
      }
    }
    expect(await companyTotal()).toBe(before)
  })
})
