/**
 * Who is asking and what they reach: built once per request from the stored session, handed as the first argument to
 * every query. All tenant isolation is here: a query adds the predicate that fits its table, or asks whether one uid is
 * within reach. What lies outside is "not found", never "forbidden".
 */
import { and, eq, inArray, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { type PermissionClaim, withoutWithheld } from '../../domain/permission-claims.ts'
import {
  type OrganizationType,
  type Permission,
  ROLES,
  type RoleName,
  type ScopeKind,
} from '../../domain/permissions.ts'
import type { Db } from '../db/client.ts'
import { users } from '../db/schema/users.ts'
import type {
  ComputerColumns,
  Identity,
  Impersonator,
  ReachedOrganization,
  RepositoryColumns,
  SecondFactor,
  SignInMethod,
  TenantColumns,
  Via,
} from './caller.ts'
import {
  findCompanyOfReachedLocation,
  findReachedOrganization,
  listReachedCompanies,
  listReachedLocations,
  listReachedSites,
} from './reached.ts'

export type * from './caller.ts'

const NOTHING = sql`0`

export class Scope {
  /** For work that goes on elsewhere under the same caller; null: nobody. */
  readonly identity: Identity | null
  readonly userUid: string
  readonly userName: string
  readonly organizationUid: string
  readonly organizationName: string
  readonly organizationType: OrganizationType
  readonly role: RoleName
  readonly permissions: ReadonlySet<Permission>
  readonly withheldClaims: ReadonlySet<PermissionClaim>
  /** Of company tenants and subtenants. */
  readonly tenantUid: string | null
  readonly isReadOnly: boolean
  readonly via: Via
  readonly sessionUid: string | null
  readonly impersonator: Impersonator | null
  readonly signInMethod: SignInMethod | null
  readonly secondFactor: SecondFactor
  readonly reach: ScopeKind | 'nothing'
  readonly #db: Db
  readonly #hasAllCompanies: boolean
  readonly #hasProviderResources: boolean
  readonly #updatedAt: number

  constructor(db: Db, identity: Identity | null) {
    this.#db = db
    this.identity = identity
    this.userUid = identity?.userUid ?? ''
    this.userName = identity?.userName ?? ''
    this.organizationUid = identity?.organizationUid ?? ''
    this.organizationName = identity?.organizationName ?? ''
    this.organizationType = identity?.organizationType ?? 'Company'
    this.role = identity?.role ?? 'CompanyLocationUser'
    this.withheldClaims = new Set(identity?.withheldClaims)
    this.permissions = new Set(
      identity === null ? [] : withoutWithheld(ROLES[identity.role].permissions, this.withheldClaims),
    )
    this.tenantUid = identity?.tenantUid ?? null
    this.isReadOnly = identity?.isReadOnly ?? true
    this.via = identity?.via ?? 'none'
    this.sessionUid = identity?.sessionUid ?? null
    this.impersonator = identity?.impersonator ?? null
    this.signInMethod = identity?.signInMethod ?? null
    this.secondFactor = identity?.secondFactor ?? 'none'
    this.reach = identity === null ? 'nothing' : ROLES[identity.role].scope
    this.#hasAllCompanies = identity?.hasAllCompanies ?? false
    this.#hasProviderResources = identity?.hasProviderResources ?? false
    this.#updatedAt = identity?.updatedAt ?? 0
  }

  /** Whoever has not signed in: no permission, reaches nothing. */
  static nobody(db: Db): Scope {
    return new Scope(db, null)
  }

  has(permission: Permission): boolean {
    return this.permissions.has(permission)
  }

  /** Distinguishes callers who see different rows of the same collection: part of a list's validator. */
  get reachKey(): string {
    const isPersonal = !this.#hasAllCompanies || !['all', 'reseller', 'company'].includes(this.reach)
    return `${this.reach}:${this.organizationUid}:${isPersonal ? `${this.userUid}@${this.#updatedAt}` : 'all'}`
  }

  /** What is within reach changes with rows of other collections, so that no collection's revision tells of it. */
  get isReachDerived(): boolean {
    return this.reach === 'site' || this.reach === 'tenant' || this.reach === 'ownComputers'
  }

  /**
   * Rows that belong to a company (or to the provider itself), by the column that names it. A location user reaches its
   * own company here: narrow further with `locations` or `computers`. Who reaches a part of a company that is no location
   * reaches nothing here.
   */
  companies(column: SQLWrapper): SQL | undefined {
    const chosen = sql`${column} IN (SELECT company_uid FROM user_companies WHERE user_uid = ${this.userUid})`
    const ofReseller = sql`${column} IN (SELECT uid FROM organizations WHERE reseller_uid = ${this.organizationUid})`
    switch (this.reach) {
      case 'all':
        return undefined
      case 'site':
        return or(
          sql`${column} IN (SELECT company_uid FROM tenants WHERE deleted_at IS NULL AND company_uid IS NOT NULL
          AND site_uid IN (${this.#ownSites()}))`,
          chosen,
        )
      case 'chosenCompanies': {
        const isCompany = sql`${column} <> ${this.organizationUid}`
        if (!this.#hasProviderResources) return this.#hasAllCompanies ? isCompany : chosen
        return this.#hasAllCompanies
          ? undefined
          : or(chosen, sql`${column} = ${this.organizationUid}`, sql`${column} IS NULL`)
      }
      case 'reseller':
        return ofReseller
      case 'resellerChosenCompanies':
        return this.#hasAllCompanies ? ofReseller : and(ofReseller, chosen)
      case 'company':
      case 'locations':
        return sql`${column} = ${this.organizationUid}`
      case 'tenant':
      case 'ownComputers':
      case 'billingOnly':
      case 'nothing':
        return NOTHING
    }
  }

  /** Rows that belong to a company and lie at one of its locations. */
  locations(organizationColumn: SQLWrapper, locationColumn: SQLWrapper): SQL | undefined {
    const company = this.companies(organizationColumn)
    if (this.reach !== 'locations') return company
    return and(company, sql`${locationColumn} IN (${this.#ownLocations()})`)
  }

  /** Rows of a computer, or of what it backs up. */
  computers({ organization, location, backupAgent, backupResource, repository }: ComputerColumns): SQL | undefined {
    if (this.reach !== 'tenant' && this.reach !== 'ownComputers') return this.locations(organization, location)
    const isOwn = and(
      sql`${organization} = ${this.organizationUid}`,
      sql`${backupAgent} IN (${this.reach === 'tenant' ? this.#tenantComputers() : this.#ownComputers()})`,
    )
    if (this.reach === 'ownComputers') return isOwn
    // A computer may write to more than one tenant: of its work, what goes to this one or stays on the computer.
    const ofResource = (column: SQLWrapper) => sql`(${column} IS NULL OR ${column} IN (${this.#tenantResources()}))`
    return and(
      isOwn,
      backupResource && ofResource(backupResource),
      repository &&
        sql`(${repository} IS NULL OR EXISTS (SELECT 1 FROM repositories reached WHERE reached.uid = ${repository}
          AND ${ofResource(sql`reached.backup_resource_uid`)}))`,
    )
  }

  /** Rows of management agents, which know their backup agent only the other way round. */
  managementAgents(organization: SQLWrapper, location: SQLWrapper, uid: SQLWrapper): SQL | undefined {
    const backupAgent = sql`(SELECT b.uid FROM backup_agents b WHERE b.management_agent_uid = ${uid})`
    return this.computers({ organization, location, backupAgent })
  }

  /** Rows of repositories. One made by hand lies at no location: those who see whole companies, or its tenant, reach it. */
  repositories(columns: RepositoryColumns): SQL | undefined {
    const { organization, location, site, backupAgent, backupResource } = columns
    switch (this.reach) {
      case 'site':
        return and(this.companies(organization), sql`${site} IN (${this.#ownSites()})`)
      case 'tenant':
        return and(
          sql`${organization} = ${this.organizationUid}`,
          sql`${backupResource} IN (${this.#tenantResources()})`,
        )
      case 'ownComputers':
        return and(sql`${organization} = ${this.organizationUid}`, sql`${backupAgent} IN (${this.#ownComputers()})`)
      default:
        return this.locations(organization, location)
    }
  }

  /** Rows of cloud tenants, or of what hangs on one. */
  tenants({ company, tenant, site }: TenantColumns): SQL | undefined {
    if (this.reach === 'site') return sql`${site} IN (${this.#ownSites()})`
    if (this.reach === 'tenant') return sql`${tenant} = ${this.tenantUid}`
    return this.companies(company)
  }

  /** Rows of sites. Who creates tenants sees every site that it may put them on; others those with a tenant of theirs. */
  sites(column: SQLWrapper): SQL | undefined {
    switch (this.reach) {
      case 'all':
      case 'chosenCompanies':
      case 'reseller':
      case 'resellerChosenCompanies':
        return undefined
      case 'site':
        return sql`${column} IN (${this.#ownSites()})`
      default: {
        const mine = this.tenants({ company: sql`company_uid`, tenant: sql`uid`, site: sql`site_uid` }) ?? sql`1`
        return sql`${column} IN (SELECT site_uid FROM tenants WHERE deleted_at IS NULL AND ${mine})`
      }
    }
  }

  /** Rows that name a reseller. */
  resellers(column: SQLWrapper): SQL | undefined {
    switch (this.reach) {
      case 'all':
        return undefined
      case 'chosenCompanies':
        return this.#hasAllCompanies
          ? undefined
          : sql`${column} IN (SELECT o.reseller_uid FROM organizations o JOIN user_companies c ON c.company_uid = o.uid
              WHERE c.user_uid = ${this.userUid} AND o.reseller_uid IS NOT NULL)`
      case 'reseller':
      case 'resellerChosenCompanies':
        return sql`${column} = ${this.organizationUid}`
      default:
        return NOTHING
    }
  }

  /** Rows that name any organization: the companies within reach, and the caller's own organization. */
  organizations(column: SQLWrapper): SQL | undefined {
    if (this.reach === 'nothing') return NOTHING
    if (this.reach === 'all' || (this.reach === 'chosenCompanies' && this.#hasAllCompanies)) return undefined
    return or(this.companies(column), this.resellers(column), sql`${column} = ${this.organizationUid}`)
  }

  /** Rows of an organization's history. That of the provider itself tells of everybody: not for those with a part of it. */
  histories(column: SQLWrapper): SQL | undefined {
    return this.reach === 'site' ? this.companies(column) : this.organizations(column)
  }

  /** Rows of the users table, and always the caller's own. */
  users(): SQL | undefined {
    const self = eq(users.uid, this.userUid)
    const isManaged = inArray(users.role, [...ROLES[this.role].managesRoles, ''])
    switch (this.reach) {
      case 'all':
        return undefined
      // The provider's operators and administrators of sites care for users of companies only.
      case 'site':
      case 'chosenCompanies': {
        const ofCompany = sql`${users.organizationUid} IN (SELECT uid FROM organizations WHERE type = 'Company')`
        return or(self, and(ofCompany, this.companies(users.organizationUid)))
      }
      case 'reseller':
      case 'company':
        return this.organizations(users.organizationUid)
      // Whoever reaches further than the caller is not the caller's to change.
      case 'locations': {
        const own = sql`SELECT 1 FROM user_locations l WHERE l.user_uid = ${users.uid}`
        const isWithin = sql`EXISTS (${own}) AND NOT EXISTS (${own} AND l.location_uid NOT IN (${this.#ownLocations()}))`
        return or(self, and(eq(users.organizationUid, this.organizationUid), isManaged, isWithin))
      }
      case 'tenant':
        return or(
          self,
          and(eq(users.organizationUid, this.organizationUid), isManaged, sql`${users.tenantUid} = ${this.tenantUid}`),
        )
      case 'resellerChosenCompanies':
      case 'ownComputers':
      case 'billingOnly':
        return self
      case 'nothing':
        return NOTHING
    }
  }

  #ownSites(): SQL {
    return sql`SELECT site_uid FROM user_sites WHERE user_uid = ${this.userUid}`
  }

  #ownLocations(): SQL {
    return sql`SELECT location_uid FROM user_locations WHERE user_uid = ${this.userUid}`
  }

  #ownComputers(): SQL {
    return sql`SELECT backup_agent_uid FROM agent_accounts WHERE subtenant_user_uid = ${this.userUid}`
  }

  /** Backup agents that write under the tenant's account, and those under nobody's whose jobs go to the tenant. */
  #tenantComputers(): SQL {
    return sql`SELECT backup_agent_uid FROM agent_accounts WHERE tenant_uid = ${this.tenantUid}
      UNION SELECT j.backup_agent_uid FROM jobs j WHERE j.deleted_at IS NULL
        AND j.backup_resource_uid IN (${this.#tenantResources()}) AND NOT EXISTS (SELECT 1 FROM agent_accounts other
          WHERE other.backup_agent_uid = j.backup_agent_uid AND other.tenant_uid IS NOT NULL)`
  }

  #tenantResources(): SQL {
    return sql`SELECT uid FROM backup_resources WHERE tenant_uid = ${this.tenantUid}`
  }

  async canReachCompany(companyUid: string): Promise<boolean> {
    return (await this.findOrganization(companyUid))?.type === 'Company'
  }

  /** Whether things that lie at no location, and at no tenant of a part, can be made in the company. */
  async canReachWholeCompany(companyUid: string): Promise<boolean> {
    const isPart = ['locations', 'tenant', 'ownComputers', 'billingOnly'].includes(this.reach)
    return !isPart && (await this.canReachCompany(companyUid))
  }

  /** The organization when it is within reach and not deleted. */
  findOrganization(organizationUid: string): Promise<ReachedOrganization | null> {
    return findReachedOrganization(this.#db, this, organizationUid)
  }

  /** The company that a location belongs to, when the location is within reach. */
  findCompanyOfLocation(locationUid: string): Promise<string | null> {
    return findCompanyOfReachedLocation(this.#db, this, locationUid)
  }

  /** Of the given locations of one company, those within reach. */
  reachableLocations(companyUid: string, locationUids: readonly string[]): Promise<string[]> {
    return listReachedLocations(this.#db, this, companyUid, locationUids)
  }

  /** Of the given companies, those within reach. */
  reachableCompanies(companyUids: readonly string[]): Promise<string[]> {
    return listReachedCompanies(this.#db, this, companyUids)
  }

  /** Of the given sites, those within reach. */
  reachableSites(siteUids: readonly string[]): Promise<string[]> {
    return listReachedSites(this.#db, this, siteUids)
  }
}
