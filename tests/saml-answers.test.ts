/** Each forgery of a SAML answer is refused for what is wrong with it, not for something else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finishSamlSignIn, type SamlClient } from '../worker/auth/sso/saml.ts'
import { loadSamlPeer, type SamlPeer } from '../worker/auth/sso/saml-metadata.ts'
import {
  aKey,
  type SamlIdentityProvider,
  type SamlRequest,
  startSamlIdentityProvider,
} from './support/saml-identity-provider.ts'

const request: SamlRequest = {
  id: '_1234567890123456789012345678901234567890',
  issuer: 'http://127.0.0.1:1/sso/x/metadata',
  consumerUrl: 'http://127.0.0.1:1/sso/x/callback',
  relayState: '',
  isSigned: false,
}
const client: SamlClient = {
  entityId: request.issuer,
  callbackUrl: request.consumerUrl,
  minIncomingAlgorithm: 'RsaSha256',
  mustCheckCertificateDates: false,
  requestedContext: null,
  isContextIgnoredInAnswer: false,
  signing: null,
  decryptionKeys: [],
}
const carl = { nameId: 'carl', attributes: { groups: ['a', 'b'], mail: 'carl@north.example' } }

let provider: SamlIdentityProvider
let peer: SamlPeer

beforeAll(async () => {
  provider = await startSamlIdentityProvider()
  const source = { entityId: provider.entityId, metadataUrl: provider.metadataUrl, isPackageAllowed: false }
  const loaded = await loadSamlPeer({ HOLDFAST_URL: 'http://127.0.0.1:1' }, source, Date.now())
  if (!loaded.ok) throw new Error(loaded.failure)
  peer = loaded.value
})
afterAll(() => provider.close())

async function finish(xml: string, members: Partial<SamlClient> = {}) {
  const encoded = Buffer.from(xml).toString('base64')
  const done = await finishSamlSignIn(
    peer,
    { ...client, ...members },
    { encoded, requestId: request.id, now: Date.now() },
  )
  return done.ok ? { subject: done.value.subject, claims: Object.fromEntries(done.value.claims) } : done.failure.message
}

const good = (options: Record<string, unknown> = {}) => provider.respond(request, carl, options)

describe('a SAML answer', () => {
  test('is read from the assertion that was signed, alone or with the response', async () => {
    const read = { subject: 'carl', claims: { groups: ['a', 'b'], mail: ['carl@north.example'], NameID: ['carl'] } }
    expect(await finish(await good())).toEqual(read)
    expect(await finish(await good({ signResponse: true }))).toEqual(read)
    expect(await finish(await good({ signResponse: true, signAssertion: false }))).toEqual(read)
    expect(peer.signOnUrl).toMatch(/\/sso\?tenant=a&b=c$/)
  })

  const options: [string, () => Promise<Record<string, unknown>>, RegExp][] = [
    ['of another issuer', async () => ({ issuer: 'https://evil.example' }), /another issuer/],
    ['for another audience', async () => ({ audience: 'https://another.example' }), /audience mismatch/],
    ['for another recipient', async () => ({ recipient: 'https://another.example' }), /not confirmed/],
    ['for another destination', async () => ({ destination: 'https://another.example' }), /Destination/],
    ['to another request', async () => ({ inResponseTo: '_0' }), /InResponseTo is not valid/],
    ['to no request', async () => ({ inResponseTo: undefined }), /InResponseTo/],
    ['that expired', async () => ({ lifetimeInSeconds: -61 }), /No valid subject confirmation/],
    ['without a signature', async () => ({ signAssertion: false }), /not signed/],
    ['signed with SHA-1', async () => ({ signatureAlgorithm: 'rsa-sha1' }), /rsa-sha1, which is not accepted/],
    ['digested with SHA-1', async () => ({ digestAlgorithm: 'sha1' }), /sha1, which is not accepted/],
    ['signed by somebody else', async () => keyOptions(await aKey()), /Invalid signature/],
  ]
  test.each(options)('%s is refused', async (_name, make, reason) => {
    expect(await finish(await good(await make()))).toMatch(reason)
  })

  const edits: [string, (xml: string) => string, RegExp][] = [
    ['changed after it was signed', (xml) => xml.replaceAll('carl@', 'root@'), /Invalid signature/],
    ['with a DOCTYPE', (xml) => `<!DOCTYPE r []>${xml}`, /DOCTYPE/],
    ['with a comment', (xml) => xml.replace('carl@', 'ca<!-- -->rl@'), /comment/],
    ['with CDATA', (xml) => xml.replace('carl@', '<![CDATA[carl]]>@'), /CDATA/],
    ['with a processing instruction', (xml) => xml.replace('carl@', '<?x?>carl@'), /processing instruction/],
    [
      'with two assertions',
      (xml) => xml.replace(ASSERTION, (one) => `${unsigned(one)}${one}`),
      /exactly one assertion/,
    ],
    ['with a response inside', (xml) => xml.replace(ASSERTION, '<Response >$&</Response>'), /another response/],
    ['with an object in its signature', (xml) => xml.replace('</Signature>', '<Object/></Signature>'), /object/],
    ['with two references', (xml) => xml.replace(/<Reference[\s\S]*<\/Reference>/, '$&$&'), /exactly one Reference/],
    [
      'whose algorithm is written in another way',
      (xml) => xml.replace('rsa-sha256"', 'rsa-sha&#50;56"'),
      /not accepted/,
    ],
    [
      'with an algorithm of two names',
      (xml) => xml.replace('<SignatureMethod ', '<SignatureMethod xAlgorithm="none" '),
      /not accepted/,
    ],
    ['that is a failure', (xml) => xml.replace('status:Success', 'status:Requester'), /answered Requester/],
    ['with the signature moved to the response', (xml) => moveSignature(xml), /refused/],
    [
      'without audience',
      (xml) => xml.replace(/<saml:AudienceRestriction>[\s\S]*<\/saml:AudienceRestriction>/, ''),
      /Invalid signature/,
    ],
    ['that is no XML', () => 'not XML', /no SAML response/],
    ['that is empty', () => '', /base64/],
  ]
  test.each(edits)('%s is refused', async (_name, edit, reason) => {
    expect(await finish(edit(await good()))).toMatch(reason)
  })

  test('is refused when one of its two signatures does not hold', async () => {
    const xml = await good({ signResponse: true })
    const values = [...xml.matchAll(/<SignatureValue>([^<]{20})/g)].map(([, value = '']) => value)
    expect(values).toHaveLength(2)
    for (const value of values)
      expect(await finish(xml.replace(value, 'A'.repeat(20)))).toMatch(/Invalid (document )?signature/)
  })

  test('is refused below the smallest algorithm that is configured', async () => {
    expect(await finish(await good(), { minIncomingAlgorithm: 'RsaSha512' })).toMatch(
      /rsa-sha256, which is not accepted/,
    )
  })

  test('is refused when the person did not sign in there as was asked', async () => {
    const classRef = 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509'
    const demanding = { requestedContext: { classRef, comparison: 'exact' as const } }
    expect(await finish(await good(), demanding)).toMatch(/AuthnContextClassRef/)
    expect(await finish(await good({ authnContextClassRef: classRef }), demanding)).toMatchObject({ subject: 'carl' })
    expect(await finish(await good(), { ...demanding, isContextIgnoredInAnswer: true })).toMatchObject({
      subject: 'carl',
    })
  })

  test('names the person for good', async () => {
    const nameIdFormat = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'
    expect(await finish(await provider.respond(request, { ...carl, nameIdFormat }))).toMatch(/transient/)
  })
})

const ASSERTION = /<saml:Assertion[\s\S]*<\/saml:Assertion>/

function unsigned(assertion: string): string {
  return assertion.replace(/<Signature[\s\S]*<\/Signature>/, '').replace(/ ID="[^"]*"/, ' ID="_evil"')
}

/** The signed assertion goes into the signature of a forged one. */
function moveSignature(xml: string): string {
  const assertion = ASSERTION.exec(xml)?.[0] ?? ''
  const signature = /<Signature[\s\S]*<\/Signature>/.exec(assertion)?.[0] ?? ''
  const forged = assertion.replace(signature, '').replaceAll('carl@', 'root@')
  return xml.replace(assertion, forged).replace(/<samlp:Status>/, `${signature}<samlp:Status>`)
}

function keyOptions(key: { certificate: string; privateKey: string }) {
  return { cert: key.certificate, key: key.privateKey }
}
