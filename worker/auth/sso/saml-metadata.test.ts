import { beforeAll, describe, expect, test } from 'vitest'
import { addressProblem } from './guarded-fetch.ts'
import { isWithinDates, readSamlMetadata, toPem } from './saml-metadata.ts'
import { makeServiceCertificate } from './service-certificate.ts'

const NOW = Date.parse('2026-11-24T00:00:00Z')
const ENTITY = 'https://idp.example/entity'

let certificate: string
beforeAll(async () => {
  certificate = (await makeServiceCertificate('idp', 1, NOW)).certificate
})

const base64 = () => certificate.replace(/-----[A-Z ]+-----/g, '')

interface Members {
  key?: string
  service?: string
  attributes?: string
}

function entity({ key, service, attributes = '' }: Members = {}): string {
  const keys =
    key ??
    `<KeyDescriptor use="signing"><KeyInfo><X509Data><X509Certificate>${base64()}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
  const services =
    service ??
    `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example/sso?a=1&amp;b=2"/>`
  return `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${ENTITY}" ${attributes}>
    <IDPSSODescriptor WantAuthnRequestsSigned="true">${keys}${services}</IDPSSODescriptor></md:EntityDescriptor>`
}

const read = (xml: string, isPackageAllowed = false) =>
  readSamlMetadata(xml, { entityId: ENTITY, isPackageAllowed }, NOW)

describe('the metadata of a provider', () => {
  test('tells address, certificates and whether requests are to be signed', () => {
    expect(read(entity())).toEqual({
      ok: true,
      value: {
        entityId: ENTITY,
        signOnUrl: 'https://idp.example/sso?a=1&b=2',
        certificates: [toPem(certificate)],
        wantsSignedRequests: true,
        validUntil: null,
      },
    })
  })

  test('is found in a package where that is allowed', () => {
    const packed = `<EntitiesDescriptor><EntityDescriptor entityID="https://other.example"/>${entity()}</EntitiesDescriptor>`
    expect(read(packed)).toMatchObject({ ok: false, failure: expect.stringContaining('unpacking') })
    expect(read(packed, true)).toMatchObject({ ok: true, value: { entityId: ENTITY } })
  })

  test.each([
    ['a DOCTYPE', () => `<!DOCTYPE x []>${entity()}`, 'DOCTYPE'],
    ['no XML', () => '<a', 'not XML'],
    ['another entity', () => entity().replace(ENTITY, 'https://evil.example'), 'not of'],
    ['no provider', () => `<EntityDescriptor entityID="${ENTITY}"/>`, 'no identity provider'],
    ['no redirect address', () => entity({ service: '' }), 'HTTP-Redirect'],
    ['no certificate', () => entity({ key: '' }), 'no certificate'],
    ['a certificate that is none', () => entity().replace(base64(), 'AAAA'), 'no certificate'],
    [
      'a certificate for encryption only',
      () => entity().replace('use="signing"', 'use="encryption"'),
      'no certificate',
    ],
    ['an end that is past', () => entity({ attributes: 'validUntil="2026-11-23T00:00:00Z"' }), 'expired'],
  ])('is refused with %s', (_name, xml, reason) => {
    expect(read(xml())).toMatchObject({ ok: false, failure: expect.stringContaining(reason) })
  })
})

test('a certificate counts from its first to its last day', () => {
  const day = 24 * 3_600_000
  expect([-2, 0, 364, 366].map((days) => isWithinDates(certificate, NOW + days * day))).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('an address is judged as the browser reads it', () => {
  const settings = { HOLDFAST_URL: 'https://console.example' }
  expect(addressProblem(settings, 'https:\\\\127.0.0.1\\x')).not.toBeNull()
  expect(addressProblem(settings, 'https://①②⑦.⓪.⓪.①/')).not.toBeNull()
})
