/**
 * Organizations at random, with everything that hangs on them and a user of each role in each, written into the directory
 * at once; and, worked out anew from that, what each of the users reaches. Every thing has a number that stands in its uid
 * and in every text of it, so that whatever an answer names can be told from its text.
 */
import { type OrganizationType, ROLES, type RoleName } from '../../domain/permissions.ts'

const PREFIX = 'abcdabcd-0000-7000-8000-'
export function uidOf(number: number): string {
  return PREFIX + String(number).padStart(12, '0')
}

/** The administrator that the console was started with is of no world. */
export function isOfWorld(uid: string): boolean {
  return uid.startsWith(PREFIX)
}

/** Found in texts by `numbersIn`. */
export function nameOf(kind: string, number: number): string {
  return `${kind} q${number}q`
}

/** Of everything that a text names. */
export function numbersIn(text: string): Set<number> {
  const found = new Set<number>()
  for (const [, name, uid] of text.matchAll(/q(\d+)q|abcdabcd-0000-7000-8000-(\d{12})/g)) found.add(Number(name ?? uid))
  return found
}

export interface Thing {
  number: number
}
export interface Organization extends Thing {
  type: OrganizationType
  reseller: Organization | null
}
export interface Location extends Thing {
  company: Organization
}
export interface Tenant extends Thing {
  company: Organization | null
  site: Thing
}
export interface Resource extends Thing {
  tenant: Tenant
}
export interface Computer extends Thing {
  /** Of the management agent; `number` is the backup agent's. */
  managementNumber: number
  company: Organization
  location: Location
  tenant: Tenant | null
  subtenant: RandomUser | null
}
export interface Job extends Thing {
  computer: Computer
  resource: Resource | null
}
export interface Repository extends Thing {
  company: Organization
  computer: Computer | null
  resource: Resource
}
export interface RestorePoint extends Thing {
  job: Job
  repository: Repository | null
}
export interface Unverified extends Thing {
  organization: Organization | null
}
export interface AuditEvent extends Thing {
  organization: Organization
  actor: RandomUser
}
export interface RandomUser extends Thing {
  organization: Organization
  role: RoleName
  key: string
  locations: Location[]
  companies: Organization[]
  hasAllCompanies: boolean
  hasProviderResources: boolean
  sites: Thing[]
  tenant: Tenant | null
}

export interface RandomWorld {
  provider: Organization
  sites: Thing[]
  organizations: Organization[]
  locations: Location[]
  tenants: Tenant[]
  resources: Resource[]
  computers: Computer[]
  jobs: Job[]
  repositories: Repository[]
  restorePoints: RestorePoint[]
  unverified: Unverified[]
  users: RandomUser[]
  events: AuditEvent[]
}

/** Numbers from 0 to 1. */
export type Random = () => number

export function makeWorld(random: Random): RandomWorld {
  let last = 0
  const next = () => ++last
  const below = (limit: number) => Math.floor(random() * limit)
  const one = <T>(from: readonly T[]): T | null => from[below(from.length)] ?? null
  const some = <T>(from: readonly T[]): T[] => from.filter(() => random() < 0.5)
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)

  const provider: Organization = { number: next(), type: 'Provider', reseller: null }
  const world: RandomWorld = {
    provider,
    sites: times(2, () => ({ number: next() })),
    organizations: [provider],
    locations: [],
    tenants: [],
    resources: [],
    computers: [],
    jobs: [],
    repositories: [],
    restorePoints: [],
    unverified: [],
    users: [],
    events: [],
  }
  const resellers = times(2, (): Organization => ({ number: next(), type: 'Reseller', reseller: null }))
  const companies = times(
    7,
    (): Organization => ({ number: next(), type: 'Company', reseller: random() < 0.7 ? one(resellers) : null }),
  )
  world.organizations.push(...resellers, ...companies)
  for (const company of [...companies, null]) {
    world.tenants.push(...times(below(3), () => ({ number: next(), company, site: one(world.sites) ?? { number: 0 } })))
    if (company !== null) world.locations.push(...times(1 + below(3), () => ({ number: next(), company })))
  }
  for (const tenant of world.tenants) world.resources.push(...times(1 + below(2), () => ({ number: next(), tenant })))
  for (const organization of world.organizations) world.users.push(...usersOf(organization))
  for (const company of companies) fill(company)
  world.unverified = times(5, () => ({ number: next(), organization: one([...companies, null]) }))
  world.events = world.organizations.flatMap((organization) => {
    const actor = one(world.users)
    return actor === null ? [] : [{ number: next(), organization, actor }]
  })
  return world

  function usersOf(organization: Organization): RandomUser[] {
    const mine = world.tenants.filter(({ company }) => company === organization)
    const below = companies.filter(({ reseller }) => organization.type === 'Provider' || reseller === organization)
    return (Object.keys(ROLES) as RoleName[]).flatMap((role) => {
      const { organizationType, scope } = ROLES[role]
      if (organizationType !== organization.type) return []
      const isOfTenant = scope === 'tenant' || scope === 'ownComputers'
      if (isOfTenant && mine.length === 0) return []
      const isChoosing = scope === 'chosenCompanies' || scope === 'resellerChosenCompanies'
      const hasAllCompanies = isChoosing && random() < 0.4
      const number = next()
      const ownLocations = world.locations.filter(({ company }) => company === organization)
      return [
        {
          number,
          organization,
          role,
          key: `hfk_of-the-user-number-${number}`,
          locations: scope === 'locations' || scope === 'ownComputers' ? some(ownLocations) : [],
          companies: isChoosing && !hasAllCompanies ? some(below) : [],
          hasAllCompanies,
          hasProviderResources: scope === 'chosenCompanies' && random() < 0.5,
          sites: scope === 'site' ? [one(world.sites) ?? { number: 0 }] : [],
          tenant: isOfTenant ? one(mine) : null,
        },
      ]
    })
  }

  function fill(company: Organization): void {
    const tenantsOfCompany = world.tenants.filter((tenant) => tenant.company === company)
    const resources = world.resources.filter(({ tenant }) => tenant.company === company)
    const subtenants = world.users.filter(
      ({ organization, role }) => organization === company && role === 'CompanySubtenant',
    )
    for (const location of world.locations.filter((candidate) => candidate.company === company)) {
      for (const computer of times(below(3), () => aComputer(location))) {
        world.computers.push(computer)
        const made = times(below(3), (): Job => ({ number: next(), computer, resource: one([...resources, null]) }))
        world.jobs.push(...made)
        for (const job of made) back(job)
      }
    }
    const byHand = one(resources)
    if (byHand !== null) world.repositories.push({ number: next(), company, computer: null, resource: byHand })

    function aComputer(location: Location): Computer {
      const subtenant = random() < 0.3 ? one(subtenants) : null
      const tenant = subtenant?.tenant ?? (random() < 0.3 ? one(tenantsOfCompany) : null)
      return { number: next(), managementNumber: next(), company, location, tenant, subtenant }
    }
  }

  function back(job: Job): void {
    const { computer, resource } = job
    let repository: Repository | null = null
    if (resource !== null) {
      const known = world.repositories.find((one) => one.computer === computer && one.resource === resource)
      repository = known ?? { number: next(), company: computer.company, computer, resource }
      if (known === undefined) world.repositories.push(repository)
    }
    world.restorePoints.push(...times(below(3), () => ({ number: next(), job, repository })))
  }
}
