/** What a mail server is signed in to with, sealed at rest: a password, or the tokens of a mail service. */
import { fail, ok, type Result } from '../../domain/result.ts'
import { openSecret, sealSecret } from '../auth/secret-box.ts'
import type { Env } from '../env.ts'
import { type Fetch, refreshTokens } from './oauth2/mail-service.ts'
import type { StoredSmtp } from './organization-chain.ts'
import type { SmtpServer } from './smtp/smtp-session.ts'
import type { SendFailure } from './transport.ts'

export type SecretEnv = Pick<Env, 'HOLDFAST_MASTER_SECRET' | 'HOLDFAST_MASTER_SECRET_PREVIOUS'>

export interface ServiceSecret {
  clientSecret: string | null
  accessToken: string
  /** Epoch ms. */
  expiresAt: number
  refreshToken: string
}

export function sealServiceSecret(env: SecretEnv, secret: ServiceSecret): Promise<string> {
  return sealSecret(env, 'mailPassword', JSON.stringify(secret))
}

/** An access token that ends before the mail is through is of no use. */
const LEAST_LEFT_MS = 120_000

/**
 * The server with everything that is needed to sign in. Tokens that have run out are renewed; `keep` is given the newly
 * sealed ones, since a service may take the old refresh token out of force.
 */
export async function unsealServer(
  env: SecretEnv,
  smtp: StoredSmtp,
  sealed: string | null,
  { send, now, keep }: { send: Fetch; now: number; keep(sealed: string): Promise<void> },
): Promise<Result<SmtpServer, SendFailure>> {
  const { host, port, tlsMode, timeoutMs, userName, saslMechanism, oAuth2 } = smtp
  const server = { host, port, tlsMode, timeoutMs, credentials: null }
  const opened = sealed === null ? '' : await openSecret(env, 'mailPassword', sealed)
  if (opened === null)
    return fail({ isPermanent: false, reply: 'The password of the mail server cannot be opened. Set it again.' })
  if (oAuth2 === undefined)
    return ok({
      ...server,
      credentials: userName === null ? null : { userName, password: opened, saslMechanism },
    })
  let secret = JSON.parse(opened) as ServiceSecret
  if (secret.expiresAt < now + LEAST_LEFT_MS) {
    const client = { ...oAuth2.client, clientSecret: secret.clientSecret }
    const renewed = await refreshTokens(send, client, secret.refreshToken, now)
    if (!renewed.ok) return fail({ isPermanent: false, reply: renewed.failure })
    const { accessToken, expiresAt, refreshToken } = renewed.value
    secret = { ...secret, accessToken, expiresAt, refreshToken }
    await keep(await sealServiceSecret(env, secret))
  }
  return ok({ ...server, credentials: { userName: oAuth2.userId, accessToken: secret.accessToken } })
}
