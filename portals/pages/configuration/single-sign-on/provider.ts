import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import type { StatusValue } from '../../../ui/status/vocabulary.ts'

type Provider = Pick<IdentityProviderSettings, 'organizationUid' | 'name'>

/** Below /api/v3. */
export function providerPath({ organizationUid, name }: Provider): string {
  return `/organizations/${organizationUid}/identityProviders/${encodeURIComponent(name)}`
}

/** In the portals. */
export function providerHome({ organizationUid, name }: Provider): string {
  return `/single-sign-on/${organizationUid}/${encodeURIComponent(name)}`
}

export function providerStatus(provider: IdentityProviderSettings): StatusValue {
  if (!provider.enabled) return { kind: 'disabled', label: 'status.disabled' }
  if (!provider.configurationValidationSucceeded) return { kind: 'failed', label: 'sso.status.invalid' }
  if (!provider.configurationCompleted) return { kind: 'warning', label: 'sso.status.incomplete' }
  return { kind: 'success', label: 'status.enabled' }
}
