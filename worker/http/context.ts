/** What every part of the Worker knows of the request it is in; the log line is written from it. */
import type { Env } from '../env.ts'

export interface RequestVariables {
  /** The caller's when it sent a UUID, otherwise ours; echoed as X-Request-id. */
  requestId: string
  /** From the edge; null when nobody tells. */
  clientAddress: string | null
  /** For the log: who did it (a uid, never a name or secret), and what (an operationId, or what a sub-app calls it). */
  actor: string | null
  operation: string | null
}

/** The Hono environment that every sub-app shares. */
export interface AppEnv {
  Bindings: Env
  Variables: RequestVariables
}
