/** Property tests of `npm test` draw the same values in every run; HOLDFAST_SWEEP_SEED draws others. */
import fc from 'fast-check'

fc.configureGlobal({ seed: Number(process.env.HOLDFAST_SWEEP_SEED ?? 20_261_124) })
