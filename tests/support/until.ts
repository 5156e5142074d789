import { setTimeout as pause } from 'node:timers/promises'

const LOOK_AGAIN_MS = 100

/** Looks until it finds something; the time-out is far above what any machine needs, and says what was last seen. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined> | Found | undefined,
  { withinMs = 180_000, describe = () => '' }: { withinMs?: number; describe?: () => string } = {},
): Promise<Found> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s until ${what}. ${describe()}`)
    await pause(LOOK_AGAIN_MS)
  }
}
