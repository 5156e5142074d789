import { ensureBuilt } from './build/ensure-built.ts'
import { getRestic } from './get-restic.ts'
import { Refusal, runCommand } from './runtime/refusal.ts'
import { finish, runTests } from './testing/stages.ts'

const DEFAULT_KILLS = 20

/** `npm run faults [-- KILLS]`: kills the whole runtime at that many moments of a running backup. */
await runCommand(async () => {
  const kills = Number(process.argv[2] ?? DEFAULT_KILLS)
  if (!Number.isInteger(kills) || kills < 1) throw new Refusal('Usage: npm run faults [-- KILLS], KILLS from 1')
  process.env.HOLDFAST_RESTIC = getRestic().path
  ensureBuilt()
  const env = { HOLDFAST_FAULT_KILLS: String(kills) }
  finish([await runTests('faults', { isShown: true, isLong: true, env })])
})
