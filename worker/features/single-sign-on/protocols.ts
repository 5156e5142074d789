/** What both protocols do for a sign-in: where the browser goes, and whom the provider's answer is of. */
import { randomBytes } from 'node:crypto'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { openSecret } from '../../auth/secret-box.ts'
import type { SignInRequest } from '../../auth/sign-in.ts'
import type { RefusedAnswer, VerifiedPerson } from '../../auth/sso/claims.ts'
import {
  finishOidcSignIn,
  newOidcSecrets,
  type OidcClient,
  type OidcRequest,
  oidcAuthorizationUrl,
} from '../../auth/sso/oidc.ts'
import { useOnce } from '../../auth/sso/replays.ts'
import { finishSamlSignIn, type SamlClient, type SamlPerson, samlRequestUrl } from '../../auth/sso/saml.ts'
import type { SamlPeer } from '../../auth/sso/saml-metadata.ts'
import type { SignInState } from '../../auth/sso/sign-in-state.ts'
import type { Saml2Configuration } from '../../contract/single-sign-on/saml-configuration.ts'
import { areRequestsSigned, type Peer, type PeerInUse, peerOf } from './peers.ts'
import { callbackUrl, type ProviderRow, readOidcConfiguration, readSamlConfiguration } from './provider-settings.ts'
import { openPrivateKey, readCertificates } from './service-certificates.ts'

type Request = Pick<SignInRequest, 'env' | 'db' | 'now'>

const CONTEXT_CLASS = 'urn:oasis:names:tc:SAML:2.0:ac:classes:'
const COMPARISONS = { Exact: 'exact', Minimum: 'minimum', Maximum: 'maximum', Better: 'better' } as const

export interface BegunSignIn {
  url: string
  secrets: SignInState['secrets']
}

/** The failure is a sentence for an administrator. */
export async function beginAtProvider(
  request: Request,
  row: ProviderRow,
  handle: string,
): Promise<Result<BegunSignIn, string>> {
  const known = await peerOf(request.env, request.db, row, request.now)
  if (!known.ok) return known
  const { peer } = known.value
  if (peer.protocol === 'OIDC') {
    const secrets = newOidcSecrets()
    const client = await oidcClient(request, row)
    if (client === null) return fail('The client secret cannot be read: give it anew.')
    const url = await oidcAuthorizationUrl(peer.oidc, client, oidcRequest(request, row, handle, secrets))
    return ok({ url, secrets: { protocol: 'OIDC', ...secrets } })
  }
  const client = await samlClient(request, row, peer.saml)
  if (!client.ok) return client
  const requestId = `_${randomBytes(20).toString('hex')}`
  const url = await samlRequestUrl(peer.saml, client.value, { requestId, relayState: handle })
  return ok({ url, secrets: { protocol: 'SAML2', requestId } })
}

/** The parameters of the callback: the query of OpenID Connect, the form of SAML. */
export async function finishAtProvider(
  request: Request,
  row: ProviderRow,
  state: SignInState,
  parameters: URLSearchParams,
): Promise<Result<VerifiedPerson, RefusedAnswer>> {
  const known = await peerOf(request.env, request.db, row, request.now)
  if (!known.ok) return fail({ reason: 'provider_unavailable', message: known.failure })
  const { peer } = known.value
  const { secrets } = state
  if (peer.protocol === 'OIDC' && secrets.protocol === 'OIDC') {
    const client = await oidcClient(request, row)
    if (client === null) return refuse('The client secret cannot be read: give it anew.')
    return finishOidcSignIn(
      request.env,
      peer.oidc,
      client,
      oidcRequest(request, row, state.handle, secrets),
      parameters,
    )
  }
  if (peer.protocol !== 'SAML2' || secrets.protocol !== 'SAML2')
    return refuse('The provider was changed to another protocol in the meantime.')
  const answer = { encoded: parameters.get('SAMLResponse') ?? '', requestId: secrets.requestId, now: request.now }
  const person = await finishSaml(request, row, { ...known.value, peer }, answer)
  if (!person.ok) return person
  const key = ['assertion', row.uid, person.value.assertionId]
  const isFirst = await useOnce(request.db, key, person.value.expiresAt, request.now)
  return isFirst ? person : refuse('The assertion was used before.')
}

