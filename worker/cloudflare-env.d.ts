import type { Env as HoldfastEnv } from './env.ts'

/** Types `env` of `cloudflare:workers`, which the object tests and the objects use. */
declare global {
  namespace Cloudflare {
    interface Env extends HoldfastEnv {}
  }
}
