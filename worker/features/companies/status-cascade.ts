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

/**
 * Of companies that go from one above to another: who signed in through the provider of the one before is no longer
 * vouched for by anybody. Those whom the company's own provider knows stay.
 */
export function endSessionsFromAbove(db: Db, companyUids: SQL, now: number): Statement {
  return db.run(sql`UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL AND sign_in_method = 'sso'
    AND user_uid IN (SELECT i.user_uid FROM user_identities i JOIN identity_providers p ON p.uid = i.provider_uid
      WHERE p.organization_uid <> i.organization_uid AND i.organization_uid IN (${companyUids}))`)
}

/** The tenants of the companies go out of use with them. */
export function disableTenantsOf(db: Db, companyUids: SQL, now: number): Statement {
  return db.run(sql`UPDATE tenants SET is_enabled = 0, is_disabled_by_company = 1, updated_at = max(${now}, updated_at + 1)
    WHERE is_enabled = 1 AND deleted_at IS NULL AND company_uid IN (${companyUids})`)
}

/** To stand behind whatever brings a tenant to a company: under one that is disabled there is no tenant that is not. */
export function disableUnderDisabled(db: Db, companyUid: string, now: number): Statement {
  return disableTenantsOf(db, sql`SELECT uid FROM organizations WHERE uid = ${companyUid} AND status = 'Disabled'`, now)
}

/** Only those that went with them. */
export function enableTenantsOf(db: Db, companyUids: SQL, now: number): Statement {
  return db.run(sql`UPDATE tenants SET is_enabled = 1, is_disabled_by_company = 0, updated_at = max(${now}, updated_at + 1)
    WHERE is_disabled_by_company = 1 AND deleted_at IS NULL AND company_uid IN (${companyUids})`)
}
