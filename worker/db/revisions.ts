/**
 * Revisions of collections: what the validators of lists are made of. A change of a row bumps its collection for the
 * row's organization and each ancestor, in the same batch as the row, so that a caller whose reach is one organization,
 * a reseller's companies, or everything, has one row to look at.
 */
import { sql } from 'drizzle-orm'
import type { Db, Statement } from './client.ts'

export const COLLECTIONS = [
  'organizations',
  'locations',
  'users',
  'userLogins',
  'sites',
  'tenants',
  'backupResources',
  'unverifiedAgents',
  'managementAgents',
  'backupAgents',
  'jobs',
  'restorePoints',
  'repositories',
] as const
export type CollectionName = (typeof COLLECTIONS)[number]

/** SQL of one bump, for those who batch on D1 itself: `?1` collection, `?2` organization uid. */
export const BUMP_REVISION_SQL = `INSERT INTO collection_revisions (collection, organization_uid, rev)
SELECT ?1, uid, 1 FROM organizations
WHERE uid = ?2 OR uid = (SELECT reseller_uid FROM organizations WHERE uid = ?2) OR type = 'Provider'
ON CONFLICT (collection, organization_uid) DO UPDATE SET rev = rev + 1`

/** To be put behind the change in its batch: the organization's row exists by then. */
export function bumpRevision(db: Db, collection: CollectionName, organizationUid: string): Statement {
  return db.run(sql`
    INSERT INTO collection_revisions (collection, organization_uid, rev)
    SELECT ${collection}, uid, 1 FROM organizations
    WHERE uid = ${organizationUid} OR uid = (SELECT reseller_uid FROM organizations WHERE uid = ${organizationUid})
      OR type = 'Provider'
    ON CONFLICT (collection, organization_uid) DO UPDATE SET rev = rev + 1`)
}

/** Collections of the provider that others see too: everybody's validator looks at the provider's revision. */
const PROVIDER_WIDE: ReadonlySet<CollectionName> = new Set(['sites'])

/** The one indexed look that a validator costs. No row: nothing has ever changed. */
export function revisionQuery(db: Db, collection: CollectionName, organizationUid: string): D1PreparedStatement {
  const select = 'SELECT rev FROM collection_revisions WHERE collection = ? AND organization_uid ='
  if (PROVIDER_WIDE.has(collection))
    return db.$client.prepare(`${select} (SELECT uid FROM organizations WHERE type = 'Provider')`).bind(collection)
  return db.$client.prepare(`${select} ?`).bind(collection, organizationUid)
}

export async function readRevision(db: Db, collection: CollectionName, organizationUid: string): Promise<number> {
  const row = await revisionQuery(db, collection, organizationUid).first<{ rev: number }>()
  return row?.rev ?? 0
}
