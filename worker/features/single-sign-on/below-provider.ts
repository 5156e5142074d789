/** Which organizations an identity provider may sign people into: its own one, and the companies directly below that. */
import { and, eq, isNull, or, type SQL, sql } from 'drizzle-orm'
import type { OrganizationType } from '../../../domain/permissions.ts'
import { organizations } from '../../db/schema/organizations.ts'

export interface ProviderOwner {
  uid: string
  type: OrganizationType
}

/**
 * A condition on the organizations table. Companies of a reseller belong to the reseller's provider, never to that of the
 * console.
 */
export function belowProvider(owner: ProviderOwner): SQL | undefined {
  const own = eq(organizations.uid, owner.uid)
  if (owner.type === 'Company') return and(own, isNull(organizations.deletedAt))
  const reseller =
    owner.type === 'Provider' ? isNull(organizations.resellerUid) : eq(organizations.resellerUid, owner.uid)
  return and(or(own, and(eq(organizations.type, 'Company'), reseller)), isNull(organizations.deletedAt))
}

/** An organization with a provider of its own that people use is signed in to by that one alone. */
export function hasNoOtherProvider(providerUid: string): SQL {
  return sql`NOT EXISTS (SELECT 1 FROM identity_providers other WHERE other.organization_uid = ${organizations.uid}
    AND other.is_enabled = 1 AND other.is_completed = 1 AND other.uid <> ${providerUid})`
}
