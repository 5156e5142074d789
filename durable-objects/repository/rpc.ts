/**
 * What a Repository object offers. One object per backup repository, found by the repository's uid: the ledger of its
 * stored objects. It never holds object bytes.
 */
import type { ByteSpan, RangeRequest } from '../../domain/byte-range.ts'
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
  /** Whether the repository was deleted and none of its bytes is left, or it never held any. */
  isPurged(): Promise<boolean>
  getUsage(): Promise<{ usedBytes: number; objectCount: number; hiddenBytes: number; egressBytes: number; seq: number }>
}

export type Refusable<T> = Promise<Result<T, VaultFailure>>

/** A stored object of a repository. The one config is `{ type: 'config', name: 'config' }`, all others are named by their SHA-256. */
export interface ObjectRef {
  type: ObjectType
  name: string
}

export interface BucketPlace {
  bucketBinding: string
  key: string
}

export interface OpenedObject extends BucketPlace {
  sizeBytes: number
  /** The bytes to answer with, counted as egress; null: the range cannot be satisfied. */
  span: ByteSpan | null
}

/** An upload that was let in and is not settled yet. Its bytes are held against the lease. */
export interface Intent extends ObjectRef {
  intentUid: string
  sizeBytes: number
  /** Hex; of the body, which is the name for all types but config. */
  sha256: string
}

export type Reservation =
  /** Upload to this place if nothing is there, then commit or release. */
  | { kind: 'upload'; intent: Intent; place: BucketPlace }
  /** The bytes are still in the bucket, deleted: check that the body is the same, then commit (which revives) or release. */
  | { kind: 'revive'; intent: Intent }
  /** Stored already, with this size: check that the body is the same. Nothing to commit. */
  | { kind: 'present' }

/** The answer to a list request. Long lists come as a stream, so that neither object nor Worker holds them. */
export type ObjectList = { kind: 'text'; json: string } | { kind: 'stream'; json: ReadableStream; lengthBytes: number }

/** 1: names only. 2: names and sizes. */
export type ListVersion = 1 | 2

/** The vault's side of a Repository object. Every method that takes claims checks them against epoch and state first. */
export interface VaultRpc {
  /** POST ?create=true: the repository is there when the credential is good. */
  authorizeCreate(claims: VaultClaims): Refusable<null>
  findObject(claims: VaultClaims, ref: ObjectRef): Refusable<{ sizeBytes: number }>
  openObject(claims: VaultClaims, ref: ObjectRef, range: RangeRequest): Refusable<OpenedObject>
  listObjects(claims: VaultClaims, type: ObjectType, version: ListVersion): Refusable<ObjectList>
  reserveObject(claims: VaultClaims, upload: Omit<Intent, 'intentUid'>): Refusable<Reservation>
  /** Called while a body streams: an intent that is not heard of is taken for dead. False: it is gone; stop. */
  extendIntent(intentUid: string): Promise<boolean>
  /** `isFresh`: this upload wrote the bytes; otherwise the bucket had an object under the key already. */
  commitObject(intent: Intent, outcome: { isFresh: boolean }): Refusable<null>
  /** `isCertain`: nothing of this upload can be in the bucket. Otherwise the bucket is asked, now and once more later. */
  releaseObject(intent: Intent, outcome: { isCertain: boolean }): Promise<void>
  deleteObject(claims: VaultClaims, ref: ObjectRef): Refusable<null>
}
