/**
 * Delayed delete. A deleted object is hidden at once and loses its bytes when the protection period has passed: first
 * the row says so (`purging`, no way back), then the bucket, then the row goes. A crash in between is put right by doing
 * it again. Nothing is purged while an upload of the same name is under way, which might count on the bytes.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import { needToDelete, refusalOf } from './authorization.ts'
import { placeOf, type RepositoryDeps, TIMER } from './deps.ts'
import { INTENT_LIFETIME_MS } from './intent-store.ts'
import type { LedgerObject } from './ledger-store.ts'
import type { ObjectRef, VaultClaims, VaultFailure } from './rpc.ts'
import { scheduleReport } from './usage.ts'

type ProtectionDeps = Pick<RepositoryDeps, 'account' | 'ledger' | 'intents' | 'timers' | 'now' | 'bucketOf'>

const MS_PER_DAY = 86_400_000
/** R2 deletes up to 1,000 keys per call. */
const PURGE_BATCH = 500
const BATCHES_PER_ALARM = 20
/** A lock is purged by the request that deletes it; this is for when that is interrupted. */
const LOCK_PURGE_DELAY_MS = 30_000

const nameOf = ({ type, name }: ObjectRef) => `${type}/${name}`

export class Protection {
  readonly #deps: ProtectionDeps
  /** Objects whose bytes are being deleted right now, by type and name. */
  readonly #inFlight = new Map<string, Promise<void>>()

  constructor(deps: ProtectionDeps) {
    this.#deps = deps
  }

  /** Idempotent: what is not there is deleted already. Locks lose their bytes at once, all else is only hidden. */
  async deleteObject(claims: VaultClaims, ref: ObjectRef): Promise<Result<null, VaultFailure>> {
    const refusal = refusalOf(this.#deps.account.read(), claims, needToDelete(ref.type))
    if (refusal) return fail(refusal)
    this.#deps.intents.cancelAll(ref)
    const object = this.#deps.ledger.findLive(ref)
    if (!object) return ok(null)
    this.hide(object)
    if (ref.type === 'locks' && !this.#deps.intents.exists(ref)) {
      // Hidden it is whatever the bucket says, so a bucket that fails is left to the timer.
      await this.purge([object]).catch(() => undefined)
    }
    return ok(null)
  }

  hide(object: LedgerObject): void {
    const now = this.#deps.now()
    this.#deps.ledger.hide(object, now)
    const delayMs = object.type === 'locks' ? LOCK_PURGE_DELAY_MS : this.#protectionMs()
    this.#deps.timers.setTimer({ kind: TIMER.purge, dueAt: now + delayMs, overwrite: 'ifSooner' })
    scheduleReport(this.#deps)
  }

  /** From now on nothing of the repository can be reached; its bytes go when the protection has passed. */
  deleteRepository(): void {
    if (this.#deps.account.require().deletedAt !== null) return
    const now = this.#deps.now()
    this.#deps.account.markDeleted(now)
    this.#deps.timers.setTimer({ kind: TIMER.purge, dueAt: now + this.#protectionMs(), overwrite: 'ifSooner' })
    scheduleReport(this.#deps)
  }

  /** Finishes the purge of one object, which a crash may have left half done. */
  async finishPurge(object: LedgerObject): Promise<void> {
    await (this.#inFlight.get(nameOf(object)) ?? this.purge([object]))
  }

  /** The objects must be hidden or purging, with no intent. */
  async purge(objects: readonly LedgerObject[]): Promise<void> {
    const account = this.#deps.account.require()
    for (const object of objects) this.#deps.ledger.markPurging(object)
    const work = this.#removeBytes(
      account.bucketBinding,
      objects,
      objects.map((object) => placeOf(account, object).key),
    )
    for (const object of objects) this.#inFlight.set(nameOf(object), work)
    try {
      await work
    } finally {
      for (const object of objects) this.#inFlight.delete(nameOf(object))
    }
  }

  async #removeBytes(bucketBinding: string, objects: readonly LedgerObject[], keys: string[]): Promise<void> {
    await this.#deps.bucketOf(bucketBinding).delete(keys)
    for (const object of objects) this.#deps.ledger.removePurged(object)
    scheduleReport(this.#deps)
  }

  /** Timer: purges what is due, in batches, and sets itself for what is left. */
  async runPurge(): Promise<Result<null, { reason: string }>> {
    for (let batch = 0; batch < BATCHES_PER_ALARM; batch++) {
      this.#hideIfRepositoryEnded()
      const due = this.#deps.ledger.listPurgeable(this.#deps.now() - this.#protectionMs(), PURGE_BATCH)
      if (due.length === 0) break
      await this.purge(due)
    }
    await this.#removeStrays()
    this.#scheduleNext()
    return ok(null)
  }

  /** Nothing is left to be purged, and nothing can come. */
  isPurged(): boolean {
    if (this.#deps.account.read() === null) return true
    return this.#isRepositoryEnded() && this.#deps.ledger.isEmpty()
  }

  /** Whether a repository was deleted and its protection has passed. */
  #isRepositoryEnded(): boolean {
    const { deletedAt } = this.#deps.account.require()
    return deletedAt !== null && deletedAt + this.#protectionMs() <= this.#deps.now()
  }

  /** Its live objects were protected as a whole from the moment of its deletion on, so they are due at once. */
  #hideIfRepositoryEnded(): void {
    const { deletedAt } = this.#deps.account.require()
    if (deletedAt === null || !this.#isRepositoryEnded()) return
    for (const object of this.#deps.ledger.listLive(PURGE_BATCH)) this.#deps.ledger.hide(object, deletedAt)
  }

  /** The last look at an ended repository: nothing may stay behind in the bucket that no row names. */
  async #removeStrays(): Promise<void> {
    const account = this.#deps.account.require()
    if (!this.#isRepositoryEnded() || !this.#deps.ledger.isEmpty()) return
    const bucket = this.#deps.bucketOf(account.bucketBinding)
    for (;;) {
      const { objects } = await bucket.list({ prefix: `${account.repositoryUid}/`, limit: PURGE_BATCH })
      if (objects.length === 0) return
      await bucket.delete(objects.map(({ key }) => key))
    }
  }

  #scheduleNext(): void {
    const { deletedAt } = this.#deps.account.require()
    if (this.#deps.ledger.isEmpty()) return
    const protectionMs = this.#protectionMs()
    const nextPurgeAt = this.#deps.ledger.nextPurgeAt(protectionMs) ?? Number.POSITIVE_INFINITY
    const endsAt = deletedAt === null ? Number.POSITIVE_INFINITY : deletedAt + protectionMs
    const dueAt = Math.min(nextPurgeAt, endsAt)
    if (!Number.isFinite(dueAt)) return
    // What is due and still there waits for an upload of the same name to be settled, or for the next batch.
    this.#deps.timers.setTimer({ kind: TIMER.purge, dueAt: Math.max(dueAt, this.#deps.now() + INTENT_LIFETIME_MS) })
  }

  #protectionMs(): number {
    return this.#deps.account.require().protectionDays * MS_PER_DAY
  }
}
