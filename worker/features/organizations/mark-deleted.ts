/** The batch's statements that mark an organization deleted, with everything that hangs on it, by one moment. */
import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { purgeTime } from '../../../domain/deletion.ts'
import type { Db, Statement } from '../../db/client.ts'
import { enrolmentTokens } from '../../db/schema/enrolment.ts'
import { locations, organizations } from '../../db/schema/organizations.ts'
import { backupResources, tenants } from '../../db/schema/sites.ts'
import { users } from '../../db/schema/users.ts'
import { endSessionsOf } from '../companies/status-cascade.ts'
import type { StoredDeletion } from './deleted-queries.ts'

export interface Deletion {
  organizationUid: string
  at: number
  by: string
  retentionDays: number
  how: StoredDeletion
}

export function markDeleted(db: Db, { organizationUid, at, by, retentionDays, how }: Deletion): Statement[] {
  const itself = sql`${organizationUid}`
  return [
    endSessionsOf(db, itself, at),
    db
      .update(enrolmentTokens)
      .set({ revokedAt: at })
      .where(and(isNull(enrolmentTokens.revokedAt), eq(enrolmentTokens.organizationUid, organizationUid))),
    db
      .update(users)
      .set({ deletedAt: at })
      .where(and(isNull(users.deletedAt), eq(users.organizationUid, organizationUid))),
    db
      .update(locations)
      .set({ deletedAt: at })
      .where(and(isNull(locations.deletedAt), eq(locations.organizationUid, organizationUid))),
    db
      .update(backupResources)
      .set({ deletedAt: at })
      .where(and(isNull(backupResources.deletedAt), eq(backupResources.companyUid, organizationUid))),
    db
      .update(tenants)
      .set({ deletedAt: at })
      .where(and(isNull(tenants.deletedAt), eq(tenants.companyUid, organizationUid))),
    db
      .update(organizations)
      .set({
        deletedAt: at,
        deletedBy: by,
        deletion: storedWithCounts(organizationUid, how),
        purgeAt: purgeTime(at, retentionDays),
        purgeStartedAt: null,
        updatedAt: at,
      })
      .where(and(isNull(organizations.deletedAt), eq(organizations.uid, organizationUid))),
  ]
}

function storedWithCounts(organizationUid: string, how: StoredDeletion): SQL<string> {
  const ofOrganization = sql`FROM repositories r WHERE r.organization_uid = ${organizationUid} AND r.deleted_at IS NULL`
  return sql<string>`json_set(${JSON.stringify(how)},
    '$.repositoriesCount', (SELECT count(*) ${ofOrganization}),
    '$.storedBytes', (SELECT coalesce(sum(r.used_bytes + r.hidden_bytes), 0) ${ofOrganization}))`
}

/** The same backwards: only what went with it at that moment comes back. */
export function unmarkDeleted(db: Db, organizationUid: string, deletedAt: number, now: number): Statement[] {
  const set = (table: string, column: string) =>
    db.run(sql`UPDATE ${sql.raw(table)} SET deleted_at = NULL
      WHERE ${sql.raw(column)} = ${organizationUid} AND deleted_at = ${deletedAt}`)
  return [
    db.run(sql`UPDATE organizations SET deleted_at = NULL, deleted_by = NULL, deletion = NULL, purge_at = NULL,
        purge_started_at = NULL, updated_at = ${now}
      WHERE uid = ${organizationUid} AND deleted_at = ${deletedAt}`),
    set('users', 'organization_uid'),
    set('locations', 'organization_uid'),
    set('tenants', 'company_uid'),
    set('backup_resources', 'company_uid'),
    db.run(sql`UPDATE enrolment_tokens SET revoked_at = NULL
      WHERE organization_uid = ${organizationUid} AND revoked_at = ${deletedAt}`),
  ]
}
