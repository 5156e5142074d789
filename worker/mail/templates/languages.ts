/** The languages that mails are written in. Another one is one more file of the same type, and a line here. */
import { ENGLISH } from './english.ts'
import type { MailLanguage } from './mail-content.ts'

const LANGUAGES: readonly MailLanguage[] = [ENGLISH]

/** By a language tag such as "de-CH"; English for one that there is none for. */
export function findLanguage(tag: string | undefined): MailLanguage {
  const wanted = tag?.toLowerCase().split('-')[0] ?? ''
  return LANGUAGES.find(({ code }) => code === wanted) ?? ENGLISH
}
