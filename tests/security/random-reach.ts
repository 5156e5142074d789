/** What a user of a random world reaches, worked out from the roles as docs/permissions.md tells them. */
import { ROLES } from '../../domain/permissions.ts'
import type {
  AuditEvent,
  Computer,
  Job,
  Location,
  Organization,
  RandomUser,
  RandomWorld,
  Repository,
  Resource,
  RestorePoint,
  Tenant,
  Thing,
  Unverified,
} from './random-organizations.ts'

export interface RandomReach {
  organizations: Organization[]
  companies: Organization[]
  resellers: Organization[]
  locations: Location[]
  sites: Thing[]
  tenants: Tenant[]
  resources: Resource[]
  computers: Computer[]
  protectedComputers: Computer[]
  jobs: Job[]
  repositories: Repository[]
  restorePoints: RestorePoint[]
  unverified: Unverified[]
  users: RandomUser[]
  shares: RandomUser[]
  events: AuditEvent[]
}

export function reachOf(world: RandomWorld, user: RandomUser): RandomReach {
  const { organization: own, role } = user
  const kind = ROLES[role].scope
  const isPart = kind === 'tenant' || kind === 'ownComputers' || kind === 'billingOnly'
  const isEverything = kind === 'all' || (kind === 'chosenCompanies' && user.hasAllCompanies)
  const companies = world.organizations.filter((one) => one.type === 'Company' && isCompanyReached(one))
  const resellers = world.organizations.filter((one) => one.type === 'Reseller' && isResellerReached(one))
  const organizations = world.organizations.filter(
    (one) => isEverything || one === own || companies.includes(one) || resellers.includes(one),
  )
  const tenants = world.tenants.filter(isTenantReached)
  const resources = world.resources.filter(({ tenant }) => isTenantReached(tenant))
  const computers = world.computers.filter(isComputerReached)
  const jobs = world.jobs.filter(
    ({ computer, resource }) => computers.includes(computer) && (kind !== 'tenant' || isOfTenant(resource)),
  )
  const restorePoints = world.restorePoints.filter(
    ({ job, repository }) =>
      computers.includes(job.computer) && (kind !== 'tenant' || isOfTenant(repository?.resource ?? null)),
  )
  const users = world.users.filter(isUserReached)
  return {
    organizations,
    companies,
    resellers,
    locations: world.locations.filter((one) =>
      kind === 'locations' ? user.locations.includes(one) : companies.includes(one.company),
    ),
    sites: world.sites.filter(isSiteReached),
    tenants,
    resources,
    computers,
    protectedComputers: computers.filter((one) => world.restorePoints.some(({ job }) => job.computer === one)),
    jobs,
    repositories: world.repositories.filter(isRepositoryReached),
    restorePoints,
    unverified: world.unverified.filter(({ organization }) => isRowOfProviderReached(organization)),
    users,
    shares: users.filter(
      (one) =>
        one.role === 'CompanySubtenant' &&
        world.resources.some(({ tenant }) => tenant === one.tenant) &&
        (kind !== 'site' || user.sites.some((site) => site === one.tenant?.site)),
    ),
    events: world.events.filter(({ organization }) =>
      kind === 'site' ? companies.includes(organization) : organizations.includes(organization),
    ),
  }

  function isCompanyReached(company: Organization): boolean {
    switch (kind) {
      case 'all':
        return true
      case 'site':
        return world.tenants.some((tenant) => tenant.company === company && user.sites.includes(tenant.site))
      case 'chosenCompanies':
        return user.hasAllCompanies || user.companies.includes(company)
      case 'reseller':
        return company.reseller === own
      case 'resellerChosenCompanies':
        return company.reseller === own && (user.hasAllCompanies || user.companies.includes(company))
      default:
        return !isPart && company === own
    }
  }

  function isResellerReached(reseller: Organization): boolean {
    if (isEverything || (reseller === own && !isPart)) return true
    return kind === 'chosenCompanies' && user.companies.some((company) => company.reseller === reseller)
  }

  /** Of companies, or of none but the provider. */
  function isRowOfProviderReached(company: Organization | null): boolean {
    if (kind === 'all') return true
    return company === null ? user.hasProviderResources : companies.includes(company)
  }

  function isTenantReached(tenant: Tenant): boolean {
    if (kind === 'site') return user.sites.includes(tenant.site)
    if (kind === 'tenant') return tenant === user.tenant
    return isRowOfProviderReached(tenant.company)
  }

  function isOfTenant(resource: Resource | null): boolean {
    return resource === null || resource.tenant === user.tenant
  }

  function isComputerReached(computer: Computer): boolean {
    switch (kind) {
      case 'locations':
        return user.locations.includes(computer.location)
      case 'tenant': {
        if (computer.tenant !== null) return computer.tenant === user.tenant
        return world.jobs.some((job) => job.computer === computer && job.resource?.tenant === user.tenant)
      }
      case 'ownComputers':
        return computer.subtenant === user
      default:
        return companies.includes(computer.company)
    }
  }

  function isRepositoryReached({ company, computer, resource }: Repository): boolean {
    switch (kind) {
      case 'site':
        return companies.includes(company) && user.sites.includes(resource.tenant.site)
      case 'locations':
        return computer !== null && user.locations.includes(computer.location)
      case 'tenant':
        return resource.tenant === user.tenant
      case 'ownComputers':
        return computer !== null && computer.subtenant === user
      default:
        return companies.includes(company)
    }
  }

  function isSiteReached(site: Thing): boolean {
    if (kind === 'site') return user.sites.includes(site)
    if (own.type !== 'Company') return kind !== 'billingOnly'
    return tenants.some((tenant) => tenant.site === site)
  }

  function isUserReached(other: RandomUser): boolean {
    if (other === user || kind === 'all') return true
    const isManaged = other.organization === own && ROLES[role].managesRoles.includes(other.role)
    switch (kind) {
      case 'site':
      case 'chosenCompanies':
        return companies.includes(other.organization)
      case 'reseller':
      case 'company':
        return organizations.includes(other.organization)
      case 'locations':
        return isManaged && other.locations.length > 0 && other.locations.every((one) => user.locations.includes(one))
      case 'tenant':
        return isManaged && other.tenant === user.tenant
      default:
        return false
    }
  }
}

