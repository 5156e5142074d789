import { ensureBuilt } from './build/ensure-built.ts'
import { getChromium } from './get-chromium.ts'
import { getRestic, listRestics } from './get-restic.ts'
import { checkStatically, finish, runStep, runTests, type StageResult } from './testing/stages.ts'

/** Kills of the whole runtime in a test run; `npm run faults` makes 20. */
const FAULT_KILLS = 3

/** What every test run needs of the whole console, in this order. */
const STAGES = ['objects', 'stories', 'security', 'journeys', 'faults']

/** `npm test`: fetches what is missing, then runs everything and ends with the line `N passed, N failed`. */
console.log(`Node ${process.version} (${process.execPath})`)
const tools = await runStep('tools', () => {
  process.env.HOLDFAST_RESTIC = getRestic().path
  process.env.HOLDFAST_CHROMIUM = getChromium()
  for (const { path, version } of listRestics()) console.log(`restic ${version} (${path})`)
  console.log(`Chromium (${process.env.HOLDFAST_CHROMIUM})`)
})
if (tools.failed > 0) finish([tools])

const results: StageResult[] = await checkStatically()
const build = await runStep('build', ensureBuilt)
results.push(build)
if (build.failed > 0) finish(results)

for (const stage of STAGES) {
  results.push(await runTests(stage, { isShown: true, env: { HOLDFAST_FAULT_KILLS: String(FAULT_KILLS) } }))
}
finish(results)
