/** A small console full of things that requests can name, and those who ask for them. */
import { z } from 'zod'
import { userLogin } from '../../worker/contract/accounts/logins.ts'
import { user } from '../../worker/contract/accounts/users.ts'
import { linuxJobConfigurationAnswer } from '../../worker/contract/infrastructure/backup-agent-jobs.ts'
import { container } from '../../worker/contract/organizations/containers.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { repositoryDetail } from '../../worker/contract/repositories/repositories.ts'
import type { TestConsole } from '../support/console.ts'
import { aCompany, aReseller, aResource, aTenant, PASSWORD, theSite } from '../support/organization-builders.ts'
import { aHost, knock } from '../support/paper-agent.ts'
import { aPaperIdentityProvider } from '../support/paper-identity-provider.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { anEnrolmentToken } from '../support/tenancy.ts'
import type { KnownUids } from './random-requests.ts'

export interface SweptWorld {
  known: KnownUids
  /** API keys, since sessions may be ended on the way; null is nobody. */
  callers: { name: string; key: string | null }[]
}

export async function buildSweptWorld(holdfast: TestConsole): Promise<SweptWorld> {
  const admin = restClient(holdfast.url, await holdfast.token())
  const { siteUid } = await theSite(admin)
  const me = one(user, await admin.get('/users/me'))
  const { instanceUid: resellerUid } = await aReseller(admin, 'North')
  const owned = await makeCompany(holdfast, admin, 'Alpha', resellerUid)
  const other = await makeCompany(holdfast, admin, 'Beta', undefined)
  const { instanceUid: containerUid } = one(container, await admin.post('/organizations/containers', { name: 'Shelf' }))
  const reseller = await signIn(holdfast.url, 'North\\boss', PASSWORD)
  const resellerUserUid = one(user, await reseller.get('/users/me')).instanceUid
  const known = {
    organizationUid: [me.organizationUid, resellerUid, owned.companyUid, other.companyUid],
    companyUid: [owned.companyUid, other.companyUid],
    resellerUid: [resellerUid],
    locationUid: [owned.locationUid, other.locationUid],
    tenantUid: [owned.tenantUid, other.tenantUid],
    resourceUid: [owned.resourceUid, other.resourceUid],
    siteUid: [siteUid],
    userUid: [owned.userUid, other.userUid, resellerUserUid],
    userLoginId: [owned.userLoginId, other.userLoginId],
    containerUid: [containerUid],
    managementAgentUid: [owned.managementAgentUid, other.managementAgentUid],
    backupAgentUid: [owned.backupAgentUid, other.backupAgentUid],
    backupAgentJobUid: [owned.jobUid, other.jobUid],
    jobUid: [owned.jobUid, other.jobUid],
    repositoryUid: [owned.repositoryUid, other.repositoryUid],
    identityProviderName: [owned.identityProviderName, other.identityProviderName],
    ruleUid: [owned.ruleUid, other.ruleUid],
  }
  const callers = [
    ...Array(6).fill({ name: 'administrator', key: (await makeKey(admin, me.instanceUid)).key }),
    { name: 'reseller', key: (await makeKey(admin, resellerUserUid)).key },
    { name: 'company', key: (await makeKey(admin, owned.userUid)).key },
    { name: 'nobody', key: null },
  ]
  return { known, callers }
}

async function makeCompany(holdfast: TestConsole, admin: RestClient, name: string, resellerUid: string | undefined) {
  const { instanceUid: companyUid } = await aCompany(admin, {
    name,
    ...(resellerUid === undefined ? {} : { resellerUid }),
  })
  const { instanceUid: tenantUid } = await aTenant(admin, `tenant-${name}`, companyUid)
  const { instanceUid: resourceUid } = await aResource(admin, tenantUid, `storage ${name}`, { isDefault: true })
  const places = many(location, await admin.get(`/organizations/${companyUid}/locations`))
  const locationUid = places.find(({ type }) => type === 'Default')?.instanceUid ?? ''
  const owner = await signIn(holdfast.url, `${name}\\owner`, PASSWORD)
  const { instanceUid: userUid } = one(user, await owner.get('/users/me'))
  const created = await admin.post('/repositories', { name: `repository ${name}`, companyUid })
  const { instanceUid: repositoryUid } = one(repositoryDetail, created)
  const { id } = await makeKey(admin, userUid)
  const computer = await makeComputer(holdfast, admin, name, companyUid, locationUid)
  const provider = await aPaperIdentityProvider(admin, companyUid, `idp-${name.toLowerCase()}`)
  return {
    companyUid,
    tenantUid,
    resourceUid,
    locationUid,
    userUid,
    repositoryUid,
    userLoginId: String(id),
    ...provider,
    ...computer,
  }
}

async function makeComputer(
  holdfast: TestConsole,
  admin: RestClient,
  name: string,
  organizationUid: string,
  locationUid: string,
) {
  const token = await anEnrolmentToken(admin, { organizationUid, locationUid })
  const reply = await knock(holdfast.url, aHost(`srv-${name.toLowerCase()}`), token)
  if (reply.status !== 'enrolled') throw new Error(`The agent of ${name} is ${reply.status}`)
  const { managementAgentUid, backupAgentUid } = reply
  const path = `/infrastructure/backupAgents/linux/${backupAgentUid}/jobs/configuration`
  const backupSource = { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv'] } }
  const jobConfiguration = { backupSource, backupTarget: { targetType: 'CloudRepository' } }
  const job = await admin.post(path, { name: `job ${name}`, operationMode: 'Server', jobConfiguration })
  const { instanceUid: jobUid } = one(linuxJobConfigurationAnswer, job)
  return { managementAgentUid, backupAgentUid, jobUid }
}

async function makeKey(admin: RestClient, userUid: string): Promise<{ id: number; key: string }> {
  const query = { description: 'of the sweep', scopes: 'rest' }
  const login = one(userLogin, await admin.ok('POST', `/users/${userUid}/logins/apikey`, { query }))
  return { id: login.id, key: z.object({ apiKey: z.string() }).parse(JSON.parse(login.parameters)).apiKey }
}
