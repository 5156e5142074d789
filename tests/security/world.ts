/**
 * Tenants for the isolation table, made over the API: two resellers, companies of both and one of the provider's own, each
 * with everything that a path can name; and users of every role. Every name holds a mark that no other tenant has.
 */
import { z } from 'zod'
import type { RoleName } from '../../domain/permissions.ts'
import { userLogin } from '../../worker/contract/accounts/logins.ts'
import { user } from '../../worker/contract/accounts/users.ts'
import { linuxJobConfigurationAnswer } from '../../worker/contract/infrastructure/backup-agent-jobs.ts'
import { container } from '../../worker/contract/organizations/containers.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { replicationResource } from '../../worker/contract/organizations/reseller-replication-resources.ts'
import { resellerBackupResource } from '../../worker/contract/organizations/reseller-sites.ts'
import { repositoryDetail } from '../../worker/contract/repositories/repositories.ts'
import type { TestConsole } from '../support/console.ts'
import { changeDirectory } from '../support/directory-database.ts'
import { aCompany, aReseller, aResource, aTenant, PASSWORD, theSite } from '../support/organization-builders.ts'
import { aHost, knock } from '../support/paper-agent.ts'
import { aPaperIdentityProvider } from '../support/paper-identity-provider.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anEnrolmentToken } from '../support/tenancy.ts'
import { CALLERS, type Known } from './callers.ts'
import type { Place, Reach } from './places.ts'

/** What a path parameter, or a member of a body, can name at a place. */
export type Uids = Readonly<Record<string, string>>

export interface Caller extends Reach {
  name: string
  role: RoleName
  userUid: string
  token: string
  readOnlyKey: string
  cookie: string
}

export interface World {
  holdfast: TestConsole
  places: Record<Place, Uids>
  callers: Caller[]
}

export async function buildWorld(holdfast: TestConsole): Promise<World> {
  const admin = restClient(holdfast.url, await holdfast.token())
  const { siteUid } = await theSite(admin)
  const me = one(user, await admin.get('/users/me'))
  const provider = {
    organizationUid: me.organizationUid,
    userUid: me.instanceUid,
    userLoginId: await makeKey(admin, me.instanceUid, 'provider'),
    siteUid,
    containerUid: await makeContainer(admin, 'provider'),
    ...(await aPaperIdentityProvider(admin, me.organizationUid, 'idp-mark-provider')),
  }
  const [north, south] = await Promise.all([
    makeReseller(holdfast, admin, 'north'),
    makeReseller(holdfast, admin, 'south'),
  ])
  const [alpha, beta, gamma, delta] = await Promise.all([
    makeCompany(holdfast, admin, 'alpha', siteUid, north.resellerUid),
    makeCompany(holdfast, admin, 'beta', siteUid, north.resellerUid),
    makeCompany(holdfast, admin, 'gamma', siteUid, south.resellerUid),
    makeCompany(holdfast, admin, 'delta', siteUid, undefined),
  ])
  const branch = await makeLocation(admin, alpha.companyUid ?? '', 'alphaBranch')
  const places: World['places'] = {
    provider,
    north,
    south,
    alpha,
    alphaBranch: {
      ...alpha,
      ...branch,
      ...(await makeComputer(holdfast, admin, 'alphaBranch', alpha.companyUid ?? '', branch.locationUid)),
    },
    beta,
    gamma: { ...gamma, siteUid: moveToSecondSite(holdfast, gamma) },
    delta,
  }
  return { holdfast, places, callers: await makeCallers(holdfast, admin, places) }
}

/** A site cannot be made over the API: its bucket is bound when the console is deployed. */
function moveToSecondSite(holdfast: TestConsole, { companyUid, tenantUid }: Uids): string {
  const siteUid = '33333333-4444-4555-8666-777777777777'
  changeDirectory(holdfast.stateFolder, (database) => {
    const run = (sql: string, ...values: string[]) => database.prepare(sql).run(...values)
    run(
      `INSERT INTO sites (uid, name, name_fold, name_natural, bucket_binding, created_at)
        VALUES (?, 'Second site', 'second site', 'second site', 'SECOND_SITE', 1)`,
      siteUid,
    )
    run('UPDATE tenants SET site_uid = ? WHERE uid = ?', siteUid, tenantUid ?? '')
    run('UPDATE backup_resources SET site_uid = ? WHERE tenant_uid = ?', siteUid, tenantUid ?? '')
    run('UPDATE repositories SET site_uid = ? WHERE organization_uid = ?', siteUid, companyUid ?? '')
    run('UPDATE backup_agents SET site_uid = ? WHERE organization_uid = ?', siteUid, companyUid ?? '')
  })
  return siteUid
}

