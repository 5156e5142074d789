/**
 * What a Repository object offers. One object per backup repository, found by the repository's uid: the ledger of its
 * stored objects. It never holds object bytes.
 */
import type { Result } from '../../domain/result.ts'

export type ObjectType = 'config' | 'data' | 'index' | 'keys' | 'locks' | 'snapshots'
export type Access = 'readOnly' | 'appendOnly' | 'full'

/** What the signed vault credential says of its bearer. */
export interface VaultClaims {
  repositoryUid: string
  access: Access
  epoch: number
  /** Of the client, when the credential names it: decides between 403 and 507. */
  resticVersion: string | null
}

export type VaultFailure =
  | { code: 'not_found' }
  | { code: 'repository_missing' }
  | { code: 'repository_disabled' }
  | { code: 'credential_revoked' }
  | { code: 'access_denied' }
  | { code: 'exists_with_other_content' }
  | { code: 'quota_exceeded'; limitBytes: number; usedBytes: number }
  | { code: 'protected' }

/** How a Repository object is set up, and set right again; idempotent. */
export interface RepositorySettings {
  repositoryUid: string
  companyUid: string
  /** Binding of the site's bucket: "SITE_1". */
  bucketBinding: string
  /** True: writes draw on leases of the backup resource's quota, asked for by CompanyRpc.leaseQuota. False: no limit. */
  isQuotaLimited: boolean
  /** How long a deleted object stays hidden before its bytes go. */
  protectionDays: number
  isEnabled: boolean
}

export interface RepositoryRpc {
  configure(settings: RepositorySettings): Promise<{ epoch: number }>
  /** Every credential issued before is refused from now on. */
  revokeCredentials(): Promise<{ epoch: number }>
  getEpoch(): Promise<number>
  /** Marks the repository deleted: hidden from every vault request; bytes go after the protection period. */
  markDeleted(): Promise<void>
  /**
   * Asked by the Company object when another repository needs the quota: gives back what neither live bytes nor open
   * intents need, remembers `leaseSeq`, and answers with its lease from now on. A `leaseSeq` lower than the newest seen
   * changes nothing (the answer is then ignored by the company, which has handed out another lease meanwhile).
   */
  returnLease(leaseSeq: number): Promise<{ leaseBytes: number }>
  getUsage(): Promise<{ usedBytes: number; objectCount: number; hiddenBytes: number; egressBytes: number; seq: number }>
}

export type Refusable<T> = Promise<Result<T, VaultFailure>>
