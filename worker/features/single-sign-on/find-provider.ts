/** Which identity provider people of an organization sign in with. */
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { foldKey } from '../../../domain/collation.ts'
import type { Db } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { identityProviders as table } from '../../db/schema/single-sign-on.ts'
import type { ProviderRow } from './provider-settings.ts'

export interface SignInProvider {
  row: ProviderRow
  organizationUid: string
}

/** Null: the provider's own organization. */
export async function findOrganizationNamed(db: Db, text: string | null): Promise<{ uid: string } | null> {
  const name = text === null ? null : foldKey(text.trim())
  const found = await db
    .select({ uid: organizations.uid, nameFold: organizations.nameFold })
    .from(organizations)
    .where(
      and(
        isNull(organizations.deletedAt),
        name === null
          ? eq(organizations.type, 'Provider')
          : or(eq(organizations.uid, name), eq(organizations.nameFold, name), eq(organizations.aliasFold, name)),
      ),
    )
    .limit(3)
  // A name wins over another organization's alias, as it does for passwords.
  return found.find((row) => row.nameFold === name) ?? found[0] ?? null
}

/**
 * Its own one; without one the reseller's, for a company of a reseller, or that of the console for a company of its own.
 * Only one that is enabled and whose configuration is complete.
 */
export async function findSignInProvider(db: Db, organizationUid: string): Promise<SignInProvider | null> {
  const found = await db
    .select({ row: table })
    .from(table)
    .innerJoin(organizations, eq(organizations.uid, table.organizationUid))
    .where(
      and(
        eq(table.isEnabled, true),
        eq(table.isCompleted, true),
        isNull(organizations.deletedAt),
        eq(organizations.status, 'Active'),
        sql`${table.organizationUid} IN (
          SELECT ${organizationUid}
          UNION ALL
          SELECT coalesce(c.reseller_uid, (SELECT p.uid FROM organizations p WHERE p.type = 'Provider'))
          FROM organizations c WHERE c.uid = ${organizationUid} AND c.type = 'Company')`,
      ),
    )
    .limit(3)
  const own = found.find(({ row }) => row.organizationUid === organizationUid)
  const chosen = own ?? found[0]
  return chosen === undefined ? null : { row: chosen.row, organizationUid }
}

export async function findProviderNamed(db: Db, name: string): Promise<ProviderRow | null> {
  const found = await db
    .select({ row: table })
    .from(table)
    .innerJoin(organizations, eq(organizations.uid, table.organizationUid))
    .where(and(eq(table.nameFold, foldKey(name)), isNull(organizations.deletedAt)))
    .get()
  return found?.row ?? null
}
