import { DurableObject } from 'cloudflare:workers'
import { ok } from '../../domain/result.ts'
import type { Env } from '../../worker/env.ts'
import { deliverDue } from '../../worker/mail/deliver.ts'
import { applyMigrations } from '../lib/migrations.ts'
import { TIMERS_MIGRATION, type TimerHandler, Timers } from '../lib/timers.ts'
import type { ProviderRpc } from './rpc.ts'
import { sweepExpired, sweepPushes } from './sweeps.ts'

const TIMER = { pushes: 'pushes', expired: 'expired', mails: 'mails' } as const
const PUSH_INTERVAL_MS = 60_000
/** While companies could not be told. */
const PUSH_RETRY_MS = 10_000
const EXPIRED_INTERVAL_MS = 3_600_000

/** One, named by PROVIDER_OBJECT_NAME: the schedules of the whole console. Never on the path of a request. */
export class ProviderObject extends DurableObject<Env> implements ProviderRpc {
  readonly #timers: Timers
  /** Names this instance in what it has in hand: another one takes over what it leaves. */
  readonly #instance = crypto.randomUUID()
  /** A mail came while others were being sent: what is due next is to be looked up again. */
  #hasNewMail = false

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    applyMigrations(ctx.storage, [TIMERS_MIGRATION])
    this.#timers = new Timers(ctx.storage)
  }

  async sendMails(): Promise<void> {
    this.#hasNewMail = true
    this.#timers.setTimer({ kind: TIMER.mails, dueAt: Date.now() })
  }

  async nudge(): Promise<void> {
    const now = Date.now()
    this.#timers.setTimer({ kind: TIMER.pushes, dueAt: now + PUSH_RETRY_MS, overwrite: 'ifSooner' })
    this.#timers.setTimer({ kind: TIMER.expired, dueAt: now + EXPIRED_INTERVAL_MS, overwrite: 'ifSooner' })
  }

  override async alarm(): Promise<void> {
    const handlers: Record<string, TimerHandler> = {
      [TIMER.pushes]: async (_timer, now) => {
        const leftCount = await sweepPushes(this.env, now)
        this.#timers.setTimer({ kind: TIMER.pushes, dueAt: now + (leftCount > 0 ? PUSH_RETRY_MS : PUSH_INTERVAL_MS) })
        return ok(null)
      },
      [TIMER.expired]: async (_timer, now) => {
        await sweepExpired(this.env, now)
        this.#timers.setTimer({ kind: TIMER.expired, dueAt: now + EXPIRED_INTERVAL_MS })
        return ok(null)
      },
      [TIMER.mails]: async () => {
        this.#hasNewMail = false
        const nextAt = await deliverDue(this.env, this.#instance)
        if (nextAt !== null && !this.#hasNewMail) this.#timers.setTimer({ kind: TIMER.mails, dueAt: nextAt })
        return ok(null)
      },
    }
    await this.#timers.runDue(handlers, Date.now())
  }
}
