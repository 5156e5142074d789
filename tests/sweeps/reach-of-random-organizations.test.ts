import { describeReach } from '../security/reach-properties.ts'

describeReach({
  worlds: 10,
  queriesPerWorld: 1_000,
  seed: Number(process.env.HOLDFAST_SWEEP_SEED ?? Date.now() % 1_000_000),
})
