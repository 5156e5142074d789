/** What a mail says, before it is laid out: the same blocks become the text and the HTML part. No block holds markup. */
import type { MailLanguageCode } from '../../contract/organizations/configuration-mail.ts'

/** By template. Times are epoch ms. `link` is whole, made by the caller from HOLDFAST_URL. */
export interface MailValues {
  passwordReset: { userName: string; link: string; validMinutes: number }
  passwordChanged: { userName: string; at: number; clientAddress: string | null }
  /** Goes to the address that was there before. */
  emailChanged: { userName: string; at: number; clientAddress: string | null }
  mfaReset: { userName: string }
  mfaEnabled: { userName: string; at: number }
  recoveryCodeUsed: { userName: string; at: number; codesLeft: number; clientAddress: string | null }
  welcomeUser: {
    userName: string
    organizationName: string
    /** Where the first password is set; null: the user has one already. */
    link: string | null
    validHours: number | null
  }
  welcomeCompany: WelcomeValues
  welcomeReseller: WelcomeValues
  testMail: Record<never, never>
}

export interface WelcomeValues {
  organizationName: string
  userName: string
  /** Null: the owner knows it, or sets it by the link. */
  password: string | null
  /** Where the first password is set; null: there is one already. */
  link: string | null
  validHours: number | null
}

export type MailTemplate = keyof MailValues

export type MailBlock =
  | { kind: 'text'; text: string }
  | { kind: 'heading'; text: string }
  /** A link that the reader is meant to follow. */
  | { kind: 'button'; label: string; url: string }
  | { kind: 'facts'; facts: readonly (readonly [label: string, value: string])[] }
  /** Somebody's own words: plain text, or HTML that is reduced to harmless elements. */
  | { kind: 'ownWords'; content: string }

export interface MailContent {
  subject: string
  blocks: MailBlock[]
}

/** What templates know beside their values. */
export interface MailSurroundings {
  portalName: string
  portalUrl: string
  /** Own words of a welcome mail; null: ours. */
  ownWords: string | null
  hasSelfServiceSection: boolean
}

/** One language: all templates, and the words of the frame around them. */
export interface MailLanguage {
  code: MailLanguageCode
  templates: { [Name in MailTemplate]: (values: MailValues[Name], around: MailSurroundings) => MailContent }
  /** Below every mail: who sent it. */
  footer(portalName: string, contact: string | null): string
  linkHint: string
}
