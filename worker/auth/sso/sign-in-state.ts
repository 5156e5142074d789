/**
 * What the console must remember between sending a browser to a provider and the provider's answer: sealed into a cookie
 * of that browser, one per sign-in, so that an answer is taken only from the browser that began, and nothing is stored for
 * those who never come back. A SAML answer is a POST from the provider's site: its cookie must be SameSite=None to be sent
 * along. It stands for no session, is useless without the provider's answer, and lives ten minutes.
 */
import { z } from 'zod'
import type { Env } from '../../env.ts'
import { openSecret, sealSecret } from '../secret-box.ts'
import { newSecret } from '../secrets.ts'
import { sessionCookieName } from '../session-cookie.ts'

export const SIGN_IN_LIFETIME_MS = 10 * 60_000

const signInState = z.object({
  /** Random; OpenID Connect's `state`, SAML's RelayState. */
  handle: z.string(),
  providerUid: z.string(),
  /** Whom the sign-in began for; null: a test. */
  organizationUid: z.string().nullable(),
  testUid: z.string().nullable(),
  startedAt: z.number(),
  secrets: z.union([
    z.object({ protocol: z.literal('OIDC'), nonce: z.string(), codeVerifier: z.string() }),
    z.object({ protocol: z.literal('SAML2'), requestId: z.string() }),
  ]),
})
export type SignInState = z.output<typeof signInState>

type Settings = Pick<Env, 'HOLDFAST_URL' | 'HOLDFAST_MASTER_SECRET' | 'HOLDFAST_MASTER_SECRET_PREVIOUS'>

export function newHandle(): string {
  return newSecret('')
}

function cookieName(settings: Settings, handle: string): string {
  return `${sessionCookieName(settings.HOLDFAST_URL)}-sso-${handle.slice(0, 12)}`
}

export async function signInCookie(settings: Settings, state: SignInState): Promise<string> {
  const sealed = await sealSecret(settings, 'ssoState', JSON.stringify(state))
  const sameSite = state.secrets.protocol === 'SAML2' ? 'None' : 'Lax'
  return `${cookieName(settings, state.handle)}=${sealed}; Path=/; Max-Age=${SIGN_IN_LIFETIME_MS / 1000}; Secure; HttpOnly; SameSite=${sameSite}`
}

export function endedSignInCookie(settings: Settings, handle: string): string {
  return `${cookieName(settings, handle)}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax`
}

/** Null when this browser did not begin a sign-in with this handle, or began it too long ago. */
export async function readSignInState(
  settings: Settings,
  cookies: string | null,
  handle: string,
  now: number,
): Promise<SignInState | null> {
  if (!/^[\w-]{20,100}$/.test(handle)) return null
  const name = cookieName(settings, handle)
  for (const pair of (cookies ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at < 0 || pair.slice(0, at).trim() !== name) continue
    const state = await open(settings, pair.slice(at + 1).trim())
    const isOurs = state !== null && state.handle === handle && state.startedAt + SIGN_IN_LIFETIME_MS > now
    if (isOurs) return state
  }
  return null
}

async function open(settings: Settings, sealed: string): Promise<SignInState | null> {
  const text = await openSecret(settings, 'ssoState', sealed)
  if (text === null) return null
  const parsed = signInState.safeParse(JSON.parse(text))
  return parsed.success ? parsed.data : null
}
