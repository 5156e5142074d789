/** What follows from the status of companies in the directory: statements for the batch that changes it. */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/client.ts'

/**
 * Whoever is signed in is out for good. Not what disabling needs: each request's check refuses the users of a disabled
 * organization, their keys included, and lets them in again with it.
 */
export function endSessionsOf(db: Db, organizationUids: SQL, now: number): Statement {
  return db.run(sql`UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL
    AND user_uid IN (SELECT u.uid FROM users u WHERE u.organization_uid IN (${organizationUids}))`)
}

/** The tenants of the companies go out of use with them. */
export function disableTenantsOf(db: Db, companyUids: SQL, now: number): Statement {
  return db.run(sql`UPDATE tenants SET is_enabled = 0, is_disabled_by_company = 1, updated_at = max(${now}, updated_at + 1)
    WHERE is_enabled = 1 AND deleted_at IS NULL AND company_uid IN (${companyUids})`)
}

/** Only those that went with them. */
export function enableTenantsOf(db: Db, companyUids: SQL, now: number): Statement {
  return db.run(sql`UPDATE tenants SET is_enabled = 1, is_disabled_by_company = 0, updated_at = max(${now}, updated_at + 1)
    WHERE is_disabled_by_company = 1 AND deleted_at IS NULL AND company_uid IN (${companyUids})`)
}
