/** Settings of a mail server as requests say them and answers show them, and as they are stored. */
import { parseServerAddress, parseTimeout, toTimeSpan } from '../../../domain/mail-server.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { sealSecret } from '../../auth/secret-box.ts'
import type { SmtpSettings, SmtpSettingsInput } from '../../contract/organizations/configuration-mail.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { StoredSmtp } from '../../mail/organization-chain.ts'
import type { SecretEnv } from '../../mail/smtp-secret.ts'
import { readCredential, toShownCredential } from './mail-service-credential.ts'

export interface ReadSmtp {
  smtp: StoredSmtp
  /** Of the password or the tokens that were given, sealed; null: none was given. */
  sealed: string | null
}

const DEFAULT_PORTS = { auto: 587, none: 25, sslOnConnect: 465, startTls: 587, startTlsWhenAvailable: 587 } as const

/** `path` is where the settings stand in the request, with a dot behind: "smtp." or "". */
export async function readSmtpSettings(
  env: SecretEnv,
  organizationUid: string,
  input: SmtpSettingsInput,
  path: string,
): Promise<Result<ReadSmtp, ApiFailure>> {
  const refuse = (member: string, reason: string): Result<never, ApiFailure> =>
    fail({ code: 'invalid_input', message: `"${path}${member}" ${reason}.`, property: `${path}${member}` })
  const address = parseServerAddress(input.serverAddress)
  if (!address.ok) return refuse('serverAddress', address.failure)
  const timeoutMs = parseTimeout(input.timeout)
  if (!timeoutMs.ok) return refuse('timeout', timeoutMs.failure)
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
  const smtp: StoredSmtp = {
    host: address.value.host,
    port: address.value.port ?? DEFAULT_PORTS[input.tlsMode],
    serverAddress: input.serverAddress.trim(),
    tlsMode: input.tlsMode,
    timeoutMs: timeoutMs.value,
    userName: userName?.trim() || null,
    saslMechanism: mechanism,
  }
  if (!input.oAuth2Credential)
    return ok({ smtp, sealed: password ? await sealSecret(env, 'mailPassword', password) : null })
  if (smtp.userName !== null) return refuse('oAuth2Credential', 'cannot stand beside a user name and password')
  if (smtp.tlsMode === 'none') return refuse('tlsMode', 'must encrypt where a token is sent')
  const credential = await readCredential(env, organizationUid, input.oAuth2Credential, `${path}oAuth2Credential.`)
  if (!credential.ok) return credential
  return ok({ smtp: { ...smtp, oAuth2: credential.value.oAuth2 }, sealed: credential.value.sealed })
}

/**
 * Whether the password that is stored may go where the settings lead: whoever can change the settings but does not know the
 * password must not have it sent to a server, or in a way, of their own choosing.
 */
export function mayKeepPassword(stored: StoredSmtp, next: StoredSmtp): boolean {
  const isSameServer = stored.host === next.host && stored.port === next.port && signsInAs(stored) === signsInAs(next)
  return isSameServer && (stored.tlsMode === next.tlsMode || SAFETY[next.tlsMode] >= SAFETY[stored.tlsMode])
}

function signsInAs({ userName, oAuth2 }: StoredSmtp): string {
  return JSON.stringify(oAuth2 === undefined ? [userName] : [oAuth2.userId, oAuth2.client])
}

/** Whether there is anybody to sign in as. */
export function hasSignIn({ userName, oAuth2 }: StoredSmtp): boolean {
  return userName !== null || oAuth2 !== undefined
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
    ...(smtp.oAuth2 === undefined ? {} : { oAuth2Credential: toShownCredential(smtp.oAuth2) }),
  }
}
