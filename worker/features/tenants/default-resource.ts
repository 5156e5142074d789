/**
 * Exactly one backup resource of a company is the default one, over all of its tenants: what a policy means that names
 * no target. A tenant without a company has a default of its own.
 */
import { type SQL, sql } from 'drizzle-orm'
import type { Db, Statement } from '../../db/client.ts'

export interface ResourceGroup {
  tenantUid: string
  companyUid: string | null
}

function inGroup(group: ResourceGroup): SQL {
  return group.companyUid === null
    ? sql`tenant_uid = ${group.tenantUid} AND deleted_at IS NULL`
    : sql`company_uid = ${group.companyUid} AND deleted_at IS NULL`
}

/** Makes room for a new default. */
export function clearDefault(db: Db, group: ResourceGroup, now: number): Statement {
  return db.run(
    sql`UPDATE backup_resources SET is_default = 0, updated_at = ${now} WHERE ${inGroup(group)} AND is_default = 1`,
  )
}

/** True (1) in SQL when the group has no default yet: its first resource becomes it without being asked. */
export function lacksDefault(group: ResourceGroup): SQL<boolean> {
  return sql<boolean>`NOT EXISTS (SELECT 1 FROM backup_resources WHERE ${inGroup(group)} AND is_default = 1)`
}

/** After resources came, moved or went: of several defaults the oldest stays, and without one the oldest resource becomes it. */
export function settleDefault(db: Db, group: ResourceGroup, now: number): Statement {
  return db.run(sql`
    UPDATE backup_resources SET is_default = NOT is_default, updated_at = ${now}
    WHERE ${inGroup(group)} AND is_default <> (uid = (
      SELECT uid FROM backup_resources WHERE ${inGroup(group)} ORDER BY is_default DESC, created_at, uid LIMIT 1))`)
}
