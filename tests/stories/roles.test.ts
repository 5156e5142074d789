/** Roles at work: what each may give to others, what is withheld from an organization, and whose computers a subtenant sees. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PERMISSION_CLAIMS } from '../../domain/permission-claims.ts'
import { userBackupResource } from '../../worker/contract/accounts/user-backup-resources.ts'
import { type User, user } from '../../worker/contract/accounts/users.ts'
import { agentAccount } from '../../worker/contract/infrastructure/agent-accounts.ts'
import { backupAgent } from '../../worker/contract/infrastructure/backup-agents.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { deletedOrganization } from '../../worker/contract/organizations/deleted-organizations.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { entityPermissions } from '../../worker/contract/organizations/permissions.ts'
import { session } from '../../worker/contract/session/session.ts'
import { tenant } from '../../worker/contract/storage/tenants.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { changeDirectory } from '../support/directory-database.ts'
import { aCompany, aReseller, aTenant, companyBody, PASSWORD, theSite } from '../support/organization-builders.ts'
import { aHost, knock } from '../support/paper-agent.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anAgent, anEnrolmentToken, aTenancy, type Tenancy } from '../support/tenancy.ts'

let holdfast: TestConsole
let admin: RestClient
let acme: Tenancy
let north: { uid: string; boss: RestClient }
/** A company of the reseller north. */
let alphaUid: string

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  acme = await aTenancy(holdfast.url, admin, 'Acme')
  const { instanceUid } = await aReseller(admin, 'North')
  north = { uid: instanceUid, boss: await signIn(holdfast.url, 'North\\boss', PASSWORD) }
  alphaUid = (await aCompany(admin, { name: 'Alpha', resellerUid: north.uid })).instanceUid
})
afterAll(() => holdfast.dispose())

function userBody(organizationUid: string, role: string, userName: string, members: object = {}) {
  return { organizationUid, role, profile: {}, credentials: { userName, password: PASSWORD }, ...members }
}

async function aUser(client: RestClient, ...body: Parameters<typeof userBody>): Promise<User> {
  return one(user, await client.post('/users', userBody(...body)))
}

async function refusal(client: RestClient, method: string, path: string, body?: unknown) {
  const { status, json, text } = await client.call(method, path, body === undefined ? {} : { body })
  return { status, property: json?.errors?.[0]?.propertyName, text }
}

const replace = (path: string, value: unknown) => [{ op: 'replace', path, value }]
const providerUid = async () => one(user, await admin.get('/users/me')).organizationUid
const permissionsOf = async (client: RestClient) => one(session, await client.get('/session')).permissions
const jobBody = (name: string) => ({
  name,
  operationMode: 'Server',
  jobConfiguration: {
    backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv'] } },
    backupTarget: { targetType: 'CloudRepository' },
  },
})

