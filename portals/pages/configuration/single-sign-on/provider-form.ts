import type { PatchOperation } from '../../../ui/api/client.ts'
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
  isEnabled: boolean
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
  isEnabled: true,
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
  enabled: 'isEnabled',
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
    enabled: values.isEnabled,
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

/** Secrets are never answered: their field begins empty, and empty leaves them as they are. */
export function providerValues(known: IdentityProviderSettings): ProviderValues {
  const [peer] = known.configuration.identityProviders
  return {
    ...emptyProvider,
    protocol: known.protocol,
    template: known.templateName,
    displayName: known.displayName,
    name: known.name,
    isEnabled: known.enabled,
    ...(known.oidc
      ? {
          issuer: known.oidc.issuer,
          clientId: known.oidc.clientId,
          scopes: known.oidc.scopes.join(' '),
          isUserInfoRequested: known.oidc.isUserInfoRequested,
        }
      : {
          entityId: peer?.entityId ?? '',
          metadataLocation: peer?.metadataLocation ?? '',
          loadMetadata: peer?.loadMetadata ?? true,
          signOnUrl: peer?.signOnUrl ?? '',
          signingCertificate: peer?.signingCertificates?.[0] ?? '',
        }),
  }
}

/** Only what differs: what is reached by a path of its own leaves everything beside it alone. */
export function providerPatch(known: IdentityProviderSettings, values: ProviderValues): PatchOperation[] {
  const before = providerValues(known)
  const wanted = known.protocol === 'OIDC' ? oidcChanges(known, values) : samlChanges(values)
  const had = known.protocol === 'OIDC' ? oidcChanges(known, before) : samlChanges(before)
  const paths = { '/displayName': values.displayName.trim(), '/template': values.template, ...wanted }
  const present: Record<string, unknown> = { '/displayName': before.displayName, '/template': before.template, ...had }
  return Object.entries(paths)
    .filter(([path, value]) => JSON.stringify(present[path]) !== JSON.stringify(value))
    .map(([path, value]) => ({ op: 'replace', path, value }))
}

function oidcChanges(known: IdentityProviderSettings, values: ProviderValues): Record<string, unknown> {
  const { oidc } = oidcInput(values)
  const given = oidc.clientSecret
    ? {
        '/oidc/clientSecret': oidc.clientSecret,
        ...(known.oidc?.clientAuthentication === 'None'
          ? { '/oidc/clientAuthentication': oidc.clientAuthentication }
          : {}),
      }
    : {}
  return {
    '/oidc/issuer': oidc.issuer,
    '/oidc/clientId': oidc.clientId,
    '/oidc/scopes': oidc.scopes,
    '/oidc/isUserInfoRequested': oidc.isUserInfoRequested,
    ...given,
  }
}

function samlChanges(values: ProviderValues): Record<string, unknown> {
  const peer = '/configuration/identityProviders/0'
  const certificate = values.signingCertificate.trim()
  return {
    [`${peer}/entityId`]: values.entityId.trim(),
    [`${peer}/loadMetadata`]: values.loadMetadata,
    [`${peer}/metadataLocation`]: values.loadMetadata ? values.metadataLocation.trim() || null : null,
    [`${peer}/signOnUrl`]: values.loadMetadata ? null : values.signOnUrl.trim(),
    [`${peer}/signingCertificates`]: values.loadMetadata || certificate === '' ? [] : [certificate],
  }
}
