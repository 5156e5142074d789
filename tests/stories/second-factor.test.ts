/** Authenticator apps: set up, asked for, lost, demanded by those above. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { userLogin } from '../../worker/contract/accounts/logins.ts'
import { user } from '../../worker/contract/accounts/users.ts'
import { tokenResult } from '../../worker/contract/authentication/token.ts'
import { totpSecret } from '../../worker/contract/authentication/totp.ts'
import { activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { policySettings } from '../../worker/contract/organizations/policy.ts'
import { securitySettings } from '../../worker/contract/session/second-factor.ts'
import { session, signInAnswer } from '../../worker/contract/session/session.ts'
import { type Authenticator, authenticator } from '../support/authenticator.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { keptMailsTo, untilMailTo } from '../support/kept-mails.ts'
import { aCompany, aReseller, PASSWORD } from '../support/organization-builders.ts'
import { portalClient, signInToPortal } from '../support/portal-client.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const recoveryAnswer = signInAnswer.extend({ recoveryCodes: z.array(z.string()).length(10) })

let holdfast: TestConsole
let admin: RestClient
let companyUid: string
beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  companyUid = (await aCompany(admin, { name: 'Acme' })).instanceUid
})
afterAll(() => holdfast.dispose())

async function aUser(userName: string, members: object = {}) {
  const body = {
    organizationUid: companyUid,
    role: 'CompanyAdministrator',
    profile: {},
    credentials: { userName, password: PASSWORD },
    ...members,
  }
  return one(user, await admin.post('/users', body))
}

async function askToken(form: Record<string, string>) {
  const response = await fetch(`${holdfast.url}/api/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, body: (await response.json()) as unknown }
}
const byPassword = (userName: string, password = PASSWORD) =>
  askToken({ grant_type: 'password', username: `Acme\\${userName}`, password })
const byCode = (mfaToken: string | null, code: string) =>
  askToken({ grant_type: 'mfa', mfa_token: mfaToken ?? '', mfa_code: code })
const asPair = ({ body }: { body: unknown }) => tokenResult.parse(body)

/** The user signs in and sets an app up, as an integrator's client does. */
async function withApp(
  userName: string,
): Promise<{ uid: string; app: Authenticator; codes: string[]; client: RestClient }> {
  const { instanceUid: uid } = await aUser(userName)
  const client = await signIn(holdfast.url, `Acme\\${userName}`, PASSWORD)
  const { secretUrl } = one(totpSecret, await client.get('/authentication/keys/totp-secret'))
  const app = authenticator(secretUrl)
  const query = { secretUrl, code: app.code(), description: 'Phone', scopes: 'rest,ui' }
  const login = one(userLogin, await client.ok('POST', `/users/${uid}/logins/totp`, { query }))
  expect(login).toMatchObject({ identityProviderName: 'Totp', status: 'enabled', userUid: uid })
  const { recoveryCodes } = z.object({ recoveryCodes: z.array(z.string()) }).parse(JSON.parse(login.parameters))
  return { uid, app, codes: recoveryCodes, client }
}

