/** Why a configuration cannot be kept. What only the provider knows is checked when its metadata is loaded. */
import { addressProblem, type FetchSettings } from '../../auth/sso/guarded-fetch.ts'
import { toPem } from '../../auth/sso/saml-metadata.ts'
import type { OidcConfiguration } from '../../contract/single-sign-on/identity-providers.ts'
import type { Saml2Configuration } from '../../contract/single-sign-on/saml-configuration.ts'
import type { ApiFailure } from '../../http/failure.ts'

function problem(property: string, what: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" ${what}.`, property }
}

export function samlProblem(settings: FetchSettings, configuration: Saml2Configuration): ApiFailure | null {
  const at = 'configuration'
  const [provider, ...others] = configuration.identityProviders
  if (provider === undefined || others.length > 0)
    return problem(`${at}.identityProviders`, 'must have exactly one element')
  const algorithms = [
    ['outboundSigningAlgorithm', configuration.outboundSigningAlgorithm],
    ['identityProviders.0.outboundSigningAlgorithm', provider.outboundSigningAlgorithm],
  ] as const
  for (const [name, algorithm] of algorithms)
    if (algorithm === 'RsaSha1' || algorithm === 'RsaSha384')
      return problem(`${at}.${name}`, `must be RsaSha256 or RsaSha512, not ${algorithm}`)
  if (configuration.minIncomingSigningAlgorithm === 'RsaSha1')
    return problem(
      `${at}.minIncomingSigningAlgorithm`,
      'must be at least RsaSha256: signatures with SHA-1 can be forged',
    )
  if (provider.binding !== 'HttpRedirect') return problem(`${at}.identityProviders.0.binding`, 'must be HttpRedirect')
  if (provider.allowUnsolicitedAuthnResponse)
    return problem(
      `${at}.identityProviders.0.allowUnsolicitedAuthnResponse`,
      'must be false: a sign-in begins at the console',
    )
  if (configuration.compatibility.ignoreMissingInResponseTo)
    return problem(`${at}.compatibility.ignoreMissingInResponseTo`, 'must be false: answers belong to a request')
  return provider.loadMetadata ? loadedProblem(settings, provider) : typedProblem(settings, provider)
}

type SamlProvider = Saml2Configuration['identityProviders'][number]

function loadedProblem(settings: FetchSettings, provider: SamlProvider): ApiFailure | null {
  const address = provider.metadataLocation || provider.entityId
  const what = addressProblem(settings, address)
  const place = provider.metadataLocation ? 'metadataLocation' : 'entityId'
  return what === null ? null : problem(`configuration.identityProviders.0.${place}`, what)
}

function typedProblem(settings: FetchSettings, provider: SamlProvider): ApiFailure | null {
  const at = 'configuration.identityProviders.0'
  if (!provider.signOnUrl) return problem(`${at}.signOnUrl`, 'is required where the metadata is not loaded')
  const what = addressProblem(settings, provider.signOnUrl)
  if (what !== null) return problem(`${at}.signOnUrl`, what)
  const certificates = provider.signingCertificates ?? []
  if (certificates.length === 0)
    return problem(`${at}.signingCertificates`, 'is required where the metadata is not loaded')
  const unreadable = certificates.findIndex((text) => toPem(text) === null)
  return unreadable < 0
    ? null
    : problem(`${at}.signingCertificates.${unreadable}`, 'must be a certificate of an RSA key, in PEM or base64')
}

export function oidcProblem(
  settings: FetchSettings,
  oidc: OidcConfiguration,
  hasStoredSecret: boolean,
): ApiFailure | null {
  const what = addressProblem(settings, oidc.issuer)
  if (what !== null) return problem('oidc.issuer', what)
  const hasSecret = hasStoredSecret || Boolean(oidc.clientSecret)
  if (oidc.clientAuthentication !== 'None' && !hasSecret)
    return problem('oidc.clientSecret', 'is required unless clientAuthentication is None, and anew with another issuer')
  return null
}
