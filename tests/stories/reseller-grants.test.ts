/** What a provider gives a reseller of a site, and how hard that holds for the reseller. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  resellerBackupResource,
  resellerBackupResourceUsage,
  resellerSite,
} from '../../worker/contract/organizations/reseller-sites.ts'
import { locationUsage, resellerUsage } from '../../worker/contract/organizations/usage.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import {
  aCompany,
  aReseller,
  aResource,
  aTenant,
  companyBody,
  PASSWORD,
  theSite,
  UNKNOWN_UID,
} from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'

let holdfast: TestConsole
let admin: RestClient
let siteUid: string

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  siteUid = (await theSite(admin)).siteUid
})
afterAll(() => holdfast.dispose())

async function aSeller(name: string) {
  const made = await aReseller(admin, name)
  const path = `/organizations/resellers/${made.instanceUid}`
  return { ...made, path, sites: `${path}/sites`, boss: await signIn(holdfast.url, `${name}\\boss`, PASSWORD) }
}

function tenantBody(userName: string, companyUid: string) {
  return { credentials: { userName, password: PASSWORD }, assignedForCompany: companyUid }
}

describe('a reseller', () => {
  it('puts as many tenants on a site as it was given, however many ask at once; the provider may exceed that', async () => {
    const { sites, boss, instanceUid } = await aSeller('Tenants')
    const { instanceUid: companyUid } = await aCompany(boss, { name: 'Of Tenants' })
    const tenants = `/infrastructure/sites/${siteUid}/tenants`
    const given = one(resellerSite, await admin.post(sites, { siteUid }))
    expect(given).toEqual({
      siteUid,
      resellerUid: instanceUid,
      tenantsQuota: 20,
      usedTenantsQuota: 0,
      isTenantsQuotaUnlimited: false,
    })
    await admin.patch(`${sites}/${siteUid}`, [{ op: 'replace', path: '/tenantsQuota', value: 3 }])
    const names = Array.from({ length: 8 }, (_, index) => `at-once-${index}`)
    const answers = await Promise.all(
      names.map((name) => boss.call('POST', tenants, { body: tenantBody(name, companyUid) })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 409, 409, 409, 409, 409])
    expect(answers.find(({ status }) => status === 409)?.text).toContain('3 of 3')
    await aTenant(admin, 'one more', companyUid)
    expect(one(resellerSite, await boss.get(`${sites}/${siteUid}`)).usedTenantsQuota).toBe(4)
    expect((await admin.call('DELETE', `${sites}/${siteUid}`)).status).toBe(409)
    const unlimited = [{ op: 'replace', path: '/isTenantsQuotaUnlimited', value: true }]
    expect(one(resellerSite, await admin.patch(`${sites}/${siteUid}`, unlimited)).tenantsQuota).toBeNull()
    expect((await boss.call('POST', tenants, { body: tenantBody('then', companyUid) })).status).toBe(200)
    expect((await boss.call('PATCH', `${sites}/${siteUid}`, { body: unlimited })).status).toBe(403)
  })

  it('gives its companies no more storage in sum than it has, and keeps what is given away', async () => {
    const { sites, boss } = await aSeller('Storage')
    const { instanceUid: companyUid } = await aCompany(boss, { name: 'Of Storage' })
    await admin.post(sites, { siteUid })
    const storage = `${sites}/${siteUid}/backupResources`
    const body = { repositoryUid: siteUid, resourceFriendlyName: 'Pool', storageQuota: 1000 }
    const pool = one(resellerBackupResource, await admin.post(storage, body))
    expect(pool).toMatchObject({ storageQuota: 1000, isStorageQuotaUnlimited: false, isVmsQuotaUnlimited: true })
    const { instanceUid: tenantUid } = await aTenant(boss, 'storage', companyUid)
    const resources = `/infrastructure/sites/tenants/${tenantUid}/backupResources`
    const ask = (name: string, storageQuota: number) =>
      boss.call('POST', resources, { body: { repositoryUid: siteUid, cloudRepositoryName: name, storageQuota } })
    const both = await Promise.all([ask('left', 600), ask('right', 600)])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(both.find(({ status }) => status === 409)?.json?.errors?.[0]?.propertyName).toBe('storageQuota')
    expect((await ask('rest', 400)).status).toBe(200)
    const [first] = many(resellerBackupResourceUsage, await boss.get(`${storage}/usage`))
    expect(first).toMatchObject({ storageQuota: 1000, usedStorageQuota: 0, givenStorageQuota: 1000 })
    const path = `${storage}/${pool.instanceUid}`
    expect((await admin.call('DELETE', path)).status).toBe(409)
    await admin.post(storage, { ...body, resourceFriendlyName: 'More', storageQuota: null })
    expect((await admin.call('DELETE', path)).status).toBe(200)
    expect((await ask('beyond', 10_000)).status).toBe(200)
  })

  it('is given what a company brings that comes to it', async () => {
    const { instanceUid, sites, path, boss } = await aSeller('Receiver')
    const brought = await aCompany(admin, { name: 'Brought' })
    const { instanceUid: tenantUid } = await aTenant(admin, 'brought', brought.instanceUid)
    await aResource(admin, tenantUid, 'Brought storage', { storageQuota: 7000 })
    await admin.ok('POST', `${path}/companies`, { query: { companyUid: brought.instanceUid } })
    expect(many(resellerSite, await boss.get(sites))).toMatchObject([{ resellerUid: instanceUid, tenantsQuota: 20 }])
    const [storage] = many(resellerBackupResource, await boss.get('/organizations/resellers/sites/backupResources'))
    expect(storage).toMatchObject({ resellerUid: instanceUid, isStorageQuotaUnlimited: true })
    expect((await admin.call('DELETE', `${sites}/${siteUid}`)).status).toBe(409)
    await admin.delete(`${path}/companies`, { companyUid: brought.instanceUid })
    const taken = await admin.call('DELETE', `${sites}/${siteUid}`)
    expect(taken.status, taken.text).toBe(200)
    expect(many(resellerSite, await boss.get(sites))).toEqual([])
    const { instanceUid: companyUid } = await aCompany(boss, { name: 'Too late' })
    const tenants = `/infrastructure/sites/${siteUid}/tenants`
    const late = await boss.call('POST', tenants, { body: tenantBody('too late', companyUid) })
    expect(late.status, late.text).toBe(409)
  })

  it('gives only services that it has, and loses none that its companies use', async () => {
    const { boss, path } = await aSeller('Services')
    const services = { remoteServices: { backupServersManagement: { backupServerQuota: null } } }
    const body = companyBody({ name: 'Served', services })
    const refused = await boss.call('POST', '/organizations/companies', { body })
    expect(refused.status, refused.text).toBe(409)
    const flag = '/resellerServices/remoteServices/backupServersManagementEnabled'
    const set = (value: boolean) => admin.call('PATCH', path, { body: [{ op: 'replace', path: flag, value }] })
    expect((await set(true)).status).toBe(200)
    expect((await boss.call('POST', '/organizations/companies', { body })).status).toBe(200)
    const lost = await set(false)
    expect(lost.status, lost.text).toBe(409)
    expect(lost.json?.errors?.[0]?.propertyName).toContain('backupServersManagementEnabled')
  })

  it('keeps the hardware plans it was given', async () => {
    const { sites, boss } = await aSeller('Plans')
    await admin.post(sites, { siteUid })
    const plans = `${sites}/${siteUid}/replicationResources`
    const body = { hardwarePlanUid: UNKNOWN_UID, tenantsPerPlanQuota: 5 }
    const made = await admin.call('POST', plans, { body })
    expect(made.json?.data).toMatchObject({ hardwarePlanUid: UNKNOWN_UID, tenantsPerPlanQuota: 5 })
    expect((await admin.call('POST', plans, { body })).status).toBe(409)
    expect((await boss.call('GET', `${plans}/usage`)).json?.data).toMatchObject([{ tenantsPerPlanUsage: 0 }])
  })

  it('sees what its companies use, and nobody else', async () => {
    const { boss, instanceUid } = await aSeller('Usage')
    const { instanceUid: companyUid } = await aCompany(boss, { name: 'Of Usage' })
    const usages = many(locationUsage, await boss.get('/organizations/companies/usage'))
    expect(usages.map((usage) => usage.companyUid)).toEqual([companyUid, companyUid])
    expect(usages[0]?.counters).toContainEqual({ type: 'ManagedServerAgents', value: 0 })
    const own = many(resellerUsage, await boss.get('/organizations/resellers/usage'))
    expect(own.map(({ resellerUid }) => resellerUid)).toEqual([instanceUid])
    const past = await boss.call('GET', '/organizations/companies/usage', { query: { toDate: '2020-01-01' } })
    expect(past.json?.data).toEqual([])
    const turned = { query: { fromDate: '2026-02-01', toDate: '2026-01-01' } }
    expect((await boss.call('GET', '/organizations/companies/usage', turned)).status).toBe(400)
  })
})