async function makeReseller(holdfast: TestConsole, admin: RestClient, place: Place) {
  const made = await aReseller(admin, `${place} mark-${place}`)
  const owner = await signIn(holdfast.url, `${place} mark-${place}\\boss`, PASSWORD)
  const { instanceUid: userUid } = one(user, await owner.get('/users/me'))
  const containerUid = await makeContainer(owner, place)
  const userLoginId = await makeKey(admin, userUid, place)
  return {
    resellerUid: made.instanceUid,
    organizationUid: made.instanceUid,
    userUid,
    userLoginId,
    containerUid,
    ...(await giveSite(admin, made.instanceUid, place)),
    ...(await aPaperIdentityProvider(admin, made.instanceUid, `idp-mark-${place}`)),
  }
}

/** What the provider gives a reseller of the site: more than the table takes. */
async function giveSite(admin: RestClient, resellerUid: string, place: Place) {
  const { siteUid } = await theSite(admin)
  const sites = `/organizations/resellers/${resellerUid}/sites`
  await admin.post(sites, { siteUid, tenantsQuota: null, isTenantsQuotaUnlimited: true })
  const storage = { repositoryUid: siteUid, resourceFriendlyName: `pool mark-${place}` }
  const plan = { hardwarePlanUid: siteUid }
  const resource = one(resellerBackupResource, await admin.post(`${sites}/${siteUid}/backupResources`, storage))
  const replication = one(replicationResource, await admin.post(`${sites}/${siteUid}/replicationResources`, plan))
  return { siteUid, resourceUid: resource.instanceUid, replicationResourceUid: replication.instanceUid }
}

async function makeContainer(client: RestClient, place: Place): Promise<string> {
  return one(container, await client.post('/organizations/containers', { name: `container mark-${place}` })).instanceUid
}

async function makeCompany(
  holdfast: TestConsole,
  admin: RestClient,
  place: Place,
  siteUid: string,
  resellerUid: string | undefined,
): Promise<Uids> {
  const name = `${place} mark-${place}`
  const { instanceUid: companyUid } = await aCompany(admin, {
    name,
    ...(resellerUid === undefined ? {} : { resellerUid }),
  })
  const { instanceUid: tenantUid } = await aTenant(admin, `tenant-mark-${place}`, companyUid)
  const { instanceUid: resourceUid } = await aResource(admin, tenantUid, `storage mark-${place}`, { isDefault: true })
  const places = many(location, await admin.get(`/organizations/${companyUid}/locations`))
  const locationUid = places.find(({ type }) => type === 'Default')?.instanceUid ?? ''
  const owner = await signIn(holdfast.url, `${name}\\owner`, PASSWORD)
  const { instanceUid: userUid } = one(user, await owner.get('/users/me'))
  const repository = one(
    repositoryDetail,
    await admin.post('/repositories', { name: `repository mark-${place}`, companyUid }),
  )
  return {
    companyUid,
    organizationUid: companyUid,
    tenantUid,
    resourceUid,
    siteUid,
    locationUid,
    userUid,
    userLoginId: await makeKey(admin, userUid, place),
    repositoryUid: repository.instanceUid,
    ...(await makeComputer(holdfast, admin, place, companyUid, locationUid)),
    ...(await aPaperIdentityProvider(admin, companyUid, `idp-mark-${place}`)),
  }
}

async function makeLocation(admin: RestClient, organizationUid: string, place: Place) {
  const body = { organizationUid, name: `location mark-${place}`, quotaGb: 0 }
  return { locationUid: one(location, await admin.post('/organizations/locations', body)).instanceUid }
}

async function makeComputer(
  holdfast: TestConsole,
  admin: RestClient,
  place: Place,
  organizationUid: string,
  locationUid: string,
) {
  const token = await anEnrolmentToken(admin, { organizationUid, locationUid })
  const reply = await knock(holdfast.url, aHost(`srv-mark-${place}`), token)
  if (reply.status !== 'enrolled') throw new Error(`The agent of ${place} is ${reply.status}`)
  const { managementAgentUid, backupAgentUid } = reply
  const job = one(
    linuxJobConfigurationAnswer,
    await admin.post(
      `/infrastructure/backupAgents/linux/${backupAgentUid}/jobs/configuration`,
      aJobConfiguration(place),
    ),
  )
  return { managementAgentUid, backupAgentUid, jobUid: job.instanceUid, backupAgentJobUid: job.instanceUid }
}

export function aJobConfiguration(place: Place) {
  return {
    name: `job mark-${place}`,
    operationMode: 'Server',
    jobConfiguration: {
      backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv'] } },
      backupTarget: { targetType: 'CloudRepository' },
    },
  }
}

