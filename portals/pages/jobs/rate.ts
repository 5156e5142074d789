/** Bytes done at a moment. */
export interface Sample {
  atMs: number
  bytes: number
}

const windowMs = 15_000

/** Keeps what the last seconds brought: a rate over all of a run would hide that it has slowed down. */
export function addSample(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last && next.bytes < last.bytes) return [next]
  return [...samples.filter((sample) => next.atMs - sample.atMs <= windowMs), next]
}

/** Bytes per second; undefined until two moments are known. */
export function rateOf(samples: readonly Sample[]): number | undefined {
  const first = samples[0]
  const last = samples.at(-1)
  if (!first || !last || last.atMs <= first.atMs) return undefined
  return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000
}
