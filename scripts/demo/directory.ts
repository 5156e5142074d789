import type { RestClient } from './rest-client.ts'

// The organizations of the demo. Everything is looked up by its name first, so that a second run adds nothing.

const GB = 1_000_000_000

interface Identified {
  readonly instanceUid: string
}

interface Organization {
  readonly name: string
  readonly reseller?: string
  readonly locations: readonly string[]
  readonly quotaBytes: number
  readonly users: readonly {
    readonly userName: string
    readonly role: string
    readonly firstName: string
    readonly lastName: string
  }[]
}

const RESELLER = { name: 'Northwind IT', owner: 'nora' }

const COMPANIES: readonly Organization[] = [
  {
    name: 'Acme Bakery',
    locations: ['Bakehouse', 'Shop in the old town'],
    quotaBytes: 500 * GB,
    users: [
      { userName: 'anna', role: 'CompanyAdministrator', firstName: 'Anna', lastName: 'Berg' },
      { userName: 'luis', role: 'CompanyLocationUser', firstName: 'Luis', lastName: 'Ortega' },
    ],
  },
  {
    name: 'Baltic Freight',
    locations: ['Harbour office', 'Warehouse 7'],
    quotaBytes: 2000 * GB,
    users: [{ userName: 'maja', role: 'CompanyAdministrator', firstName: 'Maja', lastName: 'Kask' }],
  },
  {
    name: 'Cobalt Dental',
    reseller: RESELLER.name,
    locations: ['Practice'],
    quotaBytes: 250 * GB,
    users: [{ userName: 'omar', role: 'CompanyAdministrator', firstName: 'Omar', lastName: 'Haddad' }],
  },
]

/** The company whose computer makes the real backup. */
export interface BackupCompany {
  readonly uid: string
  readonly name: string
}

export interface SignIn {
  readonly portal: string
  readonly userName: string
}

export interface Directory {
  readonly backupCompany: BackupCompany
  readonly signIns: readonly SignIn[]
}

/** Creates reseller, companies, locations, storage and users; all users get the same password. */
export async function fillDirectory(client: RestClient, password: string): Promise<Directory> {
  const resellerUid = await ensureReseller(client, password)
  const signIns: SignIn[] = [{ portal: 'reseller', userName: `${RESELLER.name}\\${RESELLER.owner}` }]
  let backupCompany: BackupCompany | undefined
  for (const company of COMPANIES) {
    const uid = await ensureCompany(client, company, company.reseller ? resellerUid : null, password)
    backupCompany ??= { uid, name: company.name }
    await ensureLocations(client, uid, company.locations)
    await ensureStorage(client, uid, company)
    for (const user of company.users) {
      await ensureUser(client, uid, user, password)
      signIns.push({ portal: 'client', userName: `${company.name}\\${user.userName}` })
    }
    console.log(`  ${company.name}: ${company.locations.join(', ')}`)
  }
  if (!backupCompany) throw new Error('The demo has no company')
  return { backupCompany, signIns }
}

async function ensureReseller(client: RestClient, password: string): Promise<string> {
  const known = await client.find<Identified>('/organizations/resellers', 'name', RESELLER.name)
  const reseller =
    known ??
    (await client.post<Identified>('/organizations/resellers', {
      organizationInput: { name: RESELLER.name },
      ownerCredentials: { userName: RESELLER.owner, password },
      isRestAccessEnabled: true,
    }))
  return reseller.instanceUid
}

async function ensureCompany(
  client: RestClient,
  { name }: Organization,
  resellerUid: string | null,
  password: string,
): Promise<string> {
  const known = await client.find<Identified>('/organizations/companies', 'name', name)
  const company =
    known ??
    (await client.post<Identified>('/organizations/companies', {
      organizationInput: { name },
      ownerCredentials: { userName: 'owner', password },
      ...(resellerUid ? { resellerUid } : {}),
      isRestAccessEnabled: true,
    }))
  return company.instanceUid
}

async function ensureLocations(client: RestClient, organizationUid: string, names: readonly string[]): Promise<void> {
  const known = await client.get<{ name: string }[]>(`/organizations/${organizationUid}/locations`)
  for (const name of names.filter((wanted) => !known.some((location) => location.name === wanted))) {
    await client.post('/organizations/locations', { organizationUid, name, quotaGb: 0 })
  }
}

async function ensureStorage(client: RestClient, companyUid: string, company: Organization): Promise<void> {
  const tenants = await client.get<{ assignedForCompany: string | null }[]>('/infrastructure/sites/tenants', {
    limit: '500',
  })
  if (tenants.some(({ assignedForCompany }) => assignedForCompany === companyUid)) return
  const [site] = await client.get<{ siteUid: string }[]>('/infrastructure/sites')
  const tenant = await client.post<Identified>(`/infrastructure/sites/${site?.siteUid}/tenants`, {
    credentials: { userName: company.name.toLowerCase().replaceAll(' ', '-'), password: crypto.randomUUID() },
    assignedForCompany: companyUid,
  })
  await client.post(`/infrastructure/sites/tenants/${tenant.instanceUid}/backupResources`, {
    cloudRepositoryName: `${company.name} backups`,
    storageQuota: company.quotaBytes,
    isDefault: true,
  })
}

async function ensureUser(
  client: RestClient,
  organizationUid: string,
  { userName, role, firstName, lastName }: Organization['users'][number],
  password: string,
): Promise<void> {
  const filter = JSON.stringify([{ property: 'organizationUid', operation: 'equals', value: organizationUid }])
  const known = await client.get<{ userName: string }[]>('/users', { filter })
  if (known.some((user) => user.userName === userName || user.userName.endsWith(`\\${userName}`))) return
  await client.post('/users', {
    organizationUid,
    role,
    profile: { firstName, lastName },
    credentials: { userName, password },
  })
}