function refuse(message: string): { ok: false; failure: RefusedAnswer } {
  return fail({ reason: 'answer_refused', message })
}

type SamlPeerInUse = PeerInUse & { peer: Extract<Peer, { protocol: 'SAML2' }> }

/** A provider that changed its keys says so in its metadata: what was kept of it is loaded anew, once. */
async function finishSaml(
  request: Request,
  row: ProviderRow,
  known: SamlPeerInUse,
  answer: { encoded: string; requestId: string; now: number },
): Promise<Result<SamlPerson, RefusedAnswer>> {
  const client = await samlClient(request, row, known.peer.saml)
  if (!client.ok) return refuse(client.failure)
  const first = await finishSamlSignIn(known.peer.saml, client.value, answer)
  if (first.ok || !known.isFromMemory) return first
  const again = await peerOf(request.env, request.db, row, request.now, { isForced: true })
  if (!again.ok || again.value.peer.protocol !== 'SAML2') return first
  const { saml } = again.value.peer
  const isSame = JSON.stringify(saml.certificates) === JSON.stringify(known.peer.saml.certificates)
  return isSame ? first : finishSamlSignIn(saml, client.value, answer)
}

async function oidcClient({ env }: Request, row: ProviderRow): Promise<OidcClient | null> {
  const { clientSecret: _never, ...configuration } = readOidcConfiguration(row)
  if (row.clientSecretSealed === null) return { ...configuration, clientSecret: null }
  const clientSecret = await openSecret(env, 'oidcClientSecret', row.clientSecretSealed)
  return clientSecret === null ? null : { ...configuration, clientSecret }
}

function oidcRequest(
  { env }: Request,
  row: ProviderRow,
  state: string,
  secrets: Pick<OidcRequest, 'nonce' | 'codeVerifier'>,
): OidcRequest {
  const { nonce, codeVerifier } = secrets
  return { redirectUri: callbackUrl(env.HOLDFAST_URL, row.name), state, nonce, codeVerifier }
}

async function samlClient({ env, db }: Request, row: ProviderRow, peer: SamlPeer): Promise<Result<SamlClient, string>> {
  const configuration = readSamlConfiguration(row)
  const keys = await readKeys({ env, db }, row, configuration)
  const mustSign = areRequestsSigned(configuration, peer)
  if (mustSign && keys.signing === null) return fail('Requests are to be signed, and there is no key for that.')
  const [provider] = configuration.identityProviders
  const algorithm = provider?.outboundSigningAlgorithm ?? configuration.outboundSigningAlgorithm
  const context = configuration.requestedAuthnContext
  return ok({
    entityId: configuration.entityId,
    callbackUrl: callbackUrl(env.HOLDFAST_URL, row.name),
    minIncomingAlgorithm: configuration.minIncomingSigningAlgorithm,
    mustCheckCertificateDates: configuration.validateCertificates === true,
    requestedContext:
      context === null
        ? null
        : { classRef: `${CONTEXT_CLASS}${context.classRef}`, comparison: COMPARISONS[context.comparison] },
    isContextIgnoredInAnswer: configuration.compatibility.ignoreAuthenticationContextInResponse === true,
    signing:
      mustSign && keys.signing !== null
        ? { privateKey: keys.signing, algorithm: algorithm === 'RsaSha512' ? 'sha512' : 'sha256' }
        : null,
    decryptionKeys: keys.decryption,
  })
}

async function readKeys(
  { env, db }: Pick<Request, 'env' | 'db'>,
  row: ProviderRow,
  configuration: Saml2Configuration,
): Promise<{ signing: string | null; decryption: string[] }> {
  if (configuration.serviceCertificates.length === 0) return { signing: null, decryption: [] }
  let signing: string | null = null
  const decryption: string[] = []
  for (const certificate of await readCertificates(db, row.uid)) {
    const key = await openPrivateKey(env, certificate)
    if (key === null) continue
    if (certificate.use !== 'Encryption' && certificate.status === 'Current') signing ??= key
    if (certificate.use !== 'Signing') decryption.push(key)
  }
  return { signing, decryption }
}
