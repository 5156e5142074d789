/** Users and API keys after their creation: changed, limited to locations, locked out, removed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type UserLogin, userLogin } from '../../worker/contract/accounts/logins.ts'
import { type User, user } from '../../worker/contract/accounts/users.ts'
import { location } from '../../worker/contract/organizations/locations.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { PASSWORD, UNKNOWN_UID } from '../support/organization-builders.ts'
import { many, one, parseCsv, parseXml, type RestClient, restClient, signIn } from '../support/rest-client.ts'
import { aTenancy, type Tenancy } from '../support/tenancy.ts'

const NEW_PASSWORD = 'another one, long enough 8'

let holdfast: TestConsole
let admin: RestClient
let acme: Tenancy
let globex: Tenancy

beforeAll(async () => {
  holdfast = await startConsole()
  admin = restClient(holdfast.url, await holdfast.token())
  acme = await aTenancy(holdfast.url, admin, 'Acme')
  globex = await aTenancy(holdfast.url, admin, 'Globex')
})
afterAll(() => holdfast.dispose())

async function aUser(userName: string, members: object = {}): Promise<User> {
  return one(
    user,
    await admin.post('/users', {
      organizationUid: acme.companyUid,
      role: 'CompanyAdministrator',
      profile: {},
      credentials: { userName, password: PASSWORD },
      ...members,
    }),
  )
}

async function aKey(userUid: string, query: Record<string, string> = {}) {
  const answer = await admin.call('POST', `/users/${userUid}/logins/apikey`, {
    query: { description: 'robot', scopes: 'rest', ...query },
  })
  const login = userLogin.parse(answer.json?.data)
  const { apiKey }: { apiKey: string } = JSON.parse(login.parameters)
  return { login, client: restClient(holdfast.url, apiKey) }
}

async function refusal(client: RestClient, method: string, path: string, body?: unknown) {
  const answer = await client.call(method, path, body === undefined ? {} : { body })
  const error = answer.json?.errors?.[0]
  return { status: answer.status, code: error?.code, property: error?.propertyName, message: error?.message }
}

const replace = (path: string, value: unknown) => [{ op: 'replace', path, value }]

describe('a user', () => {
  it('is listed by organization, and only for those who reach it', async () => {
    const made = await aUser('anna')
    const listed = many(user, await acme.owner.get(`/organizations/${acme.companyUid}/users`))
    expect(listed.map(({ userName }) => userName)).toEqual(['acme', 'anna', 'owner'])
    expect((await globex.owner.call('GET', `/organizations/${acme.companyUid}/users`)).status).toBe(404)
    expect((await globex.owner.call('PATCH', `/users/${made.instanceUid}`, { body: [] })).status).toBe(404)
    expect((await globex.owner.call('DELETE', `/users/${made.instanceUid}`)).status).toBe(404)
  })

  it('changes its profile without being signed out', async () => {
    const made = await aUser('bert')
    const bert = await signIn(holdfast.url, 'Acme\\bert', PASSWORD)
    const patched = await acme.owner.patch(`/users/${made.instanceUid}`, [
      { op: 'replace', path: '/profile/firstName', value: 'Bert' },
      { op: 'add', path: 'profile/Title', value: 'mr' },
      { op: 'replace', path: '/profile/email', value: 'bert@example.com' },
    ])
    const profile = { firstName: 'Bert', title: 'Mr', email: 'bert@example.com', lastName: null }
    expect(one(user, patched).profile).toMatchObject(profile)
    expect(one(user, await bert.get('/users/me')).profile).toMatchObject(profile)
    const path = `/users/${made.instanceUid}`
    expect(await refusal(admin, 'PATCH', path, replace('/credentials/userName', 'x'))).toMatchObject({ code: 1001 })
    expect(await refusal(admin, 'PATCH', path, replace('/profile/email', 'nonsense'))).toMatchObject({ status: 400 })
    expect(one(user, await admin.get(path)).profile).toMatchObject(profile)
  })

  it('is out at once with a new password, a new role or when disabled, and in again after', async () => {
    const made = await aUser('carl')
    const path = `/users/${made.instanceUid}`
    const enter = (password: string) => signIn(holdfast.url, 'Acme\\carl', password)
    const isIn = async (client: RestClient) => (await client.call('GET', '/users/me')).status === 200

    const first = await enter(PASSWORD)
    const changed = await admin.call('PATCH', path, { body: replace('/credentials/password', NEW_PASSWORD) })
    expect(changed.status, changed.text).toBe(200)
    expect(changed.text).not.toContain(NEW_PASSWORD)
    expect(await isIn(first)).toBe(false)
    await expect(enter(PASSWORD)).rejects.toThrow('400')

    const second = await enter(NEW_PASSWORD)
    expect(one(user, await admin.patch(path, replace('/status', 'disabled'))).status).toBe('Disabled')
    expect(await isIn(second)).toBe(false)
    await expect(enter(NEW_PASSWORD)).rejects.toThrow('400')
    await admin.patch(path, replace('/status', 'Enabled'))

    const third = await enter(NEW_PASSWORD)
    expect(one(user, await admin.patch(path, replace('/role', 'CompanyLocationUser'))).role).toBe('CompanyLocationUser')
    expect(await isIn(third)).toBe(false)
    const places = many(location, await admin.get(`${path}/locations`))
    expect(places.map(({ instanceUid }) => instanceUid)).toEqual([acme.remoteUid])
    const weak = await refusal(admin, 'PATCH', path, replace('/credentials/password', 'x'))
    expect(weak).toMatchObject({ status: 400, property: 'credentials.password' })
  })

  it('gets no role that is not for it, nor loses the one that its organization needs', async () => {
    const made = await aUser('dora')
    const path = `/users/${made.instanceUid}`
    for (const role of ['CompanyOwner', 'PortalAdministrator', 'CompanyTenant', 'Unknown']) {
      expect(await refusal(admin, 'PATCH', path, replace('/role', role)), role).toMatchObject({
        status: 400,
        property: 'role',
      })
    }
    const dora = await signIn(holdfast.url, 'Acme\\dora', PASSWORD)
    const me = one(user, await acme.owner.get('/users/me'))
    expect(await refusal(dora, 'PATCH', `/users/${me.instanceUid}`, replace('/status', 'Disabled'))).toMatchObject({
      status: 403,
    })
    expect(await refusal(dora, 'PATCH', path, replace('/status', 'Disabled'))).toMatchObject({ status: 409 })
    expect(await refusal(dora, 'PATCH', path, replace('/role', 'CompanyLocationUser'))).toMatchObject({ status: 409 })
    expect(
      await refusal(admin, 'PATCH', `/users/${me.instanceUid}`, replace('/role', 'CompanyAdministrator')),
    ).toMatchObject({ status: 400 })
    expect(await refusal(admin, 'DELETE', `/users/${me.instanceUid}`)).toMatchObject({ status: 409 })
    expect(await refusal(dora, 'DELETE', path)).toMatchObject({ status: 409 })
  })

  it('keeps what two change at the same time', async () => {
    const made = await aUser('emma')
    const path = `/users/${made.instanceUid}`
    const answers = await Promise.all([
      admin.call('PATCH', path, { body: replace('/profile/firstName', 'Emma') }),
      acme.owner.call('PATCH', path, { body: replace('/profile/phone', '123') }),
      admin.call('PATCH', path, { body: replace('/profile/lastName', 'Moser') }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(one(user, await admin.get(path)).profile).toMatchObject({
      firstName: 'Emma',
      phone: '123',
      lastName: 'Moser',
    })
  })

  it('is gone with its sessions and keys, and leaves its name', async () => {
    const made = await aUser('fred')
    const fred = await signIn(holdfast.url, 'Acme\\fred', PASSWORD)
    const { client } = await aKey(made.instanceUid)
    expect((await client.call('GET', '/users/me')).status).toBe(200)
    const gone = await acme.owner.call('DELETE', `/users/${made.instanceUid}`)
    expect(gone.json, gone.text).toMatchObject({ data: {}, errors: [] })
    for (const lost of [fred, client]) expect((await lost.call('GET', '/users/me')).status).toBe(401)
    expect((await admin.call('GET', `/users/${made.instanceUid}`)).status).toBe(404)
    expect((await admin.call('DELETE', `/users/${made.instanceUid}`)).status).toBe(404)
    expect((await aUser('fred')).userName).toBe('fred')
  })
})

describe('the last administrator who can sign in', () => {
  it('is not removed or disabled by another one who cannot', async () => {
    const me = one(user, await admin.get('/users/me'))
    const robot = one(
      user,
      await admin.post('/users', {
        organizationUid: me.organizationUid,
        role: 'PortalAdministrator',
        profile: {},
        credentials: { userName: 'robot', password: null },
      }),
    )
    const { client } = await aKey(robot.instanceUid)
    const path = `/users/${me.instanceUid}`
    expect(await refusal(client, 'DELETE', path)).toMatchObject({
      status: 409,
      message: expect.stringContaining('Administrator'),
    })
    expect(await refusal(client, 'PATCH', path, replace('/status', 'Disabled'))).toMatchObject({ status: 409 })
    expect(await refusal(client, 'PATCH', path, replace('/role', 'PortalReadonlyOperator'))).toMatchObject({
      status: 409,
    })
    const own = replace('/credentials/password', NEW_PASSWORD)
    expect(await refusal(client, 'PATCH', `/users/${robot.instanceUid}`, own)).toMatchObject({ status: 403 })
    expect((await admin.call('GET', '/users/me')).status).toBe(200)
  })
})

describe('a location user', () => {
  it('sees the locations that were chosen, no others', async () => {
    const branch = one(
      location,
      await admin.post('/organizations/locations', { organizationUid: acme.companyUid, name: 'Branch', quotaGb: 0 }),
    )
    const made = await aUser('gina', { role: 'CompanyLocationUser' })
    const gina = await signIn(holdfast.url, 'Acme\\gina', PASSWORD)
    const seen = async () => many(location, await gina.get('/organizations/locations')).map(({ name }) => name)
    expect(await seen()).toEqual(['Remote'])

    const path = `/users/${made.instanceUid}/locations`
    const set = (locationUid: string, client = acme.owner) => client.call('POST', path, { query: { locationUid } })
    const added = await set(branch.instanceUid)
    expect(user.parse(added.json?.data).instanceUid, added.text).toBe(made.instanceUid)
    expect((await set(branch.instanceUid)).status).toBe(200)
    expect(await seen()).toEqual(['Branch', 'Remote'])
    const ofBranch = many(user, await acme.owner.get(`/organizations/locations/${branch.instanceUid}/users`))
    expect(ofBranch.map(({ userName }) => userName)).toEqual(['gina'])

    expect((await set(globex.remoteUid)).status).toBe(400)
    expect((await set(UNKNOWN_UID)).status).toBe(400)
    expect((await set(acme.remoteUid, globex.owner)).status).toBe(404)
    const owner = one(user, await acme.owner.get('/users/me'))
    const all = await admin.call('POST', `/users/${owner.instanceUid}/locations`, {
      query: { locationUid: acme.remoteUid },
    })
    expect(all.status).toBe(409)

    await acme.owner.delete(path, { locationUid: acme.remoteUid })
    expect(await seen()).toEqual(['Branch'])
    const taken = (locationUid: string) => acme.owner.call('DELETE', path, { query: { locationUid } })
    expect((await taken(acme.remoteUid)).status).toBe(400)
    expect((await taken(branch.instanceUid)).status).toBe(409)
    expect(await seen()).toEqual(['Branch'])
  })
})

describe('an API key', () => {
  it('is listed without its secret, as JSON, XML and CSV', async () => {
    const { login } = await aKey((await aUser('hugo')).instanceUid)
    const expected = { ...login, parameters: '{}' }
    expect(many(userLogin, await admin.get(`/users/${login.userUid}/logins`))).toEqual([expected])
    expect(one(userLogin, await admin.get(`/users/${login.userUid}/logins/${login.id}`))).toEqual(expected)
    const ofCompany = await acme.owner.get(`/organizations/${acme.companyUid}/keys`, {
      filter: [{ property: 'userUid', operation: 'equals', value: login.userUid }],
      sort: [{ property: 'id', direction: 'descending' }],
    })
    expect(many(userLogin, ofCompany)).toEqual([expected])
    const xml = await admin.text(`/users/${login.userUid}/logins`, 'application/xml')
    expect(parseXml(xml.text)).toMatchObject({
      response: { data: { item: { id: String(login.id), scopes: { item: 'rest' } } } },
    })
    const [header = [], ...rows] = parseCsv((await admin.text('/users/logins', 'text/csv')).text)
    expect(rows.map((row) => row[header.indexOf('id')])).toContain(String(login.id))
    expect((await globex.owner.call('GET', `/users/${login.userUid}/logins/${login.id}`)).status).toBe(404)
    expect(many(userLogin, await globex.owner.get('/users/logins'))).toEqual([])
  })

  it('is switched off and on, limited and described', async () => {
    const { login, client } = await aKey((await aUser('ida')).instanceUid)
    const path = `/users/${login.userUid}/logins/${login.id}`
    const patch = async (name: string, value: unknown): Promise<UserLogin> =>
      one(userLogin, await acme.owner.patch(path, replace(name, value)))
    expect((await patch('/status', 'disabled')).status).toBe('disabled')
    expect((await client.call('GET', '/users/me')).status).toBe(401)
    expect((await patch('/status', 'enabled')).status).toBe('enabled')
    expect((await patch('/isReadAccessOnly', 'true')).isReadAccessOnly).toBe(true)
    expect((await client.call('GET', '/users/me')).status).toBe(200)
    expect((await client.call('DELETE', `/users/${login.userUid}/tokens`)).status).toBe(403)
    expect((await patch('/description', ' backup robot ')).description).toBe('backup robot')
    expect((await patch('/scopes', ['rest', 'integration', 'rest'])).scopes).toEqual(['rest', 'integration'])
    expect(await refusal(admin, 'PATCH', path, replace('/identifierInProvider', 'x'))).toMatchObject({ code: 1001 })
    expect(await refusal(admin, 'PATCH', path, replace('/scopes', []))).toMatchObject({
      status: 400,
      property: 'scopes',
    })
    expect(await refusal(admin, 'PATCH', path, replace('/description', ''))).toMatchObject({ status: 400 })
    expect(await refusal(admin, 'PATCH', path, replace('/status', 'disabledDueToUser'))).toMatchObject({ status: 400 })
  })

  it.each(['application/json', 'application/xml', 'text/csv'])(
    'is removed, and that is answered with true as %s',
    async (Accept) => {
      const made = await aUser(`jan ${Accept.replace('/', ' ')}`)
      const { login, client } = await aKey(made.instanceUid)
      const path = `/users/${login.userUid}/logins/${login.id}`
      const removed = await acme.owner.call('DELETE', path, { headers: { Accept } })
      expect(removed.status, removed.text).toBe(200)
      expect(removed.text).toContain('true')
      expect((await client.call('GET', '/users/me')).status).toBe(401)
      expect((await acme.owner.call('DELETE', path)).status).toBe(404)
    },
  )
})

describe('the sessions of a user', () => {
  it('are ended at once, keys go on', async () => {
    const made = await aUser('kim')
    const kim = await signIn(holdfast.url, 'Acme\\kim', PASSWORD)
    const { login, client } = await aKey(made.instanceUid)
    const path = `/users/${made.instanceUid}/tokens`
    expect((await acme.owner.delete(path, { userLoginId: login.id })).data).toBe(true)
    expect((await kim.call('GET', '/users/me')).status).toBe(200)
    expect((await globex.owner.call('DELETE', path)).status).toBe(404)
    expect((await acme.owner.call('DELETE', path, { query: { userLoginId: 999_999 } })).status).toBe(404)
    expect((await acme.owner.delete(path)).data).toBe(true)
    expect((await kim.call('GET', '/users/me')).status).toBe(401)
    expect((await client.call('GET', '/users/me')).status).toBe(200)
  })
})
