/**
 * The end of identities whose rule or provider is deleted: users that were made by their sign-ins are deleted, owners that
 * were found by their e-mail stay; both are signed out.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/client.ts'

/** To be put before the rule or the provider is deleted, in the same batch. */
export function removeIdentities(db: Db, of: { ruleUid: string } | { providerUid: string }, now: number): Statement[] {
  const which: SQL = 'ruleUid' in of ? sql`rule_uid = ${of.ruleUid}` : sql`provider_uid = ${of.providerUid}`
  const made = sql`SELECT user_uid FROM user_identities WHERE ${which} AND is_user_made = 1`
  const concerned = sql`SELECT organization_uid FROM user_identities WHERE ${which}`
  return [
    db.run(sql`UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL AND user_uid IN (${made})`),
    signOutIdentities(db, which, now),
    db.run(sql`UPDATE user_logins SET deleted_at = ${now} WHERE deleted_at IS NULL AND user_uid IN (${made})`),
    db.run(sql`UPDATE users SET deleted_at = ${now}, updated_at = ${now}
      WHERE deleted_at IS NULL AND uid IN (${made})`),
    db.run(sql`INSERT INTO collection_revisions (collection, organization_uid, rev)
      SELECT c.value, o.uid, 1 FROM organizations o, json_each('["users","userLogins"]') c
      WHERE o.type = 'Provider' OR o.uid IN (${concerned})
        OR o.uid IN (SELECT reseller_uid FROM organizations WHERE uid IN (${concerned}))
      ON CONFLICT (collection, organization_uid) DO UPDATE SET rev = rev + 1`),
    db.run(sql`DELETE FROM user_identities WHERE ${which}`),
  ]
}

/** Ends what was begun by a provider that is disabled; its users stay, and sign in again once it is enabled. */
export function signOutUsersOf(db: Db, providerUid: string, now: number): Statement {
  return signOutIdentities(db, sql`provider_uid = ${providerUid}`, now)
}

function signOutIdentities(db: Db, which: SQL, now: number): Statement {
  return db.run(sql`UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL AND sign_in_method = 'sso'
    AND user_uid IN (SELECT user_uid FROM user_identities WHERE ${which})`)
}
