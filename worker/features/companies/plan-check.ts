import type { ApiFailure } from '../../http/failure.ts'

/** The console keeps no subscription plans, so a company can be given none. */
export function planProblem(subscriptionPlanUid: string | null | undefined): ApiFailure | null {
  if (subscriptionPlanUid === null || subscriptionPlanUid === undefined) return null
  const message = `subscriptionPlanUid: there is no subscription plan ${subscriptionPlanUid}.`
  return { code: 'invalid_input', message, property: 'subscriptionPlanUid' }
}
