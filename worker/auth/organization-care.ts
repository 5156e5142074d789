import type { Permission } from '../../domain/permissions.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { ReachedOrganization, Scope } from './scope.ts'

/**
 * Who reaches an organization need not be above it: everybody reaches the own one, and operators of the provider reach
 * resellers. What is done to an organization as a whole takes more than the permission to do such a thing to companies.
 */
export function organizationCareProblem(
  scope: Scope,
  { uid, type }: Pick<ReachedOrganization, 'uid' | 'type'>,
): ApiFailure | null {
  const permission: Permission =
    uid === scope.organizationUid
      ? 'organizationProfile.edit'
      : type === 'Reseller'
        ? 'resellers.edit'
        : 'companies.edit'
  return scope.has(permission) ? null : { code: 'forbidden', permission }
}
