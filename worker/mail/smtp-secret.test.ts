import { describe, expect, it } from 'vitest'
import { type MailServiceClient, redeemCode, refreshTokens, signInLocation } from './oauth2/mail-service.ts'
import type { StoredSmtp } from './organization-chain.ts'
import { sealServiceSecret, unsealServer } from './smtp-secret.ts'

const ENV = { HOLDFAST_MASTER_SECRET: Buffer.alloc(32, 7).toString('base64url') }
const NOW = Date.UTC(2026, 10, 24)
const CLIENT: MailServiceClient = { kind: 'Google', clientId: 'c', clientSecret: 's', scope: null, tenantId: null }

/** A token endpoint that answers once, and what it was asked. */
function answering(status: number, body: unknown) {
  const asked: { url: string; form: Record<string, string> }[] = []
  const send = async (url: string, { body: form }: RequestInit) => {
    asked.push({ url, form: Object.fromEntries(form as URLSearchParams) })
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }
  return { asked, send }
}

function idToken(claims: object): string {
  return `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`
}

describe('the sign-in at a mail service', () => {
  it('sends the browser to the service of the kind, with a challenge', async () => {
    const to = async (client: Partial<MailServiceClient>) =>
      new URL(await signInLocation({ ...CLIENT, ...client }, { redirectUrl: 'https://a/', state: 's', verifier: 'v' }))
    expect((await to({})).host).toBe('accounts.google.com')
    expect((await to({ kind: 'Azure' })).pathname).toBe('/common/oauth2/v2.0/authorize')
    expect((await to({ kind: 'AzureGovCloud' })).searchParams.get('scope')).toContain('outlook.office365.us/SMTP.Send')
    // SHA-256 of "v", base64url.
    expect((await to({})).searchParams.get('code_challenge')).toBe('TJRIXgwhrmxBzh3-e2v6zupato5AokdvUCCOUm9QYIA')
  })

  it('redeems a code for tokens, and reads the mailbox', async () => {
    const answer = {
      access_token: 'a',
      refresh_token: 'r',
      expires_in: 3599,
      id_token: idToken({ email: 'me@x.example' }),
    }
    const { asked, send } = answering(200, answer)
    const tokens = await redeemCode(send, CLIENT, { code: 'k', redirectUrl: 'https://a/', verifier: 'v' }, NOW)
    expect(tokens).toEqual({
      ok: true,
      value: { accessToken: 'a', refreshToken: 'r', expiresAt: NOW + 3_599_000, userId: 'me@x.example' },
    })
    expect(asked).toEqual([
      {
        url: 'https://oauth2.googleapis.com/token',
        form: {
          client_id: 'c',
          client_secret: 's',
          grant_type: 'authorization_code',
          code: 'k',
          redirect_uri: 'https://a/',
          code_verifier: 'v',
        },
      },
    ])
  })

  it.each([
    [
      400,
      { error: 'invalid_grant', error_description: 'Bad\r\nrequest' },
      'The mail service refused: invalid_grant: Bad request',
    ],
    [200, { access_token: 'a' }, 'The service gave no refresh token: the sign-in would end within the hour.'],
    [502, '<html>', 'The mail service does not answer.'],
    [302, {}, 'The mail service refused without a reason.'],
  ])('says what is wrong with %i %j', async (status, body, failure) => {
    const { send } = answering(status, body)
    const grant = { code: 'k', redirectUrl: 'https://a/', verifier: 'v' }
    expect(await redeemCode(send, CLIENT, grant, NOW)).toEqual({ ok: false, failure })
  })

  it('keeps a refresh token that the service does not exchange', async () => {
    const { send } = answering(200, { access_token: 'a2', expires_in: 60 })
    expect(await refreshTokens(send, CLIENT, 'r', NOW)).toMatchObject({ ok: true, value: { refreshToken: 'r' } })
  })
})

const { clientSecret: _secret, ...publicClient } = CLIENT
const SMTP: StoredSmtp = {
  host: 'smtp.gmail.com',
  port: 465,
  serverAddress: 'smtp.gmail.com',
  tlsMode: 'sslOnConnect',
  timeoutMs: 10_000,
  userName: null,
  saslMechanism: null,
  oAuth2: { client: publicClient, userId: 'me@x.example', expiresAt: NOW },
}

describe('unsealServer', () => {
  const secretUntil = (expiresAt: number) =>
    sealServiceSecret(ENV, { clientSecret: 's', accessToken: 'old', expiresAt, refreshToken: 'r' })

  it('uses a token while it lasts', async () => {
    const { asked, send } = answering(500, {})
    const keep = async () => expect.unreachable()
    const server = await unsealServer(ENV, SMTP, await secretUntil(NOW + 600_000), { send, now: NOW, keep })
    expect(server).toMatchObject({ ok: true, value: { credentials: { userName: 'me@x.example', accessToken: 'old' } } })
    expect(asked).toEqual([])
  })

  it('renews one that has run out, and keeps what it was given', async () => {
    const { asked, send } = answering(200, { access_token: 'new', refresh_token: 'r2', expires_in: 3600 })
    const kept: string[] = []
    const keep = async (sealed: string) => {
      kept.push(sealed)
    }
    const server = await unsealServer(ENV, SMTP, await secretUntil(NOW + 60_000), { send, now: NOW, keep })
    expect(server).toMatchObject({ ok: true, value: { credentials: { accessToken: 'new' } } })
    expect(asked[0]?.form).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'r', client_secret: 's' })
    const again = await unsealServer(ENV, SMTP, kept[0] ?? '', { send, now: NOW, keep })
    expect(again).toMatchObject({ ok: true, value: { credentials: { accessToken: 'new' } } })
    expect(asked).toHaveLength(1)
  })

  it('says why it cannot be renewed, and what cannot be opened', async () => {
    const { send } = answering(400, { error: 'invalid_grant' })
    const keep = async () => expect.unreachable()
    const refused = await unsealServer(ENV, SMTP, await secretUntil(NOW), { send, now: NOW, keep })
    expect(refused).toEqual({
      ok: false,
      failure: { isPermanent: false, reply: 'The mail service refused: invalid_grant' },
    })
    expect(await unsealServer(ENV, SMTP, 'v1.x.y.z', { send, now: NOW, keep })).toMatchObject({ ok: false })
  })
})