describe('an authenticator app', () => {
  test('is asked for after the password, and each code works once', async () => {
    const { uid, app, codes } = await withApp('anna')
    expect(new Set(codes).size).toBe(10)
    const first = asPair(await byPassword('anna'))
    expect(first).toMatchObject({ access_token: null, refresh_token: null, mfa_token: expect.stringMatching(/./) })

    // The code that set the app up is used up.
    expect(await byCode(first.mfa_token, app.wrongCode())).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
    const code = app.code(1)
    const pair = asPair(await byCode(first.mfa_token, code))
    const client = restClient(holdfast.url, pair.access_token)
    expect(one(session, await client.get('/session'))).toMatchObject({
      user: { userName: 'anna' },
      secondFactor: 'totp',
      signInMethod: 'password',
    })
    const again = asPair(await byPassword('anna'))
    expect(await byCode(again.mfa_token, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await byCode(first.mfa_token, codes[0] ?? '')).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })

    expect(one(user, await admin.get(`/users/${uid}`)).mfaPolicyConfigurationStatus).toBe('Configured')
    const logins = many(userLogin, await admin.get(`/users/${uid}/logins`))
    expect(logins.map(({ identityProviderName, parameters }) => [identityProviderName, parameters])).toEqual([
      ['Totp', '{}'],
    ])
    const configured = { property: 'mfaPolicyConfigurationStatus', operation: 'equals', value: 'Configured' }
    const found = many(user, await admin.get('/users', { filter: [configured] }))
    expect(found.map(({ instanceUid }) => instanceUid)).toContain(uid)
  })

  test('can be stood in for by each recovery code once, however it is typed', async () => {
    const { codes } = await withApp('bert')
    const [code = ''] = codes
    const typed = code.toUpperCase().replaceAll('-', ' ')
    const pair = asPair(await byCode(asPair(await byPassword('bert')).mfa_token, typed))
    const client = restClient(holdfast.url, pair.access_token)
    expect(one(session, await client.get('/session')).secondFactor).toBe('recoveryCode')
    expect(one(securitySettings, await client.get('/session/securitySettings'))).toMatchObject({
      recoveryCodesLeft: 9,
      mfaPolicyConfigurationStatus: 'Configured',
    })
    expect(await byCode(asPair(await byPassword('bert')).mfa_token, code)).toMatchObject({ status: 400 })
  })

  test('does not show by the answer to a wrong password who has one', async () => {
    await withApp('cora')
    const wrong = await byPassword('cora', 'not the password')
    expect(wrong.status).toBe(400)
    expect((await byPassword('nobody', 'not the password')).body).toEqual(wrong.body)
  })

  test('is not set up twice, for somebody else, with a weak secret or a wrong code', async () => {
    const { uid, client } = await withApp('dora')
    const { secretUrl } = one(totpSecret, await client.get('/authentication/keys/totp-secret'))
    const add = (userUid: string, members: object) =>
      client.call('POST', `/users/${userUid}/logins/totp`, {
        query: { secretUrl, code: authenticator(secretUrl).code(), description: 'x', scopes: 'rest', ...members },
      })
    expect((await add(uid, {})).status).toBe(409)
    const emil = await aUser('emil')
    expect((await add(emil.instanceUid, {})).status).toBe(403)
    const other = await signIn(holdfast.url, 'Acme\\emil', PASSWORD)
    const ownAdd = (query: Record<string, string>) =>
      other.call('POST', `/users/${emil.instanceUid}/logins/totp`, {
        query: { secretUrl, code: '000000', description: 'x', scopes: 'rest', ...query },
      })
    expect(await ownAdd({ code: authenticator(secretUrl).wrongCode() })).toMatchObject({ status: 400 })
    for (const url of [
      'otpauth://hotp/a?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&counter=1',
      'otpauth://totp/a?secret=JBSWY3DP',
      'https://x',
    ])
      expect((await ownAdd({ secretUrl: url })).json?.errors?.[0]).toMatchObject({ parameterName: 'secretUrl' })
  })

  test('locks after some wrong codes, with the right password too', async () => {
    const { app, codes } = await withApp('finn')
    const { mfa_token: mfaToken } = asPair(await byPassword('finn'))
    const statuses: number[] = []
    for (let attempt = 0; attempt < 7; attempt++) statuses.push((await byCode(mfaToken, app.wrongCode())).status)
    expect(statuses).toContain(429)
    expect((await byCode(asPair(await byPassword('finn')).mfa_token, codes[0] ?? '')).status).toBe(429)
  })

  test('is taken away by its user in a session that it opened, or reset by others', async () => {
    const { uid, app, client } = await withApp('gina')
    const loginId = one(securitySettings, await client.get('/session/securitySettings')).totpLoginId
    expect((await client.call('DELETE', `/users/${uid}/logins/${loginId}`)).status).toBe(403)
    const pair = asPair(await byCode(asPair(await byPassword('gina')).mfa_token, app.code(1)))
    const proven = restClient(holdfast.url, pair.access_token)
    expect((await proven.call('POST', `/users/${uid}/mfaReset`)).status).toBe(409)
    await proven.ok('DELETE', `/users/${uid}/logins/${loginId}`)
    expect(asPair(await byPassword('gina')).access_token).not.toBeNull()

    const hugo = await withApp('hugo')
    await admin.post(`/users/${hugo.uid}/mfaReset`)
    expect((await hugo.client.call('GET', '/users/me')).status).toBe(401)
    expect(asPair(await byPassword('hugo')).access_token).not.toBeNull()
    expect((await admin.call('POST', `/users/${hugo.uid}/mfaReset`)).status).toBe(409)
  })

  test('gives new recovery codes against a code, which make the old ones worthless', async () => {
    const { app, codes, client } = await withApp('iris')
    const wrong = await client.call('POST', '/session/recoveryCodes', { body: { code: app.wrongCode() } })
    expect(wrong.status).toBe(400)
    const { data } = await client.post('/session/recoveryCodes', { code: app.code(1) })
    const { recoveryCodes } = z.object({ recoveryCodes: z.array(z.string()).length(10) }).parse(data)
    const { mfa_token: mfaToken } = asPair(await byPassword('iris'))
    expect((await byCode(mfaToken, codes[0] ?? '')).status).toBe(400)
    expect(asPair(await byCode(mfaToken, recoveryCodes[0] ?? '')).access_token).not.toBeNull()
  })
})

