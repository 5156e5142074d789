/** Deleting organizations, what that takes, and bringing them back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { managementAgent } from '../../worker/contract/infrastructure/management-agents.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { deletedOrganization, deletionPlan } from '../../worker/contract/organizations/deleted-organizations.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { organization } from '../../worker/contract/organizations/organization.ts'
import { reseller } from '../../worker/contract/organizations/resellers.ts'
import { repositoryDetail } from '../../worker/contract/repositories/repositories.ts'
import { backupResource } from '../../worker/contract/storage/backup-resources.ts'
import { tenant } from '../../worker/contract/storage/tenants.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aReseller, aTenant, PASSWORD } from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anAgent, aTenancy } from '../support/tenancy.ts'

let holdfast: TestConsole
let admin: RestClient

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

const deleted = async (client = admin) => many(deletedOrganization, await client.get('/organizations/deleted'))

describe('a company', () => {
  it('comes back from a delete with everything that hung on it', async () => {
    const tenancy = await aTenancy(holdfast.url, admin, 'Phoenix')
    const { companyUid, tenantUid, resourceUid } = tenancy
    const agent = await anAgent(holdfast.url, tenancy, 'srv-phoenix')
    const repository = one(repositoryDetail, await admin.post('/repositories', { name: 'Ashes', companyUid }))
    const path = `/organizations/companies/${companyUid}`
    const before = one(company, await admin.get(path))
    const plan = one(deletionPlan, await admin.get(`/organizations/${companyUid}/deletionPlan`))
    expect(plan).toMatchObject({
      type: 'Company',
      agentsCount: 1,
      repositoriesCount: 1,
      tenantsCount: 1,
      locationsCount: 2,
    })
    expect(plan).toMatchObject({ retentionDays: 30, lockedObjectsCount: 0, lockedUntil: null })

    await admin.delete(path)
    expect((await admin.call('GET', path)).status).toBe(404)
    expect((await tenancy.owner.call('GET', '/organizations/companies')).status).toBe(401)
    expect((await admin.call('DELETE', path)).status).toBe(404)
    const [row] = (await deleted()).filter(({ instanceUid }) => instanceUid === companyUid)
    expect(row).toMatchObject({
      name: 'Phoenix',
      type: 'Company',
      isRestorable: true,
      repositoriesCount: 1,
      operation: null,
    })
    expect((await admin.call('GET', `/infrastructure/managementAgents/${agent.managementAgentUid}`)).status).toBe(404)

    const restored = one(organization, await admin.post(`/organizations/${companyUid}/restore`, {}))
    expect(restored).toMatchObject({ instanceUid: companyUid, name: 'Phoenix' })
    expect(one(company, await admin.get(path))).toEqual(before)
    expect(one(tenant, await admin.get(`/infrastructure/sites/tenants/${tenantUid}`)).isEnabled).toBe(true)
    const resources = `/infrastructure/sites/tenants/${tenantUid}/backupResources`
    expect(one(backupResource, await admin.get(`${resources}/${resourceUid}`)).isDefault).toBe(true)
    const places = many(location, await admin.get(`/organizations/${companyUid}/locations`))
    expect(places.map(({ name }) => name)).toEqual(['Hosted', 'Remote'])
    const computer = await admin.get(`/infrastructure/managementAgents/${agent.managementAgentUid}`)
    expect(one(managementAgent, computer).hostName).toBe('srv-phoenix')
    const kept = one(repositoryDetail, await admin.get(`/repositories/${repository.instanceUid}`))
    expect(kept).toMatchObject({ name: 'Ashes', status: 'Active' })
    await signIn(holdfast.url, 'Phoenix\\owner', PASSWORD)
    expect((await deleted()).map(({ instanceUid }) => instanceUid)).not.toContain(companyUid)
    expect((await admin.call('POST', `/organizations/${companyUid}/restore`, { body: {} })).status).toBe(404)
  })

  it('takes another name back where its own was given away, and so do its tenants', async () => {
    const first = await aCompany(admin, { name: 'Contested', alias: 'con' })
    await aTenant(admin, 'contested', first.instanceUid)
    await admin.delete(`/organizations/companies/${first.instanceUid}`)
    const second = await aCompany(admin, { name: 'Contested', alias: 'con' })
    await aTenant(admin, 'contested', second.instanceUid)
    const path = `/organizations/${first.instanceUid}/restore`
    const refused = await admin.call('POST', path, { body: {} })
    expect(refused.status, refused.text).toBe(409)
    expect(refused.json?.errors?.[0]?.propertyName).toBe('name')
    const half = await admin.call('POST', path, { body: { name: 'Contested again' } })
    expect(half.json?.errors?.[0]?.propertyName).toBe('alias')
    const restored = one(organization, await admin.post(path, { name: 'Contested again', alias: null }))
    expect(restored).toMatchObject({ name: 'Contested again', alias: null })
    const names = many(tenant, await admin.get(`/organizations/companies/${first.instanceUid}/siteResources`))
    expect(names[0]?.name).toMatch(/^contested [0-9a-f]{6}$/)
  })

  it('is out of reach of other resellers while it is deleted, and stays so', async () => {
    const [own, other] = [await aReseller(admin, 'Own'), await aReseller(admin, 'Other')]
    const boss = await signIn(holdfast.url, 'Own\\boss', PASSWORD)
    const rival = await signIn(holdfast.url, 'Other\\boss', PASSWORD)
    const { instanceUid } = await aCompany(boss, { name: 'Of Own' })
    await boss.delete(`/organizations/companies/${instanceUid}`)
    expect(await deleted(rival)).toEqual([])
    expect((await rival.call('POST', `/organizations/${instanceUid}/restore`, { body: {} })).status).toBe(404)
    expect((await deleted(boss)).map((row) => row.instanceUid)).toEqual([instanceUid])
    await boss.post(`/organizations/${instanceUid}/restore`, {})
    expect(one(company, await boss.get(`/organizations/companies/${instanceUid}`)).resellerUid).toBe(own.instanceUid)
    expect(other.instanceUid).not.toBe(own.instanceUid)
  })

  it('cannot come back when its time is over', async () => {
    const settings = '/organizations/deleted/settings'
    const set = (value: number) => admin.patch(settings, [{ op: 'replace', path: '/retentionDays', value }])
    expect(
      (await admin.call('PATCH', settings, { body: [{ op: 'replace', path: '/retentionDays', value: 366 }] })).status,
    ).toBe(400)
    await set(0)
    const { instanceUid } = await aCompany(admin, { name: 'Brief' })
    await admin.delete(`/organizations/companies/${instanceUid}`)
    await set(30)
    expect((await deleted()).find((row) => row.instanceUid === instanceUid)?.isRestorable).toBe(false)
    const late = await admin.call('POST', `/organizations/${instanceUid}/restore`, { body: {} })
    expect(late.status, late.text).toBe(409)
  })
})

describe('a reseller', () => {
  it('leaves its companies to the provider, and has them again when it is restored', async () => {
    const { instanceUid } = await aReseller(admin, 'Gone')
    const left = await aCompany(admin, { name: 'Left', resellerUid: instanceUid })
    const moved = await aCompany(admin, { name: 'Moved on', resellerUid: instanceUid })
    const plan = one(deletionPlan, await admin.get(`/organizations/${instanceUid}/deletionPlan`))
    expect(plan).toMatchObject({ type: 'Reseller', companiesCount: 2, agentsCount: 0 })
    await admin.delete(`/organizations/resellers/${instanceUid}`)
    const resellerOf = async (uid: string) =>
      one(company, await admin.get(`/organizations/companies/${uid}`)).resellerUid
    expect(await resellerOf(left.instanceUid)).toBeNull()
    const next = await aReseller(admin, 'Next')
    await admin.ok('POST', `/organizations/resellers/${next.instanceUid}/companies`, {
      query: { companyUid: moved.instanceUid },
    })
    await admin.post(`/organizations/${instanceUid}/restore`, {})
    expect(one(reseller, await admin.get(`/organizations/resellers/${instanceUid}`)).name).toBe('Gone')
    expect(await resellerOf(left.instanceUid)).toBe(instanceUid)
    expect(await resellerOf(moved.instanceUid)).toBe(next.instanceUid)
    const events = many(
      activityLog,
      await admin.get('/eventLogs/activityLogs', {
        filter: [{ property: 'targetUid', operation: 'equals', value: left.instanceUid }],
      }),
    )
    expect(events.map(({ eventKind, changes }) => [eventKind, changes])).toEqual([
      ['CompanyAssignedToReseller', [{ property: 'resellerUid', from: null, to: instanceUid }]],
      ['CompanyUnassignedFromReseller', [{ property: 'resellerUid', from: instanceUid, to: null }]],
      ['CompanyCreated', []],
    ])
    await signIn(holdfast.url, 'Gone\\boss', PASSWORD)
  })

  it('that was disabled comes back so, with its companies, and enabling brings back what went along', async () => {
    const { instanceUid } = await aReseller(admin, 'Dormant')
    const along = await aCompany(admin, { name: 'Along', resellerUid: instanceUid })
    const woken = await aCompany(admin, { name: 'Woken', resellerUid: instanceUid })
    const account = await aTenant(admin, 'woken', woken.instanceUid)
    const set = (path: string, value: string) => admin.patch(path, [{ op: 'replace', path: '/status', value }])
    const states = async () => ({
      along: one(company, await admin.get(`/organizations/companies/${along.instanceUid}`)).status,
      woken: one(company, await admin.get(`/organizations/companies/${woken.instanceUid}`)).status,
      tenant: one(tenant, await admin.get(`/infrastructure/sites/tenants/${account.instanceUid}`)).isEnabled,
    })
    await set(`/organizations/resellers/${instanceUid}`, 'Disabled')
    await admin.delete(`/organizations/resellers/${instanceUid}`)
    await set(`/organizations/companies/${woken.instanceUid}`, 'Active')
    expect(await states()).toEqual({ along: 'Disabled', woken: 'Active', tenant: true })
    await admin.post(`/organizations/${instanceUid}/restore`, {})
    expect(await states()).toEqual({ along: 'Disabled', woken: 'Disabled', tenant: false })
    await set(`/organizations/resellers/${instanceUid}`, 'Active')
    expect(await states()).toEqual({ along: 'Active', woken: 'Active', tenant: true })
  })
})
