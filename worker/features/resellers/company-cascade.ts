/** What a change of a reseller means for all of its companies, as statements of the reseller's own batch. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { type CompanyServices, companyServices } from '../../contract/organizations/companies.ts'
import type { Db, Statement } from '../../db/client.ts'
import type { PushedOperation } from '../../db/directory-push.ts'
import { COLLECTIONS } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'

function companiesOf(resellerUid: string): SQL | undefined {
  return and(
    eq(organizations.resellerUid, resellerUid),
    eq(organizations.type, 'Company'),
    isNull(organizations.deletedAt),
  )
}

/** To be a subquery. */
export function companyUidsOf(resellerUid: string): SQL {
  return sql`SELECT c.uid FROM organizations c
    WHERE c.reseller_uid = ${resellerUid} AND c.type = 'Company' AND c.deleted_at IS NULL`
}

export function activeUidsOf(resellerUid: string): SQL {
  return sql`${companyUidsOf(resellerUid)} AND c.status = 'Active'`
}

export async function liveCompanyUids(db: Db, resellerUid: string): Promise<string[]> {
  const rows = await db.select({ uid: organizations.uid }).from(organizations).where(companiesOf(resellerUid))
  return rows.map((row) => row.uid)
}

export async function servicesOfCompanies(db: Db, resellerUid: string): Promise<CompanyServices[]> {
  const rows = await db.select({ services: organizations.services }).from(organizations).where(companiesOf(resellerUid))
  return rows.map(({ services }) => companyServices.parse(JSON.parse(services)))
}

export function disableCompanies(db: Db, resellerUid: string, now: number): Statement {
  return db
    .update(organizations)
    .set({ status: 'Disabled', isDisabledByReseller: true, updatedAt: now })
    .where(and(companiesOf(resellerUid), eq(organizations.status, 'Active')))
}

/** To be a subquery: of those that are disabled along with the reseller. */
export function disabledAlongUids(resellerUid: string): SQL {
  return sql`SELECT c.uid FROM organizations c
    WHERE c.reseller_uid = ${resellerUid} AND c.is_disabled_by_reseller = 1 AND c.deleted_at IS NULL`
}

/** Only those that were disabled along with the reseller. */
export function enableCompanies(db: Db, resellerUid: string, now: number): Statement {
  return db
    .update(organizations)
    .set({ status: 'Active', isDisabledByReseller: false, updatedAt: now })
    .where(and(companiesOf(resellerUid), eq(organizations.isDisabledByReseller, true)))
}

/**
 * To be put behind everything of the batch that still needs to know whose companies they were. Should the reseller be
 * restored, those go back to it that nobody has moved meanwhile; what was disabled along with it is known until then.
 */
export function releaseCompanies(db: Db, resellerUid: string, now: number): Statement {
  return db
    .update(organizations)
    .set({ resellerUid: null, formerResellerUid: resellerUid, updatedAt: now })
    .where(companiesOf(resellerUid))
}

/** Every company of the reseller is to be told of its changed directory; until it is, the reseller's row shows it. */
export function companyDirectoriesChange(
  db: Db,
  resellerUid: string,
  now: number,
  operation: PushedOperation,
): Statement[] {
  const live = sql`reseller_uid = ${resellerUid} AND type = 'Company' AND deleted_at IS NULL`
  return [
    db.run(sql`UPDATE organizations SET directory_rev = directory_rev + 1 WHERE ${live}`),
    db.run(sql`INSERT INTO pushes (organization_uid, rev, created_at, operation, cause_uid)
      SELECT uid, directory_rev, ${now}, ${operation}, ${resellerUid} FROM organizations WHERE ${live}
      ON CONFLICT (organization_uid) DO UPDATE SET rev = excluded.rev, created_at = excluded.created_at,
        operation = excluded.operation, cause_uid = excluded.cause_uid, attempts = 0, error = NULL`),
  ]
}

/** Whatever lists the reseller, its companies and the provider see may look different from now on. */
export function bumpAllOfReseller(db: Db, resellerUid: string): Statement {
  return db.run(sql`
    INSERT INTO collection_revisions (collection, organization_uid, rev)
    SELECT c.value, o.uid, 1 FROM json_each(${JSON.stringify(COLLECTIONS)}) c, organizations o
    WHERE o.uid = ${resellerUid} OR o.reseller_uid = ${resellerUid} OR o.type = 'Provider'
    ON CONFLICT (collection, organization_uid) DO UPDATE SET rev = rev + 1`)
}
