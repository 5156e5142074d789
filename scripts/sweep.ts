import { ensureBuilt } from './build/ensure-built.ts'
import { runCommand } from './runtime/refusal.ts'
import { finish, runTests } from './testing/stages.ts'

/** `npm run sweep`: the sweeps of tests/sweeps in full; `npm test` runs samples of them. */
await runCommand(async () => {
  ensureBuilt()
  finish([await runTests('sweeps', { isShown: true, env: { HOLDFAST_SWEEP: 'full' } })])
})
