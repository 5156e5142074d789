/** SAML 2.0 with a real provider: a reseller's, whose companies' users come through it; and answers that are forged. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { identityProviderSettings } from '../../worker/contract/single-sign-on/identity-providers.ts'
import { rule } from '../../worker/contract/single-sign-on/rules.ts'
import { createServiceCertificate, signInOptions, signInTest } from '../../worker/contract/single-sign-on/sign-in.ts'
import { openBrowser, openPage } from '../support/browser.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aReseller, PASSWORD } from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import {
  aKey,
  type SamlIdentityProvider,
  type SamlRequest,
  startSamlIdentityProvider,
} from '../support/saml-identity-provider.ts'
import { aBrowser } from '../support/sign-in-browser.ts'
import { beginSaml, expectRefused, postSaml, sessionOf, signInBySaml } from '../support/single-sign-on.ts'

let holdfast: TestConsole
let admin: RestClient
let boss: RestClient
let provider: SamlIdentityProvider
let resellerUid: string
let companyUid: string
let path: string

const EMAIL = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress'
const carl = {
  nameId: 'carl@north.example',
  attributes: { company: 'alpha', groups: ['backup', 'staff'], [EMAIL]: 'carl@north.example' },
}
const boris = { nameId: 'boris', attributes: { [EMAIL]: 'boss@north.example', title: 'boss' } }

beforeAll(async () => {
  holdfast = await startConsole()
  provider = await startSamlIdentityProvider()
  admin = restClient(holdfast.url, await holdfast.token())
  resellerUid = (await aReseller(admin, 'North')).instanceUid
  companyUid = (await aCompany(admin, { name: 'Alpha Works', alias: 'alpha', resellerUid })).instanceUid
  await aCompany(admin, { name: 'Delta', alias: 'delta' })
  boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
  path = `/organizations/${resellerUid}/identityProviders`
})
afterAll(async () => {
  await provider?.close()
  await holdfast?.dispose()
})

function configuration(members: object = {}, idp: object = {}) {
  return {
    entityId: '',
    returnUrl: '',
    outboundSigningAlgorithm: 'RsaSha256',
    minIncomingSigningAlgorithm: 'RsaSha256',
    metadata: {
      organization: { name: 'North', displayName: 'North & Sons', url: 'https://north.example' },
      contactPerson: { email: 'it@north.example' },
    },
    identityProviders: [{ entityId: provider.entityId, metadataLocation: provider.metadataUrl, ...idp }],
    serviceCertificates: [],
    ...members,
  }
}

const body = (members: object = {}) => ({
  name: 'north-login',
  displayName: 'North',
  template: 'Keycloak',
  configurationCompleted: true,
  configuration: configuration(),
  ...members,
})

describe('configuring a provider', () => {
  test('loads its metadata and gives the console’s own', async () => {
    const free = await boss.ok('POST', '/organizations/identityProviders/name', { query: { name: 'north-login' } })
    expect(free.data).toBe(true)
    const made = one(identityProviderSettings, await boss.post(`${path}/saml2`, body()))
    expect(made).toMatchObject({
      type: 'SAML2',
      template: 'Keycloak',
      configurationValidationSucceeded: true,
      configuration: { entityId: `${holdfast.url}/sso/north-login/metadata` },
      assertionConsumerServiceUrl: `${holdfast.url}/sso/north-login/callback`,
    })
    const taken = await boss.ok('POST', '/organizations/identityProviders/name', { query: { name: 'NORTH-login' } })
    expect(taken.data).toBe(false)
    const metadata = await boss.text(`${path}/saml2/north-login/metadata`, 'application/xml')
    expect(metadata.headers.get('content-type')).toContain('application/xml')
    expect(metadata.text).toContain(`Location="${made.assertionConsumerServiceUrl}"`)
    expect(metadata.text).toContain('North &amp; Sons')
    expect(await (await fetch(`${holdfast.url}/sso/north-login/metadata`)).text()).toBe(metadata.text)
  })

  test.each([
    ['SHA-1 from the provider', { minIncomingSigningAlgorithm: 'RsaSha1' }, {}],
    ['SHA-1 to the provider', { outboundSigningAlgorithm: 'RsaSha1' }, {}],
    ['answers that nobody asked for', {}, { allowUnsolicitedAuthnResponse: true }],
    ['answers without a request', { compatibility: { ignoreMissingInResponseTo: true } }, {}],
    ['another binding', {}, { binding: 'Artifact' }],
    ['metadata from a private network', {}, { metadataLocation: 'https://192.168.0.1/metadata' }],
    ['no provider', { identityProviders: [] }, {}],
    ['no certificate where no metadata is loaded', {}, { loadMetadata: false, signOnUrl: 'https://idp.example/sso' }],
  ])('refuses %s', async (_name, members, idp) => {
    const refused = {
      ...body({ name: 'refused', enabled: false }),
      configuration: { ...configuration({}, idp), ...members },
    }
    const answer = await boss.call('POST', `${path}/saml2`, { body: refused })
    expect(answer.json?.errors?.[0]).toMatchObject({
      code: 400,
      propertyName: expect.stringContaining('configuration'),
    })
  })

  test('refuses a second one that is enabled, and a certificate without its key', async () => {
    const second = await boss.call('POST', `${path}/saml2`, { body: body({ name: 'second' }) })
    expect([second.status, second.json?.errors?.[0]?.code]).toEqual([409, 10500])
    const content = provider.key().certificate
    const keyless = body({
      name: 'second',
      enabled: false,
      configuration: configuration({ serviceCertificates: [{ privateKeyContent: content }] }),
    })
    const refused = await boss.call('POST', `${path}/saml2`, { body: keyless })
    expect(refused.json?.errors?.[0]).toMatchObject({ code: 1210 })
  })

  test('takes rules for the reseller and for its companies, the owner’s from the owner alone', async () => {
    const rules = [
      {
        name: 'Backup team',
        role: 'CompanyAdministrator',
        organizationMappingSourceClaimType: 'company',
        additionalMappings: [{ claimType: 'groups', operator: 'Equals', value: 'backup', matchCase: true }],
      },
      {
        name: 'Boss',
        role: 'ResellerOwner',
        organizationMappingSourceClaimType: '',
        additionalMappings: [{ claimType: 'title', operator: 'MatchRegex', value: '^BOSS$', matchCase: false }],
      },
    ]
    for (const content of rules) one(rule, await boss.post(`${path}/north-login/rules`, content))
    const [bossUser] = many(user, await boss.get('/users')).filter(({ role }) => role === 'ResellerOwner')
    await boss.patch(`/users/${bossUser?.instanceUid}`, [
      { op: 'replace', path: '/profile/email', value: 'Boss@north.example' },
    ])
    const helper = { userName: 'helper', password: PASSWORD }
    await boss.post('/users', {
      organizationUid: resellerUid,
      role: 'ResellerAdministrator',
      profile: {},
      credentials: helper,
    })
    const administrator = await signIn(holdfast.url, 'North\\helper', PASSWORD)
    const patch = [
      { op: 'replace', path: '/configuration/identityProviders/0/entityId', value: 'https://evil.example' },
    ]
    const refused = await administrator.call('PATCH', `${path}/north-login`, { body: patch })
    expect([refused.status, refused.json?.errors?.[0]?.message]).toEqual([
      403,
      expect.stringContaining('ResellerOwner'),
    ])
  })
})

describe('signing in', () => {
  test('brings users of a company through their reseller, by a post from the provider’s site', async () => {
    const login = { login: 'alpha\\carl' }
    const { singleSignOn } = one(
      signInOptions,
      await restClient(holdfast.url, null).get('/session/signInOptions', login),
    )
    expect(singleSignOn?.displayName).toBe('North')
    const { browser, leadsTo } = await signInBySaml(holdfast, provider, singleSignOn?.startUrl ?? '', carl)
    expect(leadsTo).toBe('/client/')
    expect(await sessionOf(holdfast, browser)).toMatchObject({
      user: { userName: 'carl@north.example', role: 'CompanyAdministrator' },
      organization: { instanceUid: companyUid },
    })
  })

  test('works in Chromium, whose cookies do not travel with posts from other sites', async () => {
    provider.signIn(carl)
    const chromium = await openBrowser()
    const { page } = await openPage(chromium)
    await page.goto(`${holdfast.url}/sso/alpha/start`)
    await page.waitForURL(`${holdfast.url}/client/**`)
    const answer = await page.evaluate(async () => (await fetch('/api/v3/session')).json())
    await chromium.close()
    expect(answer).toMatchObject({ data: { user: { userName: 'carl@north.example' } } })
  })

  test('finds the owner by its e-mail and makes no other', async () => {
    const { browser } = await signInBySaml(holdfast, provider, '/sso/North/start', boris)
    expect(await sessionOf(holdfast, browser)).toMatchObject({ user: { userName: 'boss', role: 'ResellerOwner' } })
    const stranger = { ...boris, attributes: { ...boris.attributes, [EMAIL]: 'other@north.example' } }
    await expectRefused(holdfast, await signInBySaml(holdfast, provider, '/sso/North/start', stranger), 'no_rule')
  })

  test('does not reach companies that are not the reseller’s', async () => {
    const other = { ...carl, attributes: { ...carl.attributes, company: 'delta' } }
    await expectRefused(holdfast, await signInBySaml(holdfast, provider, '/sso/alpha/start', other), 'no_rule')
    const start = await aBrowser().get(`${holdfast.url}/sso/delta/start`)
    expect(start.headers.get('location')).toContain('ssoError=not_available')
  })

  test('ends for a company that leaves the reseller, whoever is still signed in', async () => {
    const { browser } = await signInBySaml(holdfast, provider, '/sso/alpha/start', carl)
    const { browser: boss } = await signInBySaml(holdfast, provider, '/sso/North/start', boris)
    const companies = `/organizations/resellers/${resellerUid}/companies`
    await admin.delete(companies, { companyUid })
    expect(await sessionOf(holdfast, browser)).toBeNull()
    expect(await sessionOf(holdfast, boss)).toMatchObject({ user: { userName: 'boss' } })
    const start = await aBrowser().get(`${holdfast.url}/sso/alpha/start`)
    expect(start.headers.get('location')).toContain('ssoError=not_available')
    await admin.ok('POST', companies, { query: { companyUid } })
    expect((await signInBySaml(holdfast, provider, '/sso/alpha/start', carl)).leadsTo).toBe('/client/')
  })

  test('follows a provider that changes its certificate', async () => {
    provider.useKey(await aKey())
    expect((await signInBySaml(holdfast, provider, '/sso/alpha/start', carl)).leadsTo).toBe('/client/')
  })
})

const START = '/sso/alpha/start'

describe('an answer is refused', () => {
  type Answer = (request: SamlRequest) => Promise<string>
  const good: Answer = (request) => provider.respond(request, carl)
  const made =
    (options: Record<string, unknown>): Answer =>
    (request) =>
      provider.respond(request, carl, options)
  const edited =
    (edit: (xml: string) => string, answer: Answer = good): Answer =>
    async (request) =>
      edit(await answer(request))

  const answers: [string, Answer][] = [
    ['signed by somebody else', async (request) => made(keyOptions(await aKey()))(request)],
    ['without a signature', made({ signAssertion: false })],
    ['signed with SHA-1', made({ signatureAlgorithm: 'rsa-sha1', digestAlgorithm: 'sha1' })],
    ['changed after it was signed', edited((xml) => xml.replaceAll('carl@', 'root@'))],
    ['of another issuer', made({ issuer: 'https://evil.example' })],
    ['for another audience', made({ audience: 'https://another.example' })],
    ['for another recipient', made({ recipient: 'https://another.example/callback' })],
    ['for another destination', made({ destination: 'https://another.example/callback' })],
    ['to another request', made({ inResponseTo: '_0000000000000000000000000000000000000000' })],
    ['to no request', made({ inResponseTo: undefined })],
    ['that expired', made({ lifetimeInSeconds: -61 })],
    ['with a DOCTYPE', edited((xml) => `<!DOCTYPE r [<!ENTITY e "x">]>${xml}`)],
    ['with a comment in the name', edited((xml) => xml.replace('carl@north', 'carl<!-- -->@north'))],
    ['with a second assertion in front', edited(withAssertionInFront)],
    ['wrapped around the signed assertion', edited(wrapped)],
    ['whose signature holds an object', edited((xml) => xml.replace('</Signature>', '<Object>x</Object></Signature>'))],
    ['that names the person for once', (request) => provider.respond(request, { ...carl, nameIdFormat: TRANSIENT })],
    ['that is a failure with an assertion', edited((xml) => xml.replace('status:Success', 'status:Requester'))],
    ['that is no XML', async () => 'not XML'],
  ]
  test.each(answers)('%s', async (_name, answer) => {
    const begun = await beginSaml(holdfast, provider, START)
    const leadsTo = await postSaml(begun, await answer(begun.request))
    await expectRefused(holdfast, { browser: begun.browser, leadsTo }, 'answer_refused')
  })

  test('that is up to a minute late by the clock is not', async () => {
    const begun = await beginSaml(holdfast, provider, START)
    expect(await postSaml(begun, await made({ lifetimeInSeconds: -30 })(begun.request))).toBe('/client/')
  })

  test('that nobody asked for, that comes twice, and that another browser brings', async () => {
    const begun = await beginSaml(holdfast, provider, START)
    const xml = await good(begun.request)
    const unasked = { ...begun, browser: aBrowser(), request: { ...begun.request, relayState: '' } }
    await expectRefused(holdfast, { browser: unasked.browser, leadsTo: await postSaml(unasked, xml) }, 'expired')
    const other = { ...begun, browser: aBrowser() }
    await expectRefused(holdfast, { browser: other.browser, leadsTo: await postSaml(other, xml) }, 'expired')
    const kept = [...begun.browser.cookies(holdfast.url)]
    expect(await postSaml(begun, xml)).toBe('/client/')
    const thief = { ...begun, browser: aBrowser() }
    for (const [name, cookie] of kept)
      (thief.browser.cookies(holdfast.url) as Map<string, typeof cookie>).set(name, cookie)
    await expectRefused(holdfast, { browser: thief.browser, leadsTo: await postSaml(thief, xml) }, 'expired')
  })
})

const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

function keyOptions(key: { certificate: string; privateKey: string }) {
  return { cert: key.certificate, key: key.privateKey }
}

const ASSERTION = /<saml:Assertion[\s\S]*<\/saml:Assertion>/

/** A copy for somebody else, unsigned, before the one whose signature holds. */
function withAssertionInFront(xml: string): string {
  return xml.replace(ASSERTION, (assertion) => `${evilCopy(assertion)}${assertion}`)
}

