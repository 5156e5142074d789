/** OpenID Connect with a real provider: trying it out, signing in, roles by rules, and answers that must not be believed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { identityProviderSettings } from '../../worker/contract/single-sign-on/identity-providers.ts'
import { rule, ruleExport } from '../../worker/contract/single-sign-on/rules.ts'
import { signInOptions, signInTest } from '../../worker/contract/single-sign-on/sign-in.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { strangeKey, unsignedToken } from '../support/forged-tokens.ts'
import {
  type Forgery,
  type OidcIdentityProvider,
  startOidcIdentityProvider,
} from '../support/oidc-identity-provider.ts'
import { aCompany, aReseller, PASSWORD } from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { aBrowser } from '../support/sign-in-browser.ts'
import { expectRefused, sessionOf, signInByOidc, untilCallback } from '../support/single-sign-on.ts'

let holdfast: TestConsole
let admin: RestClient
let owner: RestClient
let provider: OidcIdentityProvider
let companyUid: string
let path: string

const ann = { sub: 'ann-1', email: 'ann@acme.example', given_name: 'Ann', family_name: 'Archer', groups: ['admins'] }
const START = '/sso/acme/start'

beforeAll(async () => {
  holdfast = await startConsole()
  const callbacks = ['acme-login', 'console-login'].map((name) => `${holdfast.url}/sso/${name}/callback`)
  provider = await startOidcIdentityProvider(callbacks)
  admin = restClient(holdfast.url, await holdfast.token())
  companyUid = (await aCompany(admin, { name: 'Acme Works', alias: 'acme' })).instanceUid
  owner = await signIn(holdfast.url, 'acme\\owner', PASSWORD)
  path = `/organizations/${companyUid}/identityProviders`
})
afterAll(async () => {
  await provider?.close()
  await holdfast?.dispose()
})

const oidc = () => ({
  issuer: provider.issuer,
  clientId: provider.clientId,
  clientSecret: provider.clientSecret,
})

const inGroup = (value: string) => ({ claimType: 'groups', operator: 'Equals', value, matchCase: false })

describe('configuring a provider', () => {
  test('loads its discovery document, keeps the secret to itself, and names bad input', async () => {
    const body = { name: 'acme-login', displayName: 'Acme', template: 'EntraID', oidc: oidc() }
    const made = one(identityProviderSettings, await owner.post(`${path}/oidc`, body))
    expect(made).toMatchObject({
      name: 'acme-login',
      type: 'Unknown',
      protocol: 'OIDC',
      template: 'Custom',
      templateName: 'EntraID',
      configurationValidationSucceeded: true,
      configurationCompleted: false,
      enabled: true,
      rulesCount: 0,
    })
    const listed = await owner.get('/organizations/identityProviders')
    expect(many(identityProviderSettings, listed).map(({ name }) => name)).toEqual(['acme-login'])
    expect(JSON.stringify([made, listed])).not.toContain(provider.clientSecret)
    const refusals = await Promise.all([
      owner.call('POST', `${path}/oidc`, { body }),
      owner.call('POST', `${path}/oidc`, { body: { ...body, name: 'another-login' } }),
      owner.call('POST', `${path}/oidc`, { body: { ...body, name: 'rules' } }),
      owner.call('POST', `${path}/oidc`, {
        body: { ...body, name: 'private-net', oidc: { ...oidc(), issuer: 'https://10.0.0.1' } },
      }),
    ])
    expect(refusals.map(({ status, json }) => [status, json?.errors?.[0]?.code])).toEqual([
      [409, 409],
      [409, 10500],
      [400, 400],
      [400, 400],
    ])
  })

  test('says when the provider cannot be used', async () => {
    const broken = { ...oidc(), issuer: `${provider.issuer}/elsewhere` }
    const body = { name: 'broken', displayName: 'Broken', enabled: false, oidc: broken }
    const made = one(identityProviderSettings, await owner.post(`${path}/oidc`, body))
    expect(made.configurationValidationSucceeded).toBe(false)
    expect(made.errorMessage).toContain('discovery document')
    const patch = [{ op: 'replace', path: '/oidc/issuer', value: provider.issuer }]
    const secretless = await owner.call('PATCH', `${path}/broken`, { body: patch })
    expect(secretless.json?.errors?.[0]).toMatchObject({ code: 400, propertyName: 'oidc.clientSecret' })
    patch.push({ op: 'replace', path: '/oidc/clientSecret', value: provider.clientSecret })
    const mended = one(identityProviderSettings, await owner.patch(`${path}/broken`, patch))
    expect(mended).toMatchObject({ configurationValidationSucceeded: true, errorMessage: null })
    await owner.delete(`${path}/broken`)
  })

  test('takes rules, and none by which their author would give more than it may', async () => {
    const administrators = {
      name: 'Administrators',
      role: 'CompanyAdministrator',
      organizationMappingSourceClaimType: '',
      additionalMappings: [inGroup('ADMINS')],
    }
    const staff = {
      name: 'Staff',
      role: 'CompanyLocationUser',
      organizationMappingSourceClaimType: '',
      locationsMappingSourceClaimType: 'places',
    }
    await owner.post(`${path}/acme-login/rules`, administrators)
    await owner.post(`${path}/acme-login/rules`, staff)
    const try_ = (body: object) =>
      owner.call('POST', `${path}/acme-login/rules`, { body: { ...administrators, ...body } })
    const refusals = await Promise.all([
      try_({ name: 'A', role: 'PortalAdministrator' }),
      try_({
        name: 'B',
        role: 'CompanyTenant',
        companyTenantMappingClaims: { siteNameSourceClaimType: 's', tenantNameSourceClaimType: 't' },
      }),
      try_({ name: 'C', additionalMappings: [{ ...inGroup('(a)\\1'), operator: 'MatchRegex' }] }),
      try_({ name: 'D', locationUids: [companyUid] }),
      try_({ name: 'Administrators' }),
    ])
    expect(refusals.map(({ status }) => status)).toEqual([400, 403, 400, 400, 409])
    const [first] = many(rule, await owner.get(`${path}/acme-login/rules`, { expand: 'IdentityProvider' }))
    expect(first).toMatchObject({ name: 'Administrators', _embedded: { providerInfo: { name: 'acme-login' } } })
  })

  test('exports rules as a document that another provider takes whole or not at all', async () => {
    const exported = one(ruleExport, await owner.get(`${path}/acme-login/exportedRules`))
    expect(exported.rules.map(({ name }) => name)).toEqual(['Administrators', 'Staff'])
    await owner.post(`${path}/oidc`, { name: 'second-login', displayName: 'Second', enabled: false, oidc: oidc() })
    const bad = {
      ...exported,
      rules: [...exported.rules, { ...exported.rules[0], name: 'Bad', role: 'PortalOperator' }],
    }
    const refused = await owner.call('POST', `${path}/second-login/importedRules`, { body: bad })
    expect(refused.json?.errors?.[0]).toMatchObject({ code: 400, propertyName: 'rules.2.role' })
    expect(many(rule, await owner.get(`${path}/second-login/rules`))).toEqual([])
    expect(many(rule, await owner.post(`${path}/second-login/importedRules`, exported))).toHaveLength(2)
    await owner.delete(`${path}/second-login`)
  })
})

describe('a test sign-in', () => {
  test('shows the claims and the rule that would win, gives no session, and completes the configuration', async () => {
    await expectRefused(holdfast, { browser: aBrowser(), leadsTo: await whereTo(START) }, 'not_available')
    const begun = one(signInTest, await owner.post(`${path}/acme-login/testSignIns`))
    const { browser, leadsTo } = await signInByOidc(holdfast, provider, begun.startUrl, ann)
    expect(leadsTo).toContain('The test is finished')
    expect(await sessionOf(holdfast, browser)).toBeNull()
    const seen = one(signInTest, await owner.get(`${path}/acme-login/testSignIns/${begun.testUid}`))
    expect(seen).toMatchObject({
      status: 'Succeeded',
      subject: 'ann-1',
      claims: { email: ['ann@acme.example'], groups: ['admins'] },
      signIn: {
        ruleName: 'Administrators',
        role: 'CompanyAdministrator',
        userName: 'ann@acme.example',
        isNewUser: true,
      },
    })
    expect(seen.rules.find(({ name }) => name === 'Staff')).toMatchObject({
      isMatch: false,
      explanation: 'The claim "places" is missing.',
    })
    expect(many(user, await owner.get('/users')).map(({ userName }) => userName)).not.toContain('ann@acme.example')
    const settings = one(identityProviderSettings, await owner.get(`${path}/acme-login`))
    expect(settings.configurationCompleted).toBe(true)
    await expectRefused(holdfast, { browser: aBrowser(), leadsTo: await whereTo(begun.startUrl) }, 'expired')
  })

  test('is offered to whoever names the company, and tells of no user', async () => {
    const options = async (login: string) =>
      one(signInOptions, await restClient(holdfast.url, null).get('/session/signInOptions', { login }))
    const offered = { singleSignOn: { displayName: 'Acme', startUrl: `/sso/${companyUid}/start` } }
    expect(await options('acme\\anybody at all')).toEqual(offered)
    expect(await options('Acme Works\\')).toEqual(offered)
    expect(await options('nobody\\x')).toEqual({ singleSignOn: null })
    expect(await options('')).toEqual({ singleSignOn: null })
  })
})

async function whereTo(startUrl: string): Promise<string> {
  const response = await aBrowser().get(`${holdfast.url}${startUrl}`)
  await response.body?.cancel()
  return response.headers.get('location') ?? ''
}

describe('signing in', () => {
  test('makes the user, and gives it what its groups say at each sign-in', async () => {
    const first = await signInByOidc(holdfast, provider, START, ann)
    expect(first.leadsTo).toBe('/client/')
    expect(await sessionOf(holdfast, first.browser)).toMatchObject({
      user: { userName: 'ann@acme.example', firstName: 'Ann', role: 'CompanyAdministrator' },
      organization: { instanceUid: companyUid },
    })
    const places = many(location, await owner.get(`/organizations/${companyUid}/locations`))
    const hosted = places.find(({ type }) => type === 'Hosted')
    const moved = { ...ann, groups: ['staff'], places: `${hosted?.name};Nowhere` }
    const second = await signInByOidc(holdfast, provider, START, moved)
    expect(await sessionOf(holdfast, second.browser)).toMatchObject({ user: { role: 'CompanyLocationUser' } })
    expect(await sessionOf(holdfast, first.browser)).toBeNull()
    const [made, ...others] = many(user, await owner.get('/users')).filter(({ profile }) => profile.email === ann.email)
    expect(others).toEqual([])
    const given = await owner.get(`/users/${made?.instanceUid}/locations`)
    expect(JSON.stringify(given.data)).toContain(hosted?.instanceUid)
    const log = many(activityLog, await owner.get('/eventLogs/activityLogs'))
    expect(log.map(({ activityLogType }) => activityLogType)).toContain('SSOUserRoleUpdate')
  })

  test('refuses a person for whom no rule is, one who is disabled, and a name that is somebody else’s', async () => {
    await expectRefused(holdfast, await signInByOidc(holdfast, provider, START, { sub: 'guest' }), 'no_rule')
    const namesake = { ...ann, sub: 'mallory', email: 'owner' }
    await expectRefused(holdfast, await signInByOidc(holdfast, provider, START, namesake), 'no_rule')
    const [made] = many(user, await owner.get('/users')).filter(({ profile }) => profile.email === ann.email)
    const set = (value: string) =>
      owner.patch(`/users/${made?.instanceUid}`, [{ op: 'replace', path: '/status', value }])
    await set('Disabled')
    await expectRefused(holdfast, await signInByOidc(holdfast, provider, START, ann), 'not_allowed')
    await set('Enabled')
    const log = many(activityLog, await owner.get('/eventLogs/activityLogs'))
    expect(log.map(({ activityLogType }) => activityLogType)).toContain('SSOCompanyMatchingFailed')
  })

  test('follows a provider that changes its keys', async () => {
    await provider.rotateKeys()
    const { browser } = await signInByOidc(holdfast, provider, START, ann)
    expect(await sessionOf(holdfast, browser)).not.toBeNull()
  })

  test('ends for everybody when the provider is disabled, and works again with it', async () => {
    const { browser } = await signInByOidc(holdfast, provider, START, ann)
    const set = (value: boolean) => owner.patch(`${path}/acme-login`, [{ op: 'replace', path: '/enabled', value }])
    await set(false)
    expect(await sessionOf(holdfast, browser)).toBeNull()
    expect((await owner.call('GET', '/users/me')).status).toBe(200)
    await set(true)
    const again = await signInByOidc(holdfast, provider, START, ann)
    expect(await sessionOf(holdfast, again.browser)).not.toBeNull()
  })
})

describe('the provider of the console', () => {
  const sam = { sub: 'sam', email: 'sam@provider.example', groups: ['operators'], company: 'Bravo' }

  test('signs in operators of its own companies, and users of companies that have no provider', async () => {
    const me = one(user, await admin.get('/users/me'))
    const own = `/organizations/${me.organizationUid}/identityProviders`
    const { instanceUid: resellerUid } = await aReseller(admin, 'North')
    await aCompany(admin, { name: 'Alpha', resellerUid })
    await aCompany(admin, { name: 'Bravo' })
    const body = { name: 'console-login', displayName: 'Console', configurationCompleted: true, oidc: oidc() }
    await admin.post(`${own}/oidc`, body)
    const rules = [
      { name: 'Operators', role: 'PortalOperator', additionalMappings: [inGroup('operators')] },
      {
        name: 'Auditors',
        role: 'PortalReadonlyOperator',
        manageAllCompanies: false,
        companiesMappingSourceClaimType: 'company',
      },
      { name: 'Customers', role: 'CompanyAdministrator', organizationMappingSourceClaimType: 'company' },
    ]
    for (const content of rules)
      await admin.post(`${own}/console-login/rules`, { organizationMappingSourceClaimType: '', ...content })
    const companiesOf = async (person: typeof sam) => {
      const { browser } = await signInByOidc(holdfast, provider, '/sso/-/start', person)
      const role = (await sessionOf(holdfast, browser))?.user.role
      const list = await browser.get(`${holdfast.url}/api/v3/organizations/companies`)
      const { data } = (await list.json()) as { data: { name: string }[] }
      return { role, companies: data.map(({ name }) => name) }
    }
    // More matching attributes win over more privilege; "all" companies are those that no reseller has.
    expect(await companiesOf(sam)).toEqual({ role: 'PortalOperator', companies: ['Acme Works', 'Bravo'] })
    const auditor = { ...sam, sub: 'lea', email: 'lea@provider.example', groups: [], company: 'Bravo; Alpha' }
    expect(await companiesOf(auditor)).toEqual({ role: 'PortalReadonlyOperator', companies: ['Bravo'] })
    await admin.delete(`${own}/console-login/rules/${await ruleUidOf(own, 'Auditors')}`)
    expect(await companiesOf(auditor)).toEqual({ role: 'CompanyAdministrator', companies: ['Bravo'] })
    // Acme has a provider of its own, Alpha a reseller.
    for (const company of ['Acme Works', 'Alpha'])
      await expectRefused(
        holdfast,
        await signInByOidc(holdfast, provider, '/sso/-/start', { ...auditor, company }),
        'no_rule',
      )
    await admin.delete(`${own}/console-login`)
  })

  async function ruleUidOf(own: string, name: string): Promise<string | undefined> {
    const rules = many(rule, await admin.get(`${own}/console-login/rules`))
    return rules.find((candidate) => candidate.name === name)?.instanceUid
  }

  test('makes one user of a person who comes twice at the same time', async () => {
    const twin = { ...ann, sub: 'twin', email: 'twin@acme.example' }
    const [first, second] = [
      await untilCallback(holdfast, provider, START, twin),
      await untilCallback(holdfast, provider, START, twin),
    ]
    const answers = await Promise.all([first, second].map(({ browser, callback }) => browser.get(callback)))
    expect(answers.map(({ headers }) => headers.get('location'))).toEqual(['/client/', '/client/'])
    const made = many(user, await owner.get('/users')).filter(({ profile }) => profile.email === twin.email)
    expect(made).toHaveLength(1)
  })
})

describe('an answer is refused', () => {
  const forged: [string, (idp: OidcIdentityProvider) => Forgery, RegExp][] = [
    ['signed with another key', (idp) => async (claims) => idp.sign(claims, { key: await strangeKey() }), /signature/],
    ['without a signature', () => async (claims) => unsignedToken(claims), /"alg"/],
    [
      'signed with the client secret',
      (idp) => (claims) => idp.sign(claims, { alg: 'HS256', key: new TextEncoder().encode(idp.clientSecret) }),
      /"alg"/,
    ],
    ['of another issuer', (idp) => (claims) => idp.sign({ ...claims, iss: 'https://evil.example' }), /"iss"/],
    ['for another audience', (idp) => (claims) => idp.sign({ ...claims, aud: 'another-client' }), /"aud"/],
    ['that expired', (idp) => (claims) => idp.sign({ ...claims, exp: Math.floor(Date.now() / 1000) - 90 }), /"exp"/],
    ['with another nonce', (idp) => (claims) => idp.sign({ ...claims, nonce: 'another' }), /"nonce"/],
    [
      'without a nonce',
      (idp) =>
        ({ nonce: _gone, ...claims }) =>
          idp.sign(claims),
      /"nonce"/,
    ],
    [
      'without a subject',
      (idp) =>
        ({ sub: _gone, ...claims }) =>
          idp.sign(claims),
      /"sub"/,
    ],
  ]
  test.each(forged)('%s', async (_name, forge, reason) => {
    const begun = one(signInTest, await owner.post(`${path}/acme-login/testSignIns`))
    provider.forgeNext(forge(provider))
    await signInByOidc(holdfast, provider, begun.startUrl, ann)
    const seen = one(signInTest, await owner.get(`${path}/acme-login/testSignIns/${begun.testUid}`))
    expect(seen).toMatchObject({ status: 'Failed', subject: null, errorMessage: expect.stringMatching(reason) })
  })

  test('on the sign-in page, without a session', async () => {
    provider.forgeNext(async (claims) => unsignedToken(claims))
    await expectRefused(holdfast, await signInByOidc(holdfast, provider, START, ann), 'answer_refused')
  })

  test('that is up to a minute late by the clock is not', async () => {
    provider.forgeNext((claims) => provider.sign({ ...claims, exp: Math.floor(Date.now() / 1000) - 30 }))
    expect((await signInByOidc(holdfast, provider, START, ann)).leadsTo).toBe('/client/')
  })

  test('in another browser, with another state, and a second time', async () => {
    const { browser, callback } = await untilCallback(holdfast, provider, START, ann)
    const open = async (in_: ReturnType<typeof aBrowser>, url: string) => {
      const response = await in_.get(url)
      await response.body?.cancel()
      return { browser: in_, leadsTo: response.headers.get('location') ?? '' }
    }
    await expectRefused(holdfast, await open(aBrowser(), callback), 'expired')
    const other = new URL(callback)
    other.searchParams.set('state', `${other.searchParams.get('state')?.slice(0, -4)}AAAA`)
    await expectRefused(holdfast, await open(browser, other.href), 'expired')
    const copy = new Map(browser.cookies(holdfast.url))
    expect((await open(browser, callback)).leadsTo).toBe('/client/')
    const thief = aBrowser()
    for (const [name, cookie] of copy) (thief.cookies(holdfast.url) as Map<string, typeof cookie>).set(name, cookie)
    await expectRefused(holdfast, await open(thief, callback), 'expired')
  })

  test('when the provider says no', async () => {
    const { browser, callback } = await untilCallback(holdfast, provider, START, ann)
    const denied = new URL(callback)
    denied.searchParams.delete('code')
    denied.searchParams.set('error', 'access_denied')
    const response = await browser.get(denied.href)
    await response.body?.cancel()
    await expectRefused(holdfast, { browser, leadsTo: response.headers.get('location') ?? '' }, 'provider_refused')
  })
})

describe('the end of a rule', () => {
  test('signs out whom it signed in, and takes the users that it made', async () => {
    const { browser } = await signInByOidc(holdfast, provider, START, ann)
    expect(await sessionOf(holdfast, browser)).not.toBeNull()
    const rules = many(rule, await owner.get(`${path}/acme-login/rules`))
    const administrators = rules.find(({ name }) => name === 'Administrators')
    await owner.delete(`${path}/acme-login/rules/${administrators?.instanceUid}`)
    expect(await sessionOf(holdfast, browser)).toBeNull()
    expect(many(user, await owner.get('/users')).filter(({ profile }) => profile.email === ann.email)).toEqual([])
    await expectRefused(holdfast, await signInByOidc(holdfast, provider, START, ann), 'no_rule')
  })
})
