import { uuidV7 } from '../../domain/ids.ts'

/** A fresh time-ordered UUID by the runtime's clock and randomness. */
export function newUid(): string {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(16)))
}
