/** Identity providers between their row and their wire form. */

import { toWireTimeOrNull } from '../../contract/common.ts'
import type {
  IdentityProvider,
  IdentityProviderSettings,
  OidcConfiguration,
} from '../../contract/single-sign-on/identity-providers.ts'
import { identityProviderSettings, oidcConfiguration } from '../../contract/single-sign-on/identity-providers.ts'
import { type Saml2Configuration, saml2Configuration } from '../../contract/single-sign-on/saml-configuration.ts'
import { readEnum } from '../../db/read-enum.ts'
import type { identityProviders } from '../../db/schema/single-sign-on.ts'

export type ProviderRow = typeof identityProviders.$inferSelect
type WireRow = Omit<
  ProviderRow,
  | 'nameFold'
  | 'nameNatural'
  | 'displayNameFold'
  | 'displayNameNatural'
  | 'clientSecretSealed'
  | 'peer'
  | 'createdAt'
  | 'updatedAt'
> & {
  rulesCount: number
  hasPeer: number
}

export function callbackUrl(publicUrl: string, providerName: string): string {
  return `${publicUrl}/sso/${encodeURIComponent(providerName)}/callback`
}

export function metadataUrl(publicUrl: string, providerName: string): string {
  return `${publicUrl}/sso/${encodeURIComponent(providerName)}/metadata`
}

export function readSamlConfiguration(row: Pick<ProviderRow, 'configuration'>): Saml2Configuration {
  return saml2Configuration.parse(JSON.parse(row.configuration))
}

export function readOidcConfiguration(row: Pick<ProviderRow, 'configuration'>): OidcConfiguration {
  return oidcConfiguration.parse(JSON.parse(row.configuration))
}

export function toSettings(row: WireRow, publicUrl: string): IdentityProviderSettings {
  const oidc = row.protocol === 'OIDC' ? readOidcConfiguration(row) : null
  const callback = callbackUrl(publicUrl, row.name)
  return {
    displayName: row.displayName,
    configuration: oidc === null ? readSamlConfiguration(row) : inWordsOfSaml(oidc, callback),
    name: row.name,
    template: templateOf(row.template),
    type: typeOf(row.protocol),
    configurationValidationSucceeded: row.hasPeer === 1 && row.errorMessage === null,
    errorMessage: row.errorMessage,
    rulesCount: row.rulesCount,
    configurationCompleted: row.isCompleted,
    enabled: row.isEnabled,
    organizationUid: row.organizationUid,
    protocol: row.protocol,
    templateName: readEnum(identityProviderSettings.shape.templateName, row.template, 'Custom'),
    oidc,
    signInUrl: `${publicUrl}/sso/${row.organizationUid}/start`,
    assertionConsumerServiceUrl: callback,
    validatedAt: toWireTimeOrNull(row.peerLoadedAt),
  }
}

export function toEmbedded(
  row: Pick<ProviderRow, 'name' | 'displayName' | 'template' | 'protocol' | 'organizationUid' | 'isEnabled'>,
): IdentityProvider {
  const { name, displayName, organizationUid, isEnabled } = row
  return {
    name,
    displayName,
    template: templateOf(row.template),
    type: typeOf(row.protocol),
    organizationUid,
    enabled: isEnabled,
  }
}

/** v3 has no word for Entra ID. */
function templateOf(stored: string): IdentityProvider['template'] {
  return readEnum(identityProviderSettings.shape.template, stored, 'Custom')
}

function typeOf(protocol: ProviderRow['protocol']): IdentityProvider['type'] {
  return protocol === 'SAML2' ? 'SAML2' : 'Unknown'
}

/** v3 demands a SAML configuration of every provider: one of OpenID Connect says in it what it has. */
function inWordsOfSaml(oidc: OidcConfiguration, callback: string): Saml2Configuration {
  return saml2Configuration.parse({
    entityId: oidc.clientId,
    returnUrl: callback,
    outboundSigningAlgorithm: 'RsaSha256',
    minIncomingSigningAlgorithm: 'RsaSha256',
    metadata: { organization: { name: '', displayName: '', url: '' }, contactPerson: { email: '' } },
    identityProviders: [{ entityId: oidc.issuer }],
    serviceCertificates: [],
  })
}
