/**
 * Many timers over the object's one alarm. A timer is a row first and an alarm second: both are written together, so a
 * crash loses neither. A handler is run at least once and must be idempotent by its row.
 *
 * A handler that returns a failure has an application error: the attempt is counted, and after MAX_ATTEMPTS the row is
 * parked with its reason until somebody sets it again. A handler that throws met lost infrastructure (or a bug): the
 * row stays and is tried again for ever, ever more slowly.
 */
import type { Result } from '../../domain/result.ts'
import type { Migration } from './migrations.ts'

export interface Timer {
  kind: string
  key: string
  /** Epoch ms. */
  dueAt: number
  /** Application errors so far. */
  attempts: number
  payload: unknown
}

export interface ParkedTimer extends Timer {
  reason: string
  parkedAt: number
}

export interface TimerInput {
  kind: string
  /** Distinguishes timers of a kind: setting one again replaces it. Empty for a kind that exists once. */
  key?: string
  /** Epoch ms; a moment that has passed runs at once. */
  dueAt: number
  payload?: unknown
  /** `ifSooner` leaves a live timer alone that is due earlier. */
  overwrite?: 'always' | 'ifSooner'
}

/** The row goes when the handler succeeded, unless the handler (or anyone meanwhile) has set the same timer again. */
export type TimerHandler = (timer: Timer, now: number) => Promise<Result<unknown, { reason: string }>>

export const MAX_ATTEMPTS = 8
const FIRST_DELAY_MS = 2_000
const LONGEST_DELAY_MS = 10 * 60_000
/** One alarm may run 15 minutes; what is left over runs in the next one. */
const ROWS_PER_RUN = 100
const REASON_LENGTH = 500

/** Must stand in the migration list of every object that uses timers. */
export const TIMERS_MIGRATION: Migration = {
  id: 'timers',
  sql: `CREATE TABLE timers (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    interruptions INTEGER NOT NULL DEFAULT 0,
    payload TEXT NOT NULL,
    error TEXT,
    parked_at INTEGER,
    rev INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX timers_due ON timers (due_at) WHERE parked_at IS NULL;`,
}

interface TimerRow extends Record<string, SqlStorageValue> {
  kind: string
  key: string
  due_at: number
  attempts: number
  interruptions: number
  payload: string
  error: string | null
  parked_at: number | null
  rev: number
}

/** 2 s, 4 s, 8 s … 10 min. */
export function retryDelayMs(failures: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, failures - 1), LONGEST_DELAY_MS)
}

function toTimer(row: TimerRow): Timer {
  return {
    kind: row.kind,
    key: row.key,
    dueAt: row.due_at,
    attempts: row.attempts,
    payload: JSON.parse(row.payload) as unknown,
  }
}

