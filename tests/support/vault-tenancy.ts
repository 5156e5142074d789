/** A company that can keep backups, and its repositories, made as an integrator makes them: over REST. */
import { randomUUID } from 'node:crypto'
import { company } from '../../worker/contract/organizations/companies.ts'
import { repositoryCredentials, repositoryDetail } from '../../worker/contract/repositories/repositories.ts'
import { backupResource } from '../../worker/contract/storage/backup-resources.ts'
import { site } from '../../worker/contract/storage/sites.ts'
import { tenant } from '../../worker/contract/storage/tenants.ts'
import type { TestConsole } from './console.ts'
import { many, one, type RestClient, restClient } from './rest-client.ts'

const PASSWORD = 'long enough to be kept 7'

export type Access = 'readOnly' | 'appendOnly' | 'full'

export interface VaultCredential {
  repositoryUid: string
  /** Of the repository, ending in "/", without restic's "rest:". */
  address: string
  userName: string
  password: string
}

export interface VaultTenancy {
  admin: RestClient
  companyUid: string
  backupResourceUid: string
  /** A new repository. */
  makeRepository(): Promise<string>
  issueCredential(repositoryUid: string, access: Access): Promise<VaultCredential>
}

export async function makeVaultTenancy(
  holdfast: TestConsole,
  options: { storageQuotaBytes?: number } = {},
): Promise<VaultTenancy> {
  const admin = restClient(holdfast.url, await holdfast.token())
  const name = `Company ${randomUUID()}`
  const owner = { userName: 'owner', password: PASSWORD }
  const made = one(
    company,
    await admin.post('/organizations/companies', { organizationInput: { name }, ownerCredentials: owner }),
  )
  const [place] = many(site, await admin.get('/infrastructure/sites'))
  const account = one(
    tenant,
    await admin.post(`/infrastructure/sites/${place?.siteUid}/tenants`, {
      credentials: { userName: `tenant-${randomUUID()}`, password: PASSWORD },
      assignedForCompany: made.instanceUid,
    }),
  )
  const resource = one(
    backupResource,
    await admin.post(`/infrastructure/sites/tenants/${account.instanceUid}/backupResources`, {
      cloudRepositoryName: 'Storage',
      storageQuota: options.storageQuotaBytes ?? 100_000_000_000,
      isDefault: true,
    }),
  )
  return {
    admin,
    companyUid: made.instanceUid,
    backupResourceUid: resource.instanceUid,
    makeRepository: async () => {
      const input = { name: `Repository ${randomUUID()}`, companyUid: made.instanceUid }
      return one(repositoryDetail, await admin.post('/repositories', input)).instanceUid
    },
    issueCredential: async (repositoryUid, access) => {
      const issued = await admin.post(`/repositories/${repositoryUid}/credentials`, { access, hours: 4 })
      const { url, userName, password } = one(repositoryCredentials, issued)
      return { repositoryUid, address: url.replace(/^rest:/, ''), userName, password }
    },
  }
}
