/**
 * Full jitter: any moment up to a bound that doubles with each failure. After a release of the console all agents lose
 * their connection at once; spread like this they do not return at once.
 */
export function backoffMs(attempt: number, bounds: { firstMs: number; lastMs: number }, random: () => number): number {
  const bound = Math.min(bounds.lastMs, bounds.firstMs * 2 ** Math.min(attempt, 30))
  return Math.round(bound * random())
}
