import type { NotificationSettings, SmtpSettings } from '../../../ui/api/types.ts'
import { allowEmail, problems, requireText } from '../../../ui/form/rules.ts'

/** The form's texts; `isOwn` decides whether the server fields count. */
export interface MailValues {
  level: string
  senderName: string
  from: string
  /** Empty: that of the organization above. */
  language: string
  isOwn: boolean
  serverAddress: string
  tlsMode: string
  userName: string
  password: string
}

const defaultTimeout = '00:00:30'

export function mailValues(settings: NotificationSettings): MailValues {
  return {
    level: settings.level,
    senderName: settings.defaultSenderName ?? '',
    from: settings.defaultFrom ?? '',
    language: settings.language ?? '',
    isOwn: settings.smtp !== null,
    serverAddress: settings.smtp?.serverAddress ?? '',
    tlsMode: settings.smtp?.tlsMode ?? 'startTls',
    userName: settings.smtp?.passwordCredential?.userName ?? '',
    password: '',
  }
}

export function checkMail(values: MailValues) {
  return problems({
    from: allowEmail(values.from),
    serverAddress: values.isOwn ? requireText(values.serverAddress) : undefined,
  })
}

/** The server settings as the console takes them. A password that was not typed is left out: the stored one stays. */
export function smtpInput(values: MailValues, stored: SmtpSettings | null): SmtpSettings {
  const userName = values.userName.trim()
  const credential = { userName, ...(values.password === '' ? {} : { password: values.password }) }
  return {
    serverAddress: values.serverAddress.trim(),
    tlsMode: values.tlsMode as SmtpSettings['tlsMode'],
    timeout: stored?.timeout ?? defaultTimeout,
    // Without a user the sign-in at a mail service stays, where there is one.
    ...(userName !== ''
      ? { passwordCredential: credential }
      : stored?.oAuth2Credential
        ? { oAuth2Credential: stored.oAuth2Credential }
        : {}),
  }
}

export const mailWireNames = {
  level: 'level',
  defaultSenderName: 'senderName',
  defaultFrom: 'from',
  language: 'language',
  'smtp.serverAddress': 'serverAddress',
  'smtp.tlsMode': 'tlsMode',
  'smtp.passwordCredential.userName': 'userName',
  'smtp.passwordCredential.password': 'password',
  serverAddress: 'serverAddress',
  tlsMode: 'tlsMode',
  'passwordCredential.userName': 'userName',
  'passwordCredential.password': 'password',
} as const
