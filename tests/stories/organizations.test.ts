/** Companies as an integrator sets them up: over HTTP, in all three formats, with odd input. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { company } from '../../worker/contract/organizations/companies.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import {
  aCompany,
  aResource,
  aTenant,
  companyBody,
  PASSWORD,
  theSite,
  UNKNOWN_UID,
} from '../support/organization-builders.ts'
import { many, one, parseCsv, parseXml, type RestClient, restClient, signIn } from '../support/rest-client.ts'

let holdfast: TestConsole
let admin: RestClient

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

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

  it('keep everything that is said of them and of their owner', async () => {
    const organizationInput = {
      name: 'Complete',
      alias: 'complete',
      taxId: 'DE 123',
      email: 'office@complete.example',
      phone: '+49 30 1',
      country: 276,
      state: 3,
      countryName: 'Germany',
      regionName: 'Berlin',
      city: 'Berlin',
      street: 'Hauptstraße 1',
      locationAdmin0Code: 'DE',
      locationAdmin1Code: 'BE',
      locationAdmin2Code: 'B',
      notes: 'First line\nsecond line',
      zipCode: '10115',
      website: 'https://complete.example',
      veeamTenantId: 'T-1',
      companyId: 'CRM-1',
    }
    const ownerProfile = {
      title: 'Ms',
      firstName: 'Ada',
      lastName: 'Berg',
      email: null,
      phone: null,
      address: 'Room 7',
    }
    const backupAgentsManagement = { workstationAgentsQuota: 3, serverAgentsQuota: 4, isQuotaEnforced: true }
    const body = {
      ...companyBody({ name: 'Complete' }),
      organizationInput,
      ownerProfile,
      isAlarmDetectEnabled: true,
      companyServices: { remoteServices: { backupAgentsManagement } },
    }
    const made = one(company, await admin.post('/organizations/companies', body))
    expect(made).toMatchObject({ isAlarmDetectEnabled: true, isRestAccessEnabled: true, operation: null })
    expect(made.companyServices.remoteServices.backupAgentsManagement).toEqual(backupAgentsManagement)
    const path = `/organizations/${made.instanceUid}`
    expect((await admin.call('GET', path)).json?.data).toMatchObject(organizationInput)
    const owner = await signIn(holdfast.url, 'complete\\owner', PASSWORD)
    const { data: me } = (await owner.call('GET', '/users/me')).json ?? {}
    const profile = { ...ownerProfile, email: 'office@complete.example', phone: '+49 30 1' }
    expect(me).toMatchObject({ role: 'CompanyOwner', profile })
    const changed = await admin.patch(path, [
      { op: 'replace', path: '/city', value: 'Potsdam' },
      { op: 'remove', path: '/taxId' },
      { op: 'replace', path: '/country', value: null },
    ])
    const expected = { ...organizationInput, city: 'Potsdam', taxId: null, country: null }
    expect(changed.data).toMatchObject(expected)
    expect((await admin.call('GET', path)).json?.data).toMatchObject(expected)
    // The owner looks after the details, and not after what the provider knows the company by.
    const own = await owner.call('PATCH', path, { body: [{ op: 'replace', path: '/phone', value: '112' }] })
    expect(own.json?.data).toMatchObject({ phone: '112', companyId: 'CRM-1' })
    const foreign = await owner.call('PATCH', path, { body: [{ op: 'replace', path: '/companyId', value: 'X' }] })
    expect(foreign.status, foreign.text).toBe(403)
  })

  it('read the same as JSON, XML and CSV, text that could break them included', async () => {
    const named = [{ property: 'name', operation: 'equals', value: 'Acme "Ltd", & <Sons>' }]
    const query = { expand: 'Organization', filter: named }
    const [json] = many(company, await admin.get('/organizations/companies', query))
    const xml = await admin.text('/organizations/companies', 'application/xml', query)
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
    const csv = await admin.text('/organizations/companies', 'text/csv', query)
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
    for (const number of [9, 10, 11]) await aCompany(admin, { name: `Paged ${number}`, companyId: `P-${number}` })
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
    await aCompany(admin, {
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
    const { instanceUid } = await aCompany(admin, { name: 'Patched' })
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
    const { instanceUid } = await aCompany(admin, { name: `Atomic ${crypto.randomUUID()}` })
    const path = `/organizations/companies/${instanceUid}`
    const before = await admin.get(path)
    const body = [{ op: 'replace', path: '/isAlarmDetectEnabled', value: true }, operation]
    const answer = await admin.call('PATCH', path, { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]).toMatchObject({ code, type: 'logical', failedJsonPatch: operation })
    expect(await admin.get(path)).toEqual(before)
  })

  it('done by many at the same time loses none of the changes', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Contended' })
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
    const { instanceUid } = await aCompany(admin, { name: 'Switched' })
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
    const { instanceUid } = await aCompany(admin, { name: 'Rekeyed' })
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
    const made = await aCompany(admin, { name: 'Leaving', alias: 'leave' })
    const owner = await signIn(holdfast.url, 'leave\\owner', PASSWORD)
    const account = await aTenant(admin, 'leaving', made.instanceUid)
    const resource = await aResource(admin, account.instanceUid, 'Cloud')
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
    const again = await aCompany(admin, { name: 'Leaving', alias: 'leave' })
    expect(again.instanceUid).not.toBe(made.instanceUid)
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
    const { siteUid } = await theSite(admin)
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
