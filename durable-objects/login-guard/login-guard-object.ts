import { DurableObject } from 'cloudflare:workers'
import type { Env } from '../../worker/env.ts'
import { applyMigrations, type Migration } from '../lib/migrations.ts'
import {
  type AttemptPolicy,
  type AttemptState,
  enter,
  FORGET_MS,
  leave,
  NO_ATTEMPTS,
  policyOf,
  recordFailure,
  recordSuccess,
} from './attempts.ts'
import type { AttemptVerdict, LoginGuardRpc } from './rpc.ts'

const MIGRATIONS: readonly Migration[] = [
  {
    id: 'attempts',
    sql: 'CREATE TABLE attempts (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), state TEXT NOT NULL) STRICT',
  },
]

/** One per login name, per client address and so on. Counts, and knows nothing else. */
export class LoginGuardObject extends DurableObject<Env> implements LoginGuardRpc {
  readonly #storage: DurableObjectStorage
  readonly #policy: AttemptPolicy

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    applyMigrations(ctx.storage, MIGRATIONS)
    this.#storage = ctx.storage
    this.#policy = policyOf(ctx.id.name ?? '')
  }

  async check(now: number): Promise<AttemptVerdict> {
    const { state, retryAt, isBusy } = enter(this.#policy, this.#read(), now)
    if (retryAt !== null) return { isAllowed: false, retryAt, isBusy }
    this.#write(state, now)
    return { isAllowed: true }
  }

  async recordFailure(now: number): Promise<void> {
    this.#write(recordFailure(this.#policy, this.#read(), now), now)
  }

  async leave(now: number): Promise<void> {
    this.#write(leave(this.#policy, this.#read(), now), now)
  }

  async recordSuccess(now: number): Promise<void> {
    this.#write(recordSuccess(this.#policy, this.#read(), now), now)
  }

  /** Long after the last attempt nothing is left to be kept. */
  override async alarm(): Promise<void> {
    await this.#storage.deleteAll()
    applyMigrations(this.#storage, MIGRATIONS)
  }

  #read(): AttemptState {
    const row = this.#storage.sql.exec<{ state: string }>('SELECT state FROM attempts').toArray()[0]
    return row === undefined ? NO_ATTEMPTS : (JSON.parse(row.state) as AttemptState)
  }

  #write(state: AttemptState, now: number): void {
    this.#storage.sql.exec(
      'INSERT INTO attempts (only_row, state) VALUES (1, ?) ON CONFLICT (only_row) DO UPDATE SET state = excluded.state',
      JSON.stringify(state),
    )
    void this.#storage.setAlarm(now + FORGET_MS + 1)
  }
}