describe('a demanded second factor', () => {
  test('is set up at the next sign-in, before there is a session', async () => {
    const { instanceUid } = await aUser('jana', { mfaPolicyStatus: 'Enabled' })
    expect(asPair(await byPassword('jana'))).toMatchObject({ access_token: null })

    const portal = portalClient(holdfast.url)
    const started = await portal.call('POST', '/session', { userName: 'Acme\\jana', password: PASSWORD })
    const { mfaToken } = signInAnswer.parse(started.json?.data)
    expect(started.json?.data).toMatchObject({ isEnrolmentRequired: true, user: null, permissions: null })
    expect(portal.cookie()).toBe('')
    const enrol = () => portal.call('POST', '/session/mfa/enrolment', { mfaToken })
    const { secretUrl } = totpSecret.parse((await enrol()).json?.data)
    expect(totpSecret.parse((await enrol()).json?.data).secretUrl).toBe(secretUrl)
    const app = authenticator(secretUrl)
    const confirm = (code: string) => portal.call('POST', '/session/mfa/enrolment/confirmation', { mfaToken, code })
    expect((await confirm(app.wrongCode())).status).toBe(401)
    expect(portal.cookie()).toBe('')
    const events = many(activityLog, await admin.get('/eventLogs/activityLogs', { limit: 500 }))
    expect(events.filter(({ userName }) => userName === 'jana')).toMatchObject([{ activityLogType: 'LoginFailed' }])
    const { recoveryCodes, user: signedIn } = recoveryAnswer.parse((await confirm(app.code())).json?.data)
    expect(signedIn?.instanceUid).toBe(instanceUid)
    expect((await portal.call('GET', '/session')).json?.data).toMatchObject({ secondFactor: 'totp' })
    expect((await confirm(app.code(1))).status).toBe(401)

    const next = portalClient(holdfast.url)
    const asked = await next.call('POST', '/session', { userName: 'Acme\\jana', password: PASSWORD })
    const { mfaToken: second, isEnrolmentRequired } = signInAnswer.parse(asked.json?.data)
    expect(isEnrolmentRequired).toBe(false)
    const answer = await next.call('POST', '/session/mfa', { mfaToken: second, code: recoveryCodes[3] })
    expect(signInAnswer.parse(answer.json?.data)).toMatchObject({ mfaToken: null, secondFactor: 'recoveryCode' })
    const settings = await next.call('GET', '/session/securitySettings')
    const { totpLoginId } = securitySettings.parse(settings.json?.data)
    expect((await next.call('DELETE', `/users/${instanceUid}/logins/${totpLoginId}`)).status).toBe(409)
  })

  test('is told of by mail at once: that it was set up, and each use of a recovery code', async () => {
    await aUser('rita', { mfaPolicyStatus: 'Enabled', profile: { email: 'rita@acme.example' } })
    const portal = portalClient(holdfast.url)
    const begin = async () => {
      const begun = await portal.call('POST', '/session', { userName: 'Acme\\rita', password: PASSWORD })
      return signInAnswer.parse(begun.json?.data).mfaToken
    }
    const mfaToken = await begin()
    const enrolment = await portal.call('POST', '/session/mfa/enrolment', { mfaToken })
    const code = authenticator(totpSecret.parse(enrolment.json?.data).secretUrl).code()
    const done = await portal.call('POST', '/session/mfa/enrolment/confirmation', { mfaToken, code })
    const { recoveryCodes } = recoveryAnswer.parse(done.json?.data)
    expect(await untilMailTo(holdfast.stateFolder, 'rita@acme.example')).toContain('two-factor sign-in is set up')

    const usedMails = () =>
      keptMailsTo(holdfast.stateFolder, 'rita@acme.example').filter((text) => text.includes('a recovery code was used'))
    await portal.call('POST', '/session/mfa', { mfaToken: await begin(), code: recoveryCodes[0] })
    await until('the use in the portal is told', () => (usedMails().length === 1 ? true : undefined))
    const { mfa_token } = tokenResult.parse((await byPassword('rita')).body)
    await byCode(mfa_token, recoveryCodes[1] ?? '')
    await until('the use for a token is told', () => (usedMails().length === 2 ? true : undefined))
  })

  test('of a user is taken back by the level that demanded it, not by a lower one', async () => {
    const { instanceUid } = await aUser('kurt')
    const owner = await signIn(holdfast.url, 'Acme\\owner', PASSWORD)
    const set = (client: RestClient, value: string) =>
      client.call('PATCH', `/users/${instanceUid}`, { body: [{ op: 'replace', path: '/mfaPolicyStatus', value }] })
    expect(await set(owner, 'Enabled')).toMatchObject({ status: 200, json: { data: { mfaPolicyStatus: 'Enabled' } } })
    expect((await set(owner, 'Disabled')).status).toBe(200)
    const itself = await signIn(holdfast.url, 'Acme\\kurt', PASSWORD)
    expect((await set(owner, 'Enabled')).status).toBe(200)
    expect((await set(itself, 'Disabled')).status).toBe(403)
    const test = { op: 'test', path: '/mfaPolicyStatus', value: 'Enabled' }
    await admin.patch(`/users/${instanceUid}`, [test, { op: 'replace', path: '/profile/title', value: 'Mr' }])
    expect((await set(owner, 'Disabled')).status).toBe(200)
    expect((await set(admin, 'Enabled')).status).toBe(200)
    expect((await set(owner, 'Disabled')).status).toBe(403)
    expect((await set(owner, 'EnabledByInheritance')).status).toBe(400)
    expect(await set(admin, 'Disabled')).toMatchObject({ json: { data: { mfaPolicyStatus: 'Disabled' } } })
  })
})

