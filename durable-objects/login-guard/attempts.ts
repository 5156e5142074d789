/**
 * How many attempts a login name or an address has. A number of failures is free; after that each failure locks for
 * twice as long as the one before. Places of attempts under way count as failures, so that many at once gain nothing.
 */
export interface AttemptState {
  /** A fraction where the policy forgets them one by one. */
  failures: number
  /** Epoch ms; 0: not locked. */
  lockedUntil: number
  /** Or until when failures were forgotten one by one. */
  lastFailureAt: number
  /** Until when each attempt under way holds its place, epoch ms. */
  places: number[]
}

export interface AttemptPolicy {
  freeFailures: number
  firstLockMs: number
  longestLockMs: number
  /** True: a success forgets the failures. For an address it would let an attacker with one good login go on for ever. */
  isClearedBySuccess: boolean
  /** One failure is forgotten in this time; null: all of them together, a day after the last one. */
  forgetsOneInMs: number | null
}

export const NO_ATTEMPTS: AttemptState = { failures: 0, lockedUntil: 0, lastFailureAt: 0, places: [] }
/** An attempt takes far less; a place that is held longer belongs to a request that died. */
export const PLACE_MS = 60_000
/** So long after its last failure a name or an address is as good as new. */
export const FORGET_MS = 24 * 3_600_000

const NAME_POLICY: AttemptPolicy = {
  freeFailures: 5,
  firstLockMs: 15_000,
  longestLockMs: 900_000,
  isClearedBySuccess: true,
  forgetsOneInMs: null,
}
/**
 * Many people may share an address: it slows a search through many names down, and must not shut an office out for long.
 * Nor for ever: without forgetting some, a script with an old password would add up to it in the course of weeks.
 */
const ADDRESS_POLICY: AttemptPolicy = {
  freeFailures: 100,
  firstLockMs: 5_000,
  longestLockMs: 60_000,
  isClearedBySuccess: false,
  forgetsOneInMs: 30_000,
}

/** Six digits are guessed sooner than passwords: the waiting grows further, to some hundred guesses a week. */
const CODE_POLICY: AttemptPolicy = {
  freeFailures: 5,
  firstLockMs: 30_000,
  longestLockMs: 3_600_000,
  isClearedBySuccess: true,
  forgetsOneInMs: null,
}
/** Mailed links: every request counts, and none is a success. */
const RESET_POLICY: AttemptPolicy = {
  freeFailures: 5,
  firstLockMs: 300_000,
  longestLockMs: 3_600_000,
  isClearedBySuccess: false,
  forgetsOneInMs: null,
}
/** Requests for links from one address, which an office may share. */
const RESET_ADDRESS_POLICY: AttemptPolicy = {
  ...RESET_POLICY,
  freeFailures: 30,
  longestLockMs: 600_000,
  forgetsOneInMs: 120_000,
}

/** By what stands before the colon in the name of the object. */
export function policyOf(guardName: string): AttemptPolicy {
  if (guardName.startsWith('address:')) return ADDRESS_POLICY
  if (guardName.startsWith('code:')) return CODE_POLICY
  if (guardName.startsWith('resetAddress:')) return RESET_ADDRESS_POLICY
  return guardName.startsWith('reset:') ? RESET_POLICY : NAME_POLICY
}

/** For a name 15 s, 30 s, 1 min … 15 min. Zero while failures are free. */
export function lockMs(policy: AttemptPolicy, failures: number): number {
  const excess = Math.ceil(failures) - policy.freeFailures
  return excess < 0 ? 0 : Math.min(policy.firstLockMs * 2 ** Math.min(excess, 30), policy.longestLockMs)
}

/** Takes a place for one attempt; `retryAt` when there is none, `isBusy` when only others under way are the reason. */
export function enter(
  policy: AttemptPolicy,
  known: AttemptState,
  now: number,
): { state: AttemptState; retryAt: number | null; isBusy: boolean } {
  const state = refresh(policy, known, now)
  if (state.lockedUntil > now) return { state, retryAt: state.lockedUntil, isBusy: false }
  // Past the free failures, and when a lock has ended, one attempt at a time may show that it knows better.
  const placesCount = Math.max(1, policy.freeFailures - Math.ceil(state.failures))
  if (state.places.length >= placesCount) return { state, retryAt: Math.min(...state.places), isBusy: true }
  return { state: { ...state, places: [...state.places, now + PLACE_MS] }, retryAt: null, isBusy: false }
}

export function recordFailure(policy: AttemptPolicy, known: AttemptState, now: number): AttemptState {
  const state = leave(policy, known, now)
  const failures = state.failures + 1
  const delayMs = lockMs(policy, failures)
  return { ...state, failures, lastFailureAt: now, lockedUntil: delayMs === 0 ? 0 : now + delayMs }
}

export function recordSuccess(policy: AttemptPolicy, known: AttemptState, now: number): AttemptState {
  const state = leave(policy, known, now)
  return policy.isClearedBySuccess ? { ...NO_ATTEMPTS, places: state.places } : state
}

function refresh({ forgetsOneInMs }: AttemptPolicy, known: AttemptState, now: number): AttemptState {
  if (known.failures > 0 && now - known.lastFailureAt > FORGET_MS) return { ...NO_ATTEMPTS, places: [] }
  const state = { ...known, places: known.places.filter((until) => until > now) }
  if (forgetsOneInMs === null || state.failures === 0 || now <= state.lastFailureAt) return state
  const failures = Math.max(0, state.failures - (now - state.lastFailureAt) / forgetsOneInMs)
  return { ...state, failures, lastFailureAt: now }
}

/** Gives back the oldest place: attempts of one kind are not told apart. */
export function leave(policy: AttemptPolicy, known: AttemptState, now: number): AttemptState {
  const state = refresh(policy, known, now)
  return { ...state, places: state.places.slice(1) }
}
