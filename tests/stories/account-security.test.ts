/** Passwords, sessions, allowed addresses, and logging in as somebody else. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { userLogin } from '../../worker/contract/accounts/logins.ts'
import { userSession } from '../../worker/contract/accounts/user-sessions.ts'
import { user } from '../../worker/contract/accounts/users.ts'
import { tokenResult } from '../../worker/contract/authentication/token.ts'
import { activityLog } from '../../worker/contract/event-logs/activity-logs.ts'
import { OPERATIONS } from '../../worker/contract/operations.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { ipAllowList } from '../../worker/contract/organizations/ip-allow-list.ts'
import { session } from '../../worker/contract/session/session.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { keptMailsTo, untilMailTo } from '../support/kept-mails.ts'
import { aCompany, aReseller, PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { portalClient, signInToPortal } from '../support/portal-client.ts'
import { many, one, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const NEW_PASSWORD = 'another long one to keep 8'

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
    profile: { email: `${userName}@acme.example` },
    credentials: { userName, password: PASSWORD },
    ...members,
  }
  return one(user, await admin.post('/users', body))
}

async function askToken(form: Record<string, string>) {
  const response = await fetch(`${holdfast.url}/api/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, body: (await response.json()) as unknown }
}
const byPassword = (username: string, password: string) => askToken({ grant_type: 'password', username, password })
const nobody = () => restClient(holdfast.url, null)

describe('a password', () => {
  test('is changed with the current one, and ends every other session', async () => {
    await aUser('anna')
    const [portal, other] = [
      await signInToPortal(holdfast.url, 'Acme\\anna', PASSWORD),
      await signInToPortal(holdfast.url, 'Acme\\anna', PASSWORD),
    ]
    const token = await signIn(holdfast.url, 'Acme\\anna', PASSWORD)
    const change = (currentPassword: string, newPassword: string) =>
      portal.call('PUT', '/session/password', { currentPassword, newPassword })
    for (const [current, next, property] of [
      ['wrong one', NEW_PASSWORD, 'currentPassword'],
      [PASSWORD, 'short', 'newPassword'],
      [PASSWORD, 'Liverpool1', 'newPassword'],
      [PASSWORD, 'anna 2026', 'newPassword'],
      [PASSWORD, PASSWORD, 'newPassword'],
    ] as const)
      expect(await change(current, next), `${current} → ${next}`).toMatchObject({
        status: 400,
        json: { errors: [{ propertyName: property }] },
      })
    expect((await change(PASSWORD, NEW_PASSWORD)).status).toBe(200)
    expect((await portal.call('GET', '/session')).status).toBe(200)
    expect((await other.call('GET', '/session')).status).toBe(401)
    expect((await token.call('GET', '/users/me')).status).toBe(401)
    expect((await byPassword('Acme\\anna', PASSWORD)).status).toBe(400)
    await signIn(holdfast.url, 'Acme\\anna', NEW_PASSWORD)
  })

  test('is not changed past the current one, nor by an API key', async () => {
    const { instanceUid } = await aUser('bert')
    const bert = await signIn(holdfast.url, 'Acme\\bert', PASSWORD)
    const own = [{ op: 'replace', path: '/credentials/password', value: NEW_PASSWORD }]
    expect((await bert.call('PATCH', `/users/${instanceUid}`, { body: own })).status).toBe(403)
    const query = { description: 'k', scopes: 'rest' }
    const login = one(userLogin, await bert.ok('POST', `/users/${instanceUid}/logins/apikey`, { query }))
    const key = restClient(holdfast.url, JSON.parse(login.parameters).apiKey)
    const body = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }
    expect((await key.call('PUT', '/session/password', { body })).status).toBe(403)
  })

  test('is not the name of its user or organization, by whomever it is set', async () => {
    const named = 'Nordwind-2026'
    const refused = { status: 400, json: { errors: [{ message: expect.stringContaining('must not be the name') }] } }
    const create = (password: string) =>
      admin.call('POST', '/organizations/companies', {
        body: { organizationInput: { name: 'Nordwind' }, ownerCredentials: { userName: 'owner', password } },
      })
    expect(await create(named)).toMatchObject(refused)
    const { instanceUid } = one(company, (await create(PASSWORD)).json ?? { data: null })
    const replace = (path: string) => ({ body: [{ op: 'replace', path, value: named }] })
    const ofOwner = replace('/ownerCredentials/password')
    expect(await admin.call('PATCH', `/organizations/companies/${instanceUid}`, ofOwner)).toMatchObject(refused)
    const members = { organizationUid: instanceUid }
    const credentials = { userName: 'nora', password: named }
    const body = { ...members, role: 'CompanyAdministrator', profile: {}, credentials }
    expect(await admin.call('POST', '/users', { body })).toMatchObject(refused)
    const { instanceUid: userUid } = await aUser('nora', members)
    expect(await admin.call('PATCH', `/users/${userUid}`, replace('/credentials/password'))).toMatchObject(refused)
  })

  test('of an owner, set by the provider, is good at once however often the old one was guessed', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Locked Out' })
    for (let attempt = 0; attempt < 6; attempt++) await byPassword('Locked Out\\owner', 'wrong')
    expect((await byPassword('Locked Out\\owner', PASSWORD)).status).not.toBe(200)
    const body = [{ op: 'replace', path: '/ownerCredentials/password', value: NEW_PASSWORD }]
    await admin.ok('PATCH', `/organizations/companies/${instanceUid}`, { body })
    await signIn(holdfast.url, 'Locked Out\\owner', NEW_PASSWORD)
  })

  test('that was forgotten is set once, by a mailed link', async () => {
    await aUser('cora')
    const portal = await signInToPortal(holdfast.url, 'Acme\\cora', PASSWORD)
    const ask = (userName: string, email: string, more: object = {}) =>
      nobody().call('POST', '/users/resetpassword', { body: { userName, email, ...more } })
    const unknown = await ask('Acme\\nobody', 'x@y.example')
    expect(unknown).toMatchObject({ status: 200, json: { data: true } })
    expect((await ask('Acme\\cora', 'someone@else.example')).text).toBe(unknown.text)
    expect((await ask('Acme\\cora', 'Cora@Acme.Example')).text).toBe(unknown.text)
    expect(await ask('Acme\\cora', 'cora@acme.example', { returnUrl: 'https://evil.example/' })).toMatchObject({
      status: 400,
      json: { errors: [{ propertyName: 'returnUrl' }] },
    })
    const mail = await mailTo('cora@acme.example')
    expect(mail).toContain(`${holdfast.url}/#resetPassword=`)
    const code = /#resetPassword=(hfp_[\w-]{43})/.exec(mail)?.[1] ?? ''
    const complete = (newPassword: string, given = code) =>
      nobody().call('PUT', '/users/resetpassword', { body: { code: given, newPassword } })
    expect((await complete('password')).json?.errors?.[0]).toMatchObject({ propertyName: 'newPassword' })
    expect((await complete(NEW_PASSWORD, 'hfp_guessed')).json?.errors?.[0]).toMatchObject({ propertyName: 'code' })
    const [first, second] = await Promise.all([complete(NEW_PASSWORD), complete('and yet another one 9')])
    expect([first.status, second.status].sort()).toEqual([200, 400])
    expect((await portal.call('GET', '/session')).status).toBe(401)
    expect((await byPassword('Acme\\cora', PASSWORD)).status).toBe(400)
    expect((await complete(PASSWORD)).status).toBe(400)
    expect(mailsTo('someone@else.example')).toEqual([])
  })

  test('can no longer be reached over an address that was changed, which is told so', async () => {
    const { instanceUid } = await aUser('fern')
    await nobody().call('POST', '/users/resetpassword', {
      body: { userName: 'Acme\\fern', email: 'fern@acme.example' },
    })
    const code = /#resetPassword=(hfp_[\w-]{43})/.exec(await mailTo('fern@acme.example'))?.[1] ?? ''
    const fern = await signIn(holdfast.url, 'Acme\\fern', PASSWORD)
    const body = [{ op: 'replace', path: '/profile/email', value: 'fern@new.example' }]
    await fern.ok('PATCH', `/users/${instanceUid}`, { body })
    const complete = await nobody().call('PUT', '/users/resetpassword', { body: { code, newPassword: NEW_PASSWORD } })
    expect(complete.json?.errors?.[0]).toMatchObject({ propertyName: 'code' })
    await until('the old address is told', () =>
      mailsTo('fern@acme.example').find((text) => text.includes('no longer has this e-mail address')),
    )
  })
})

const mailsTo = (address: string) => keptMailsTo(holdfast.stateFolder, address)
const mailTo = (address: string) => untilMailTo(holdfast.stateFolder, address)

describe('sessions', () => {
  test('are listed and ended, by the user and by those who manage it', async () => {
    const { instanceUid } = await aUser('dora')
    const portal = await signInToPortal(holdfast.url, 'Acme\\dora', PASSWORD)
    const token = await signIn(holdfast.url, 'Acme\\dora', PASSWORD)
    const third = await signInToPortal(holdfast.url, 'Acme\\dora', PASSWORD)
    const own = many(userSession, await token.get('/session/sessions'))
    expect(own.map(({ kind, isCurrent }) => [kind, isCurrent]).sort()).toEqual([
      ['portal', false],
      ['portal', false],
      ['token', true],
    ])
    const seen = many(userSession, await admin.get(`/users/${instanceUid}/sessions`))
    expect(seen).toHaveLength(3)
    const [current] = own.filter(({ isCurrent }) => isCurrent)
    expect((await portal.call('DELETE', `/session/sessions/${current?.instanceUid}`)).status).toBe(200)
    expect((await token.call('GET', '/users/me')).status).toBe(401)
    expect((await portal.call('DELETE', `/session/sessions/${UNKNOWN_UID}`)).status).toBe(404)
    expect((await portal.call('DELETE', '/session/sessions')).status).toBe(200)
    expect((await third.call('GET', '/session')).status).toBe(401)
    expect((await portal.call('GET', '/session')).status).toBe(200)

    const [left] = many(userSession, await admin.get(`/users/${instanceUid}/sessions`))
    const emil = await aUser('emil')
    expect((await admin.call('DELETE', `/users/${emil.instanceUid}/sessions/${left?.instanceUid}`)).status).toBe(404)
    await admin.delete(`/users/${instanceUid}/sessions/${left?.instanceUid}`)
    expect((await portal.call('GET', '/session')).status).toBe(401)
    expect((await portal.call('DELETE', `/session/sessions/${left?.instanceUid}`)).status).toBe(401)
  })
})

describe('an address list', () => {
  const ELSEWHERE = ['192.0.2.0/24', '2001:DB8::/32']

  test('lets nobody of the organization in from elsewhere, and binds no other', async () => {
    const north = await aReseller(admin, 'North')
    const below = await aCompany(admin, { name: 'Below', resellerUid: north.instanceUid })
    const pair = tokenResult.parse((await byPassword('North\\boss', PASSWORD)).body)
    const boss = restClient(holdfast.url, pair.access_token)
    const renew = () => askToken({ grant_type: 'refresh_token', refresh_token: pair.refresh_token ?? '' })
    const owner = await signIn(holdfast.url, 'Below\\owner', PASSWORD)
    const portal = await signInToPortal(holdfast.url, 'North\\boss', PASSWORD)
    const path = `/organizations/${north.instanceUid}/ipAllowList`
    const put = (client: RestClient, body: object) => client.call('PUT', path, { body })

    expect(one(ipAllowList, await boss.get(path))).toEqual({ isEnabled: false, blocks: [], clientAddress: '127.0.0.1' })
    expect(await put(boss, { blocks: ELSEWHERE })).toMatchObject({ status: 409 })
    for (const blocks of [['192.0.2.1/24'], ['300.1.1.1'], ['::/200'], []])
      expect(await put(boss, { blocks }), blocks.join()).toMatchObject({ status: 400 })
    expect((await put(owner, { blocks: ['127.0.0.1'] })).status).toBe(404)
    expect((await put(boss, { blocks: ['127.0.0.0/8', ...ELSEWHERE] })).json?.data).toMatchObject({
      isEnabled: true,
      blocks: ['127.0.0.0/8', '192.0.2.0/24', '2001:db8::/32'],
    })
    expect((await boss.call('GET', '/users/me')).status).toBe(200)

    expect((await put(boss, { blocks: ELSEWHERE, isForced: true })).status).toBe(200)
    expect((await boss.call('GET', '/users/me')).status).toBe(403)
    expect((await portal.call('GET', '/session')).status).toBe(403)
    expect(await renew()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    const refused = await byPassword('North\\boss', PASSWORD)
    expect(refused.body).toEqual((await byPassword('North\\boss', 'a wrong one')).body)
    expect(
      (await portalClient(holdfast.url).call('POST', '/session', { userName: 'North\\boss', password: PASSWORD }))
        .status,
    ).toBe(401)
    expect((await owner.call('GET', '/users/me')).status).toBe(200)
    expect(one(ipAllowList, await owner.get(`/organizations/${below.instanceUid}/ipAllowList`)).isEnabled).toBe(false)

    expect((await put(admin, { isEnabled: false, blocks: ELSEWHERE })).status).toBe(200)
    expect((await boss.call('GET', '/users/me')).status).toBe(200)
    expect((await renew()).status).toBe(200)
  })
})

describe('logging in as somebody else', () => {
  async function asOwner() {
    const portal = await signInToPortal(holdfast.url, holdfast.administrator.userName, holdfast.administrator.password)
    const owner = await signIn(holdfast.url, 'Acme\\owner', PASSWORD)
    const { instanceUid } = one(user, await owner.get('/users/me'))
    return { portal, ownerUid: instanceUid }
  }

  test('shows who acts, is written into both histories, and leads back', async () => {
    const { portal, ownerUid } = await asOwner()
    const before = portal.cookie()
    const answer = await portal.call('POST', `/users/${ownerUid}/logInAs`)
    expect(session.parse(answer.json?.data)).toMatchObject({
      user: { userName: 'owner', role: 'CompanyOwner' },
      impersonator: { userName: 'admin' },
      signInMethod: 'impersonation',
      portal: 'client',
    })
    expect(portal.cookie()).not.toBe(before)
    expect((await portal.call('GET', '/session')).json?.data).toMatchObject({ impersonator: { userName: 'admin' } })
    const mine = many(userSession, await admin.get(`/users/${ownerUid}/sessions`))
    expect(mine.find(({ signInMethod }) => signInMethod === 'impersonation')).toMatchObject({
      impersonatorName: 'admin',
    })

    const back = await portal.call('DELETE', '/session/impersonation')
    expect(session.parse(back.json?.data)).toMatchObject({ user: { userName: 'admin' }, impersonator: null })
    expect((await portal.call('GET', '/session')).json?.data).toMatchObject({ user: { userName: 'admin' } })
    const { data: returned } = await restClient(holdfast.url, null).ok('GET', '/session', {
      headers: { Cookie: portal.cookie() },
    })
    expect(returned).toMatchObject({ signInMethod: 'password', impersonator: null })
    expect((await portal.call('DELETE', '/session/impersonation')).status).toBe(409)
    const renewed = portal.cookie()
    await portal.call('POST', `/users/${ownerUid}/logInAs`)
    expect((await portal.call('DELETE', '/session')).status).toBe(200)
    const own = await restClient(holdfast.url, null).call('GET', '/session', { headers: { Cookie: renewed } })
    expect(own.status).toBe(401)

    const owner = await signIn(holdfast.url, 'Acme\\owner', PASSWORD)
    for (const client of [admin, owner]) {
      const events = many(activityLog, await client.get('/eventLogs/activityLogs', { limit: 500 }))
      expect(events.map(({ activityLogType }) => activityLogType)).toContain('UserImpersonationSuccessful')
    }
    const ended = many(activityLog, await admin.get('/eventLogs/activityLogs', { limit: 500 })).filter(
      ({ eventKind }) => eventKind === 'ImpersonationEnded',
    )
    // By the way back and by signing out, each for the provider and for the company.
    expect(ended.map(({ organizationUid }) => organizationUid === companyUid).sort()).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  test('ends with the own session of the one who acts', async () => {
    const { portal, ownerUid } = await asOwner()
    await portal.call('POST', `/users/${ownerUid}/logInAs`)
    const me = one(user, await admin.get('/users/me'))
    for (const open of many(userSession, await admin.get(`/users/${me.instanceUid}/sessions`)))
      if (!open.isCurrent) await admin.call('DELETE', `/session/sessions/${open.instanceUid}`)
    expect((await portal.call('GET', '/session')).status).toBe(401)
  })

  test('is for users of companies and Global Administrators of resellers, and for Portal Administrators alone', async () => {
    const portal = await signInToPortal(holdfast.url, holdfast.administrator.userName, holdfast.administrator.password)
    const me = one(user, await admin.get('/users/me'))
    const south = await aReseller(admin, 'South')
    const helper = await aUser('helper', { organizationUid: south.instanceUid, role: 'ResellerAdministrator' })
    const gone = await aUser('gone')
    await admin.patch(`/users/${gone.instanceUid}`, [{ op: 'replace', path: '/status', value: 'Disabled' }])
    expect((await portal.call('POST', `/users/${me.instanceUid}/logInAs`)).status).toBe(403)
    expect((await portal.call('POST', `/users/${helper.instanceUid}/logInAs`)).status).toBe(403)
    expect((await portal.call('POST', `/users/${gone.instanceUid}/logInAs`)).status).toBe(409)
    expect((await portal.call('POST', `/users/${UNKNOWN_UID}/logInAs`)).status).toBe(404)
    const boss = await signInToPortal(holdfast.url, 'South\\boss', PASSWORD)
    const { user: bossUser } = session.parse((await boss.call('GET', '/session')).json?.data)
    expect((await boss.call('POST', `/users/${helper.instanceUid}/logInAs`)).status).toBe(403)
    expect((await portal.call('POST', `/users/${bossUser.instanceUid}/logInAs`)).status).toBe(200)
    expect((await portal.call('POST', `/users/${gone.instanceUid}/logInAs`)).status).toBe(403)
  })

  test('by token keeps the own one, and is closed to all that is the user’s own', async () => {
    const { administrator } = holdfast
    const own = tokenResult.parse((await byPassword(administrator.userName, administrator.password)).body)
    const { ownerUid } = await asOwner()
    const form = { grant_type: 'as', refresh_token: own.refresh_token ?? '', userUid: ownerUid }
    const acting = tokenResult.parse((await askToken(form)).body)
    const client = restClient(holdfast.url, acting.access_token)
    expect(one(session, await client.get('/session'))).toMatchObject({ impersonator: { userName: 'admin' } })
    const closed = OPERATIONS.filter(({ closedToImpersonation }) => closedToImpersonation === true)
    expect(closed.length).toBeGreaterThan(10)
    for (const { method, path, operationId } of closed) {
      const at = path.replaceAll(/\{\w*Uid\}/g, ownerUid).replaceAll(/\{\w+\}/g, '1')
      const answer = await client.call(method.toUpperCase(), at, method === 'get' ? {} : { body: {} })
      expect(answer.status, operationId).toBe(403)
    }
    const patch = (path: string, value: unknown) =>
      client.call('PATCH', `/users/${ownerUid}`, { body: [{ op: 'replace', path, value }] })
    expect((await patch('/credentials/password', NEW_PASSWORD)).status).toBe(403)
    expect((await patch('/mfaPolicyStatus', 'Enabled')).status).toBe(403)
    expect((await patch('/profile/email', 'intruder@example.com')).status).toBe(403)
    expect((await patch('/profile/firstName', 'Olga')).status).toBe(200)
    const credentials = { userName: 'backdoor', password: NEW_PASSWORD }
    const body = { organizationUid: companyUid, role: 'CompanyAdministrator', profile: {}, credentials }
    expect((await client.call('POST', '/users', { body })).status).toBe(403)

    expect(await askToken({ ...form, refresh_token: acting.refresh_token ?? '' })).toMatchObject({ status: 400 })
    expect((await askToken({ ...form, readOnly: 'true' })).status).toBe(200)
    const renewed = tokenResult.parse(
      (await askToken({ grant_type: 'refresh_token', refresh_token: acting.refresh_token ?? '' })).body,
    )
    await restClient(holdfast.url, own.access_token).ok('DELETE', '/session')
    expect((await restClient(holdfast.url, renewed.access_token).call('GET', '/session')).status).toBe(401)
    expect(await askToken(form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })
})

describe('an API key', () => {
  test('that was disabled is not enabled again by a lower level, and by no reseller', async () => {
    const east = await aReseller(admin, 'East')
    const below = await aCompany(admin, { name: 'Further', resellerUid: east.instanceUid })
    const owner = await signIn(holdfast.url, 'Further\\owner', PASSWORD)
    const boss = await signIn(holdfast.url, 'East\\boss', PASSWORD)
    const { instanceUid, organizationUid } = one(user, await owner.get('/users/me'))
    expect(organizationUid).toBe(below.instanceUid)
    const query = { description: 'k', scopes: 'rest' }
    const { id } = one(userLogin, await owner.ok('POST', `/users/${instanceUid}/logins/apikey`, { query }))
    const set = async (client: RestClient, value: string) =>
      (
        await client.call('PATCH', `/users/${instanceUid}/logins/${id}`, {
          body: [{ op: 'replace', path: '/status', value }],
        })
      ).status
    expect([await set(owner, 'disabled'), await set(boss, 'enabled'), await set(owner, 'enabled')]).toEqual([
      200, 403, 200,
    ])
    expect([await set(boss, 'disabled'), await set(boss, 'enabled'), await set(owner, 'enabled')]).toEqual([
      200, 403, 403,
    ])
    expect(await set(admin, 'enabled')).toBe(200)
  })
})
