/**
 * OpenID Connect: authorization code with PKCE. oauth4webapi does the protocol; here stands what it is told: one signing
 * algorithm, the signature of the ID token checked although it comes over TLS, one minute of clock difference.
 */
import * as oauth from 'oauth4webapi'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { claimsOfObject, MAX_SUBJECT_CHARACTERS, type RefusedAnswer, type VerifiedPerson } from './claims.ts'
import { addressProblem, type FetchSettings, guardedFetch } from './guarded-fetch.ts'

export interface OidcClient {
  issuer: string
  clientId: string
  /** Null: a public client. */
  clientSecret: string | null
  clientAuthentication: 'ClientSecretBasic' | 'ClientSecretPost' | 'None'
  scopes: readonly string[]
  idTokenSigningAlgorithm: string
  isUserInfoRequested: boolean
}

/** The provider's discovery document as it was loaded. */
export type OidcPeer = oauth.AuthorizationServer

const CLOCK_SKEW_SECONDS = 60

export async function loadOidcPeer(
  settings: FetchSettings,
  issuer: string,
  signingAlgorithm: string,
): Promise<Result<OidcPeer, string>> {
  const problem = addressProblem(settings, issuer)
  if (problem !== null) return fail(`The issuer ${problem}.`)
  const problems: string[] = []
  try {
    const response = await oauth.discoveryRequest(new URL(issuer), httpOptions(settings, problems))
    const peer = await oauth.processDiscoveryResponse(new URL(issuer), response)
    const missing = missingPart(settings, peer, signingAlgorithm)
    return missing === null ? ok(peer) : fail(missing)
  } catch (error) {
    return fail(problems[0] ?? `The discovery document of ${issuer} cannot be used: ${say(error)}`)
  }
}

function missingPart(settings: FetchSettings, peer: OidcPeer, signingAlgorithm: string): string | null {
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const)
    if (peer[name] === undefined) return `The discovery document has no ${name}.`
  // The others are asked by the console itself, which looks at each address; there the browser is sent.
  const problem = addressProblem(settings, peer.authorization_endpoint ?? '')
  if (problem !== null) return `The authorization_endpoint of the discovery document ${problem}.`
  const algorithms = peer.id_token_signing_alg_values_supported
  if (algorithms !== undefined && !algorithms.includes(signingAlgorithm))
    return `The provider does not sign with ${signingAlgorithm}, but with ${algorithms.join(', ')}.`
  return null
}

export interface OidcRequest {
  redirectUri: string
  state: string
  nonce: string
  codeVerifier: string
}

export function newOidcSecrets(): Pick<OidcRequest, 'nonce' | 'codeVerifier'> {
  return { nonce: oauth.generateRandomNonce(), codeVerifier: oauth.generateRandomCodeVerifier() }
}

/** Where the browser is sent. */
export async function oidcAuthorizationUrl(peer: OidcPeer, client: OidcClient, request: OidcRequest): Promise<string> {
  const url = new URL(peer.authorization_endpoint ?? '')
  const parameters = {
    client_id: client.clientId,
    response_type: 'code',
    redirect_uri: request.redirectUri,
    scope: [...new Set(['openid', ...client.scopes])].join(' '),
    state: request.state,
    nonce: request.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(request.codeVerifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

export async function finishOidcSignIn(
  settings: FetchSettings,
  peer: OidcPeer,
  config: OidcClient,
  request: OidcRequest,
  answer: URLSearchParams,
): Promise<Result<VerifiedPerson, RefusedAnswer>> {
  const problems: string[] = []
  const options = httpOptions(settings, problems)
  const client: oauth.Client = {
    client_id: config.clientId,
    id_token_signed_response_alg: config.idTokenSigningAlgorithm,
    [oauth.clockTolerance]: CLOCK_SKEW_SECONDS,
  }
  try {
    const parameters = oauth.validateAuthResponse(peer, client, answer, request.state)
    const response = await oauth.authorizationCodeGrantRequest(
      peer,
      client,
      clientAuthentication(config),
      parameters,
      request.redirectUri,
      request.codeVerifier,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(peer, client, response, {
      expectedNonce: request.nonce,
      requireIdToken: true,
    })
    await checkSignature(peer, response, options)
    const idToken = oauth.getValidatedIdTokenClaims(tokens)
    if (idToken === undefined || idToken.sub.trim() === '' || idToken.sub.length > MAX_SUBJECT_CHARACTERS)
      return fail({ reason: 'answer_refused', message: 'The ID token names nobody.' })
    const further = config.isUserInfoRequested
      ? await readUserInfo(peer, client, tokens.access_token, idToken.sub, options)
      : {}
    return ok({ subject: idToken.sub, claims: claimsOfObject({ ...further, ...idToken }) })
  } catch (error) {
    return fail(refusalOf(error, problems))
  }
}

async function readUserInfo(
  peer: OidcPeer,
  client: oauth.Client,
  accessToken: string,
  subject: string,
  options: HttpOptions,
): Promise<oauth.UserInfoResponse> {
  const response = await oauth.userInfoRequest(peer, client, accessToken, options)
  return oauth.processUserInfoResponse(peer, client, subject, response)
}

/** Keys are remembered by peer object; when none fits, the provider may have changed them: loaded once more. */
async function checkSignature(peer: OidcPeer, response: Response, options: HttpOptions): Promise<void> {
  try {
    await oauth.validateApplicationLevelSignature(peer, response, options)
  } catch (error) {
    if (!(error instanceof oauth.OperationProcessingError)) throw error
    await oauth.validateApplicationLevelSignature({ ...peer }, response, options)
  }
}

function clientAuthentication({ clientAuthentication: method, clientSecret }: OidcClient): oauth.ClientAuth {
  if (method === 'None' || clientSecret === null) return oauth.None()
  return method === 'ClientSecretPost' ? oauth.ClientSecretPost(clientSecret) : oauth.ClientSecretBasic(clientSecret)
}

/** Which addresses may be asked, loopback by http among them, is decided by the guard. */
function httpOptions(settings: FetchSettings, problems: string[]) {
  return {
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (
      address: string,
      { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown },
    ): Promise<Response> => {
      const text = body === undefined || body === null ? {} : { body: String(body) }
      const answered = await guardedFetch(settings, address, { method, headers, ...text })
      if (answered.ok) return answered.value
      problems.push(answered.failure)
      throw new Error(answered.failure)
    },
  }
}
type HttpOptions = ReturnType<typeof httpOptions>

function refusalOf(error: unknown, problems: readonly string[]): RefusedAnswer {
  const [problem] = problems
  if (problem !== undefined) return { reason: 'provider_unavailable', message: problem }
  if (error instanceof oauth.AuthorizationResponseError) {
    const why = error.error_description === undefined ? '' : ` (${error.error_description.slice(0, 300)})`
    return { reason: 'provider_refused', message: `The provider answered ${error.error.slice(0, 100)}${why}.` }
  }
  if (error instanceof oauth.ResponseBodyError)
    return { reason: 'answer_refused', message: `The provider's token endpoint answered ${error.error.slice(0, 100)}.` }
  return { reason: 'answer_refused', message: `The provider's answer was refused: ${say(error)}` }
}

/** The library's own errors are fixed sentences about the protocol; others may tell anything. */
function say(error: unknown): string {
  const isOfTheProtocol =
    error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError
  return isOfTheProtocol ? `${error.message.replace(/\.$/, '')}.` : 'it is not in the form of the protocol.'
}
