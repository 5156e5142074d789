import { DurableObject } from 'cloudflare:workers'
import { ok } from '../../domain/result.ts'
import type { Env } from '../../worker/env.ts'
import { deliverDue } from '../../worker/mail/deliver.ts'
import { applyMigrations } from '../lib/migrations.ts'
import { TIMERS_MIGRATION, type TimerHandler, Timers } from '../lib/timers.ts'
import { AUDIT_HEADS_MIGRATION, AuditHeads } from './audit-heads.ts'
import { pruneLogs } from './audit-retention.ts'
import { sealAudit } from './audit-sealer.ts'
import { verifyAudit } from './audit-verifier.ts'
import { sweepLeases } from './leases.ts'
import { sweepPurges } from './purges.ts'
import { type ResealPlaces, resealSecrets } from './resealing.ts'
import type { ProviderRpc } from './rpc.ts'
import { sweepExpired, sweepPushes } from './sweeps.ts'

const TIMER = {
  pushes: 'pushes',
  expired: 'expired',
  mails: 'mails',
  seal: 'seal',
  verify: 'verify',
  prune: 'prune',
  purges: 'purges',
  leases: 'leases',
  reseal: 'reseal',
} as const
const PUSH_INTERVAL_MS = 60_000
/** While companies could not be told. */
const PUSH_RETRY_MS = 10_000
const EXPIRED_INTERVAL_MS = 3_600_000
/** Within a minute of its writing, an event is sealed. */
const SEAL_INTERVAL_MS = 20_000
const VERIFY_INTERVAL_MS = 5 * 60_000
const PRUNE_INTERVAL_MS = 3_600_000
const LEASE_INTERVAL_MS = 60_000
/** After a rotation of the master secret; nothing otherwise. */
const RESEAL_INTERVAL_MS = 10 * 60_000
/** How long after its time a deleted organization may still be there. */
const PURGE_INTERVAL_MS = 10 * 60_000
/** While there is more of the same to do. */
const NEXT_ROUND_MS = 1_000

/** One, named by PROVIDER_OBJECT_NAME: the schedules of the whole console. Never on the path of a request. */
export class ProviderObject extends DurableObject<Env> implements ProviderRpc {
  readonly #timers: Timers
  readonly #heads: AuditHeads
  /** Names this instance in what it has in hand: another one takes over what it leaves. */
  readonly #instance = crypto.randomUUID()
  /** A mail came while others were being sent: what is due next is to be looked up again. */
  #hasNewMail = false
  readonly #resealed: ResealPlaces = new Map()

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    applyMigrations(ctx.storage, [TIMERS_MIGRATION, AUDIT_HEADS_MIGRATION])
    this.#heads = new AuditHeads(ctx.storage)
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
    this.#timers.setTimer({ kind: TIMER.seal, dueAt: now + SEAL_INTERVAL_MS, overwrite: 'ifSooner' })
    this.#timers.setTimer({ kind: TIMER.verify, dueAt: now + VERIFY_INTERVAL_MS, overwrite: 'ifSooner' })
    this.#timers.setTimer({ kind: TIMER.prune, dueAt: now + PRUNE_INTERVAL_MS, overwrite: 'ifSooner' })
    this.#timers.setTimer({ kind: TIMER.leases, dueAt: now + LEASE_INTERVAL_MS, overwrite: 'ifSooner' })
    this.#timers.setTimer({ kind: TIMER.purges, dueAt: now + PURGE_INTERVAL_MS, overwrite: 'ifSooner' })
    this.#timers.setTimer({ kind: TIMER.reseal, dueAt: now + RESEAL_INTERVAL_MS, overwrite: 'ifSooner' })
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
      [TIMER.seal]: async (_timer, now) =>
        this.#again(TIMER.seal, now, SEAL_INTERVAL_MS, await sealAudit(this.env, this.#heads, now)),
      [TIMER.verify]: async (_timer, now) =>
        this.#again(TIMER.verify, now, VERIFY_INTERVAL_MS, await verifyAudit(this.env, this.#heads, now)),
      [TIMER.prune]: async (_timer, now) =>
        this.#again(TIMER.prune, now, PRUNE_INTERVAL_MS, await pruneLogs(this.env, this.#heads, now)),
      [TIMER.leases]: async (_timer, now) =>
        this.#again(TIMER.leases, now, LEASE_INTERVAL_MS, await sweepLeases(this.env, now)),
      [TIMER.purges]: async (_timer, now) =>
        this.#again(TIMER.purges, now, PURGE_INTERVAL_MS, await sweepPurges(this.env, now)),
      [TIMER.reseal]: async (_timer, now) =>
        this.#again(TIMER.reseal, now, RESEAL_INTERVAL_MS, await resealSecrets(this.env, this.#resealed)),
      [TIMER.mails]: async () => {
        this.#hasNewMail = false
        const nextAt = await deliverDue(this.env, this.#instance)
        if (nextAt !== null && !this.#hasNewMail) this.#timers.setTimer({ kind: TIMER.mails, dueAt: nextAt })
        return ok(null)
      },
    }
    await this.#timers.runDue(handlers, Date.now())
  }

  #again(kind: string, now: number, intervalMs: number, isMore: boolean) {
    this.#timers.setTimer({ kind, dueAt: now + (isMore ? NEXT_ROUND_MS : intervalMs) })
    return ok(null)
  }
}