/** The signed assertion is hidden inside of the forged one's signature. */
function wrapped(xml: string): string {
  return xml.replace(ASSERTION, (assertion) =>
    evilCopy(assertion).replace('</saml:Issuer>', `</saml:Issuer><Extensions>${assertion}</Extensions>`),
  )
}

function evilCopy(assertion: string): string {
  return assertion
    .replace(/<Signature[\s\S]*<\/Signature>/, '')
    .replace(/ ID="[^"]*"/, ' ID="_evil"')
    .replaceAll('carl@', 'root@')
}

describe('certificates of the console', () => {
  test('sign its requests and open encrypted answers, of which the whole response must be signed', async () => {
    const certificatePath = `${path}/saml2/north-login/serviceCertificates`
    const made = one(certificateAnswer(), await boss.post(certificatePath, { use: 'Both' }))
    provider.demandSignedRequests(made.certificate)
    await boss.post(`${path}/north-login/revalidate`)
    const begun = await beginSaml(holdfast, provider, START)
    expect(begun.request.isSigned).toBe(true)
    const published = await (await fetch(`${holdfast.url}/sso/north-login/metadata`)).text()
    expect(published).toContain(made.certificate.split('\n')[1])
    expect(published).toContain('AuthnRequestsSigned="true"')
    const { createPublicKey } = await import('node:crypto')
    const encryption = {
      encryptionCert: made.certificate,
      encryptionPublicKey: createPublicKey(made.certificate).export({ type: 'spki', format: 'pem' }),
    }
    const unsigned = await provider.respond(begun.request, carl, encryption)
    await expectRefused(
      holdfast,
      { browser: begun.browser, leadsTo: await postSaml(begun, unsigned) },
      'answer_refused',
    )
    const again = await beginSaml(holdfast, provider, START)
    const signed = await provider.respond(again.request, carl, { ...encryption, signResponse: true })
    expect(await postSaml(again, signed)).toBe('/client/')
  })

  test('never show their keys', async () => {
    const settings = await boss.get(`${path}/north-login`)
    expect(JSON.stringify(settings)).not.toContain('PRIVATE KEY')
    const [certificate] = one(identityProviderSettings, settings).configuration.serviceCertificates
    expect(certificate).toMatchObject({
      privateKeyContent: null,
      certificateThumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
    })
  })
})

