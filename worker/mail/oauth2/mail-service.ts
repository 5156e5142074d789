/** Sign-in at the large mail services by OAuth 2.0 (RFC 6749, with PKCE), so that mail is sent in a mailbox's name without its password. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import { toBase64Url } from '../../auth/secrets.ts'

export interface MailServiceClient {
  kind: 'Azure' | 'AzureChinaCloud' | 'AzureGermany' | 'AzureGovCloud' | 'Google'
  clientId: string
  clientSecret: string | null
  /** Null: what sending by SMTP needs. */
  scope: string | null
  /** Of Azure; null: any. */
  tenantId: string | null
}

export interface MailServiceTokens {
  accessToken: string
  /** Epoch ms. */
  expiresAt: number
  refreshToken: string
  /** The mailbox, where the service says it. */
  userId: string | null
}

interface Endpoints {
  authorize: string
  token: string
  scope: string
}

const AZURE = {
  Azure: ['https://login.microsoftonline.com', 'https://outlook.office.com'],
  AzureChinaCloud: ['https://login.partner.microsoftonline.cn', 'https://partner.outlook.cn'],
  AzureGermany: ['https://login.microsoftonline.de', 'https://outlook.office.de'],
  AzureGovCloud: ['https://login.microsoftonline.us', 'https://outlook.office365.us'],
} as const

function endpointsOf({ kind, tenantId }: MailServiceClient): Endpoints {
  if (kind === 'Google')
    return {
      authorize: 'https://accounts.google.com/o/oauth2/v2/auth',
      token: 'https://oauth2.googleapis.com/token',
      scope: 'https://mail.google.com/ openid email',
    }
  const [login, resource] = AZURE[kind]
  const base = `${login}/${encodeURIComponent(tenantId ?? 'common')}/oauth2/v2.0`
  return {
    authorize: `${base}/authorize`,
    token: `${base}/token`,
    scope: `${resource}/SMTP.Send offline_access openid email`,
  }
}

export function newVerifier(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)))
}

/** Where the administrator's browser is sent to. */
export async function signInLocation(
  client: MailServiceClient,
  { redirectUrl, state, verifier }: { redirectUrl: string; state: string; verifier: string },
): Promise<string> {
  const { authorize, scope } = endpointsOf(client)
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))
  const location = new URL(authorize)
  location.search = new URLSearchParams({
    client_id: client.clientId,
    redirect_uri: redirectUrl,
    response_type: 'code',
    scope: client.scope ?? scope,
    state,
    code_challenge: toBase64Url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
    // Google gives a refresh token only to whoever asks for it and is asked again; Azure passes over the first.
    access_type: 'offline',
    prompt: 'consent',
  }).toString()
  return location.href
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>
const TIMEOUT_MS = 15_000

/** The failure is what the service said, or that it did not answer. */
export async function redeemCode(
  send: Fetch,
  client: MailServiceClient,
  grant: { code: string; redirectUrl: string; verifier: string },
  now: number,
): Promise<Result<MailServiceTokens, string>> {
  const { code, redirectUrl, verifier } = grant
  const tokens = await askForTokens(send, client, now, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUrl,
    code_verifier: verifier,
  })
  if (!tokens.ok || tokens.value.refreshToken !== '') return tokens
  return fail('The service gave no refresh token: the sign-in would end within the hour.')
}

/** A service may give a new refresh token, or leave the old one in force. */
export async function refreshTokens(
  send: Fetch,
  client: MailServiceClient,
  refreshToken: string,
  now: number,
): Promise<Result<MailServiceTokens, string>> {
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken }
  const tokens = await askForTokens(send, client, now, grant)
  return tokens.ok ? ok({ ...tokens.value, refreshToken: tokens.value.refreshToken || refreshToken }) : tokens
}

async function askForTokens(
  send: Fetch,
  client: MailServiceClient,
  now: number,
  grant: Record<string, string>,
): Promise<Result<MailServiceTokens, string>> {
  const body = new URLSearchParams({
    client_id: client.clientId,
    ...(client.clientSecret === null ? {} : { client_secret: client.clientSecret }),
    ...grant,
  })
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const headers = { Accept: 'application/json' }
  try {
    const answer = await send(endpointsOf(client).token, { method: 'POST', body, headers, signal, redirect: 'manual' })
    const said = (await answer.json()) as Record<string, unknown>
    const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = said
    if (answer.status !== 200 || typeof accessToken !== 'string') return fail(sayRefusal(said))
    return ok({
      accessToken,
      expiresAt: now + (Number(seconds) > 0 ? Number(seconds) : 3600) * 1000,
      refreshToken: typeof refreshToken === 'string' ? refreshToken : '',
      userId: mailboxOf(said.id_token),
    })
  } catch {
    return fail('The mail service does not answer.')
  }
}

function sayRefusal({ error, error_description: description }: Record<string, unknown>): string {
  const words = [error, description].filter((part) => typeof part === 'string').join(': ')
  const shown = words.replace(/\p{Cc}+/gu, ' ').slice(0, 500)
  return shown === '' ? 'The mail service refused without a reason.' : `The mail service refused: ${shown}`
}

/** Out of an ID token that came from the service itself over TLS: it is read, not relied on. */
function mailboxOf(idToken: unknown): string | null {
  try {
    const payload = String(idToken).split('.')[1] ?? ''
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    const { email, preferred_username: name } = claims as Record<string, unknown>
    const found = email ?? name
    return typeof found === 'string' && found.includes('@') ? found : null
  } catch {
    return null
  }
}
