/** Tokens, keys, cookies: how integrators and people come in, and how they are kept out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { userLogin } from '../../worker/contract/accounts/logins.ts'
import { user } from '../../worker/contract/accounts/users.ts'
import { tokenError, tokenResult } from '../../worker/contract/authentication/token.ts'
import { session } from '../../worker/contract/session/session.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { one, type RestClient, restClient, signIn } from '../support/rest-client.ts'

let holdfast: TestConsole
let admin: RestClient
beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
})
afterAll(() => holdfast.dispose())

async function askToken(form: Record<string, string>) {
  const response = await fetch(`${holdfast.url}/api/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  return { status: response.status, headers: response.headers, body: (await response.json()) as unknown }
}

async function grant(form: Record<string, string>) {
  const answer = await askToken(form)
  expect(answer).toMatchObject({ status: 200 })
  return tokenResult.parse(answer.body)
}

const byPassword = (username: string, password = PASSWORD, more: Record<string, string> = {}) => ({
  grant_type: 'password',
  username,
  password,
  ...more,
})

async function statusWith(headers: Record<string, string>, method = 'GET', path = '/users/me'): Promise<number> {
  const response = await fetch(`${holdfast.url}/api/v3${path}`, { method, headers })
  await response.body?.cancel()
  return response.status
}

const bearer = (token: string | null) => ({ Authorization: `Bearer ${token}` })

describe('the token endpoint', () => {
  test('gives a pair for name and password, and passes over members that are blank or unknown', async () => {
    const { userName, password } = holdfast.administrator
    const pair = await grant(byPassword(userName, password, { refresh_token: ' ', mfa_code: '', rememberMe: 'true' }))
    expect(pair).toMatchObject({ token_type: 'bearer', expires_in: 3600, mfa_token: null })
    expect(await statusWith(bearer(pair.access_token))).toBe(200)
    expect(await statusWith({ authorization: `bearer ${pair.access_token}` })).toBe(200)
  })

  test('answers JSON in the form of OAuth whatever is asked for', async () => {
    const response = await fetch(`${holdfast.url}/api/v3/token?format=xml`, {
      method: 'POST',
      headers: { Accept: 'text/csv' },
      body: new URLSearchParams({ grant_type: 'password' }),
    })
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(tokenError.parse(await response.json())).toMatchObject({ error: 'invalid_request' })
  })

  test.each([
    [{ grant_type: 'mfa', mfa_token: 'x', mfa_code: '1' }, 'invalid_grant'],
    [{ grant_type: 'mfa', mfa_token: 'x' }, 'invalid_request'],
    [{ grant_type: 'as', refresh_token: 'hfr_unknown' }, 'invalid_request'],
    [{ grant_type: 'as', refresh_token: 'hfr_unknown', userUid: UNKNOWN_UID }, 'invalid_grant'],
    [{ grant_type: 'public_key', public_key: 'x' }, 'unsupported_grant_type'],
    [{ grant_type: 'authorization_code', code: 'x' }, 'unsupported_grant_type'],
    [{ grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    [{}, 'invalid_request'],
    [{ grant_type: 'password', username: 'admin' }, 'invalid_request'],
    [{ grant_type: 'refresh_token', refresh_token: 'hfr_unknown' }, 'invalid_grant'],
    [{ grant_type: 'refresh_token' }, 'invalid_request'],
  ])('refuses %j with %s', async (form, error) => {
    const answer = await askToken(form as Record<string, string>)
    expect(answer.status).toBe(400)
    expect(tokenError.parse(answer.body).error).toBe(error)
  })

  test('tells a wrong password and an unknown name apart by nothing', async () => {
    const wrong = await askToken(byPassword('admin', 'not the password'))
    const unknown = await askToken(byPassword('nobody at all', 'not the password'))
    expect(wrong.status).toBe(400)
    expect(unknown.body).toEqual(wrong.body)
  })

  test('renews a pair; a refresh token that comes a second time ends the whole session', async () => {
    const { userName, password } = holdfast.administrator
    const first = await grant(byPassword(userName, password))
    const renew = (refreshToken: string | null) => ({ grant_type: 'refresh_token', refresh_token: refreshToken ?? '' })
    const second = await grant(renew(first.refresh_token))
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await statusWith(bearer(second.access_token))).toBe(200)

    expect(await askToken(renew(first.refresh_token))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await askToken(renew(second.refresh_token))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await statusWith(bearer(second.access_token))).toBe(401)
  })

  test('gives a token that only reads when asked for one, and keeps it so', async () => {
    const { userName, password } = holdfast.administrator
    const pair = await grant(byPassword(userName, password, { readOnly: 'true' }))
    const renewed = await grant({ grant_type: 'refresh_token', refresh_token: pair.refresh_token ?? '' })
    for (const { access_token: token } of [pair, renewed]) {
      expect(await statusWith(bearer(token))).toBe(200)
      expect(await statusWith(bearer(token), 'POST', '/users')).toBe(403)
    }
    expect(await statusWith(bearer(renewed.access_token), 'DELETE', '/session')).toBe(200)
    expect(await statusWith(bearer(renewed.access_token))).toBe(401)
  })
})

describe('names', () => {
  beforeAll(async () => {
    await aCompany(admin, { name: 'Ärzte & Co', alias: 'aerzte' })
    await aCompany(admin, { name: 'Bäcker' })
  })

  test.each(['Ärzte & Co\\owner', 'ÄRZTE & CO\\Owner', 'aerzte\\owner', 'Bäcker\\OWNER'])(
    'signs in %j',
    async (login) => {
      expect(await grant(byPassword(login))).toMatchObject({ expires_in: 3600 })
    },
  )

  test('does not guess which of several users a plain name means', async () => {
    expect(await askToken(byPassword('owner'))).toMatchObject({ status: 400 })
  })

  test('takes a plain name that only one user has', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Solo' })
    await admin.post('/users', {
      organizationUid: instanceUid,
      role: 'CompanyAdministrator',
      profile: {},
      credentials: { userName: 'only.one@example.com', password: PASSWORD },
    })
    expect(await grant(byPassword('Only.One@example.com'))).toMatchObject({ expires_in: 3600 })
  })
})

describe('an API key', () => {
  async function aKey(client: RestClient, userUid: string, more: Record<string, string | boolean> = {}) {
    const query = { description: 'nightly export', scopes: 'rest', ...more }
    const login = one(userLogin, await client.ok('POST', `/users/${userUid}/logins/apikey`, { query }))
    return { login, key: z.object({ apiKey: z.string() }).parse(JSON.parse(login.parameters)).apiKey }
  }

  test('stands for its user as a Bearer, with no exchange', async () => {
    const me = one(user, await admin.get('/users/me'))
    const { login, key } = await aKey(admin, me.instanceUid)
    expect(login).toMatchObject({
      status: 'enabled',
      isReadAccessOnly: false,
      scopes: ['rest'],
      userUid: me.instanceUid,
    })
    expect(one(user, await restClient(holdfast.url, key).get('/users/me'))).toEqual(me)
  })

  test('may be for reading only', async () => {
    const me = one(user, await admin.get('/users/me'))
    const { key } = await aKey(admin, me.instanceUid, { isReadAccessOnly: true })
    expect(await statusWith(bearer(key))).toBe(200)
    expect(await statusWith(bearer(key), 'POST', '/organizations/companies')).toBe(403)
  })

  test('without the scope for REST opens nothing', async () => {
    const me = one(user, await admin.get('/users/me'))
    const { key } = await aKey(admin, me.instanceUid, { scopes: 'ui,integration' })
    expect(await statusWith(bearer(key))).toBe(401)
  })

  test.each([
    [{ scopes: 'rest' }, 'description'],
    [{ description: 'x' }, 'scopes'],
    [{ description: 'x', scopes: 'root' }, 'scopes.0'],
  ])('is not made of %j', async (query, parameterName) => {
    const me = one(user, await admin.get('/users/me'))
    const answer = await admin.call('POST', `/users/${me.instanceUid}/logins/apikey`, { query })
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ parameterName }] } })
  })

  test('is not made for somebody who is above', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Keys' })
    await admin.post('/users', {
      organizationUid: instanceUid,
      role: 'CompanyAdministrator',
      profile: {},
      credentials: { userName: 'helper', password: PASSWORD },
    })
    const owner = one(user, await (await signIn(holdfast.url, 'Keys\\owner', PASSWORD)).get('/users/me'))
    const helper = await signIn(holdfast.url, 'Keys\\helper', PASSWORD)
    const query = { description: 'x', scopes: 'rest' }
    const answer = await helper.call('POST', `/users/${owner.instanceUid}/logins/apikey`, { query })
    expect(answer.status).toBe(403)
  })
})

describe('REST access that is off', () => {
  test('shuts keys and tokens out and leaves the portal open', async () => {
    const { instanceUid: companyUid } = await aCompany(admin, { name: 'Offline' })
    const owner = await signIn(holdfast.url, 'Offline\\owner', PASSWORD)
    const me = one(user, await owner.get('/users/me'))
    const query = { description: 'x', scopes: 'rest' }
    const login = one(userLogin, await owner.ok('POST', `/users/${me.instanceUid}/logins/apikey`, { query }))
    const { apiKey } = JSON.parse(login.parameters) as { apiKey: string }
    const pair = await grant(byPassword('Offline\\owner'))

    await admin.patch(`/organizations/companies/${companyUid}`, [
      { op: 'replace', path: '/isRestAccessEnabled', value: false },
    ])
    expect(await statusWith(bearer(apiKey))).toBe(403)
    expect(await statusWith(bearer(pair.access_token))).toBe(403)
    expect(await askToken(byPassword('Offline\\owner'))).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client' },
    })
    const renew = () => askToken({ grant_type: 'refresh_token', refresh_token: pair.refresh_token ?? '' })
    expect(await renew()).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
    const { cookie } = await openSession('Offline\\owner', PASSWORD)
    expect(await statusWith({ Cookie: cookie })).toBe(200)

    // What was refused has used nothing up.
    await admin.patch(`/organizations/companies/${companyUid}`, [
      { op: 'replace', path: '/isRestAccessEnabled', value: true },
    ])
    expect((await renew()).status).toBe(200)
  })
})

async function openSession(userName: string, password: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${holdfast.url}/api/v3/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ userName, password }),
  })
  const setCookie = response.headers.get('set-cookie') ?? ''
  return {
    status: response.status,
    setCookie,
    cookie: setCookie.split(';')[0] ?? '',
    body: (await response.json()) as unknown,
  }
}

describe('a portal session', () => {
  const signInAdmin = () => openSession(holdfast.administrator.userName, holdfast.administrator.password)

  test('is a cookie that no script reads and no other site sends', async () => {
    const opened = await signInAdmin()
    expect(opened.status).toBe(200)
    expect(opened.setCookie).toMatch(
      new RegExp(`^__Host-holdfast-${holdfast.port}=[\\w-]{43}; Path=/; Max-Age=\\d+; Secure; HttpOnly; SameSite=Lax$`),
    )
    const { data } = z.object({ data: session }).parse(opened.body)
    expect(data).toMatchObject({ user: { userName: 'admin', role: 'PortalAdministrator' }, portal: 'admin' })
    expect(data.permissions).toContain('companies.create')
  })

  test('ends on the server when the user signs out', async () => {
    const { cookie } = await signInAdmin()
    const headers = { Cookie: cookie, Origin: holdfast.url }
    expect(await statusWith({ Cookie: cookie }, 'GET', '/session')).toBe(200)
    const ended = await fetch(`${holdfast.url}/api/v3/session`, { method: 'DELETE', headers })
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0')
    expect(await statusWith({ Cookie: cookie }, 'GET', '/session')).toBe(401)
  })

  test('changes things only for pages of the console, with a JSON body', async () => {
    const { cookie } = await signInAdmin()
    const body = JSON.stringify({ organizationInput: { name: '' } })
    const status = async (headers: Record<string, string>) => {
      const response = await fetch(`${holdfast.url}/api/v3/organizations/companies`, {
        method: 'POST',
        headers: { Cookie: cookie, ...headers },
        body,
      })
      await response.body?.cancel()
      return response.status
    }
    const json = { 'Content-Type': 'application/json' }
    expect(await status(json)).toBe(403)
    expect(await status({ ...json, Origin: 'http://127.0.0.1:1' })).toBe(403)
    expect(await status({ ...json, Origin: holdfast.url, 'Sec-Fetch-Site': 'same-site' })).toBe(403)
    expect(await status({ 'Content-Type': 'text/plain', Origin: holdfast.url })).toBe(415)
    expect(await status({ ...json, Origin: holdfast.url })).toBe(400)
    expect(await status({ ...json, 'Sec-Fetch-Site': 'same-origin' })).toBe(400)
  })

  test('is refused to the page of another site that knows the password', async () => {
    const { userName, password } = holdfast.administrator
    const refused = await openSession(userName, password, { Origin: 'https://other.example' })
    expect(refused).toMatchObject({ status: 403, setCookie: '' })
  })

  test('tells a wrong password with 401 and no cookie', async () => {
    expect(await openSession('admin', 'not the password')).toMatchObject({ status: 401, setCookie: '' })
  })

  test('is none for an access token, and the other way round', async () => {
    const { cookie } = await signInAdmin()
    const token = await holdfast.token()
    const [name = '', value = ''] = cookie.split('=')
    expect(await statusWith(bearer(value))).toBe(401)
    expect(await statusWith({ Cookie: `${name}=${token}` })).toBe(401)
  })
})

describe('the setup', () => {
  test('is closed once there is an administrator', async () => {
    const status = await fetch(`${holdfast.url}/api/v3/setup`)
    expect(await status.json()).toMatchObject({ data: { isOpen: false } })
    const again = await fetch(`${holdfast.url}/api/v3/setup`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: 'x', userName: 'second', password: PASSWORD }),
    })
    expect(again.status).toBe(409)
    expect(again.headers.get('set-cookie')).toBeNull()
  })
})

describe('guessing', () => {
  test('locks the name for a while, whether somebody has it or not', async () => {
    await aCompany(admin, { name: 'Guessed' })
    for (const login of ['Guessed\\owner', 'Guessed\\nobody']) {
      const answers = []
      for (let attempt = 0; attempt < 12; attempt++)
        answers.push(await askToken(byPassword(login, `guess number ${attempt}`)))
      const locked = answers.find(({ status }) => status === 429)
      expect(Number(locked?.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(tokenError.parse(locked?.body).error_description).toContain('Too many attempts')
    }
    expect((await askToken(byPassword('Guessed\\owner'))).status).toBe(429)
  })

  test('of a user counts however it is spelled, and does not show by it that there is one', async () => {
    await aCompany(admin, { name: 'Spelled', alias: 'spelt' })
    for (const name of ['owner', 'nobody']) {
      for (let attempt = 0; attempt < 5; attempt++)
        await askToken(byPassword(`Spelled\\${name}`, `guess number ${attempt}`))
      expect((await askToken(byPassword(` SPELLED \\ ${name.toUpperCase()} `))).status).toBe(429)
      // The right password of the owner, who is locked; and one of a name that nobody has.
      const other = await askToken(byPassword(`spelt\\${name}`))
      expect(other).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
      expect(other.headers.get('retry-after')).toBeNull()
    }
  })

  test('is forgotten with a new password, by whomever it is set', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Helped' })
    const body = { organizationUid: instanceUid, role: 'CompanyAdministrator', profile: {} }
    const credentials = { userName: 'stuck', password: PASSWORD }
    const stuck = one(user, await admin.post('/users', { ...body, credentials }))
    for (let attempt = 0; attempt < 5; attempt++) await askToken(byPassword('Helped\\stuck', `guess number ${attempt}`))
    expect((await askToken(byPassword('Helped\\stuck'))).status).toBe(429)
    const password = 'another long one to keep 8'
    await admin.patch(`/users/${stuck.instanceUid}`, [
      { op: 'replace', path: '/credentials/password', value: password },
    ])
    expect((await askToken(byPassword('Helped\\stuck', password))).status).toBe(200)
  })
})
