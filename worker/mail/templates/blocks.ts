/** What the languages share: how blocks are made, and in which order the things of a welcome mail stand. */
import type { MailBlock, MailContent, MailSurroundings, WelcomeValues } from './mail-content.ts'

export function say(text: string): MailBlock {
  return { kind: 'text', text }
}

export function button(label: string, url: string): MailBlock {
  return { kind: 'button', label, url }
}

/** Without what is not known. */
export function facts(...entries: (readonly [label: string, value: string | null])[]): MailBlock {
  return {
    kind: 'facts',
    facts: entries.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const])),
  }
}

/** A time as the language writes it. Readers may be anywhere, so it names its zone. */
export function spellTime(languageCode: string, at: number): string {
  const format = new Intl.DateTimeFormat(languageCode, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  return `${format.format(at)} UTC`
}

export interface EntranceWords {
  openPortal: string
  choosePassword: string
  /** How often and how long the link to the first password works. */
  validity(hours: number): string
}

/** To the page on which the first password is set, or on which one signs in. */
export function entrance(
  words: EntranceWords,
  link: string | null,
  validHours: number | null,
  portalUrl: string,
): MailBlock[] {
  if (link === null) return [button(words.openPortal, portalUrl)]
  const validity = validHours === null ? [] : [say(words.validity(validHours))]
  return [button(words.choosePassword, link), ...validity]
}

export interface WelcomeWords {
  subject: string
  /** Where the organization has no words of its own. */
  opening: string
  portal: string
  userName: string
  password: string
  changePassword: string
  entrance: EntranceWords
  gettingStarted: readonly MailBlock[]
}

export function welcome(values: WelcomeValues, around: MailSurroundings, words: WelcomeWords): MailContent {
  const { userName, password, link, validHours } = values
  return {
    subject: words.subject,
    blocks: [
      around.ownWords === null ? say(words.opening) : { kind: 'ownWords', content: around.ownWords },
      facts([words.portal, around.portalUrl], [words.userName, userName], [words.password, password]),
      ...(password === null ? [] : [say(words.changePassword)]),
      ...entrance(words.entrance, password === null ? link : null, validHours, around.portalUrl),
      ...(around.hasSelfServiceSection ? words.gettingStarted : []),
    ],
  }
}
