/** An OpenID Connect provider on loopback: `oidc-provider`, whose people sign in without being asked anything. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import Provider from 'oidc-provider'

export interface OidcPerson {
  sub: string
  [claim: string]: unknown
}

/** Given the members of the ID token that the provider made, another token in its place. */
export type Forgery = (claims: Record<string, unknown>) => Promise<string>

export interface OidcIdentityProvider {
  issuer: string
  clientId: string
  clientSecret: string
  signIn(person: OidcPerson): void
  /** For the next answer of the token endpoint. */
  forgeNext(forgery: Forgery): void
  /** From now on tokens are signed with another key, which the key set has. */
  rotateKeys(): Promise<void>
  sign(
    claims: Record<string, unknown>,
    as?: { key?: CryptoKey | Uint8Array; alg?: string; kid?: string },
  ): Promise<string>
  close(): Promise<void>
}

const CLIENT = { clientId: 'holdfast-console', clientSecret: 'a secret of the provider & its client: 7%+' }
const CLAIMS = ['sub', 'email', 'email_verified', 'given_name', 'family_name', 'groups', 'company', 'places']

export async function startOidcIdentityProvider(redirectUris: readonly string[]): Promise<OidcIdentityProvider> {
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const first = await newKey('first')
  let current = first
  let person: OidcPerson = { sub: 'nobody' }
  let forgery: Forgery | null = null
  let isRotated = false
  const provider = makeProvider(issuer, redirectUris, first, () => person)
  const serve = provider.callback()

  const sign: OidcIdentityProvider['sign'] = (
    claims,
    { key = current.privateKey, alg = 'RS256', kid = current.kid } = {},
  ) => new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(key)

  answer = (request, response) => {
    const path = new URL(request.url ?? '/', issuer).pathname
    if (path === '/token') {
      const forge = forgery ?? (isRotated ? (claims: Record<string, unknown>) => sign(claims) : null)
      forgery = null
      if (forge !== null) replaceIdToken(response, forge)
    }
    if (path === '/jwks' && isRotated) {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ keys: [current.publicJwk] }))
    } else if (path.startsWith('/interaction/')) void finishInteraction(provider, request, response, () => person)
    else serve(request, response)
  }
  return {
    issuer,
    ...CLIENT,
    sign,
    signIn: (next) => {
      person = next
    },
    forgeNext: (next) => {
      forgery = next
    },
    rotateKeys: async () => {
      current = await newKey(`later-${Date.now()}`)
      isRotated = true
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function newKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const marks = { kid, use: 'sig', alg: 'RS256' }
  return {
    kid,
    privateKey,
    privateJwk: { ...(await exportJWK(privateKey)), ...marks },
    publicJwk: { ...(await exportJWK(publicKey)), ...marks },
  }
}

function makeProvider(
  issuer: string,
  redirectUris: readonly string[],
  key: Awaited<ReturnType<typeof newKey>>,
  person: () => OidcPerson,
): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: redirectUris,
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    jwks: { keys: [key.privateJwk] },
    claims: { openid: CLAIMS },
    conformIdTokenClaims: false,
    findAccount: async (_context: unknown, accountId: string) => ({
      accountId,
      claims: async () => ({ ...person(), sub: accountId }),
    }),
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['only for tests'] },
    ttl: { Session: 60, Interaction: 60, Grant: 60, IdToken: 60, AccessToken: 60 },
  })
}

/** Nobody is asked: whoever is to sign in has signed in and agreed. */
async function finishInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  person: () => OidcPerson,
): Promise<void> {
  const { params, prompt } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login')
    return provider.interactionFinished(request, response, { login: { accountId: person().sub } })
  const grant = new provider.Grant({ accountId: person().sub, clientId: String(params.client_id) })
  grant.addOIDCScope(String(params.scope))
  const grantId = await grant.save()
  return provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true })
}

function replaceIdToken(response: ServerResponse, forge: Forgery): void {
  const end = response.end.bind(response)
  const replace = async (text: string): Promise<void> => {
    const body = JSON.parse(text) as { id_token?: string }
    const payload = body.id_token?.split('.')[1] ?? ''
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
    const forged = JSON.stringify({ ...body, id_token: await forge(claims) })
    response.setHeader('Content-Length', Buffer.byteLength(forged))
    end(forged)
  }
  response.end = ((chunk: unknown) => {
    void replace(Buffer.from(chunk as Uint8Array).toString()).catch(() => end())
    return response
  }) as typeof response.end
}
