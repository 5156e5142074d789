/** A part of the build, and what it is made from. Kept apart from the builders: asking what is stale loads no bundler. */
export interface BuildPart {
  readonly name: 'worker' | 'agent' | 'portals'
  readonly sources: readonly string[]
}

const TOOLS = ['package-lock.json', 'scripts/build']

export const BUILD_PARTS: readonly BuildPart[] = [
  { name: 'worker', sources: ['worker', 'durable-objects', 'domain', 'wrangler.toml', ...TOOLS] },
  { name: 'agent', sources: ['agent', 'domain', 'worker/contract', ...TOOLS] },
  { name: 'portals', sources: ['portals', 'domain', 'worker/contract', ...TOOLS] },
]