function certificateAnswer() {
  const { answer } = createServiceCertificate
  if (answer.kind !== 'object') throw new Error('The certificate is answered as an object')
  return answer.schema
}

describe('a test sign-in', () => {
  test('says why an answer was refused, to the administrator alone', async () => {
    const begun = one(signInTest, await boss.post(`${path}/north-login/testSignIns`))
    const there = await beginSaml(holdfast, provider, begun.startUrl)
    const xml = await provider.respond(there.request, carl, { audience: 'https://another.example' })
    expect(await postSaml(there, xml)).not.toContain('audience')
    const seen = one(signInTest, await boss.get(`${path}/north-login/testSignIns/${begun.testUid}`))
    expect(seen).toMatchObject({ status: 'Failed', signIn: null, errorMessage: expect.stringContaining('audience') })
  })
})

describe('the end of a provider', () => {
  test('takes the users that it made, and leaves the owner', async () => {
    const { browser } = await signInBySaml(holdfast, provider, START, carl)
    const ownBrowser = (await signInBySaml(holdfast, provider, '/sso/North/start', boris)).browser
    await boss.delete(`${path}/north-login`)
    expect([await sessionOf(holdfast, browser), await sessionOf(holdfast, ownBrowser)]).toEqual([null, null])
    const names = many(user, await boss.get('/users')).map(({ userName }) => userName)
    expect(names).toContain('boss')
    expect(names).not.toContain('carl@north.example')
  })
})
