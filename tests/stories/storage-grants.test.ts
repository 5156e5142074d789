/** Tenants and backup resources over HTTP: who is given storage, how much, and who sees it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { backupResource, backupResourceUsage } from '../../worker/contract/storage/backup-resources.ts'
import { companySite } from '../../worker/contract/storage/company-sites.ts'
import { site } from '../../worker/contract/storage/sites.ts'
import { tenant } from '../../worker/contract/storage/tenants.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import {
  aCompany,
  aReseller,
  aResource,
  aTenant,
  PASSWORD,
  theSite,
  UNKNOWN_UID,
} from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'

let holdfast: TestConsole
let admin: RestClient

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

describe('storage grants', () => {
  it('give a company a tenant and resources, exactly one of them the default', async () => {
    const { instanceUid: companyUid } = await aCompany(admin, { name: 'Stored' })
    const { siteUid, siteName } = await theSite(admin)
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
    const first = await aResource(admin, account.instanceUid, 'Bronze', { serversQuota: 3 })
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
    const second = await aResource(admin, account.instanceUid, 'Silver', { isDefault: true })
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
    const [one1, other] = [await aCompany(admin, { name: 'Seer' }), await aCompany(admin, { name: 'Seen' })]
    const account = await aTenant(admin, 'seen', other.instanceUid)
    const unassigned = await aTenant(admin, 'nobodys', null)
    const resource = await aResource(admin, account.instanceUid, 'Cloud')
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
    const [from, to] = [await aCompany(admin, { name: 'Giver' }), await aCompany(admin, { name: 'Taker' })]
    const [kept, given] = [
      await aTenant(admin, 'kept', from.instanceUid),
      await aTenant(admin, 'given', from.instanceUid),
    ]
    const taken = await aTenant(admin, 'taken', to.instanceUid)
    await aResource(admin, given.instanceUid, 'Given')
    await aResource(admin, kept.instanceUid, 'Kept')
    await aResource(admin, taken.instanceUid, 'Taken')
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

  it('say what lies in them, also under the paths of older versions', async () => {
    const { instanceUid: companyUid } = await aCompany(admin, { name: 'Counted' })
    const account = await aTenant(admin, 'counted', companyUid)
    const resource = await aResource(admin, account.instanceUid, 'Cloud')
    const path = `/infrastructure/sites/tenants/${account.instanceUid}/backupResources/usage`
    const [usage] = many(backupResourceUsage, await admin.get(path))
    expect(usage).toMatchObject({
      companyUid,
      backupResourceUid: resource.instanceUid,
      storageQuota: 5_000_000_000,
      usedStorageQuota: 0,
      serverBackups: 0,
    })
    const filter = [{ property: 'companyUid', operation: 'equals', value: companyUid }]
    const older = await admin.get('/organizations/companies/sites/backupResources/usage', { filter })
    expect(many(backupResourceUsage, older)).toEqual([usage])
    const ofCompany = [{ property: 'assignedForCompany', operation: 'equals', value: companyUid }]
    const olderTenants = many(tenant, await admin.get('/organizations/companies/sites', { filter: ofCompany }))
    expect(olderTenants).toEqual([{ ...account, isBackupResourcesEnabled: true }])
    for (const spelling of ['siteResources', 'SITES/']) {
      const found = await admin.get(`/organizations/companies/${companyUid}/${spelling}`)
      expect(many(tenant, found)).toEqual(olderTenants)
    }
  })

  it('can be set up by clients of older versions, below the company', async () => {
    const { instanceUid: companyUid } = await aCompany(admin, { name: 'Older' })
    const { siteUid } = await theSite(admin)
    const path = `/organizations/companies/${companyUid}/sites`
    const body = { siteUid, ownerCredentials: { userName: 'older', password: PASSWORD } }
    const account = one(companySite, await admin.post(path, body))
    expect(account).toMatchObject({ companyUid, siteUid, ownerCredentials: { userName: 'older' } })
    expect(one(companySite, await admin.get(`${path}/${siteUid}`))).toEqual(account)
    expect(many(companySite, await admin.get(path))).toEqual([account])
    const resources = `${path}/${siteUid}/backupResources`
    const made = one(backupResource, await admin.post(resources, { cloudRepositoryName: 'Cloud', storageQuota: 1000 }))
    const one1 = `${resources}/${made.instanceUid}`
    await admin.patch(one1, [{ op: 'replace', path: '/storageQuota', value: 2000 }])
    expect(one(backupResource, await admin.get(one1)).storageQuota).toBe(2000)
    expect(many(backupResource, await admin.get(resources))).toHaveLength(1)
    expect(many(backupResourceUsage, await admin.get(`${resources}/usage`))).toHaveLength(1)
    await admin.delete(one1)
    expect(many(backupResource, await admin.get(resources))).toEqual([])
    expect((await admin.call('GET', `${path}/${UNKNOWN_UID}/backupResources`)).status).toBe(404)
    expect((await admin.call('POST', path, { body: { siteUid } })).status).toBe(400)
    await aCompany(admin, { name: 'Not older' })
    const stranger = await signIn(holdfast.url, 'Not older\\owner', PASSWORD)
    for (const hidden of [path, `${path}/${siteUid}`, resources]) {
      expect((await stranger.call('GET', hidden)).status, hidden).toBe(404)
    }
    const patched = await admin.patch(`${path}/${siteUid}`, [{ op: 'replace', path: '/description', value: 'moved' }])
    expect(one(companySite, patched)).toEqual({ ...account, description: 'moved' })
    await admin.delete(`${path}/${siteUid}`)
    expect((await admin.call('GET', `${path}/${siteUid}`)).status).toBe(404)
    expect(many(companySite, await admin.get(path))).toEqual([])
  })

  it('go with their tenant, what is stored in them only when asked for', async () => {
    const { instanceUid: companyUid } = await aCompany(admin, { name: 'Cleared' })
    const [first, second] = [await aTenant(admin, 'clear1', companyUid), await aTenant(admin, 'clear2', companyUid)]
    const { instanceUid: backupResourceUid } = await aResource(admin, first.instanceUid, 'First')
    await aResource(admin, second.instanceUid, 'Second')
    await admin.post('/repositories', { name: 'Vault', companyUid, backupResourceUid })
    const path = `/infrastructure/sites/tenants/${first.instanceUid}`
    const refused = await admin.call('DELETE', path, { query: { deleteBackups: false } })
    expect(refused.status, refused.text).toBe(409)
    expect(refused.json?.errors?.[0]?.message).toContain('1 repositories')
    const moving = await admin.call('PATCH', path, {
      body: [{ op: 'replace', path: '/assignedForCompany', value: null }],
    })
    expect(moving.status, moving.text).toBe(409)
    expect((await admin.call('DELETE', `${path}/backupResources/${backupResourceUid}`)).status).toBe(409)
    await admin.delete(path, { deleteBackups: true })
    expect((await admin.call('GET', path)).status).toBe(404)
    const filter = [{ property: 'companyUid', operation: 'equals', value: companyUid }]
    const left = many(backupResource, await admin.get('/infrastructure/sites/tenants/backupResources', { filter }))
    expect(left.map(({ cloudRepositoryName, isDefault }) => [cloudRepositoryName, isDefault])).toEqual([
      ['Second', true],
    ])
  })

  it('stay, and stay with their company, while subtenants have their storage in them', async () => {
    const { instanceUid: organizationUid } = await aCompany(admin, { name: 'Shared desks' })
    const { instanceUid: tenantUid } = await aTenant(admin, 'desks', organizationUid)
    const { instanceUid: resourceUid } = await aResource(admin, tenantUid, 'Desks')
    const desk = await admin.post('/users', {
      organizationUid,
      role: 'CompanySubtenant',
      profile: {},
      credentials: { userName: 'desk1', password: PASSWORD },
      backupResource: { tenantBackupResourceUid: resourceUid, resourceFriendlyName: 'Desk 1' },
    })
    const path = `/infrastructure/sites/tenants/${tenantUid}`
    const moved = { body: [{ op: 'replace', path: '/assignedForCompany', value: null }] }
    for (const answer of [
      await admin.call('DELETE', path, { query: { deleteBackups: true } }),
      await admin.call('DELETE', `${path}/backupResources/${resourceUid}`),
      await admin.call('PATCH', path, moved),
    ]) {
      expect(answer.status, answer.text).toBe(409)
      expect(answer.text).toContain('subtenants')
    }
    await admin.delete(`/users/${one(user, desk).instanceUid}`)
    await admin.delete(`${path}/backupResources/${resourceUid}`)
    await admin.delete(path)
  })

  it('can be sorted by every property, those that never differ included', async () => {
    for (const [path, properties] of [
      ['/infrastructure/sites/tenants', ['isVcdReplicationResourcesEnabled', 'vCloudOrganizationUid', 'type']],
      ['/infrastructure/sites/tenants/backupResources', ['usedSpace', 'isVmsQuotaUnlimited', 'wanAcceleratorUid']],
      ['/infrastructure/sites/tenants/backupResources/usage', ['vmBackups', 'serverBackups', 'archiveTierUsage']],
    ] as const) {
      for (const property of properties) {
        const answer = await admin.call('GET', path, { query: { sort: [{ property, direction: 'descending' }] } })
        expect(answer.status, `${path} by ${property}: ${answer.text}`).toBe(200)
      }
    }
  })

  it('are cut off and given back', async () => {
    const { instanceUid } = await aTenant(admin, 'cut', null)
    const path = `/infrastructure/sites/tenants/${instanceUid}`
    expect(one(tenant, await admin.post(`${path}/disable`)).isEnabled).toBe(false)
    expect(one(tenant, await admin.get(path)).isEnabled).toBe(false)
    expect(one(tenant, await admin.post(`${path}/enable`)).isEnabled).toBe(true)
  })

  it('are out of use under a disabled company, however they come there, and in use with its enabling', async () => {
    const { instanceUid: companyUid } = await aCompany(admin, { name: 'Paused' })
    const set = (value: string) =>
      admin.patch(`/organizations/companies/${companyUid}`, [{ op: 'replace', path: '/status', value }])
    const [mapped, idle] = [await aTenant(admin, 'mapped', null), await aTenant(admin, 'idle', null)]
    const path = ({ instanceUid }: { instanceUid: string }) => `/infrastructure/sites/tenants/${instanceUid}`
    const assign = [{ op: 'replace', path: '/assignedForCompany', value: companyUid }]
    await set('Disabled')
    await admin.post(`${path(idle)}/disable`)
    await admin.patch(path(idle), assign)
    expect(one(tenant, await admin.patch(path(mapped), assign)).isEnabled).toBe(false)
    const made = await aTenant(admin, 'made', companyUid)
    expect(made.isEnabled).toBe(false)
    await set('Active')
    const states = await Promise.all([mapped, idle, made].map((each) => admin.get(path(each))))
    expect(states.map((body) => one(tenant, body).isEnabled)).toEqual([true, false, true])
  })

  it('can be made by a reseller for its own companies only', async () => {
    await aReseller(admin, 'Storekeeper')
    const boss = await signIn(holdfast.url, 'Storekeeper\\boss', PASSWORD)
    const own = await aCompany(boss, { name: 'Kept client' })
    const foreign = await aCompany(admin, { name: 'Unkept client' })
    const { siteUid } = await theSite(admin)
    expect((await aTenant(boss, 'own', own.instanceUid)).assignedForCompany).toBe(own.instanceUid)
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
    const { siteUid } = await theSite(admin)
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
    const { instanceUid } = await aTenant(admin, `t${crypto.randomUUID()}`, null)
    const path = `/infrastructure/sites/tenants/${instanceUid}/backupResources`
    const answer = await admin.call('POST', path, { body })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.json?.errors?.[0]?.propertyName).toBe(property)
    expect(many(backupResource, await admin.get(path))).toEqual([])
  })
})
