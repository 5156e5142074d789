/**
 * Rows on their way from an object to the read models in D1. A change and its outbox row are written together; the row
 * stays until D1 has it, so a crash at any moment loses nothing. The `rev` of a row grows with every change of the object
 * (and with the clock, so that it also grows past a restored backup), and the receiver ignores one that is not newer:
 * delivering twice or late is harmless.
 */
import { logError } from './log.ts'
import type { Migration } from './migrations.ts'
import type { Timers } from './timers.ts'

export interface OutboxRow {
  collection: string
  uid: string
  rev: number
  /** Columns of the read model, without `rev`. */
  row: Record<string, unknown>
}

/** Lost infrastructure is tried again; a row that D1 refuses by its own rules is tried again far less often. */
export type Delivery = 'delivered' | { failed: 'unreachable' | 'refused'; reason: string }

export interface OutboxDeps {
  storage: DurableObjectStorage
  timers: Timers
  now: () => number
  /** Delivers all rows in one transaction, or none. */
  deliver: (rows: OutboxRow[]) => Promise<Delivery>
}

export const OUTBOX_TIMER = 'outbox'
/** The alarm's turn comes when whoever changed something did not flush: a crash, or D1 out of reach. */
const SAFETY_NET_MS = 15_000
const ROWS_PER_BATCH = 250
/** D1 takes parameters up to 2 MB. */
const BYTES_PER_BATCH = 800_000
const UNREACHABLE_DELAY_MS = 1_000
const REFUSED_DELAY_MS = 60_000
const LONGEST_UNREACHABLE_DELAY_MS = 60_000
const LONGEST_REFUSED_DELAY_MS = 6 * 3_600_000

/** Must stand in the migration list of every object that has an outbox. */
export const OUTBOX_MIGRATION: Migration = {
  id: 'outbox',
  sql: `CREATE TABLE outbox (
    collection TEXT NOT NULL,
    uid TEXT NOT NULL,
    rev INTEGER NOT NULL UNIQUE,
    row TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    PRIMARY KEY (collection, uid)
  ) STRICT;
  CREATE INDEX outbox_due ON outbox (next_attempt_at, rev);
  CREATE TABLE outbox_rev (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), rev INTEGER NOT NULL) STRICT;
  INSERT INTO outbox_rev (only_row, rev) VALUES (1, 0);`,
}

interface StoredRow extends Record<string, SqlStorageValue> {
  collection: string
  uid: string
  rev: number
  row: string
  attempts: number
}

export class Outbox {
  readonly #deps: OutboxDeps
  #running: Promise<void> | null = null

  constructor(deps: OutboxDeps) {
    this.#deps = deps
  }

  /** To be called without an await after the change it tells of. The newest row of a uid replaces one still waiting. */
  put(collection: string, uid: string, row: Record<string, unknown>): void {
    const { sql } = this.#deps.storage
    const { rev } = sql
      .exec<{ rev: number }>('UPDATE outbox_rev SET rev = MAX(rev + 1, ?) RETURNING rev', this.#deps.now())
      .one()
    sql.exec(
      `INSERT INTO outbox (collection, uid, rev, row) VALUES (?, ?, ?, ?)
       ON CONFLICT (collection, uid) DO UPDATE SET rev = excluded.rev, row = excluded.row, attempts = 0,
         next_attempt_at = 0, error = NULL`,
      collection,
      uid,
      rev,
      JSON.stringify(row),
    )
    this.#deps.timers.setTimer({
      kind: OUTBOX_TIMER,
      dueAt: this.#deps.now() + SAFETY_NET_MS,
      overwrite: 'ifSooner',
    })
  }

  /**
   * Delivers what is waiting and due, rows put meanwhile included. Never throws: what cannot be delivered now stays, and
   * the timer tries it again. True when nothing is left.
   */
  async flush(): Promise<boolean> {
    for (let rows = this.#due(); rows.length > 0; rows = this.#due()) {
      this.#running ??= this.#deliver(rows).finally(() => {
        this.#running = null
      })
      await this.#running
    }
    return this.#rearm()
  }

  #due(): StoredRow[] {
    const rows = this.#deps.storage.sql
      .exec<StoredRow>(
        'SELECT collection, uid, rev, row, attempts FROM outbox WHERE next_attempt_at <= ? ORDER BY rev LIMIT ?',
        this.#deps.now(),
        ROWS_PER_BATCH,
      )
      .toArray()
    let bytes = 0
    const fitting = rows.findIndex((row) => {
      bytes += row.row.length
      return bytes > BYTES_PER_BATCH
    })
    return fitting < 0 ? rows : rows.slice(0, Math.max(1, fitting))
  }

  async #deliver(rows: StoredRow[]): Promise<void> {
    const delivery = await this.#tryDeliver(rows)
    if (delivery === 'delivered') {
      this.#remove(rows)
    } else if (delivery.failed === 'refused' && rows.length > 1) {
      for (const row of rows) await this.#deliver([row])
    } else {
      for (const row of rows) this.#postpone(row, delivery)
    }
  }

  async #tryDeliver(rows: StoredRow[]): Promise<Delivery> {
    try {
      return await this.#deps.deliver(
        rows.map(({ collection, uid, rev, row }) => ({
          collection,
          uid,
          rev,
          row: JSON.parse(row) as Record<string, unknown>,
        })),
      )
    } catch (error) {
      return { failed: 'unreachable', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  /** By rev: a row that changed during the delivery stays. */
  #remove(rows: StoredRow[]): void {
    const revs = JSON.stringify(rows.map(({ rev }) => rev))
    this.#deps.storage.sql.exec('DELETE FROM outbox WHERE rev IN (SELECT value FROM json_each(?))', revs)
  }

  #postpone({ rev, attempts, collection, uid }: StoredRow, { failed, reason }: Exclude<Delivery, string>): void {
    const [first, longest] =
      failed === 'refused'
        ? [REFUSED_DELAY_MS, LONGEST_REFUSED_DELAY_MS]
        : [UNREACHABLE_DELAY_MS, LONGEST_UNREACHABLE_DELAY_MS]
    const delayMs = Math.min(first * 2 ** Math.min(attempts, 20), longest)
    this.#deps.storage.sql.exec(
      'UPDATE outbox SET attempts = attempts + 1, next_attempt_at = ?, error = ? WHERE rev = ?',
      this.#deps.now() + delayMs,
      reason.slice(0, 500),
      rev,
    )
    if (failed === 'refused') logError('D1 refused a row of an outbox', { collection, uid, reason })
  }

  #rearm(): boolean {
    const next = this.#deps.storage.sql
      .exec<{ at: number | null }>('SELECT MIN(next_attempt_at) AS at FROM outbox')
      .one().at
    if (next === null) this.#deps.timers.cancelTimer(OUTBOX_TIMER)
    else this.#deps.timers.setTimer({ kind: OUTBOX_TIMER, dueAt: Math.max(next, this.#deps.now()) })
    return next === null
  }
}
