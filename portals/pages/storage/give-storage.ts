import { getPage, post } from '../../ui/api/client.ts'
import { equals, listQuery } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { BackupResource, Tenant } from '../../ui/api/types.ts'

const tenantsPath = '/infrastructure/sites/tenants'
export const bytesPerGb = 1_000_000_000

/** A password for a tenant's account that nobody needs to know: agents get credentials of their own. */
function makePassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return btoa(String.fromCharCode(...bytes))
}

/** Account names of tenants are unique on a site: the company's name, and something of its id. */
export function tenantUserName(companyName: string, companyUid: string): string {
  const plain = companyName
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
  return `${plain || 'company'}-${companyUid.slice(-6)}`
}

async function findTenant(siteUid: string, companyUid: string): Promise<Tenant | undefined> {
  const filter = [equals('assignedForCompany', companyUid), equals('siteUid', siteUid)]
  return (await getPage<Tenant>(tenantsPath, listQuery({ filter, limit: 1 }))).items[0]
}

export interface StorageGift {
  company: { uid: string; name: string }
  siteUid: string
  name: string
  quotaBytes: number
}

/** Gives a company room on a site: its tenant there is made when it has none yet, then the backup resource in it. */
export async function giveStorage(gift: StorageGift): Promise<BackupResource> {
  const tenant =
    (await findTenant(gift.siteUid, gift.company.uid)) ??
    (await post<Tenant>(`/infrastructure/sites/${gift.siteUid}/tenants`, {
      name: gift.company.name,
      assignedForCompany: gift.company.uid,
      credentials: { userName: tenantUserName(gift.company.name, gift.company.uid), password: makePassword() },
    }))
  const resource = await post<BackupResource>(`${tenantsPath}/${tenant.instanceUid}/backupResources`, {
    repositoryUid: gift.siteUid,
    cloudRepositoryName: gift.name,
    storageQuota: gift.quotaBytes,
  })
  await revalidate(tenantsPath)
  return resource
}
