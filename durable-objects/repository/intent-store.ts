import type { Intent, ObjectRef, ObjectType } from './rpc.ts'

/** A Worker that still uploads extends its intent three times within this. */
export const INTENT_LIFETIME_MS = 30_000

export interface OpenIntent extends Intent {
  state: 'open' | 'abandoned'
  /** The object was deleted while its upload ran: it is stored hidden. */
  isCancelled: boolean
  expiresAt: number
}

interface IntentRow extends Record<string, SqlStorageValue> {
  uid: string
  type: ObjectType
  name: string
  size_bytes: number
  sha256: string
  state: 'open' | 'abandoned'
  is_cancelled: number
  expires_at: number
}

const COLUMNS = 'uid, type, name, size_bytes, sha256, state, is_cancelled, expires_at'

function toIntent(row: IntentRow): OpenIntent {
  return {
    intentUid: row.uid,
    type: row.type,
    name: row.name,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    state: row.state,
    isCancelled: row.is_cancelled === 1,
    expiresAt: row.expires_at,
  }
}

export class IntentStore {
  readonly #sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.#sql = sql
  }

  insert(intent: Intent, now: number, expiresAt: number): void {
    this.#sql.exec(
      `INSERT INTO intents (uid, type, name, size_bytes, sha256, state, started_at, expires_at)
       VALUES (?, ?, ?, ?, ?, 'open', ?, ?)`,
      intent.intentUid,
      intent.type,
      intent.name,
      intent.sizeBytes,
      intent.sha256,
      now,
      expiresAt,
    )
  }

  find(intentUid: string): OpenIntent | null {
    const row = this.#sql.exec<IntentRow>(`SELECT ${COLUMNS} FROM intents WHERE uid = ?`, intentUid).toArray()[0]
    return row ? toIntent(row) : null
  }

  /** An abandoned intent that is heard of again lives again. */
  extend(intentUid: string, expiresAt: number): boolean {
    const rows = this.#sql
      .exec(`UPDATE intents SET state = 'open', expires_at = ? WHERE uid = ? RETURNING uid`, expiresAt, intentUid)
      .toArray()
    return rows.length > 0
  }

  abandon(intentUid: string, expiresAt: number): void {
    this.#sql.exec(`UPDATE intents SET state = 'abandoned', expires_at = ? WHERE uid = ?`, expiresAt, intentUid)
  }

  cancelAll({ type, name }: ObjectRef): void {
    this.#sql.exec('UPDATE intents SET is_cancelled = 1 WHERE type = ? AND name = ?', type, name)
  }

  delete(intentUid: string): void {
    this.#sql.exec('DELETE FROM intents WHERE uid = ?', intentUid)
  }

  exists({ type, name }: ObjectRef): boolean {
    return this.#sql.exec('SELECT 1 FROM intents WHERE type = ? AND name = ? LIMIT 1', type, name).toArray().length > 0
  }

  /** Held against the lease. */
  reservedBytes(): number {
    return this.#sql
      .exec<{ bytes: number }>(`SELECT COALESCE(SUM(size_bytes), 0) AS bytes FROM intents WHERE state = 'open'`)
      .one().bytes
  }

  listExpired(now: number, limit: number): OpenIntent[] {
    return this.#sql
      .exec<IntentRow>(`SELECT ${COLUMNS} FROM intents WHERE expires_at <= ? ORDER BY expires_at LIMIT ?`, now, limit)
      .toArray()
      .map(toIntent)
  }

  nextExpiry(): number | null {
    return this.#sql.exec<{ at: number | null }>('SELECT MIN(expires_at) AS at FROM intents').one().at
  }
}
