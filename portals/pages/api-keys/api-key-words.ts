import type { UserLogin } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import type { StatusValue } from '../../ui/status/vocabulary.ts'

const statuses: Record<string, StatusValue> = {
  enabled: { kind: 'success', label: 'status.enabled' },
  disabled: { kind: 'disabled', label: 'status.disabled' },
  disabledDueToUser: { kind: 'disabled', label: 'apiKey.disabled.user' },
  disabledDueToCompany: { kind: 'disabled', label: 'apiKey.disabled.company' },
  disabledDueToTenant: { kind: 'disabled', label: 'apiKey.disabled.tenant' },
}

/** A key that is switched on itself says what else keeps it from being used. */
export function keyStatus(status: UserLogin['status']): StatusValue {
  return statuses[status] ?? { kind: 'unknown', label: 'status.unknown' }
}

export const keyScopes = ['rest', 'integration', 'ui'] as const

export function scopesText(scopes: UserLogin['scopes']): string {
  return keyScopes
    .filter((scope) => scopes.includes(scope))
    .map((scope) => t(`apiKey.scope.${scope}`))
    .join(', ')
}
