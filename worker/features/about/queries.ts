import { eq } from 'drizzle-orm'
import type { Db } from '../../db/client.ts'
import { organizations } from '../../db/schema/organizations.ts'

/** The installation is the provider's organization: both begin with the setup. */
export function findInstallation(db: Db): Promise<{ uid: string; createdAt: number } | undefined> {
  return db
    .select({ uid: organizations.uid, createdAt: organizations.createdAt })
    .from(organizations)
    .where(eq(organizations.type, 'Provider'))
    .get()
}
