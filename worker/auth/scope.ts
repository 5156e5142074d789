/**
 * Who is asking and what they reach: built once per request from the stored session, handed as the first argument to
 * every query. All tenant isolation is here: a query adds the predicate that fits its table, or asks whether one uid is
 * within reach. What lies outside is "not found", never "forbidden".
 */
import { and, eq, inArray, isNull, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import {
  type OrganizationType,
  type Permission,
  ROLES,
  type RoleName,
  type ScopeKind,
} from '../../domain/permissions.ts'
import type { Db } from '../db/client.ts'
import { locations, organizations } from '../db/schema/organizations.ts'
import { users } from '../db/schema/users.ts'

/** How the caller proved who it is. */
export type Via = 'cookie' | 'token' | 'apiKey' | 'none'

export interface Identity {
  userUid: string
  userName: string
  organizationUid: string
  organizationName: string
  organizationType: OrganizationType
  role: RoleName
  /** False: what the role calls "chosen companies" is those stored for the user. */
  hasAllCompanies: boolean
  /** Only reads are allowed, whatever the role may do. */
  isReadOnly: boolean
  via: Via
  /** Of a signed-in session; null for an API key. */
  sessionUid: string | null
  /** When the user was last changed, what was chosen for it included. */
  updatedAt: number
}

export interface ReachedOrganization {
  uid: string
  type: OrganizationType
  name: string
  /** Of a company under a reseller. */
  resellerUid: string | null
  status: 'Active' | 'Disabled'
}

const NOTHING = sql`0`

export class Scope {
  readonly userUid: string
  readonly userName: string
  readonly organizationUid: string
  readonly organizationName: string
  readonly organizationType: OrganizationType
  readonly role: RoleName
  readonly permissions: ReadonlySet<Permission>
  readonly isReadOnly: boolean
  readonly via: Via
  readonly sessionUid: string | null
  readonly reach: ScopeKind | 'nothing'
  readonly #db: Db
  readonly #hasAllCompanies: boolean
  readonly #updatedAt: number

  constructor(db: Db, identity: Identity | null) {
    this.#db = db
    this.userUid = identity?.userUid ?? ''
    this.userName = identity?.userName ?? ''
    this.organizationUid = identity?.organizationUid ?? ''
    this.organizationName = identity?.organizationName ?? ''
    this.organizationType = identity?.organizationType ?? 'Company'
    this.role = identity?.role ?? 'CompanyLocationUser'
    this.permissions = new Set(identity === null ? [] : ROLES[identity.role].permissions)
    this.isReadOnly = identity?.isReadOnly ?? true
    this.via = identity?.via ?? 'none'
    this.sessionUid = identity?.sessionUid ?? null
    this.reach = identity === null ? 'nothing' : ROLES[identity.role].scope
    this.#hasAllCompanies = identity?.hasAllCompanies ?? false
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
    const isPersonal = !this.#hasAllCompanies || this.reach === 'locations'
    return `${this.reach}:${this.organizationUid}:${isPersonal ? `${this.userUid}@${this.#updatedAt}` : 'all'}`
  }

  /**
   * Rows that belong to a company (or to the provider itself), by the column that names it. A location user reaches its
   * own company here: narrow further with `locations`.
   */
  companies(column: SQLWrapper): SQL | undefined {
    switch (this.reach) {
      case 'all':
        return undefined
      case 'chosenCompanies':
        return this.#hasAllCompanies
          ? undefined
          : sql`${column} IN (SELECT company_uid FROM user_companies WHERE user_uid = ${this.userUid})`
      case 'reseller':
        return sql`${column} IN (SELECT uid FROM organizations WHERE reseller_uid = ${this.organizationUid})`
      case 'resellerChosenCompanies':
        return this.#hasAllCompanies
          ? sql`${column} IN (SELECT uid FROM organizations WHERE reseller_uid = ${this.organizationUid})`
          : sql`${column} IN (SELECT o.uid FROM organizations o JOIN user_companies c ON c.company_uid = o.uid
              WHERE o.reseller_uid = ${this.organizationUid} AND c.user_uid = ${this.userUid})`
      case 'company':
      case 'locations':
        return sql`${column} = ${this.organizationUid}`
      case 'site':
      case 'ownComputers':
      case 'nothing':
        return NOTHING
    }
  }

  /** Rows that belong to a company and lie at one of its locations. */
  locations(organizationColumn: SQLWrapper, locationColumn: SQLWrapper): SQL | undefined {
    const company = this.companies(organizationColumn)
    if (this.reach !== 'locations') return company
    return and(
      company,
      sql`${locationColumn} IN (SELECT location_uid FROM user_locations WHERE user_uid = ${this.userUid})`,
    )
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
      case 'company':
      case 'locations':
      case 'site':
      case 'ownComputers':
      case 'nothing':
        return NOTHING
    }
  }

  /** Rows that name any organization: the companies within reach, and the caller's own organization. */
  organizations(column: SQLWrapper): SQL | undefined {
    const companies = this.companies(column)
    const resellers = this.resellers(column)
    if (companies === undefined || resellers === undefined) return undefined
    return or(companies, resellers, this.reach === 'nothing' ? NOTHING : sql`${column} = ${this.organizationUid}`)
  }

  /** Rows of the users table: those of the organizations within reach, and always the caller's own. */
  users(): SQL | undefined {
    if (this.reach === 'all') return undefined
    if (this.reach === 'chosenCompanies')
      return or(
        this.companies(users.organizationUid) ?? sql`${users.organizationUid} <> ${this.organizationUid}`,
        eq(users.uid, this.userUid),
      )
    if (this.reach === 'locations') return eq(users.uid, this.userUid)
    return this.organizations(users.organizationUid)
  }

  async canReachCompany(companyUid: string): Promise<boolean> {
    return (await this.findOrganization(companyUid))?.type === 'Company'
  }

  /** The organization when it is within reach and not deleted. */
  async findOrganization(organizationUid: string): Promise<ReachedOrganization | null> {
    const found = await this.#db
      .select({
        uid: organizations.uid,
        type: organizations.type,
        name: organizations.name,
        resellerUid: organizations.resellerUid,
        status: organizations.status,
      })
      .from(organizations)
      .where(
        and(
          eq(organizations.uid, organizationUid),
          isNull(organizations.deletedAt),
          this.organizations(organizations.uid),
        ),
      )
      .get()
    return found ?? null
  }

  /** The company that a location belongs to, when the location is within reach. */
  async findCompanyOfLocation(locationUid: string): Promise<string | null> {
    const found = await this.#db
      .select({ organizationUid: locations.organizationUid })
      .from(locations)
      .where(
        and(
          eq(locations.uid, locationUid),
          isNull(locations.deletedAt),
          this.locations(locations.organizationUid, locations.uid),
        ),
      )
      .get()
    return found?.organizationUid ?? null
  }

  /** Of the given locations of one company, those within reach. */
  async reachableLocations(companyUid: string, locationUids: readonly string[]): Promise<string[]> {
    if (locationUids.length === 0) return []
    const wanted = inArray(locations.uid, sql`(SELECT value FROM json_each(${JSON.stringify(locationUids)}))`)
    const rows = await this.#db
      .select({ uid: locations.uid })
      .from(locations)
      .where(
        and(
          eq(locations.organizationUid, companyUid),
          isNull(locations.deletedAt),
          wanted,
          this.locations(locations.organizationUid, locations.uid),
        ),
      )
    return rows.map((row) => row.uid)
  }
}