describe('permission claims', () => {
  it('bind every role of the company, and nobody above it', async () => {
    const agent = await anAgent(holdfast.url, acme, 'srv-claims')
    const jobs = `/infrastructure/backupAgents/linux/${agent.backupAgentUid}/jobs`
    const path = `/permissions/${acme.companyUid}`
    expect(one(entityPermissions, await admin.get(path)).claims).toEqual([...PERMISSION_CLAIMS])
    const kept = PERMISSION_CLAIMS.filter(
      (claim) => claim !== 'HostedVbrJobCreate' && claim !== 'HostedVbrJobScheduleWrite',
    )
    expect(one(entityPermissions, await admin.patch(path, replace('/claims', kept))).claims).toEqual(kept)

    await aUser(admin, acme.companyUid, 'CompanyAdministrator', 'claims-manager')
    const manager = await signIn(holdfast.url, 'Acme\\claims-manager', PASSWORD)
    for (const client of [acme.owner, manager]) {
      expect(await permissionsOf(client)).not.toContain('jobs.create')
      expect(await refusal(client, 'POST', `${jobs}/configuration`, jobBody('x'))).toMatchObject({ status: 403 })
    }
    const { instanceUid } = (await admin.post(`${jobs}/configuration`, jobBody('claimed'))).data as {
      instanceUid: string
    }
    const job = `${jobs}/${instanceUid}/configuration`
    expect((await acme.owner.call('PATCH', job, { body: replace('/name', 'renamed') })).status).toBe(200)
    const schedule = replace('/jobConfiguration/scheduleSettings/scheduleType', 'Periodically')
    const refused = await refusal(acme.owner, 'PATCH', job, schedule)
    expect(refused).toMatchObject({ status: 403 })
    expect(refused.text).toContain('HostedVbrJobScheduleWrite')

    await admin.patch(path, [{ op: 'add', path: '/claims/-', value: 'HostedVbrJobCreate' }])
    expect(await permissionsOf(acme.owner)).toContain('jobs.create')
    expect(await refusal(admin, 'PATCH', path, replace('/claims', ['Everything']))).toMatchObject({ status: 400 })
  })

  it('that a reseller does not have it cannot give, nor have its companies', async () => {
    await admin.patch(`/permissions/${north.uid}`, replace('/claims', ['HostedVbrJobCreate', 'HostedVbrJobEdit']))
    const path = `/permissions/${alphaUid}`
    expect(one(entityPermissions, await north.boss.get(path)).claims).toEqual([
      'HostedVbrJobCreate',
      'HostedVbrJobEdit',
    ])
    const owner = await signIn(holdfast.url, 'Alpha\\owner', PASSWORD)
    expect(await permissionsOf(owner)).not.toContain('jobs.run')
    const more = replace('/claims', ['HostedVbrJobCreate', 'HostedVbrJobStartStop'])
    expect(await refusal(north.boss, 'PATCH', path, more)).toMatchObject({ status: 400, property: 'claims' })
    expect(await refusal(north.boss, 'PATCH', `/permissions/${north.uid}`, more)).toMatchObject({ status: 403 })
    expect(await refusal(owner, 'PATCH', path, more)).toMatchObject({ status: 403 })
    expect(await refusal(north.boss, 'GET', `/permissions/${acme.companyUid}`)).toMatchObject({ status: 404 })

    await north.boss.patch(path, replace('/claims', ['HostedVbrJobEdit']))
    await admin.patch(`/permissions/${north.uid}`, replace('/claims', PERMISSION_CLAIMS))
    const given = one(entityPermissions, await north.boss.get(path)).claims
    expect(given).toEqual(PERMISSION_CLAIMS.filter((claim) => claim !== 'HostedVbrJobCreate'))
  })
})

describe('owners', () => {
  it('are one for each organization, and stay it', async () => {
    const second = userBody(acme.companyUid, 'CompanyOwner', 'second-owner')
    expect(await refusal(admin, 'POST', '/users', second)).toMatchObject({ status: 409, property: 'role' })
    const me = one(user, await acme.owner.get('/users/me'))
    const path = `/users/${me.instanceUid}`
    expect(await refusal(admin, 'PATCH', path, replace('/status', 'Disabled'))).toMatchObject({ status: 409 })
    expect(await refusal(admin, 'DELETE', path)).toMatchObject({ status: 409 })
  })

  it('of a reseller are disabled by a Portal Administrator alone', async () => {
    const boss = one(user, await north.boss.get('/users/me'))
    await aUser(north.boss, north.uid, 'ResellerAdministrator', 'deputy')
    const deputy = await signIn(holdfast.url, 'North\\deputy', PASSWORD)
    const path = `/users/${boss.instanceUid}`
    expect(await refusal(deputy, 'PATCH', path, replace('/status', 'Disabled'))).toMatchObject({ status: 403 })
    expect(await refusal(deputy, 'PATCH', path, replace('/credentials/password', PASSWORD))).toMatchObject({
      status: 403,
    })
    expect(await refusal(deputy, 'POST', '/users', userBody(north.uid, 'ResellerOwner', 'usurper'))).toMatchObject({
      status: 403,
    })
    expect(one(user, await admin.patch(path, replace('/status', 'Disabled'))).status).toBe('Disabled')
    expect((await north.boss.call('GET', '/users/me')).status).toBe(401)
    await admin.patch(path, replace('/status', 'Enabled'))
    north.boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
  })
})

