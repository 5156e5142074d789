/**
 * Limits of the REST API: requests at the same time and per minute, by user, by client address and overall. Counted in
 * the isolate, so that a request costs no write anywhere; an installation that runs in several isolates allows as many
 * times more. The limits are far above what scripts and portals do, and below what would starve the others.
 *
 * A minute is counted as what came in this one and the share of the last one that is less than 60 seconds ago.
 */

export interface ThrottleLimit {
  parallel: number
  perMinute: number
}

export interface ThrottleLimits {
  user: ThrottleLimit
  address: ThrottleLimit
  overall: ThrottleLimit
}

export const DEFAULT_LIMITS: ThrottleLimits = {
  user: { parallel: 64, perMinute: 18_000 },
  address: { parallel: 192, perMinute: 36_000 },
  overall: { parallel: 512, perMinute: 72_000 },
}

export type Entry = { ok: true; leave: () => void } | { ok: false; retryAfterSeconds: number; message: string }

interface Count {
  minute: number
  inMinute: number
  inLastMinute: number
  running: number
}

const MINUTE_MS = 60_000
const MAX_KNOWN = 10_000
const NOBODY_LIMITED: Entry = { ok: true, leave: () => undefined }

export class Throttle {
  readonly #limits: ThrottleLimits | null
  readonly #counts = new Map<string, Count>()

  /** Null: nothing is limited. */
  constructor(limits: ThrottleLimits | null) {
    this.#limits = limits
  }

  /** `key` null: it is not known, so that nobody can be told apart by it. What has entered must leave. */
  enter(kind: keyof ThrottleLimits, key: string | null, now: number): Entry {
    if (this.#limits === null || key === null) return NOBODY_LIMITED
    const limit = this.#limits[kind]
    const count = this.#countOf(`${kind} ${key}`, now)
    if (count.running >= limit.parallel) {
      const message = `At most ${limit.parallel} requests ${WHOSE[kind]} are taken at the same time.`
      return { ok: false, retryAfterSeconds: 1, message }
    }
    const passedMs = now % MINUTE_MS
    if (count.inMinute + count.inLastMinute * (1 - passedMs / MINUTE_MS) >= limit.perMinute) {
      const message = `At most ${limit.perMinute} requests ${WHOSE[kind]} are taken in a minute.`
      return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((MINUTE_MS - passedMs) / 1_000)), message }
    }
    count.running += 1
    count.inMinute += 1
    let hasLeft = false
    const leave = () => {
      if (!hasLeft) count.running -= 1
      hasLeft = true
    }
    return { ok: true, leave }
  }

  #countOf(key: string, now: number): Count {
    const minute = Math.floor(now / MINUTE_MS)
    let count = this.#counts.get(key)
    if (count === undefined) {
      if (this.#counts.size >= MAX_KNOWN) this.#forgetOld(minute)
      count = { minute, inMinute: 0, inLastMinute: 0, running: 0 }
      this.#counts.set(key, count)
    }
    if (count.minute !== minute) {
      count.inLastMinute = count.minute === minute - 1 ? count.inMinute : 0
      count.inMinute = 0
      count.minute = minute
    }
    return count
  }

  #forgetOld(minute: number): void {
    for (const [key, count] of this.#counts)
      if (count.running === 0 && count.minute < minute - 1) this.#counts.delete(key)
    // All of them of this minute: whoever sends from so many addresses is met by the overall limit.
    if (this.#counts.size >= MAX_KNOWN)
      for (const [key, count] of this.#counts) if (count.running === 0) this.#counts.delete(key)
  }
}

const WHOSE: Readonly<Record<keyof ThrottleLimits, string>> = {
  user: 'of one user',
  address: 'from one address',
  overall: 'in all',
}

export interface ThrottleSettings {
  HOLDFAST_THROTTLING_IS_DISABLED?: string
  HOLDFAST_THROTTLING_PARALLEL_MULTIPLIER?: string
  HOLDFAST_THROTTLING_RATE_MULTIPLIER?: string
}

/** A multiplier that is no positive number counts as 1. */
export function readLimits(settings: ThrottleSettings): ThrottleLimits | null {
  if (/^(true|1|yes)$/i.test(settings.HOLDFAST_THROTTLING_IS_DISABLED?.trim() ?? '')) return null
  const parallel = multiplier(settings.HOLDFAST_THROTTLING_PARALLEL_MULTIPLIER)
  const rate = multiplier(settings.HOLDFAST_THROTTLING_RATE_MULTIPLIER)
  const scale = (limit: ThrottleLimit): ThrottleLimit => ({
    parallel: Math.max(1, Math.round(limit.parallel * parallel)),
    perMinute: Math.max(1, Math.round(limit.perMinute * rate)),
  })
  const { user, address, overall } = DEFAULT_LIMITS
  return { user: scale(user), address: scale(address), overall: scale(overall) }
}

function multiplier(text: string | undefined): number {
  const value = Number(text?.trim() || '1')
  return Number.isFinite(value) && value > 0 ? value : 1
}
