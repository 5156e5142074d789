/**
 * Whoever decides what a provider says decides who its people are: a provider may be changed only by somebody who could
 * give every role that its rules give. Otherwise an administrator could point the owner's rule at a provider of its own.
 */
import { type SQL, sql } from 'drizzle-orm'
import { ROLES, type RoleName, readRole } from '../../../domain/permissions.ts'
import type { Scope } from '../../auth/scope.ts'
import type { Db } from '../../db/client.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { readRuleRows } from './queries.ts'

/** An owner may be given to itself by its own rule: nobody gains by that. */
export function mayGive(scope: Scope, role: RoleName): boolean {
  const isOwnerItself = role === scope.role && (role === 'CompanyOwner' || role === 'ResellerOwner')
  return isOwnerItself || ROLES[scope.role].managesRoles.includes(role)
}

export async function mayChangeProvider(scope: Scope, db: Db, providerUid: string): Promise<ApiFailure | null> {
  for (const row of await readRuleRows(db, providerUid)) {
    const role = readRole(row.role)
    if (role === null || mayGive(scope, role)) continue
    return {
      code: 'forbidden',
      message: `The rule "${row.name}" of this provider gives the role ${role}, which a user of the role ${scope.role} cannot give.`,
    }
  }
  return null
}

/** Holds while a provider is as it was read. */
export function isUnchanged(row: { uid: string; updatedAt: number }): SQL {
  return sql`EXISTS (SELECT 1 FROM identity_providers WHERE uid = ${row.uid} AND updated_at = ${row.updatedAt})`
}
