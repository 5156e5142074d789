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
import { repositoryDetail } from '../../worker/contract/repositories/repositories.ts'
import type { TestConsole } from '../support/console.ts'
import { aCompany, aReseller, aResource, aTenant, PASSWORD, theSite } from '../support/organization-builders.ts'
import { aHost, knock } from '../support/paper-agent.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anEnrolmentToken } from '../support/tenancy.ts'

export const PLACES = ['provider', 'north', 'south', 'alpha', 'alphaBranch', 'beta', 'gamma', 'delta'] as const
/** alphaBranch is another location of the company alpha; alpha and beta are under north, gamma under south. */
export type Place = (typeof PLACES)[number]

/** What a path parameter, or a member of a body, can name at a place. */
export type Uids = Readonly<Record<string, string>>

export interface Caller {
  name: string
  role: RoleName
  /** Of organizations: whose rows are seen. */
  organizations: readonly Place[]
  /** Of what lies at a location. */
  locations: readonly Place[]
  userUid: string
  client: RestClient
  readOnlyKey: string
  cookie: string
}

export interface World {
  holdfast: TestConsole
  places: Record<Place, Uids>
  callers: Caller[]
}

const COMPANIES: readonly Place[] = ['alpha', 'alphaBranch', 'beta', 'gamma', 'delta']

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
  }
  const north = await makeReseller(holdfast, admin, 'north')
  const south = await makeReseller(holdfast, admin, 'south')
  const alpha = await makeCompany(holdfast, admin, 'alpha', siteUid, north.resellerUid)
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
    beta: await makeCompany(holdfast, admin, 'beta', siteUid, north.resellerUid),
    gamma: await makeCompany(holdfast, admin, 'gamma', siteUid, south.resellerUid),
    delta: await makeCompany(holdfast, admin, 'delta', siteUid, undefined),
  }
  return { holdfast, places, callers: await makeCallers(holdfast, admin, places) }
}

async function makeReseller(holdfast: TestConsole, admin: RestClient, place: Place) {
  const made = await aReseller(admin, `${place} mark-${place}`)
  const owner = await signIn(holdfast.url, `${place} mark-${place}\\boss`, PASSWORD)
  const { instanceUid: userUid } = one(user, await owner.get('/users/me'))
  const containerUid = await makeContainer(owner, place)
  const userLoginId = await makeKey(admin, userUid, place)
  return { resellerUid: made.instanceUid, organizationUid: made.instanceUid, userUid, userLoginId, containerUid }
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
    const { instanceUid } = one(user, await admin.post('/users', body))
    return instanceUid
  }
  await make('auditor', 'PortalReadonlyOperator', 'provider')
  await make('chosen', 'PortalReadonlyOperator', 'provider', { companyUids: [places.alpha.companyUid] })
  await make('manager', 'CompanyAdministrator', 'alpha')
  await make('local', 'CompanyLocationUser', 'alpha', { locationUids: [places.alpha.locationUid] })
  const everything = { organizations: PLACES, locations: PLACES }
  const ofAlpha = { organizations: ['alpha', 'alphaBranch'], locations: ['alpha', 'alphaBranch'] } as const
  const known: Omit<Caller, 'client' | 'readOnlyKey' | 'cookie' | 'userUid'>[] = [
    { name: 'admin', role: 'PortalAdministrator', ...everything },
    { name: 'auditor', role: 'PortalReadonlyOperator', ...everything },
    {
      name: 'chosen',
      role: 'PortalReadonlyOperator',
      organizations: ['provider', 'north', ...ofAlpha.organizations],
      locations: ofAlpha.locations,
    },
    {
      name: 'north mark-north\\boss',
      role: 'ResellerOwner',
      organizations: ['north', 'beta', ...ofAlpha.organizations],
      locations: ['beta', ...ofAlpha.locations],
    },
    { name: 'south mark-south\\boss', role: 'ResellerOwner', organizations: ['south', 'gamma'], locations: ['gamma'] },
    { name: 'alpha mark-alpha\\owner', role: 'CompanyOwner', ...ofAlpha },
    { name: 'alpha mark-alpha\\manager', role: 'CompanyAdministrator', ...ofAlpha },
    {
      name: 'alpha mark-alpha\\local',
      role: 'CompanyLocationUser',
      organizations: ofAlpha.organizations,
      locations: ['alpha'],
    },
    { name: 'gamma mark-gamma\\owner', role: 'CompanyOwner', organizations: ['gamma'], locations: ['gamma'] },
  ]
  const callers: Caller[] = []
  for (const caller of known) {
    const password = caller.name === 'admin' ? holdfast.administrator.password : PASSWORD
    const client = await signIn(holdfast.url, caller.name, password)
    const { instanceUid: userUid } = one(user, await client.get('/users/me'))
    callers.push({
      ...caller,
      userUid,
      client,
      readOnlyKey: await makeReadOnlyKey(admin, userUid),
      cookie: await openPortalSession(holdfast.url, caller.name, password),
    })
  }
  return callers
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

/**
 * Everything that only those who reach the place may ever see: its uids and its marks. Whose organization is above one's
 * own is no secret, as far as its uid goes.
 */
export function secretsOf(world: World, place: Place, caller: Caller): string[] {
  const { provider, north, south } = world.places
  const above = caller.organizations.includes('gamma') ? south : north
  const shared = [provider.siteUid, provider.organizationUid, above.organizationUid]
  const ofPlace = Object.entries(world.places[place])
    .filter(([name, uid]) => name !== 'userLoginId' && !shared.includes(uid))
    .map(([, uid]) => uid)
  if (place !== 'alphaBranch') return [...ofPlace, `mark-${place}`]
  // The branch shares its company with alpha.
  const ofAlpha = Object.values(world.places.alpha)
  return [...ofPlace.filter((uid) => !ofAlpha.includes(uid)), 'mark-alphaBranch']
}

export function companiesOf(places: readonly Place[]): Place[] {
  return places.filter((place) => COMPANIES.includes(place))
}