export class Timers {
  readonly #storage: DurableObjectStorage
  /** What the alarm is known to be set to; undefined when this instance has not set it yet. */
  #armedAt: number | null | undefined

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage
  }

  /** Row and alarm are written without an await between them, so they commit together with the caller's own writes. */
  setTimer({ kind, key = '', dueAt, payload = null, overwrite = 'always' }: TimerInput): void {
    this.#storage.sql.exec(
      `INSERT INTO timers (kind, key, due_at, payload, rev) VALUES (?1, ?2, ?3, ?4, random() % 4503599627370496)
       ON CONFLICT (kind, key) DO UPDATE SET due_at = excluded.due_at, payload = excluded.payload, attempts = 0,
         interruptions = 0, error = NULL, parked_at = NULL, rev = excluded.rev
       WHERE ?5 OR timers.parked_at IS NOT NULL OR excluded.due_at < timers.due_at`,
      kind,
      key,
      Math.max(1, Math.floor(dueAt)),
      JSON.stringify(payload),
      overwrite === 'always' ? 1 : 0,
    )
    this.#arm()
  }

  /** The alarm is left as it is: an alarm that finds nothing due only arms itself for the next row. */
  cancelTimer(kind: string, key = ''): void {
    this.#storage.sql.exec('DELETE FROM timers WHERE kind = ? AND key = ?', kind, key)
  }

  getTimer(kind: string, key = ''): Timer | null {
    const row = this.#storage.sql
      .exec<TimerRow>('SELECT * FROM timers WHERE kind = ? AND key = ? AND parked_at IS NULL', kind, key)
      .toArray()[0]
    return row ? toTimer(row) : null
  }

  /** What gave up, for a person to see. */
  listParked(): ParkedTimer[] {
    return this.#storage.sql
      .exec<TimerRow>('SELECT * FROM timers WHERE parked_at IS NOT NULL ORDER BY parked_at')
      .toArray()
      .map((row) => ({ ...toTimer(row), reason: row.error ?? '', parkedAt: row.parked_at ?? 0 }))
  }

  /** To be called by the object's alarm(), and by nothing else at the same time. Never throws for a handler. */
  async runDue(handlers: Record<string, TimerHandler>, now: number): Promise<void> {
    this.#armedAt = null
    const due = this.#storage.sql
      .exec<TimerRow>(
        'SELECT * FROM timers WHERE parked_at IS NULL AND due_at <= ? ORDER BY due_at LIMIT ?',
        now,
        ROWS_PER_RUN,
      )
      .toArray()
    for (const seen of due) {
      if (!this.#isUnchanged(seen)) continue
      await this.#runOne(seen, handlers[seen.kind], now)
    }
    // Timers set by the handlers armed the alarm for rows that were still due then.
    this.#armedAt = null
    this.#arm()
  }

  async #runOne(row: TimerRow, handler: TimerHandler | undefined, now: number): Promise<void> {
    if (!handler) {
      this.#park(row, row.attempts, 'This release has no handler for the timer', now)
      return
    }
    try {
      const result = await handler(toTimer(row), now)
      if (result.ok) this.#delete(row)
      else if (row.attempts + 1 >= MAX_ATTEMPTS) this.#park(row, row.attempts + 1, result.failure.reason, now)
      else this.#postpone(row, { attempts: row.attempts + 1, interruptions: 0 }, result.failure.reason, now)
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
      this.#postpone(row, { attempts: row.attempts, interruptions: row.interruptions + 1 }, reason, now)
    }
  }

  #isUnchanged(row: TimerRow): boolean {
    const found = this.#storage.sql
      .exec('SELECT 1 AS found FROM timers WHERE kind = ? AND key = ? AND rev = ?', row.kind, row.key, row.rev)
      .toArray()
    return found.length > 0
  }

  #delete(row: TimerRow): void {
    this.#storage.sql.exec('DELETE FROM timers WHERE kind = ? AND key = ? AND rev = ?', row.kind, row.key, row.rev)
  }

  #postpone(row: TimerRow, counts: { attempts: number; interruptions: number }, reason: string, now: number): void {
    const delayMs = retryDelayMs(counts.interruptions > 0 ? counts.interruptions : counts.attempts)
    this.#storage.sql.exec(
      `UPDATE timers SET due_at = ?, attempts = ?, interruptions = ?, error = ?
       WHERE kind = ? AND key = ? AND rev = ?`,
      now + delayMs,
      counts.attempts,
      counts.interruptions,
      reason.slice(0, REASON_LENGTH),
      row.kind,
      row.key,
      row.rev,
    )
  }

  #park(row: TimerRow, attempts: number, reason: string, now: number): void {
    this.#storage.sql.exec(
      'UPDATE timers SET attempts = ?, error = ?, parked_at = ? WHERE kind = ? AND key = ? AND rev = ?',
      attempts,
      reason.slice(0, REASON_LENGTH),
      now,
      row.kind,
      row.key,
      row.rev,
    )
  }

  #arm(): void {
    const next = this.#storage.sql
      .exec<{ due_at: number | null }>('SELECT MIN(due_at) AS due_at FROM timers WHERE parked_at IS NULL')
      .one().due_at
    if (next === null) return
    if (typeof this.#armedAt === 'number' && this.#armedAt <= next) return
    this.#armedAt = next
    void this.#storage.setAlarm(next)
  }
}
