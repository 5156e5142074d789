/**
 * Organizations at random, with everything that hangs on them and a user of each role in each, written into the directory
 * at once; and, worked out anew from that, what each of the users reaches. Every thing has a number that stands in its uid
 * and in every text of it, so that whatever an answer names can be told from its text.
 */
import { createHash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { getTableColumns, getTableName } from 'drizzle-orm'
import type { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { foldKey, naturalKey } from '../../domain/collation.ts'
import { type OrganizationType, ROLES, type RoleName } from '../../domain/permissions.ts'
import { backupAgents, managementAgents } from '../../worker/db/schema/agents.ts'
import { agentAccounts, unverifiedAgents } from '../../worker/db/schema/enrolment.ts'
import { jobs, restorePoints } from '../../worker/db/schema/jobs.ts'
import { locations, organizations } from '../../worker/db/schema/organizations.ts'
import { auditEvents } from '../../worker/db/schema/records.ts'
import { repositories } from '../../worker/db/schema/repositories.ts'
import { backupResources, sites, tenants } from '../../worker/db/schema/sites.ts'
import {
  userBackupResources,
  userCompanies,
  userLocations,
  userLogins,
  userSites,
  users,
} from '../../worker/db/schema/users.ts'
import { aBackupAgent, aJob, aManagementAgent, aRepository, aRestorePoint } from '../support/read-models.ts'

const PREFIX = 'abcdabcd-0000-7000-8000-'
const NOW = Date.UTC(2026, 10, 1, 12)

export function uidOf(number: number): string {
  return PREFIX + String(number).padStart(12, '0')
}

/** The administrator that the console was started with is of no world. */
export function isOfWorld(uid: string): boolean {
  return uid.startsWith(PREFIX)
}

/** Found in texts by `numbersIn`. */
function nameOf(kind: string, number: number): string {
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

/** Everything of the world, for the console whose provider organization is there already. */
export function writeWorld(database: DatabaseSync, world: RandomWorld): void {
  const put = <Table extends SQLiteTable>(table: Table, rows: readonly Table['$inferInsert'][]) =>
    insertRows(database, table, rows)
  database
    .prepare(`UPDATE organizations SET name = ?, name_fold = ? WHERE type = 'Provider'`)
    .run(...[nameOf('provider', world.provider.number), nameOf('provider', world.provider.number)])
  const found = database.prepare(`SELECT uid FROM organizations WHERE type = 'Provider'`).get() as { uid: string }
  const organizationUid = (one: Organization) => (one.type === 'Provider' ? found.uid : uidOf(one.number))
  const named = (kind: string, { number }: Thing) => keysOf(nameOf(kind, number))

  database.prepare('DELETE FROM sites').run()
  put(
    sites,
    world.sites.map((site) => ({
      uid: uidOf(site.number),
      ...named('site', site),
      bucketBinding: `SITE_${site.number}`,
      createdAt: NOW,
    })),
  )
  put(
    organizations,
    world.organizations
      .filter(({ type }) => type !== 'Provider')
      .map((one) => {
        const owner = world.users.find(({ organization, role }) => organization === one && role.endsWith('Owner'))
        const userName = owner === undefined ? null : nameOf('user', owner.number)
        return {
          uid: uidOf(one.number),
          type: one.type,
          resellerUid: one.reseller === null ? null : uidOf(one.reseller.number),
          ...named('organization', one),
          isRestAccessEnabled: true,
          ownerUserUid: owner === undefined ? null : uidOf(owner.number),
          ownerUserName: userName,
          ownerUserNameFold: userName,
          createdAt: NOW,
          updatedAt: NOW,
        }
      }),
  )
  put(
    locations,
    world.locations.map((one) => ({
      uid: uidOf(one.number),
      organizationUid: uidOf(one.company.number),
      type: 'Custom' as const,
      ...named('location', one),
      createdAt: NOW,
    })),
  )
  put(
    tenants,
    world.tenants.map((one) => ({
      uid: uidOf(one.number),
      siteUid: uidOf(one.site.number),
      companyUid: one.company === null ? null : uidOf(one.company.number),
      ...named('tenant', one),
      userName: nameOf('tenant', one.number),
      userNameFold: nameOf('tenant', one.number),
      createdAt: NOW,
      updatedAt: NOW,
    })),
  )
  put(
    backupResources,
    world.resources.map((one) => ({
      uid: uidOf(one.number),
      tenantUid: uidOf(one.tenant.number),
      siteUid: uidOf(one.tenant.site.number),
      companyUid: one.tenant.company === null ? null : uidOf(one.tenant.company.number),
      ...named('resource', one),
      storageQuotaBytes: 1000 + one.number,
      createdAt: NOW,
      updatedAt: NOW,
    })),
  )
  writeUsers()
  writeComputers()
  put(
    auditEvents,
    world.events.map((one) => ({
      uid: uidOf(one.number),
      organizationUid: organizationUid(one.organization),
      at: NOW,
      kind: 'LocationCreated',
      actorUserUid: uidOf(one.actor.number),
      actorName: nameOf('user', one.actor.number),
      details: JSON.stringify({ name: nameOf('event', one.number) }),
    })),
  )

  function writeUsers(): void {
    put(
      users,
      world.users.map((one) => ({
        uid: uidOf(one.number),
        organizationUid: organizationUid(one.organization),
        role: one.role,
        userName: nameOf('user', one.number),
        userNameFold: nameOf('user', one.number),
        userNameNatural: naturalKey(nameOf('user', one.number)),
        firstName: nameOf('first', one.number),
        firstNameFold: nameOf('first', one.number),
        hasAllCompanies: one.hasAllCompanies,
        hasProviderResources: one.hasProviderResources,
        tenantUid: one.tenant === null ? null : uidOf(one.tenant.number),
        createdAt: NOW,
        updatedAt: NOW,
      })),
    )
    put(
      userLogins,
      world.users.map((one) => ({
        userUid: uidOf(one.number),
        kind: 'apiKey' as const,
        description: nameOf('key', one.number),
        scopes: '["rest"]',
        secretSha256: createHash('sha256').update(one.key).digest('hex'),
        createdAt: NOW,
      })),
    )
    const pairs = (list: 'locations' | 'companies' | 'sites') =>
      world.users.flatMap((user) => user[list].map((thing) => [uidOf(user.number), uidOf(thing.number)] as const))
    put(
      userLocations,
      pairs('locations').map(([userUid, locationUid]) => ({ userUid, locationUid })),
    )
    put(
      userCompanies,
      pairs('companies').map(([userUid, companyUid]) => ({ userUid, companyUid })),
    )
    put(
      userSites,
      pairs('sites').map(([userUid, siteUid]) => ({ userUid, siteUid })),
    )
    put(
      userBackupResources,
      world.users.flatMap((user) => {
        const resource = world.resources.find(({ tenant }) => tenant === user.tenant)
        if (user.role !== 'CompanySubtenant' || resource === undefined) return []
        const row = { userUid: uidOf(user.number), backupResourceUid: uidOf(resource.number) }
        return [{ ...row, ...named('share', user), storageQuotaBytes: user.number }]
      }),
    )
  }

  function writeComputers(): void {
    const placeOf = ({ company, location }: Computer) => ({
      organizationUid: uidOf(company.number),
      locationUid: uidOf(location.number),
    })
    put(
      managementAgents,
      world.computers.map((one) =>
        aManagementAgent(uidOf(one.managementNumber), placeOf(one), {
          hostName: nameOf('host', one.managementNumber),
          tag: nameOf('tag', one.managementNumber),
        }),
      ),
    )
    put(
      backupAgents,
      world.computers.map((one) =>
        aBackupAgent(uidOf(one.number), placeOf(one), {
          name: nameOf('agent', one.number),
          managementAgentUid: uidOf(one.managementNumber),
          restorePointsCount: pointsOf(one).length,
          latestRestorePointAt: pointsOf(one).length === 0 ? null : NOW,
        }),
      ),
    )
    put(
      agentAccounts,
      world.computers
        .filter(({ tenant }) => tenant !== null)
        .map((one) => ({
          managementAgentUid: uidOf(one.managementNumber),
          backupAgentUid: uidOf(one.number),
          organizationUid: uidOf(one.company.number),
          tenantUid: one.tenant === null ? null : uidOf(one.tenant.number),
          subtenantUserUid: one.subtenant === null ? null : uidOf(one.subtenant.number),
          updatedAt: NOW,
        })),
    )
    put(
      jobs,
      world.jobs.map((one) =>
        aJob(uidOf(one.number), uidOf(one.computer.number), placeOf(one.computer), {
          name: nameOf('job', one.number),
          backupResourceUid: one.resource === null ? null : uidOf(one.resource.number),
          failureMessage: nameOf('failure', one.number),
          failureMessageFold: nameOf('failure', one.number),
        }),
      ),
    )
    put(
      repositories,
      world.repositories.map((one) => {
        const place = {
          organizationUid: uidOf(one.company.number),
          locationUid: one.computer === null ? null : uidOf(one.computer.location.number),
        }
        return {
          ...aRepository(uidOf(one.number), { ...place, locationUid: '' }),
          ...place,
          ...named('repository', one),
          siteUid: uidOf(one.resource.tenant.site.number),
          backupResourceUid: uidOf(one.resource.number),
          backupAgentUid: one.computer === null ? null : uidOf(one.computer.number),
        }
      }),
    )
    put(
      restorePoints,
      world.restorePoints.map((one) => ({
        ...aRestorePoint(uidOf(one.number), uidOf(one.job.computer.number), placeOf(one.job.computer)),
        jobUid: uidOf(one.job.number),
        repositoryUid: one.repository === null ? null : uidOf(one.repository.number),
        backedUpItems: nameOf('items', one.number),
        backedUpItemsFold: nameOf('items', one.number),
      })),
    )
    put(
      unverifiedAgents,
      world.unverified.map((one) => ({
        uid: uidOf(one.number),
        organizationUid: one.organization === null ? null : uidOf(one.organization.number),
        pollSecretSha256: 'none',
        hostName: nameOf('knocking', one.number),
        hostNameFold: nameOf('knocking', one.number),
        hostNameNatural: nameOf('knocking', one.number),
        platformType: 'Linux',
        clientAddress: '192.0.2.9',
        host: '{}',
        createdAt: NOW,
        lastSeenAt: NOW,
      })),
    )
  }

  function pointsOf(computer: Computer): RestorePoint[] {
    return world.restorePoints.filter(({ job }) => job.computer === computer)
  }
}

function keysOf(name: string) {
  return { name, nameFold: foldKey(name), nameNatural: naturalKey(name) }
}

function insertRows(database: DatabaseSync, table: SQLiteTable, rows: readonly object[]): void {
  const columns = Object.entries(getTableColumns(table)).map(([member, { name }]) => ({ member, name }))
  for (const row of rows) {
    const given = columns.filter(({ member }) => (row as Record<string, unknown>)[member] !== undefined)
    const values = given.map(({ member }) => {
      const value = (row as Record<string, unknown>)[member]
      return typeof value === 'boolean' ? Number(value) : (value as string | number | null)
    })
    const names = given.map(({ name }) => name).join(', ')
    const places = given.map(() => '?').join(', ')
    database.prepare(`INSERT INTO ${getTableName(table)} (${names}) VALUES (${places})`).run(...values)
  }
}
