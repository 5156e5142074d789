import { ensureBuilt } from './build/ensure-built.ts'
import { runCommand } from './runtime/refusal.ts'
import { finish, runTests } from './testing/stages.ts'

/** `npm run sweep`: the sweeps of tests/sweeps; `npm test` runs a seeded share of each among the security tests. */
await runCommand(async () => {
  ensureBuilt()
  finish([await runTests('sweeps', { isShown: true, isLong: true })])
})
