/** Companies, resellers, tenants and backup resources with real defaults, made over the API as an integrator does. */
import { company } from '../../worker/contract/organizations/companies.ts'
import { reseller } from '../../worker/contract/organizations/resellers.ts'
import { backupResource } from '../../worker/contract/storage/backup-resources.ts'
import { site } from '../../worker/contract/storage/sites.ts'
import { tenant } from '../../worker/contract/storage/tenants.ts'
import { many, one, type RestClient } from './rest-client.ts'

export const PASSWORD = 'long enough to be kept 7'
/** Well formed, and nothing has it. */
export const UNKNOWN_UID = '11111111-2222-4333-8444-555555555555'

export interface CompanyOptions {
  name: string
  alias?: string
  companyId?: string
  resellerUid?: string
  services?: object
}

export function companyBody({ name, alias, companyId, resellerUid, services }: CompanyOptions) {
  return {
    organizationInput: { name, alias, companyId, email: 'office@example.com' },
    ownerCredentials: { userName: 'owner', password: PASSWORD },
    isRestAccessEnabled: true,
    ...(resellerUid === undefined ? {} : { resellerUid }),
    ...(services === undefined ? {} : { companyServices: services }),
  }
}

export async function aCompany(client: RestClient, options: CompanyOptions) {
  return one(company, await client.post('/organizations/companies', companyBody(options)))
}

export async function aReseller(client: RestClient, name: string) {
  const body = {
    organizationInput: { name },
    ownerCredentials: { userName: 'boss', password: PASSWORD },
    isRestAccessEnabled: true,
  }
  return one(reseller, await client.post('/organizations/resellers', body))
}

export async function theSite(client: RestClient) {
  const [first] = many(site, await client.get('/infrastructure/sites'))
  if (first === undefined) throw new Error('The console has no site')
  return first
}

export async function aTenant(client: RestClient, userName: string, companyUid: string | null) {
  const { siteUid } = await theSite(client)
  const body = { credentials: { userName, password: PASSWORD }, assignedForCompany: companyUid }
  return one(tenant, await client.post(`/infrastructure/sites/${siteUid}/tenants`, body))
}

export async function aResource(client: RestClient, tenantUid: string, name: string, members: object = {}) {
  const body = { repositoryUid: UNKNOWN_UID, cloudRepositoryName: name, storageQuota: 5_000_000_000, ...members }
  return one(backupResource, await client.post(`/infrastructure/sites/tenants/${tenantUid}/backupResources`, body))
}
