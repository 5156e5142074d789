import type { SignInRequest } from '../../auth/sign-in.ts'
import type { SsoError } from '../../contract/single-sign-on/sign-in.ts'
import { auditRefusal } from '../../db/audit.ts'
import type { ProviderRow } from './provider-settings.ts'

export interface Refusal {
  error: SsoError
  /** For an administrator: goes into the audit, never to the browser. */
  message: string
  /** Null: there is none, or nobody says which. */
  provider: Pick<ProviderRow, 'uid' | 'name' | 'organizationUid'> | null
}

export async function auditRefusedSignIn(request: SignInRequest, { error, message, provider }: Refusal): Promise<void> {
  const context = { ...request, scope: { userUid: '', userName: '', signInMethod: 'sso' as const } }
  await auditRefusal(
    request.db,
    { ...context, scope: { ...context.scope, impersonator: null, secondFactor: null } },
    {
      organizationUid: provider?.organizationUid ?? null,
      kind: error === 'no_rule' ? 'SsoNoRule' : 'SsoSignInFailed',
      ...(provider === null ? {} : { target: { type: 'IdentityProvider' as const, uid: provider.uid } }),
      details: { reason: error, explanation: message, ...(provider === null ? {} : { name: provider.name }) },
    },
  )
}
