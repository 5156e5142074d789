/**
 * What a Login guard offers. One object per login as it is typed (`login:<fold key>`), per user whose password is tried
 * (`name:<uid>`; of a login that nobody has its fold key), per user whose codes are tried (`code:<uid>`), per client address
 * (`address:<address, of IPv6 its /64>`), and per name and address that asks for mailed links (`reset:`, `resetAddress:`):
 * asked before a secret is looked at, told the outcome.
 */
export type AttemptVerdict =
  | { isAllowed: true }
  /**
   * Locked out until `retryAt` (epoch ms): the attempt must be refused without looking at the password. Or, when `isBusy`,
   * not locked but out of places while other attempts are under way: worth asking again in a moment.
   */
  | { isAllowed: false; retryAt: number; isBusy: boolean }

export interface LoginGuardRpc {
  /**
   * May an attempt be made now? A yes holds a place until recordFailure, recordSuccess, or 60 s have passed, so that
   * attempts made at the same time cannot pass the limit together.
   */
  check(now: number): Promise<AttemptVerdict>
  recordFailure(now: number): Promise<void>
  /** Gives the place back as if nothing had been tried. */
  leave(now: number): Promise<void>
  /** For a login name it forgets the failures; for an address it only gives the place back. */
  recordSuccess(now: number): Promise<void>
}
