import { describeRequests } from '../sweeps/requests-at-random.ts'

/** A failure says its seed; `npm run sweep` sends a thousand to each operation. */
describeRequests({ requests: 4, requestsOfEmpty: 1, seed: Number(process.env.HOLDFAST_SWEEP_SEED ?? 20_261_124) })
