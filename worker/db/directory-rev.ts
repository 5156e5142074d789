/** Conditions of a batch (requireInBatch) about the organization whose directory it changes. */
import { type SQL, sql } from 'drizzle-orm'

/** Not deleted, and nothing of its directory changed since `directoryRev` was read. */
export function directoryUnchanged(organizationUid: string, directoryRev: number): SQL {
  return sql`EXISTS (SELECT 1 FROM organizations o
    WHERE o.uid = ${organizationUid} AND o.directory_rev = ${directoryRev} AND o.deleted_at IS NULL)`
}

export function organizationExists(organizationUid: string): SQL {
  return sql`EXISTS (SELECT 1 FROM organizations o WHERE o.uid = ${organizationUid} AND o.deleted_at IS NULL)`
}

/** Companies come to a reseller only while it is not disabled: one that is disabled has disabled companies alone. */
export function resellerIsActive(resellerUid: string): SQL {
  return sql`EXISTS (SELECT 1 FROM organizations r
    WHERE r.uid = ${resellerUid} AND r.type = 'Reseller' AND r.status = 'Active' AND r.deleted_at IS NULL)`
}
