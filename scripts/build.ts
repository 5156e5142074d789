import { buildAgent } from './build/build-agent.ts'
import { buildPortals } from './build/build-portals.ts'
import { buildWorker } from './build/build-worker.ts'
import { BUILD_PARTS } from './build/parts.ts'
import { digestSources, markBuilt } from './build/sources.ts'
import { runCommand } from './runtime/refusal.ts'

const BUILDERS = { worker: buildWorker, agent: buildAgent, portals: buildPortals }

/** `npm run build [-- PART …]`: bundles Worker, agent and portals into dist/. */
await runCommand(async () => {
  const wanted = process.argv.slice(2)
  for (const part of BUILD_PARTS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const startedAt = performance.now()
    const digest = digestSources(part.sources)
    await BUILDERS[part.name]()
    markBuilt(part, digest)
    console.error(`Built ${part.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  }
})
