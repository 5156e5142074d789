/** Settings of a mail server as requests say them and answers show them, and as they are stored. */
import { parseServerAddress, parseTimeout, toTimeSpan } from '../../../domain/mail-server.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { SmtpSettings, SmtpSettingsInput } from '../../contract/organizations/configuration-mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { StoredSmtp } from '../../mail/organization-chain.ts'

export interface ReadSmtp {
  smtp: StoredSmtp
  /** Undefined: not said. */
  password: string | undefined
}

const DEFAULT_PORTS = { auto: 587, none: 25, sslOnConnect: 465, startTls: 587, startTlsWhenAvailable: 587 } as const

/** `path` is where the settings stand in the request, with a dot behind: "smtp." or "". */
export function readSmtpSettings(input: SmtpSettingsInput, path: string): Result<ReadSmtp, ApiFailure> {
  const refuse = (member: string, reason: string): Result<never, ApiFailure> =>
    fail({ code: 'invalid_input', message: `"${path}${member}" ${reason}.`, property: `${path}${member}` })
  const address = parseServerAddress(input.serverAddress)
  if (!address.ok) return refuse('serverAddress', address.failure)
  const timeoutMs = parseTimeout(input.timeout)
  if (!timeoutMs.ok) return refuse('timeout', timeoutMs.failure)
  if (input.oAuth2Credential)
    return refuse('oAuth2Credential', 'is not supported: give a password, such as one made for applications')
  if (input.exclusivelyAcceptedCertificateHash)
    return refuse(
      'exclusivelyAcceptedCertificateHash',
      'cannot be honoured: the platform checks the certificate of the server itself and does not show it',
    )
  const { userName, password, saslMechanism } = input.passwordCredential ?? {}
  const mechanism = saslMechanism?.trim().toUpperCase() || null
  if (mechanism !== null && mechanism !== 'PLAIN' && mechanism !== 'LOGIN')
    return refuse('passwordCredential.saslMechanism', 'must be PLAIN or LOGIN')
  if (/[\0\r\n]/.test(`${userName ?? ''}${password ?? ''}`))
    return refuse('passwordCredential', 'must not contain line ends')
  return ok({
    smtp: {
      host: address.value.host,
      port: address.value.port ?? DEFAULT_PORTS[input.tlsMode],
      serverAddress: input.serverAddress.trim(),
      tlsMode: input.tlsMode,
      timeoutMs: timeoutMs.value,
      userName: userName?.trim() || null,
      saslMechanism: mechanism,
    },
    password: password || undefined,
  })
}

/**
 * Whether the password that is stored may go where the settings lead: whoever can change the settings but does not know the
 * password must not have it sent to a server, or in a way, of their own choosing.
 */
export function mayKeepPassword(stored: StoredSmtp, next: StoredSmtp): boolean {
  const isSameServer = stored.host === next.host && stored.port === next.port && stored.userName === next.userName
  return isSameServer && (stored.tlsMode === next.tlsMode || SAFETY[next.tlsMode] >= SAFETY[stored.tlsMode])
}

/** A password goes unencrypted by `none` only. */
const SAFETY = { none: 0, startTlsWhenAvailable: 1, auto: 1, startTls: 1, sslOnConnect: 1 } as const

/** Without the password. */
export function toSmtpSettings(smtp: StoredSmtp): SmtpSettings {
  return {
    serverAddress: smtp.serverAddress,
    tlsMode: smtp.tlsMode,
    timeout: toTimeSpan(smtp.timeoutMs),
    ...(smtp.userName === null
      ? {}
      : { passwordCredential: { userName: smtp.userName, password: null, saslMechanism: smtp.saslMechanism } }),
  }
}
