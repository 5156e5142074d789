import type { ApiError } from '../api/error.ts'
import { t } from '../i18n/translate.ts'

/** One readable text for a failed request: the server's own sentence where it has one. */
export function errorText(error: ApiError): string {
  if (error.errors.length > 0) return error.message
  switch (error.kind) {
    case 'offline':
      return t('error.offline.text')
    case 'forbidden':
      return t('error.forbidden.text')
    case 'notFound':
      return t('error.notFound.text')
    case 'throttled':
      return t('error.throttled.text')
    case 'unauthenticated':
      return t('error.signedOut.text')
    case 'invalid':
    case 'conflict':
      return t('error.refused.text', { status: String(error.status) })
    case 'server':
      return t('error.server.text')
  }
}
