import { type MessageKey, t } from '../ui/i18n/translate.ts'

const texts: Record<string, MessageKey> = {
  not_available: 'ssoError.not_available',
  expired: 'ssoError.expired',
  answer_refused: 'ssoError.answer_refused',
  provider_refused: 'ssoError.provider_refused',
  provider_unavailable: 'ssoError.provider_unavailable',
  no_rule: 'ssoError.no_rule',
  not_allowed: 'ssoError.not_allowed',
}

/** Why single sign-on came back without a session. The code is from the address: what is not known is not shown. */
export function ssoErrorText(code: string): string {
  return t(texts[code] ?? 'ssoError.other')
}