describe('what a user sees', () => {
  it('is chosen for operators and read-only users, and changed by others only', async () => {
    const operator = await aUser(admin, await providerUid(), 'PortalOperator', 'operator', { companyUids: [alphaUid] })
    expect(operator).toMatchObject({ hasAllCompanies: false, companyUids: [alphaUid], hasProviderResources: false })
    const client = await signIn(holdfast.url, 'operator', PASSWORD)
    const seen = async () => many(company, await client.get('/organizations/companies')).map(({ name }) => name)
    expect(await seen()).toEqual(['Alpha'])
    const path = `/users/${operator.instanceUid}`
    expect(await refusal(client, 'PATCH', path, replace('/hasAllCompanies', true))).toMatchObject({ status: 409 })
    expect(await refusal(client, 'PATCH', path, replace('/role', 'PortalAdministrator'))).toMatchObject({ status: 409 })
    await client.patch(path, replace('/profile/firstName', 'Otto'))

    expect(one(user, await admin.patch(path, replace('/companyUids', []))).companyUids).toEqual([])
    expect(await seen()).toEqual([])
    const both = [...replace('/hasAllCompanies', true), ...replace('/companyUids', [alphaUid])]
    expect(await refusal(admin, 'PATCH', path, both)).toMatchObject({ status: 400, property: 'companyUids' })
    expect(one(user, await admin.patch(path, replace('/hasAllCompanies', true))).hasAllCompanies).toBe(true)
    expect(await seen()).toEqual(['Acme', 'Alpha'])
    expect(await refusal(admin, 'PATCH', path, replace('/siteUids', [alphaUid]))).toMatchObject({
      status: 400,
      property: 'siteUids',
    })

    await aTenant(admin, 'nobodys', null)
    const tenants = async () => many(tenant, await client.get('/infrastructure/sites/tenants')).map(({ name }) => name)
    expect(await tenants()).not.toContain('nobodys')
    await admin.patch(path, replace('/hasProviderResources', true))
    expect(await tenants()).toContain('nobodys')
  })

  it('of a reseller is its companies: no operator gets another one', async () => {
    const foreign = userBody(north.uid, 'ResellerOperator', 'reaching', { companyUids: [acme.companyUid] })
    expect(await refusal(north.boss, 'POST', '/users', foreign)).toMatchObject({ status: 400, property: 'companyUids' })
    const watcher = await aUser(north.boss, north.uid, 'ResellerUser', 'watcher')
    expect(watcher.hasAllCompanies).toBe(true)
    const client = await signIn(holdfast.url, 'North\\watcher', PASSWORD)
    expect(many(company, await client.get('/organizations/companies')).map(({ name }) => name)).toEqual(['Alpha'])
    expect(await refusal(client, 'GET', '/users')).toMatchObject({ status: 403 })
    await aUser(north.boss, north.uid, 'ResellerInvoiceAuditor', 'auditor')
    const auditor = await signIn(holdfast.url, 'North\\auditor', PASSWORD)
    expect(await permissionsOf(auditor)).toEqual(['invoices.read'])
    expect(await refusal(auditor, 'GET', '/organizations/companies')).toMatchObject({ status: 403 })
  })

  it('of a location is given on by its administrator, inside of it', async () => {
    const branchBody = { organizationUid: acme.companyUid, name: 'Branch', quotaGb: 0 }
    const branch = one(location, await acme.owner.post('/organizations/locations', branchBody))
    await aUser(acme.owner, acme.companyUid, 'CompanyLocationAdministrator', 'head', {
      locationUids: [branch.instanceUid],
    })
    const head = await signIn(holdfast.url, 'Acme\\head', PASSWORD)
    const outside = userBody(acme.companyUid, 'CompanyLocationUser', 'outside', { locationUids: [acme.remoteUid] })
    expect(await refusal(head, 'POST', '/users', outside)).toMatchObject({ status: 400, property: 'locationUids' })
    const manager = userBody(acme.companyUid, 'CompanyAdministrator', 'risen')
    expect(await refusal(head, 'POST', '/users', manager)).toMatchObject({ status: 403 })
    const inside = await aUser(head, acme.companyUid, 'CompanyLocationUser', 'inside', {
      locationUids: [branch.instanceUid],
    })
    const names = async () => many(user, await head.get('/users')).map(({ userName }) => userName)
    expect(await names()).toEqual(['head', 'inside'])
    const path = `/users/${inside.instanceUid}`
    expect(await refusal(head, 'PATCH', path, replace('/role', 'CompanyAdministrator'))).toMatchObject({ status: 403 })
    await acme.owner.patch(path, replace('/locationUids', [branch.instanceUid, acme.remoteUid]))
    expect(await names()).toEqual(['head'])
    expect(await refusal(head, 'PATCH', path, replace('/status', 'Disabled'))).toMatchObject({ status: 404 })
  })

  it('of a site follows the tenants on it, and what its administrator has made', async () => {
    const { siteUid } = await theSite(admin)
    const made = await aUser(admin, await providerUid(), 'SiteAdministrator', 'keeper', { siteUids: [siteUid] })
    expect(made.siteUids).toEqual([siteUid])
    const keeper = await signIn(holdfast.url, 'keeper', PASSWORD)
    const names = async () => many(company, await keeper.get('/organizations/companies')).map(({ name }) => name)
    expect(await names()).toEqual(['Acme'])
    await aTenant(admin, 'alpha', alphaUid)
    expect(await names()).toEqual(['Acme', 'Alpha'])
    await keeper.post('/organizations/companies', companyBody({ name: 'Kept' }))
    expect(await names()).toEqual(['Acme', 'Alpha', 'Kept'])
    expect(await refusal(keeper, 'GET', '/organizations/resellers')).toMatchObject({ status: 403 })
    const { instanceUid: elsewhereUid } = await aCompany(admin, { name: 'On no site' })
    await admin.delete(`/organizations/companies/${elsewhereUid}`)
    await keeper.delete(`/organizations/companies/${alphaUid}`)
    expect(await names()).toEqual(['Acme', 'Kept'])
    const deleted = many(deletedOrganization, await keeper.get('/organizations/deleted'))
    expect(deleted.map(({ name }) => name)).toEqual(['Alpha'])
    expect(await refusal(keeper, 'POST', `/organizations/${elsewhereUid}/restore`, {})).toMatchObject({ status: 404 })
    await keeper.post(`/organizations/${alphaUid}/restore`, {})
    expect(await names()).toEqual(['Acme', 'Alpha', 'Kept'])

    const second = '33333333-4444-4555-8666-777777777777'
    changeDirectory(holdfast.stateFolder, (database) => {
      const site =
        'INSERT INTO sites (uid, name, name_fold, name_natural, bucket_binding, created_at) VALUES (?,?,?,?,?,1)'
      database.prepare(site).run(second, 'Second', 'second', 'second', 'SECOND')
    })
    const alphaPath = `/organizations/companies/${alphaUid}`
    const beside = await aTenant(admin, 'beside', alphaUid)
    changeDirectory(holdfast.stateFolder, (database) => {
      database.prepare('UPDATE tenants SET site_uid = ? WHERE uid = ?').run(second, beside.instanceUid)
    })
    const kept = await refusal(keeper, 'DELETE', alphaPath)
    expect(kept).toMatchObject({ status: 403, text: expect.stringContaining('sites that are not yours') })
    const path = `/users/${made.instanceUid}`
    expect(await refusal(admin, 'PATCH', path, replace('/siteUids', []))).toMatchObject({ status: 400 })
    expect(one(user, await admin.patch(path, replace('/siteUids', [second]))).siteUids).toEqual([second])
    expect(await names()).toEqual(['Alpha', 'Kept'])
  })
})

