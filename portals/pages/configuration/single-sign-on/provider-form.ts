import type {
  IdentityProviderSettings,
  IdentityProviderSettingsInput,
  OidcIdentityProviderInput,
} from '../../../ui/api/types.ts'
import { problems, requireText } from '../../../ui/form/rules.ts'

/** One form for both protocols; the fields of the other one are not looked at. */
export interface ProviderValues {
  protocol: string
  template: string
  displayName: string
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  scopes: string
  isUserInfoRequested: boolean
  entityId: string
  metadataLocation: string
  loadMetadata: boolean
  signOnUrl: string
  signingCertificate: string
}

export const emptyProvider: ProviderValues = {
  protocol: 'OIDC',
  template: 'Custom',
  displayName: '',
  name: '',
  issuer: '',
  clientId: '',
  clientSecret: '',
  scopes: 'openid profile email',
  isUserInfoRequested: false,
  entityId: '',
  metadataLocation: '',
  loadMetadata: true,
  signOnUrl: '',
  signingCertificate: '',
}

export function checkProvider(values: ProviderValues) {
  const isOidc = values.protocol === 'OIDC'
  const ifOidc = (value: string) => (isOidc ? requireText(value) : undefined)
  const ifSaml = (value: string) => (isOidc ? undefined : requireText(value))
  return problems({
    displayName: requireText(values.displayName),
    name: requireText(values.name),
    issuer: ifOidc(values.issuer),
    clientId: ifOidc(values.clientId),
    entityId: ifSaml(values.entityId),
    signOnUrl: values.loadMetadata ? undefined : ifSaml(values.signOnUrl),
    signingCertificate: values.loadMetadata ? undefined : ifSaml(values.signingCertificate),
  })
}

const samlProvider = 'configuration.identityProviders'

export const providerWireNames = {
  displayName: 'displayName',
  name: 'name',
  template: 'template',
  'oidc.issuer': 'issuer',
  'oidc.clientId': 'clientId',
  'oidc.clientSecret': 'clientSecret',
  'oidc.scopes': 'scopes',
  [`${samlProvider}[0].entityId`]: 'entityId',
  [`${samlProvider}[0].metadataLocation`]: 'metadataLocation',
  [`${samlProvider}[0].signOnUrl`]: 'signOnUrl',
  [`${samlProvider}[0].signingCertificates`]: 'signingCertificate',
  [`${samlProvider}.0.entityId`]: 'entityId',
  [`${samlProvider}.0.metadataLocation`]: 'metadataLocation',
  [`${samlProvider}.0.signOnUrl`]: 'signOnUrl',
  [`${samlProvider}.0.signingCertificates`]: 'signingCertificate',
}

type Common = Pick<
  OidcIdentityProviderInput,
  'name' | 'displayName' | 'template' | 'configurationCompleted' | 'enabled'
>

function commonInput(values: ProviderValues): Common {
  return {
    name: values.name.trim(),
    displayName: values.displayName.trim(),
    template: values.template as Common['template'],
    configurationCompleted: false,
    enabled: true,
  }
}

export function oidcInput(values: ProviderValues): OidcIdentityProviderInput {
  const secret = values.clientSecret.trim()
  return {
    ...commonInput(values),
    oidc: {
      issuer: values.issuer.trim(),
      clientId: values.clientId.trim(),
      clientSecret: secret || null,
      clientAuthentication: secret === '' ? 'None' : 'ClientSecretBasic',
      scopes: values.scopes.split(/[\s,]+/).filter(Boolean),
      idTokenSigningAlgorithm: 'RS256',
      isUserInfoRequested: values.isUserInfoRequested,
    },
  }
}

/** What is left out has the console's defaults. */
export function samlInput(
  values: ProviderValues,
): Omit<IdentityProviderSettingsInput, 'configuration'> & { configuration: object } {
  const certificate = values.signingCertificate.trim()
  return {
    ...commonInput(values),
    type: 'SAML2',
    configuration: {
      entityId: '',
      returnUrl: '',
      outboundSigningAlgorithm: 'RsaSha256',
      minIncomingSigningAlgorithm: 'RsaSha256',
      metadata: {
        organization: { name: '', displayName: '', url: '' },
        contactPerson: { email: '' },
      },
      identityProviders: [
        {
          entityId: values.entityId.trim(),
          loadMetadata: values.loadMetadata,
          metadataLocation: values.loadMetadata ? values.metadataLocation.trim() || null : null,
          signOnUrl: values.loadMetadata ? null : values.signOnUrl.trim(),
          ...(values.loadMetadata || certificate === '' ? {} : { signingCertificates: [certificate] }),
        },
      ],
      serviceCertificates: [],
    },
  }
}

export function isOidc(provider: IdentityProviderSettings): boolean {
  return provider.protocol === 'OIDC'
}
