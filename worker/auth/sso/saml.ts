/**
 * SAML 2.0 by node-saml: requests by HTTP-Redirect, answers by HTTP-POST. The library is loaded when a sign-in needs it,
 * so that no other request pays for it. It verifies signatures and hands out the assertion that was under one; everything
 * that is read of a person is read from there (saml-assertion.ts), after the gate has judged the text (saml-gate.ts).
 */
import { Buffer } from 'node:buffer'
import type { CacheProvider, SamlConfig } from '@node-saml/node-saml'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { RefusedAnswer, VerifiedPerson } from './claims.ts'
import { readAssertion } from './saml-assertion.ts'
import { gateSamlResponse, type MinSigningAlgorithm } from './saml-gate.ts'
import { isWithinDates, type SamlPeer } from './saml-metadata.ts'

export interface SamlClient {
  /** The console's own entity id. */
  entityId: string
  /** Assertion consumer service: where the provider posts its answer. */
  callbackUrl: string
  minIncomingAlgorithm: MinSigningAlgorithm
  mustCheckCertificateDates: boolean
  requestedContext: { classRef: string; comparison: 'exact' | 'minimum' | 'maximum' | 'better' } | null
  isContextIgnoredInAnswer: boolean
  /** PEM; null: requests are not signed. */
  signing: { privateKey: string; algorithm: 'sha256' | 'sha512' } | null
  /** PEM of every key that an answer may be encrypted for. */
  decryptionKeys: readonly string[]
}

export const SAML_CLOCK_SKEW_MS = 60_000
/** Between the request and its answer. */
const REQUEST_LIFETIME_MS = 10 * 60_000

export async function samlRequestUrl(
  peer: SamlPeer,
  client: SamlClient,
  request: { requestId: string; relayState: string },
): Promise<string> {
  const { SAML } = await import('@node-saml/node-saml')
  const saml = new SAML({
    ...baseConfig(peer, client),
    generateUniqueId: () => request.requestId,
    ...(client.signing === null
      ? {}
      : { privateKey: client.signing.privateKey, signatureAlgorithm: client.signing.algorithm }),
  })
  return saml.getAuthorizeUrlAsync(request.relayState, undefined, {})
}

export interface SamlAnswer {
  /** The form field SAMLResponse. */
  encoded: string
  requestId: string
  now: number
}

export interface SamlPerson extends VerifiedPerson {
  /** To be used once. */
  assertionId: string
  /** Until when the assertion would be taken. */
  expiresAt: number
}

export async function finishSamlSignIn(
  peer: SamlPeer,
  client: SamlClient,
  answer: SamlAnswer,
): Promise<Result<SamlPerson, RefusedAnswer>> {
  const gated = gateSamlResponse(answer.encoded, client.minIncomingAlgorithm)
  if (!gated.ok) return refuse(gated.failure)
  const { destination, isEncrypted, signatureCount } = gated.value
  if (destination !== null && destination !== client.callbackUrl)
    return refuse('The response is meant for another address (Destination).')
  const certificates = client.mustCheckCertificateDates
    ? peer.certificates.filter((pem) => isWithinDates(pem, answer.now))
    : peer.certificates
  if (certificates.length === 0) return refuse("None of the provider's certificates is within its dates.")
  // With two signatures both are checked; with one, whichever element has it.
  const mustCheckBoth = signatureCount > 1
  const assertion = await verify(
    gated.value.xml,
    answer,
    {
      ...baseConfig({ ...peer, certificates }, client),
      wantAssertionsSigned: mustCheckBoth,
      wantAuthnResponseSigned: mustCheckBoth || isEncrypted,
    },
    isEncrypted ? client.decryptionKeys : [null],
  )
  if (!assertion.ok) return refuse(assertion.failure)
  const read = readAssertion(assertion.value, {
    issuer: peer.entityId,
    audience: client.entityId,
    recipient: client.callbackUrl,
    requestId: answer.requestId,
    contextClass: wantedContext(client),
    now: answer.now,
    clockSkewMs: SAML_CLOCK_SKEW_MS,
  })
  return read.ok ? ok(read.value) : refuse(read.failure)
}

function refuse(message: string): { ok: false; failure: RefusedAnswer } {
  return fail({ reason: 'answer_refused', message })
}

function wantedContext({ requestedContext, isContextIgnoredInAnswer }: SamlClient): string | null {
  return requestedContext?.comparison === 'exact' && !isContextIgnoredInAnswer ? requestedContext.classRef : null
}

function baseConfig(peer: SamlPeer, client: SamlClient): SamlConfig {
  const context = client.requestedContext
  return {
    callbackUrl: client.callbackUrl,
    entryPoint: peer.signOnUrl,
    issuer: client.entityId,
    audience: client.entityId,
    idpIssuer: peer.entityId,
    idpCert: [...peer.certificates],
    identifierFormat: null,
    disableRequestedAuthnContext: context === null,
    ...(context === null ? {} : { authnContext: [context.classRef], racComparison: context.comparison }),
    acceptedClockSkewMs: SAML_CLOCK_SKEW_MS,
    wantAssertionsSigned: false,
    wantAuthnResponseSigned: false,
  }
}

/** The assertion as it was signed. `keys` are tried in turn; null stands for an answer that is not encrypted. */
async function verify(
  xml: string,
  answer: SamlAnswer,
  config: SamlConfig,
  keys: readonly (string | null)[],
): Promise<Result<unknown, string>> {
  if (keys.length === 0) return fail('The assertion is encrypted, and the console has no certificate for that.')
  const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml')
  const SAMLResponse = Buffer.from(xml, 'utf8').toString('base64')
  let message = ''
  for (const key of keys) {
    const saml = new SAML({
      ...config,
      ...(key === null ? {} : { decryptionPvk: key }),
      validateInResponseTo: ValidateInResponseTo.always,
      requestIdExpirationPeriodMs: REQUEST_LIFETIME_MS,
      cacheProvider: onlyRequest(answer),
    })
    try {
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse })
      if (profile?.getAssertion !== undefined) return ok(profile.getAssertion())
      message = 'it holds no assertion'
    } catch (error) {
      message = sayLibraryError(error)
    }
  }
  return fail(`The response was refused: ${message}.`)
}

/** The library asks for requests that are under way: there is one. */
function onlyRequest({ requestId, now }: SamlAnswer): CacheProvider {
  return {
    saveAsync: async (_key, value) => ({ value, createdAt: now }),
    getAsync: async (key) => (key === requestId ? new Date(now).toISOString() : null),
    removeAsync: async () => null,
  }
}

/** Of the library's own checks; what a parser or a cipher says of foreign input stays inside. */
function sayLibraryError(error: unknown): string {
  const text = error instanceof Error ? error.message : ''
  const known =
    /^(Invalid (document )?signature|SAML assertion|InResponseTo|SubjectInResponseTo|No valid subject|Unknown SAML issuer|Missing SAML|Too many signatures)/
  return known.test(text) ? text.slice(0, 300).replace(/\.$/, '') : 'it is not in the form of the protocol'
}