describe('the user of a tenant', () => {
  it('comes with the mapping, signs in as the tenant, and goes with it', async () => {
    const account = await aTenant(admin, 'beta', null)
    const path = `/infrastructure/sites/tenants/${account.instanceUid}`
    await expect(signIn(holdfast.url, 'Alpha\\beta', PASSWORD)).rejects.toThrow('400')
    await admin.patch(path, replace('/assignedForCompany', alphaUid))
    const client = await signIn(holdfast.url, 'Alpha\\beta', PASSWORD)
    const me = one(user, await client.get('/users/me'))
    expect(me).toMatchObject({ role: 'CompanyTenant', organizationUid: alphaUid, tenantUid: account.instanceUid })
    const tenants = many(tenant, await client.get('/infrastructure/sites/tenants'))
    expect(tenants.map(({ instanceUid }) => instanceUid)).toEqual([account.instanceUid])
    expect(await refusal(admin, 'DELETE', `/users/${me.instanceUid}`)).toMatchObject({ status: 409 })
    expect(await refusal(client, 'POST', '/users', userBody(alphaUid, 'CompanyLocationUser', 'x'))).toMatchObject({
      status: 403,
    })
    for (let attempt = 0; attempt < 6; attempt++)
      await expect(signIn(holdfast.url, 'Alpha\\beta', 'a wrong password')).rejects.toThrow()
    const renewed = `${PASSWORD} anew`
    await admin.patch(path, replace('/credentials/password', renewed))
    await signIn(holdfast.url, 'Alpha\\beta', renewed)
    await admin.patch(path, replace('/assignedForCompany', null))
    expect((await client.call('GET', '/users/me')).status).toBe(401)
    expect((await admin.call('GET', `/users/${me.instanceUid}`)).status).toBe(404)
  })
})

