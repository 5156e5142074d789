import { describe, expect, it } from 'vitest'
import type { IdentityProviderSettings } from '../../../ui/api/types.ts'
import { providerPatch, providerValues } from './provider-form.ts'

const peer = {
  entityId: 'https://idp.example/meta',
  signOnUrl: null,
  wantAuthnRequestsSigned: null,
  binding: 'HttpRedirect',
  allowUnsolicitedAuthnResponse: false,
  loadMetadata: true,
  metadataLocation: null,
}

const common = {
  name: 'corporate',
  displayName: 'Corporate login',
  templateName: 'Okta',
  enabled: true,
  configuration: { identityProviders: [peer] },
}

const oidc = {
  issuer: 'https://idp.example',
  clientId: 'console',
  clientSecret: null,
  clientAuthentication: 'None',
  scopes: ['openid', 'email'],
  idTokenSigningAlgorithm: 'RS256',
  isUserInfoRequested: false,
}

const byOidc = { ...common, protocol: 'OIDC', oidc } as unknown as IdentityProviderSettings
const bySaml = { ...common, protocol: 'SAML2', oidc: null } as unknown as IdentityProviderSettings

describe('an edit of an identity provider', () => {
  it.each([byOidc, bySaml])('changes nothing when nothing was changed ($protocol)', (known) => {
    expect(providerPatch(known, providerValues(known))).toEqual([])
  })

  it('sends what differs, and a secret only when one was typed', () => {
    const changed = { ...providerValues(byOidc), displayName: ' Staff ', scopes: 'openid email groups' }
    expect(providerPatch(byOidc, changed)).toEqual([
      { op: 'replace', path: '/displayName', value: 'Staff' },
      { op: 'replace', path: '/oidc/scopes', value: ['openid', 'email', 'groups'] },
    ])
    expect(providerPatch(byOidc, { ...changed, ...providerValues(byOidc), clientSecret: 'new' })).toEqual([
      { op: 'replace', path: '/oidc/clientSecret', value: 'new' },
      { op: 'replace', path: '/oidc/clientAuthentication', value: 'ClientSecretBasic' },
    ])
  })

  it('keeps how a client that has a secret proves itself', () => {
    const known = { ...byOidc, oidc: { ...oidc, clientAuthentication: 'ClientSecretPost' } } as IdentityProviderSettings
    expect(providerPatch(known, { ...providerValues(known), clientSecret: 'new' })).toEqual([
      { op: 'replace', path: '/oidc/clientSecret', value: 'new' },
    ])
  })

  it('goes from loaded metadata to an address and a certificate of its own', () => {
    const values = { ...providerValues(bySaml), loadMetadata: false, signOnUrl: 'https://idp.example/sso' }
    const at = '/configuration/identityProviders/0'
    expect(providerPatch(bySaml, { ...values, signingCertificate: 'PEM' })).toEqual([
      { op: 'replace', path: `${at}/loadMetadata`, value: false },
      { op: 'replace', path: `${at}/signOnUrl`, value: 'https://idp.example/sso' },
      { op: 'replace', path: `${at}/signingCertificates`, value: ['PEM'] },
    ])
  })
})
