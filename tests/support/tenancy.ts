/** A company with an owner and somewhere to store backups, and computers that join it: made over the API, as a provider does. */
import { location } from '../../worker/contract/organizations/locations.ts'
import { aCompany, aResource, aTenant, PASSWORD } from './organization-builders.ts'
import { aHost, knock } from './paper-agent.ts'
import { many, type RestClient, signIn } from './rest-client.ts'

export interface Tenancy {
  companyUid: string
  tenantUid: string
  tenantName: string
  /** The company's default backup resource. */
  resourceUid: string
  /** The company's default location. */
  remoteUid: string
  owner: RestClient
}

export async function aTenancy(baseUrl: string, admin: RestClient, name: string): Promise<Tenancy> {
  const { instanceUid: companyUid } = await aCompany(admin, { name })
  const account = await aTenant(admin, name.toLowerCase(), companyUid)
  const resource = await aResource(admin, account.instanceUid, `${name} storage`, { isDefault: true })
  const places = many(location, await admin.get(`/organizations/${companyUid}/locations`))
  return {
    companyUid,
    tenantUid: account.instanceUid,
    tenantName: account.name ?? '',
    resourceUid: resource.instanceUid,
    remoteUid: places.find(({ type }) => type === 'Default')?.instanceUid ?? '',
    owner: await signIn(baseUrl, `${name}\\owner`, PASSWORD),
  }
}

export const LINUX_PACKAGE = '/infrastructure/managementAgents/packages/linux'

/** Out of a Linux installer. */
export async function anEnrolmentToken(client: RestClient, query: Record<string, string>): Promise<string> {
  const { text } = await client.text(LINUX_PACKAGE, 'application/octet-stream', query)
  const token = /hfe_[\w-]{43}/.exec(text)?.[0]
  if (token === undefined) throw new Error(`The installer holds no token: ${text.slice(0, 200)}`)
  return token
}

export async function anAgent(baseUrl: string, tenancy: Tenancy, hostName: string) {
  const host = aHost(hostName)
  const reply = await knock(baseUrl, host, await anEnrolmentToken(tenancy.owner, {}))
  if (reply.status !== 'enrolled') throw new Error(`The agent is ${reply.status}`)
  return { ...reply, host }
}
export type EnrolledPaperAgent = Awaited<ReturnType<typeof anAgent>>
