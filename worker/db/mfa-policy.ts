/**
 * Whether a user must have a second factor, as SQL: by itself, or by a policy of its organization or of one above it. A
 * policy of a reseller for its own users holds for its companies too.
 */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { users } from './schema/users.ts'

/** Demanded of an organization by one above it. */
export function isMfaDemandedAbove(organizationUid: SQLWrapper | string): SQL<number> {
  return sql<number>`EXISTS (SELECT 1 FROM organizations mo LEFT JOIN organizations mr ON mr.uid = mo.reseller_uid
    LEFT JOIN organizations mp ON mp.type = 'Provider' AND mp.uid <> mo.uid
    WHERE mo.uid = ${organizationUid} AND (mr.mfa_enforced_by IS NOT NULL OR mr.mfa_below_enforced_by IS NOT NULL
      OR mp.mfa_below_enforced_by IS NOT NULL))`
}

/** Demanded of all users of an organization, by itself or by one above it. */
export function isMfaDemandedOfAll(organizationUid: SQLWrapper | string): SQL<number> {
  return sql<number>`EXISTS (SELECT 1 FROM organizations mo LEFT JOIN organizations mr ON mr.uid = mo.reseller_uid
    LEFT JOIN organizations mp ON mp.type = 'Provider' AND mp.uid <> mo.uid
    WHERE mo.uid = ${organizationUid} AND (mo.mfa_enforced_by IS NOT NULL OR mr.mfa_enforced_by IS NOT NULL
      OR mr.mfa_below_enforced_by IS NOT NULL OR mp.mfa_below_enforced_by IS NOT NULL))`
}

type UserPolicyStatus = 'Disabled' | 'Enabled' | 'EnabledByInheritance'

/** Of a row of the users table, in the words of the API. */
export const userMfaPolicyStatus: SQL<UserPolicyStatus> = sql<UserPolicyStatus>`CASE
  WHEN ${isMfaDemandedOfAll(users.organizationUid)} THEN 'EnabledByInheritance'
  WHEN ${users.mfaEnforcedBy} IS NOT NULL THEN 'Enabled' ELSE 'Disabled' END`

type UserConfigurationStatus = 'Configured' | 'NotConfigured'

export const userMfaConfigurationStatus: SQL<UserConfigurationStatus> = sql<UserConfigurationStatus>`CASE
  WHEN EXISTS (SELECT 1 FROM totp_factors mf WHERE mf.user_uid = ${users.uid}) THEN 'Configured' ELSE 'NotConfigured' END`
