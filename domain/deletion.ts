/** How long what was deleted stays. Times are epoch milliseconds. */

const DAY_MS = 86_400_000

/** Stored objects that were deleted stay for at least so many days where the tenant has no protection of its own. */
export const DEFAULT_PROTECTION_DAYS = 7

/** From when on the data of an organization that is deleted now may be removed for good. */
export function purgeTime(deletedAt: number, retentionDays: number): number {
  return deletedAt + retentionDays * DAY_MS
}

/** When the last stored object could go if all were deleted now; null: there is none. `protectionDays`: of each tenant that holds some, 0 for none of its own. */
export function lockedUntil(now: number, protectionDays: readonly number[]): number | null {
  if (protectionDays.length === 0) return null
  return now + Math.max(...protectionDays.map((days) => (days === 0 ? DEFAULT_PROTECTION_DAYS : days))) * DAY_MS
}
