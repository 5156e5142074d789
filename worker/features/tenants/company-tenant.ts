/**
 * The user of the role Company Tenant: each tenant that is mapped to a company has one there, which signs in with the
 * tenant's name and password. It comes and goes with the mapping, is renamed with the tenant, and gets each new password
 * of the tenant; what was said of it otherwise stays.
 */
import { type SQL, sql } from 'drizzle-orm'
import { naturalKey } from '../../../domain/collation.ts'
import { voidPasswordProofs } from '../../auth/password-proofs.ts'
import type { Db, Statement } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import type { ApiFailure } from '../../http/failure.ts'

interface TenantAccount {
  tenantUid: string
  /** As the tenant is named from now on. */
  userName: string
  /** The companies that the tenant is, or was, mapped to. */
  companyUids: readonly (string | null)[]
  /** The tenant's new password; null: it stays. */
  passwordHash: string | null
  now: number
}

/** To be put behind the change of the tenant in its batch: what follows is read from the tenant's row. */
export function companyTenantStatements(
  db: Db,
  { tenantUid, userName, companyUids, passwordHash, now }: TenantAccount,
): Statement[] {
  const tenant = sql`(SELECT t.* FROM tenants t WHERE t.uid = ${tenantUid} AND t.company_uid IS NOT NULL
    AND t.deleted_at IS NULL)`
  const stale = sql`role = 'CompanyTenant' AND tenant_uid = ${tenantUid} AND deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM ${tenant} mapped WHERE mapped.company_uid = users.organization_uid)`
  // A name that another user of the company has already gets the end of the tenant's uid behind it.
  const suffix = sql`CASE WHEN EXISTS (SELECT 1 FROM users other WHERE other.organization_uid = t.company_uid
    AND other.user_name_fold = t.user_name_fold AND other.deleted_at IS NULL
    AND other.tenant_uid IS NOT t.uid) THEN ${`-${tenantUid.slice(-12)}`} ELSE '' END`
  const named = sql`(SELECT t.*, ${suffix} AS suffix FROM ${tenant} t)`
  const natural = naturalKey(userName)
  const statements: Statement[] = [
    db.run(sql`UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL
      AND user_uid IN (SELECT uid FROM users WHERE ${stale})`),
    db.run(sql`UPDATE users SET deleted_at = ${now}, updated_at = ${now} WHERE ${stale}`),
    db.run(sql`UPDATE users SET user_name = named.user_name || named.suffix,
        user_name_fold = named.user_name_fold || named.suffix, user_name_natural = ${natural} || named.suffix,
        updated_at = ${now}
      FROM ${named} named WHERE users.role = 'CompanyTenant' AND users.tenant_uid = named.uid AND users.deleted_at IS NULL`),
    db.run(sql`INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural,
        password_hash, password_changed_at, tenant_uid, created_at, updated_at)
      SELECT ${newUid()}, named.company_uid, 'CompanyTenant', named.user_name || named.suffix,
        named.user_name_fold || named.suffix, ${natural} || named.suffix, named.password_hash,
        CASE WHEN named.password_hash IS NULL THEN NULL ELSE ${now} END, named.uid, ${now}, ${now}
      FROM ${named} named WHERE NOT EXISTS (SELECT 1 FROM users known
        WHERE known.role = 'CompanyTenant' AND known.tenant_uid = named.uid AND known.deleted_at IS NULL)`),
  ]
  if (passwordHash !== null) {
    const own = sql`role = 'CompanyTenant' AND tenant_uid = ${tenantUid} AND deleted_at IS NULL`
    statements.push(
      db.run(sql`UPDATE users SET password_hash = ${passwordHash}, password_changed_at = ${now} WHERE ${own}`),
      db.run(sql`UPDATE sessions SET revoked_at = ${now} WHERE revoked_at IS NULL
        AND user_uid IN (SELECT uid FROM users WHERE ${own})`),
      ...voidPasswordProofs(db, sql`SELECT uid FROM users WHERE ${own}`, now),
    )
  }
  const companies = new Set(companyUids.filter((uid) => uid !== null))
  return [...statements, ...[...companies].map((uid) => bumpRevision(db, 'users', uid))]
}

/** Null: the tenant is mapped to no company. */
export async function findTenantUserUid(db: Db, tenantUid: string): Promise<string | null> {
  const found = await db.get<{ uid: string } | undefined>(
    sql`SELECT uid FROM users WHERE role = 'CompanyTenant' AND tenant_uid = ${tenantUid} AND deleted_at IS NULL`,
  )
  return found?.uid ?? null
}

/** Users who have storage in the tenant: it neither goes nor leaves the company while there are some. */
export function hasSubtenants(tenantUid: string): SQL {
  return sql`EXISTS (SELECT 1 FROM users WHERE role = 'CompanySubtenant' AND tenant_uid = ${tenantUid} AND deleted_at IS NULL)`
}

export async function subtenantsProblem(db: Db, tenantUid: string): Promise<ApiFailure | null> {
  const found = await db.get<{ total: number }>(sql`SELECT count(*) AS total FROM users
    WHERE role = 'CompanySubtenant' AND tenant_uid = ${tenantUid} AND deleted_at IS NULL`)
  const total = found?.total ?? 0
  if (total === 0) return null
  return { code: 'conflict', message: `${total} subtenants have their storage in this tenant; delete them first.` }
}
