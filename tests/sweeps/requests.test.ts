import { describeRequests } from './requests-at-random.ts'

const REQUESTS = Number(process.env.HOLDFAST_SWEEP_REQUESTS ?? 1_000)

describeRequests({
  requests: REQUESTS,
  requestsOfEmpty: REQUESTS,
  seed: Number(process.env.HOLDFAST_SWEEP_SEED ?? Date.now() % 2 ** 31),
})
