/**
 * Where the work of a slow operation lasts: its own alarm, which the runtime keeps alive for minutes and calls again when
 * it was interrupted. What the work is comes with the subclass, so that objects know nothing of features.
 *
 * Work that was interrupted is done again only where that is safe; otherwise its action ends as failed. The end is kept
 * here until D1 has it.
 */
import { DurableObject } from 'cloudflare:workers'
import { endAction, LEASE_MS, renewLease } from '../../worker/db/async-actions.ts'
import type { Env } from '../../worker/env.ts'
import { logError } from '../lib/log.ts'
import type { ActionEnd, ActionRpc, ActionWork } from './rpc.ts'

const RENEW_EVERY_MS = 15_000
const RETRY_MS = 2_000
/** Work that ends the runtime each time must end some day. */
const MAX_STARTS = 5

interface Kept {
  userUid: string
  actionId: string
  starts: number
  /** Sealed work, of what may be done again. */
  sealedWork: string | null
  end: ActionEnd | null
}

const KEY = 'action'

export abstract class ActionWorker extends DurableObject<Env> implements ActionRpc {
  #work: ActionWork | null = null
  #isCancelAsked = false
  #ended = Promise.withResolvers<ActionEnd>()

  /** Never throws. */
  abstract perform(work: ActionWork, isCanceled: () => boolean): Promise<ActionEnd>
  /** What an action ends with whose work was cut off. */
  abstract interrupted(): Promise<ActionEnd>
  abstract seal(work: ActionWork): Promise<string>
  /** Null: the secret that it was sealed with is gone. */
  abstract unseal(sealed: string): Promise<ActionWork | null>

  async start(work: ActionWork, waitMs: number): Promise<ActionEnd | null> {
    const { userUid, actionId } = work
    const sealedWork = work.isResumable ? await this.seal(work) : null
    this.#work = work
    const kept: Kept = { userUid, actionId, starts: 0, sealedWork, end: null }
    await Promise.all([this.ctx.storage.put(KEY, kept), this.ctx.storage.setAlarm(Date.now())])
    const timeout = Promise.withResolvers<null>()
    const timer = setTimeout(() => timeout.resolve(null), waitMs)
    const end = await Promise.race([this.#ended.promise, timeout.promise])
    clearTimeout(timer)
    return end
  }

  async cancel(): Promise<boolean> {
    this.#isCancelAsked = true
    return (await this.ctx.storage.get(KEY)) !== undefined
  }

  override async alarm(): Promise<void> {
    const kept = await this.ctx.storage.get<Kept>(KEY)
    if (kept === undefined) return
    try {
      const end = kept.end ?? (await this.#run(kept))
      await this.ctx.storage.put<Kept>(KEY, { ...kept, end })
      await endAction(this.env.DB, { userUid: kept.userUid, id: kept.actionId }, { ...end, now: Date.now() })
      this.#ended.resolve(end)
      await this.ctx.storage.deleteAll()
    } catch (error) {
      logError('The end of an async action is not stored yet', { actionId: kept.actionId, error: String(error) })
      await this.ctx.storage.setAlarm(Date.now() + RETRY_MS)
    }
  }

  async #run(kept: Kept): Promise<ActionEnd> {
    const work = this.#work ?? (kept.sealedWork === null ? null : await this.unseal(kept.sealedWork))
    if (work === null || kept.starts >= MAX_STARTS) return this.interrupted()
    await this.ctx.storage.put<Kept>(KEY, { ...kept, starts: kept.starts + 1 })
    const renewing = setInterval(() => {
      renewLease(this.env.DB, kept.userUid, kept.actionId, Date.now() + LEASE_MS).catch(() => undefined)
    }, RENEW_EVERY_MS)
    try {
      return await this.perform(work, () => this.#isCancelAsked)
    } finally {
      clearInterval(renewing)
      this.#work = null
    }
  }
}
