/** A quota and its "unlimited" flag, which say the same twice in the requests of v3. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { ApiFailure } from '../../http/failure.ts'

/** A number without its flag is a limit; "limited" without a number is a contradiction; "unlimited" drops the number. */
export function limitOrNull(
  property: string,
  flag: string,
  quota: number | null | undefined,
  isUnlimited: boolean | undefined,
): Result<number | null, ApiFailure> {
  if (isUnlimited === true || (isUnlimited === undefined && (quota === null || quota === undefined))) return ok(null)
  if (quota !== null && quota !== undefined) return ok(quota)
  return fail({ code: 'invalid_input', message: `${property} must be given where ${flag} is false.`, property })
}

/** After a patch of the number or of its flag alone: what the flag is to be. */
export function flagAfterPatch(
  before: { quota: number | null; isUnlimited: boolean },
  after: { quota: number | null; isUnlimited: boolean },
): boolean {
  const isQuotaChanged = after.quota !== before.quota
  const isFlagChanged = after.isUnlimited !== before.isUnlimited
  return isQuotaChanged && !isFlagChanged ? after.quota === null : after.isUnlimited
}
