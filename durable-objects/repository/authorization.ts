import type { Account } from './account-store.ts'
import type { Access, ObjectType, VaultClaims, VaultFailure } from './rpc.ts'

export type Need = 'read' | 'lock' | 'write' | 'delete'

/**
 * Locks may be written and deleted with every credential: restic takes a lock to read as well, and a lock that cannot
 * be deleted makes old clients hang at their end.
 */
const ALLOWED: Record<Access, readonly Need[]> = {
  readOnly: ['read', 'lock'],
  appendOnly: ['read', 'lock', 'write'],
  full: ['read', 'lock', 'write', 'delete'],
}

export function needToWrite(type: ObjectType): Need {
  return type === 'locks' ? 'lock' : 'write'
}

export function needToDelete(type: ObjectType): Need {
  return type === 'locks' ? 'lock' : 'delete'
}

/** Whether a bearer whose signature was already checked may do that now; null when so. */
export function refusalOf(account: Account | null, claims: VaultClaims, need: Need): VaultFailure | null {
  if (!account || account.deletedAt !== null || account.repositoryUid !== claims.repositoryUid) {
    return { code: 'repository_missing' }
  }
  if (account.epoch !== claims.epoch) return { code: 'credential_revoked' }
  if (!account.isEnabled) return { code: 'repository_disabled' }
  if (!ALLOWED[claims.access].includes(need)) return { code: 'access_denied' }
  return null
}