/** The numbers that answers to the user may name: what it reaches, and what that says of where it belongs. */
export function mentionable(world: RandomWorld, user: RandomUser, reach: RandomReach): Set<number> {
  const numbers = new Set<number>()
  const say = (...things: (Thing | null | undefined)[]) => {
    for (const thing of things) if (thing) numbers.add(thing.number)
  }
  const ownerOf = (organization: Organization) =>
    world.users.find((one) => one.organization === organization && one.role.endsWith('Owner'))
  say(user, user.organization, user.organization.reseller)
  for (const one of reach.organizations) say(one, one.reseller, ownerOf(one))
  for (const one of reach.locations) say(one, one.company)
  for (const one of reach.tenants) say(one, one.company, one.site)
  for (const one of reach.resources) say(one, one.tenant, one.tenant.site, one.tenant.company)
  for (const one of reach.sites) say(one)
  for (const one of reach.computers) {
    say(one, one.company, one.location, one.tenant, one.subtenant)
    numbers.add(one.managementNumber)
  }
  for (const one of reach.jobs) say(one, one.resource)
  for (const one of reach.repositories)
    say(one, one.company, one.computer, one.computer?.location, one.resource, one.resource.tenant.site)
  for (const one of reach.restorePoints) say(one, one.job, one.repository)
  for (const one of reach.unverified) say(one, one.organization)
  for (const one of reach.users)
    say(one, one.organization, one.tenant, ...one.locations, ...one.companies, ...one.sites)
  for (const one of reach.shares) say(...world.resources.filter(({ tenant }) => tenant === one.tenant))
  for (const one of reach.events) say(one, reach.users.includes(one.actor) ? one.actor : null)
  return numbers
}
