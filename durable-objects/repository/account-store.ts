import type { RepositorySettings } from './rpc.ts'

/** The one row of a repository: settings, lease and totals. */
export interface Account extends RepositorySettings {
  epoch: number
  leaseBytes: number
  leaseSeq: number
  quotaBytes: number
  usedBytes: number
  objectCount: number
  hiddenBytes: number
  egressBytes: number
  /** Grows with every change of the totals. */
  seq: number
  reportedSeq: number
  createdAt: number
  deletedAt: number | null
}

/** What a change adds to the totals; negative numbers take away. */
export interface TotalsChange {
  usedBytes?: number
  objectCount?: number
  hiddenBytes?: number
  egressBytes?: number
}

interface AccountRow extends Record<string, SqlStorageValue> {
  repository_uid: string
  company_uid: string
  bucket_binding: string
  is_quota_limited: number
  protection_days: number
  is_enabled: number
  epoch: number
  lease_bytes: number
  lease_seq: number
  quota_bytes: number
  used_bytes: number
  object_count: number
  hidden_bytes: number
  egress_bytes: number
  seq: number
  reported_seq: number
  created_at: number
  deleted_at: number | null
}

export class AccountStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  /** Null until the repository was configured. */
  read(): Account | null {
    const row = this.#sql.exec<AccountRow>('SELECT * FROM repository WHERE id = 1').toArray()[0]
    if (!row) return null
    return {
      repositoryUid: row.repository_uid,
      companyUid: row.company_uid,
      bucketBinding: row.bucket_binding,
      isQuotaLimited: row.is_quota_limited === 1,
      protectionDays: row.protection_days,
      isEnabled: row.is_enabled === 1,
      epoch: row.epoch,
      leaseBytes: row.lease_bytes,
      leaseSeq: row.lease_seq,
      quotaBytes: row.quota_bytes,
      usedBytes: row.used_bytes,
      objectCount: row.object_count,
      hiddenBytes: row.hidden_bytes,
      egressBytes: row.egress_bytes,
      seq: row.seq,
      reportedSeq: row.reported_seq,
      createdAt: row.created_at,
      deletedAt: row.deleted_at,
    }
  }

  /** For callers that come behind a check of the claims, or a timer: there is no work without a row. */
  require(): Account {
    const account = this.read()
    if (!account) throw new Error('The repository was never configured')
    return account
  }

  /** Neither the identity nor the bucket of a repository ever changes: its objects lie there. */
  configure(settings: RepositorySettings, now: number): void {
    const existing = this.read()
    if (
      existing &&
      (existing.repositoryUid !== settings.repositoryUid ||
        existing.companyUid !== settings.companyUid ||
        existing.bucketBinding !== settings.bucketBinding)
    ) {
      throw new Error(`Repository ${existing.repositoryUid} cannot move to another uid, company or bucket`)
    }
    this.#sql.exec(
      `INSERT INTO repository (id, repository_uid, company_uid, bucket_binding, is_quota_limited, protection_days,
         is_enabled, created_at)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET is_quota_limited = excluded.is_quota_limited,
         protection_days = excluded.protection_days, is_enabled = excluded.is_enabled`,
      settings.repositoryUid,
      settings.companyUid,
      settings.bucketBinding,
      settings.isQuotaLimited ? 1 : 0,
      settings.protectionDays,
      settings.isEnabled ? 1 : 0,
      now,
    )
  }

  raiseEpoch(): void {
    this.#sql.exec('UPDATE repository SET epoch = epoch + 1')
  }

  markDeleted(now: number): void {
    this.#sql.exec('UPDATE repository SET deleted_at = ?, epoch = epoch + 1, seq = seq + 1', now)
  }

  setLease(lease: { leaseBytes: number; leaseSeq: number; quotaBytes?: number }): void {
    this.#sql.exec(
      'UPDATE repository SET lease_bytes = ?, lease_seq = ?, quota_bytes = COALESCE(?, quota_bytes)',
      lease.leaseBytes,
      lease.leaseSeq,
      lease.quotaBytes ?? null,
    )
  }

  markReported(seq: number): void {
    this.#sql.exec('UPDATE repository SET reported_seq = MAX(reported_seq, ?)', seq)
  }

  /** Always in the same turn as the change of the ledger that it counts. Answers the new `seq`. */
  addToTotals({ usedBytes = 0, objectCount = 0, hiddenBytes = 0, egressBytes = 0 }: TotalsChange): number {
    return this.#sql
      .exec<{ seq: number }>(
        `UPDATE repository SET used_bytes = used_bytes + ?, object_count = object_count + ?,
           hidden_bytes = hidden_bytes + ?, egress_bytes = egress_bytes + ?, seq = seq + 1 RETURNING seq`,
        usedBytes,
        objectCount,
        hiddenBytes,
        egressBytes,
      )
      .one().seq
  }
}
