import { describeReach } from './reach-properties.ts'

/** A failure says its seed; `npm run sweep` takes many. */
describeReach({ worlds: 1, queriesPerWorld: 60, seed: Number(process.env.HOLDFAST_SWEEP_SEED ?? 20_261_124) })
