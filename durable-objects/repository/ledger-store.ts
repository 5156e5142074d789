import type { AccountStore } from './account-store.ts'
import type { ObjectRef, ObjectType } from './rpc.ts'

export interface LedgerObject extends ObjectRef {
  sizeBytes: number
  sha256: string
  state: 'live' | 'hidden' | 'purging'
  /** When the bytes came in, by the server's clock. */
  storedAt: number
  hiddenAt: number | null
}

export interface ListedObject extends Record<string, SqlStorageValue> {
  name: string
  size_bytes: number
}

interface ObjectRow extends Record<string, SqlStorageValue> {
  type: ObjectType
  name: string
  size_bytes: number
  sha256: string
  state: 'live' | 'hidden' | 'purging'
  stored_at: number
  hidden_at: number | null
}

const COLUMNS = 'type, name, size_bytes, sha256, state, stored_at, hidden_at'

function toObject(row: ObjectRow): LedgerObject {
  return {
    type: row.type,
    name: row.name,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    state: row.state,
    storedAt: row.stored_at,
    hiddenAt: row.hidden_at,
  }
}

/** What lies in the bucket, object by object. Every method changes row and totals together. */
export class LedgerStore {
  readonly #sql: SqlStorage
  readonly #account: AccountStore

  constructor(sql: SqlStorage, account: AccountStore) {
    this.#sql = sql
    this.#account = account
  }

  find({ type, name }: ObjectRef): LedgerObject | null {
    const row = this.#sql
      .exec<ObjectRow>(`SELECT ${COLUMNS} FROM objects WHERE type = ? AND name = ?`, type, name)
      .toArray()[0]
    return row ? toObject(row) : null
  }

  findLive(ref: ObjectRef): LedgerObject | null {
    const object = this.find(ref)
    return object?.state === 'live' ? object : null
  }

  insert(object: ObjectRef & { sizeBytes: number; sha256: string }, now: number): void {
    const seq = this.#account.addToTotals({ usedBytes: object.sizeBytes, objectCount: 1 })
    this.#sql.exec(
      `INSERT INTO objects (type, name, size_bytes, sha256, state, stored_at, live_seq) VALUES (?, ?, ?, ?, 'live', ?, ?)`,
      object.type,
      object.name,
      object.sizeBytes,
      object.sha256,
      now,
      seq,
    )
  }

  /** The time of arrival stays the first one: a revived object is no newer than its bytes. */
  revive({ type, name, sizeBytes }: LedgerObject): void {
    const seq = this.#account.addToTotals({ usedBytes: sizeBytes, objectCount: 1, hiddenBytes: -sizeBytes })
    this.#sql.exec(
      `UPDATE objects SET state = 'live', hidden_at = NULL, live_seq = ? WHERE type = ? AND name = ?`,
      seq,
      type,
      name,
    )
  }

  hide({ type, name, sizeBytes }: LedgerObject, now: number): void {
    this.#account.addToTotals({ usedBytes: -sizeBytes, objectCount: -1, hiddenBytes: sizeBytes })
    this.#sql.exec(`UPDATE objects SET state = 'hidden', hidden_at = ? WHERE type = ? AND name = ?`, now, type, name)
  }

  /** From here on the object cannot come back; its bytes may be gone at any moment. */
  markPurging({ type, name }: ObjectRef): void {
    this.#sql.exec(`UPDATE objects SET state = 'purging' WHERE type = ? AND name = ? AND state = 'hidden'`, type, name)
  }

  removePurged({ type, name, sizeBytes }: LedgerObject): void {
    const removed = this.#sql.exec(
      `DELETE FROM objects WHERE type = ? AND name = ? AND state = 'purging' RETURNING name`,
      type,
      name,
    )
    if (removed.toArray().length > 0) this.#account.addToTotals({ hiddenBytes: -sizeBytes })
  }

  /** Hidden at or before that moment (locks: at any), no upload of that name under way. */
  listPurgeable(hiddenUntil: number, limit: number): LedgerObject[] {
    return this.#sql
      .exec<ObjectRow>(
        `SELECT ${COLUMNS} FROM objects AS o
         WHERE state <> 'live' AND (hidden_at <= ? OR type = 'locks')
           AND NOT EXISTS (SELECT 1 FROM intents AS i WHERE i.type = o.type AND i.name = o.name)
         ORDER BY hidden_at LIMIT ?`,
        hiddenUntil,
        limit,
      )
      .toArray()
      .map(toObject)
  }

  /** Any objects, to be hidden one by one when the whole repository goes. */
  listLive(limit: number): LedgerObject[] {
    return this.#sql
      .exec<ObjectRow>(`SELECT ${COLUMNS} FROM objects WHERE state = 'live' LIMIT ?`, limit)
      .toArray()
      .map(toObject)
  }

  isEmpty(): boolean {
    return this.#sql.exec('SELECT 1 FROM objects LIMIT 1').toArray().length === 0
  }

  /** When the next hidden object is to be purged; a moment long past when it should be gone already. Null: nothing is hidden. */
  nextPurgeAt(protectionMs: number): number | null {
    return this.#sql
      .exec<{ at: number | null }>(
        `SELECT MIN(CASE WHEN type = 'locks' OR state = 'purging' THEN hidden_at ELSE hidden_at + ? END) AS at
         FROM objects WHERE state <> 'live'`,
        protectionMs,
      )
      .one().at
  }

  /** A page of the live objects of a type by name, as of the ledger's `maxSeq`: what came later is left out. */
  listPage(type: ObjectType, afterName: string, maxSeq: number, limit: number): ListedObject[] {
    return this.#sql
      .exec<ListedObject>(
        `SELECT name, size_bytes FROM objects
         WHERE type = ? AND name > ? AND state = 'live' AND live_seq <= ? ORDER BY name LIMIT ?`,
        type,
        afterName,
        maxSeq,
        limit,
      )
      .toArray()
  }

  /** What the length of a list is made of. */
  measureList(type: ObjectType): { count: number; sizeDigits: number } {
    return this.#sql
      .exec<{ count: number; sizeDigits: number }>(
        `SELECT COUNT(*) AS count, COALESCE(SUM(LENGTH(size_bytes)), 0) AS sizeDigits
         FROM objects WHERE type = ? AND state = 'live'`,
        type,
      )
      .one()
  }
}