async function makeCallers(holdfast: TestConsole, admin: RestClient, places: World['places']): Promise<Caller[]> {
  const make = async (name: string, role: RoleName, at: Place, extra: object = {}): Promise<string> => {
    const body = {
      organizationUid: places[at].organizationUid,
      role,
      profile: { firstName: `first mark-${at}` },
      credentials: { userName: name, password: PASSWORD },
      ...extra,
    }
    return one(user, await admin.post('/users', body)).instanceUid
  }
  const ofAlpha = { companyUids: [places.alpha.companyUid] }
  const atAlpha = { locationUids: [places.alpha.locationUid] }
  await Promise.all([
    make('site', 'SiteAdministrator', 'provider', { siteUids: [places.provider.siteUid] }),
    make('operator', 'PortalOperator', 'provider'),
    make('chosen', 'PortalOperator', 'provider', ofAlpha),
    make('auditor', 'PortalReadonlyOperator', 'provider'),
    make('reader', 'PortalReadonlyOperator', 'provider', ofAlpha),
    make('deputy', 'ResellerAdministrator', 'north'),
    make('operator', 'ResellerOperator', 'north', ofAlpha),
    make('watcher', 'ResellerUser', 'north'),
    make('auditor', 'ResellerInvoiceAuditor', 'north'),
    make('manager', 'CompanyAdministrator', 'alpha'),
    make('head', 'CompanyLocationAdministrator', 'alpha', atAlpha),
    make('local', 'CompanyLocationUser', 'alpha', atAlpha),
    make('auditor', 'CompanyInvoiceAuditor', 'alpha'),
  ])
  const subtenantUserUid = await make('subtenant', 'CompanySubtenant', 'alpha', atAlpha)
  const { managementAgentUid } = places.alpha
  await admin.ok('PUT', `/infrastructure/managementAgents/${managementAgentUid}/account`, {
    body: { subtenantUserUid },
  })
  return Promise.all(CALLERS.map((known) => enter(holdfast, admin, known)))
}

async function enter(holdfast: TestConsole, admin: RestClient, known: Known): Promise<Caller> {
  const password = known.name === 'admin' ? holdfast.administrator.password : PASSWORD
  const token = await requestToken(holdfast.url, known.name, password)
  const { instanceUid: userUid } = one(user, await restClient(holdfast.url, token).get('/users/me'))
  return {
    ...known,
    userUid,
    token,
    readOnlyKey: await makeReadOnlyKey(admin, userUid),
    cookie: await openPortalSession(holdfast.url, known.name, password),
  }
}

async function requestToken(url: string, userName: string, password: string): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'password', username: userName, password })
  const response = await fetch(`${url}/api/v3/token`, { method: 'POST', body: form })
  const text = await response.text()
  if (!response.ok) throw new Error(`${userName}: POST /token answered ${response.status}: ${text}`)
  return z.object({ access_token: z.string() }).parse(JSON.parse(text)).access_token
}

/** The number of a key whose description holds the mark. */
async function makeKey(admin: RestClient, userUid: string, place: Place): Promise<string> {
  const query = { description: `key mark-${place}`, scopes: 'rest' }
  return String(one(userLogin, await admin.ok('POST', `/users/${userUid}/logins/apikey`, { query })).id)
}

async function makeReadOnlyKey(admin: RestClient, userUid: string): Promise<string> {
  const query = { description: 'for reading', scopes: 'rest', isReadAccessOnly: true }
  const { parameters } = one(userLogin, await admin.ok('POST', `/users/${userUid}/logins/apikey`, { query }))
  return z.object({ apiKey: z.string() }).parse(JSON.parse(parameters)).apiKey
}

async function openPortalSession(url: string, userName: string, password: string): Promise<string> {
  const response = await fetch(`${url}/api/v3/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: url },
    body: JSON.stringify({ userName, password }),
  })
  const text = await response.text()
  const cookie = response.headers.get('set-cookie')?.split(';')[0]
  if (!response.ok || cookie === undefined) throw new Error(`POST /session answered ${response.status}: ${text}`)
  return cookie
}

/** Whether anything of the place may be seen at all. */
export function seesAnythingOf(caller: Caller, place: Place): boolean {
  if (place === 'alphaBranch') return caller.computers.includes(place) || caller.locations.includes(place)
  return caller.organizations.includes(place)
}

/**
 * Everything that only those who reach the place may ever see: its uids and its marks. Whose organization is above one's
 * own is no secret, as far as its uid goes.
 */
export function secretsOf(world: World, place: Place, caller: Caller): string[] {
  const { provider, north, south } = world.places
  const above = caller.organizations.includes('gamma') ? south : north
  const shared = [provider.siteUid, world.places.gamma.siteUid, provider.organizationUid, above.organizationUid]
  const ofPlace = Object.entries(world.places[place])
    .filter(([name, uid]) => name !== 'userLoginId' && !shared.includes(uid))
    .map(([, uid]) => uid)
  if (place !== 'alphaBranch') return [...ofPlace, `mark-${place}`]
  // The branch shares its company with alpha.
  const ofAlpha = Object.values(world.places.alpha)
  return [...ofPlace.filter((uid) => !ofAlpha.includes(uid)), 'mark-alphaBranch']
}