describe('a policy', () => {
  const change = (client: RestClient, uid: string, path: string, value: unknown) =>
    client.call('PATCH', `/organizations/${uid}/configuration/policy`, { body: [{ op: 'replace', path, value }] })
  const read = async (client: RestClient, uid: string) =>
    one(policySettings, await client.get(`/organizations/${uid}/configuration/policy`))
  const userStatus = async (client: RestClient) => one(user, await client.get('/users/me')).mfaPolicyStatus

  test('of the provider or a reseller holds for all below, who see it and cannot switch it off', async () => {
    const { organizationUid: providerUid } = one(user, await admin.get('/users/me'))
    const north = await aReseller(admin, 'North')
    const below = await aCompany(admin, { name: 'Below', resellerUid: north.instanceUid })
    const direct = await aCompany(admin, { name: 'Direct' })
    const boss = await signIn(holdfast.url, 'North\\boss', PASSWORD)
    const owner = await signIn(holdfast.url, 'Below\\owner', PASSWORD)
    const directOwner = await signIn(holdfast.url, 'Direct\\owner', PASSWORD)

    expect(await read(admin, below.instanceUid)).toEqual({ mfaPolicyStatus: 'Disabled', enforceMfaPolicy: null })
    expect((await change(boss, north.instanceUid, '/mfaPolicyStatus', 'Enabled')).status).toBe(200)
    expect(await userStatus(boss)).toBe('EnabledByInheritance')
    expect(await userStatus(owner)).toBe('EnabledByInheritance')
    expect(await userStatus(directOwner)).toBe('Disabled')
    expect(await read(boss, below.instanceUid)).toMatchObject({ mfaPolicyStatus: 'EnabledByInheritance' })
    expect((await change(owner, below.instanceUid, '/mfaPolicyStatus', 'Disabled')).status).toBe(403)
    expect((await change(boss, below.instanceUid, '/mfaPolicyStatus', 'Disabled')).status).toBe(403)
    const self = one(user, await owner.get('/users/me')).instanceUid
    const switchOff = [{ op: 'replace', path: '/mfaPolicyStatus', value: 'Disabled' }]
    expect((await boss.call('PATCH', `/users/${self}`, { body: switchOff })).status).toBe(403)

    expect((await change(admin, north.instanceUid, '/mfaPolicyStatus', 'Enabled')).status).toBe(200)
    expect((await change(boss, north.instanceUid, '/mfaPolicyStatus', 'Disabled')).status).toBe(403)
    expect((await change(admin, north.instanceUid, '/mfaPolicyStatus', 'Disabled')).status).toBe(200)
    expect((await change(admin, north.instanceUid, '/enforceMfaPolicy', true)).status).toBe(200)
    expect((await change(boss, north.instanceUid, '/enforceMfaPolicy', false)).status).toBe(403)
    expect(await userStatus(boss)).toBe('Disabled')
    expect(await userStatus(owner)).toBe('EnabledByInheritance')
    expect((await change(admin, north.instanceUid, '/enforceMfaPolicy', false)).status).toBe(200)
    expect(await userStatus(owner)).toBe('Disabled')

    expect((await change(admin, providerUid, '/enforceMfaPolicy', true)).status).toBe(200)
    const statuses = [await userStatus(boss), await userStatus(owner), await userStatus(directOwner)]
    expect(statuses).toEqual(['EnabledByInheritance', 'EnabledByInheritance', 'EnabledByInheritance'])
    expect(await userStatus(admin)).toBe('Disabled')
    expect((await change(admin, providerUid, '/enforceMfaPolicy', false)).status).toBe(200)
    expect((await change(boss, providerUid, '/mfaPolicyStatus', 'Enabled')).status).toBe(404)
    expect((await change(boss, below.instanceUid, '/enforceMfaPolicy', true)).status).toBe(400)
    expect((await change(boss, below.instanceUid, '/mfaPolicyStatus', 'Sometimes')).status).toBe(400)

    expect((await change(admin, direct.instanceUid, '/mfaPolicyStatus', 'Enabled')).status).toBe(200)
    const portal = portalClient(holdfast.url)
    const asked = await portal.call('POST', '/session', { userName: 'Direct\\owner', password: PASSWORD })
    expect(asked.json?.data).toMatchObject({ isEnrolmentRequired: true })
    expect((await change(admin, direct.instanceUid, '/mfaPolicyStatus', 'Disabled')).status).toBe(200)
    await signInToPortal(holdfast.url, 'Direct\\owner', PASSWORD)
  })
})
