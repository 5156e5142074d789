/**
 * Read, decide, write: a change whose batch is guarded by what was read is done again from the reading when another
 * change came between. `attempt` gives null for "came between".
 */
import { fail, type Result } from '../../domain/result.ts'
import type { ApiFailure } from '../http/failure.ts'

const MAX_ATTEMPTS = 5

export async function retryChange<T>(
  attempt: () => Promise<Result<T, ApiFailure> | null>,
): Promise<Result<T, ApiFailure>> {
  for (let count = 0; count < MAX_ATTEMPTS; count++) {
    const result = await attempt()
    if (result !== null) return result
  }
  return fail({ code: 'conflict', message: 'Others are changing this at the same time. Try again.' })
}