describe('a subtenant', () => {
  it('sees the computers that write under its account, and no others', async () => {
    const grant = { tenantBackupResourceUid: acme.resourceUid, resourceFriendlyName: 'Desk 7' }
    const greedy = userBody(acme.companyUid, 'CompanySubtenant', 'greedy', {
      backupResource: { ...grant, storageQuota: 9_000_000_000_000, isStorageQuotaUnlimited: false },
    })
    expect(await refusal(acme.owner, 'POST', '/users', greedy)).toMatchObject({
      status: 400,
      property: 'backupResource.storageQuota',
    })
    const made = await aUser(acme.owner, acme.companyUid, 'CompanySubtenant', 'desk7', {
      backupResource: { ...grant, storageQuota: 1_000_000 },
    })
    expect(made.tenantUid).toBe(acme.tenantUid)
    const path = `/users/${made.instanceUid}/backupResource`
    expect(one(userBackupResource, await acme.owner.get(path))).toMatchObject({ storageQuota: 1_000_000 })
    const patched = await acme.owner.patch(path, replace('/isStorageQuotaUnlimited', true))
    expect(one(userBackupResource, patched)).toMatchObject({ storageQuota: null, isStorageQuotaUnlimited: true })

    const desk = await signIn(holdfast.url, 'Acme\\desk7', PASSWORD)
    const hosts = async () =>
      many(backupAgent, await desk.get('/infrastructure/backupAgents')).map(({ instanceUid }) => instanceUid)
    expect(await hosts()).toEqual([])
    const token = await anEnrolmentToken(acme.owner, { subtenantUserUid: made.instanceUid })
    const own = await knock(holdfast.url, aHost('desk-7'), token)
    const other = await anAgent(holdfast.url, acme, 'srv-other')
    if (own.status !== 'enrolled') throw new Error(`The agent is ${own.status}`)
    expect(await hosts()).toEqual([own.backupAgentUid])
    expect(one(userBackupResource, await desk.get(path)).userUid).toBe(made.instanceUid)
    expect(await refusal(desk, 'GET', '/infrastructure/managementAgents')).toMatchObject({ status: 403 })

    const account = `/infrastructure/managementAgents/${other.managementAgentUid}/account`
    await acme.owner.ok('PUT', account, { body: { subtenantUserUid: made.instanceUid } })
    expect((await hosts()).sort()).toEqual([own.backupAgentUid, other.backupAgentUid].sort())
    await acme.owner.delete(`/users/${made.instanceUid}`)
    expect(one(agentAccount, await acme.owner.get(account))).toEqual({
      tenantUid: acme.tenantUid,
      subtenantUserUid: null,
    })
    const late = await knock(holdfast.url, aHost('desk-8'), token)
    expect(late.status).toBe('unverified')
  })
})
