/** The languages that mails are written in. Another one is one more file of the same type, a code, and a line here. */
import type { MailLanguageCode } from '../../contract/organizations/configuration-mail.ts'
import type { ChainLink } from '../organization-chain.ts'
import { ENGLISH } from './english.ts'
import { FRENCH } from './french.ts'
import { GERMAN } from './german.ts'
import type { MailLanguage } from './mail-content.ts'
import { SPANISH } from './spanish.ts'

export const LANGUAGES: Readonly<Record<MailLanguageCode, MailLanguage>> = {
  de: GERMAN,
  en: ENGLISH,
  es: SPANISH,
  fr: FRENCH,
}

/** The organization's own, otherwise that of the next one above that has chosen one. `chain`: lowest first. */
export function resolveLanguage(chain: readonly Pick<ChainLink, 'notification'>[]): MailLanguage {
  const code = chain.find(({ notification }) => notification.language)?.notification.language
  return code ? LANGUAGES[code] : ENGLISH
}
