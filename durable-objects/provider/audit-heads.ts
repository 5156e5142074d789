/**
 * Where each organization's chain ends and where it was cut, kept outside the database that holds the chain: whoever
 * sets D1 back to an older state, its signed checkpoint with it, is found out here. A step is noted before D1 is asked to
 * take it and confirmed afterwards; after a crash between the two, what D1 holds tells whether it was taken.
 */
import { CHAIN_START, type ChainPosition } from '../../domain/audit-chain.ts'
import type { Migration } from '../lib/migrations.ts'

export interface Head {
  head: ChainPosition
  cut: ChainPosition
  sealedAt: number
}

export const AUDIT_HEADS_MIGRATION: Migration = {
  id: 'audit-heads',
  sql: `CREATE TABLE audit_heads (
    organization_uid TEXT PRIMARY KEY,
    head TEXT NOT NULL,
    next_head TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE audit_cursors (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
}

export const EMPTY_HEAD: Head = { head: CHAIN_START, cut: CHAIN_START, sealedAt: 0 }

export class AuditHeads {
  readonly #sql: SqlStorage

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql
  }

  /** Null: no chain of this organization was ever sealed by this object. */
  find(organizationUid: string): { current: Head; next: Head | null } | null {
    const row = this.#sql
      .exec<{ head: string; next_head: string | null }>(
        'SELECT head, next_head FROM audit_heads WHERE organization_uid = ?',
        organizationUid,
      )
      .toArray()[0]
    if (row === undefined) return null
    return {
      current: JSON.parse(row.head) as Head,
      next: row.next_head === null ? null : (JSON.parse(row.next_head) as Head),
    }
  }

  /** Organizations whose chain this object has sealed, in order. */
  listBehind(organizationUid: string, limit: number): string[] {
    return this.#sql
      .exec<{ uid: string }>(
        `SELECT organization_uid AS uid FROM audit_heads WHERE organization_uid > ? ORDER BY organization_uid LIMIT ?`,
        organizationUid,
        limit,
      )
      .toArray()
      .map(({ uid }) => uid)
  }

  plan(organizationUid: string, current: Head, next: Head): void {
    this.#sql.exec(
      `INSERT INTO audit_heads (organization_uid, head, next_head) VALUES (?1, ?2, ?3)
       ON CONFLICT (organization_uid) DO UPDATE SET head = excluded.head, next_head = excluded.next_head`,
      organizationUid,
      JSON.stringify(current),
      JSON.stringify(next),
    )
  }

  settle(organizationUid: string, head: Head): void {
    this.#sql.exec(
      `INSERT INTO audit_heads (organization_uid, head) VALUES (?1, ?2)
       ON CONFLICT (organization_uid) DO UPDATE SET head = excluded.head, next_head = NULL`,
      organizationUid,
      JSON.stringify(head),
    )
  }

  readCursor<Value>(name: string): Value | null {
    const row = this.#sql.exec<{ value: string }>('SELECT value FROM audit_cursors WHERE name = ?', name).toArray()[0]
    return row === undefined ? null : (JSON.parse(row.value) as Value)
  }

  writeCursor(name: string, value: unknown): void {
    this.#sql.exec('INSERT OR REPLACE INTO audit_cursors (name, value) VALUES (?, ?)', name, JSON.stringify(value))
  }
}
