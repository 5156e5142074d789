/** What scripts rely on beyond single calls: bodies in XML, repeated requests, async actions, and limits. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { user } from '../../worker/contract/accounts/users.ts'
import { asyncActionInfo } from '../../worker/contract/async-actions/async-actions.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, aTenant, companyBody, PASSWORD } from '../support/organization-builders.ts'
import { many, one, type RestClient, restClient } from '../support/rest-client.ts'
import { until } from '../support/until.ts'

const COMPANIES = '/organizations/companies'
/** Of one user in a minute, in this console: 18,000 by default. */
const PER_MINUTE = 900

let holdfast: TestConsole
let admin: RestClient
let providerUid: string
beforeAll(async () => {
  holdfast = await startConsole({ env: { HOLDFAST_THROTTLING_RATE_MULTIPLIER: '0.05' } })
  admin = restClient(holdfast.url, await holdfast.token())
  providerUid = one(user, await admin.get('/users/me')).organizationUid
})
afterAll(() => holdfast.dispose())

async function companiesNamed(name: string): Promise<number> {
  const filter = [{ property: 'name', operation: 'equals', value: name }]
  return many(company, await admin.get(COMPANIES, { filter })).length
}

describe('a body in XML', () => {
  const xml = (body: string, headers: Record<string, string> = {}) => ({
    body,
    headers: { 'Content-Type': 'application/xml; charset=utf-8', ...headers },
  })

  test('makes and changes what a body in JSON does', async () => {
    const made = one(
      company,
      await admin.ok(
        'POST',
        COMPANIES,
        xml(`<?xml version="1.0" encoding="utf-8"?>
          <company>
            <organizationInput><name>Müller &amp; Söhne</name><email>office@example.com</email></organizationInput>
            <ownerCredentials><userName>owner</userName><password>${PASSWORD}</password></ownerCredentials>
            <resellerUid nil="true"/>
            <companyServices><remoteServices><workstationAgentsQuota>7</workstationAgentsQuota></remoteServices></companyServices>
          </company>`),
      ),
    )
    expect(made.name).toBe('Müller & Söhne')
    const patch = '<patch><item><op>replace</op><path>/name</path><value>Müller</value></item></patch>'
    const patched = await admin.ok('PATCH', `${COMPANIES}/${made.instanceUid}`, xml(patch))
    expect(one(company, patched).name).toBe('Müller')
  })

  test.each([
    ['<c><organizationInput><name>a</name><name>b</name></organizationInput></c>', '"name" more than once'],
    ['<c><organizationInput><name>a</name></organizationInput></c>', '"ownerCredentials'],
    ['<!DOCTYPE c [<!ENTITY a "a">]><c><organizationInput><name>&a;</name></organizationInput></c>', 'document type'],
    ['<c><organizationInput>', 'not well-formed XML'],
  ])('is refused where it is wrong: %s', async (body, reason) => {
    const answer = await admin.call('POST', COMPANIES, xml(body, { Accept: 'application/json' }))
    expect([answer.status, answer.json?.errors?.[0]?.type], answer.text).toEqual([400, 'logical'])
    expect(answer.json?.errors?.[0]?.message).toContain(reason)
  })
})

describe('a body whose reading is told by its headers or its first line', () => {
  test.each([
    [
      'a media type with a character set',
      'application/json; charset=iso-8859-1',
      '{"op":"replace","path":"/name","value":"\xc4ra"}',
    ],
    [
      'an XML declaration',
      'application/xml',
      '<?xml version="1.0" encoding="iso-8859-1"?><p><item><op>replace</op><path>/name</path><value>\xc4ra</value></item></p>',
    ],
    ['no media type', null, '{"op":"replace","path":"/name","value":"\\u00c4ra"}'],
  ])('changes a company, which is slow work, as it says: by %s', async (_name, mediaType, text) => {
    const { instanceUid } = await aCompany(admin, { name: `Told by ${mediaType}` })
    const response = await fetch(`${holdfast.url}/api/v3${COMPANIES}/${instanceUid}`, {
      method: 'PATCH',
      headers: {
        Authorization: `Bearer ${await holdfast.token()}`,
        ...(mediaType === null ? {} : { 'Content-Type': mediaType }),
      },
      body: Uint8Array.from(text, (character) => character.charCodeAt(0)),
    })
    expect(await response.json()).toMatchObject({ data: { name: 'Ära' } })
    await admin.patch(`${COMPANIES}/${instanceUid}`, [{ op: 'replace', path: '/name', value: instanceUid }])
  })
})

describe('a client of an older version', () => {
  test('is spared the role that its version did not know', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Strict' })
    await aTenant(admin, 'strict', instanceUid)
    const filter = [{ property: 'role', operation: 'equals', value: 'CompanyTenant' }]
    const rolesFor = async (headers: Record<string, string>) => {
      const found = await admin.ok('GET', `/organizations/${instanceUid}/users`, { query: { filter }, headers })
      return many(user, found).map(({ role }) => role)
    }
    expect(await rolesFor({})).toEqual(['CompanyTenant'])
    expect(await rolesFor({ 'X-Client-Version': '3.6.1' })).toEqual(['CompanyTenant'])
    expect(await rolesFor({ 'X-Client-Version': '3.5.1' })).toEqual(['Unknown'])
  })

  test('is not told that its list is the one of another version', async () => {
    const { headers } = await admin.call('GET', '/users')
    const known = { 'If-None-Match': headers.get('etag') ?? '' }
    expect((await admin.call('GET', '/users', { headers: known })).status).toBe(304)
    expect((await admin.call('GET', '/users', { headers: { ...known, 'X-Client-Version': '3.5' } })).status).toBe(200)
  })
})

describe('a repeated request', () => {
  test('makes one company, however often and however close together it comes', async () => {
    const options = { body: companyBody({ name: 'Once' }), headers: { 'X-Request-id': randomUUID() } }
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin.call('POST', COMPANIES, options)))
    expect(answers.map(({ status, text }) => [status, text])).toEqual(Array(5).fill([200, answers[0]?.text]))
    expect(await companiesNamed('Once')).toBe(1)
    const other = { ...options, body: companyBody({ name: 'Once more' }) }
    expect((await admin.call('POST', COMPANIES, other)).status).toBe(200)
  })

  test('shows a secret again to whoever has lost the answer', async () => {
    const { instanceUid } = one(user, await admin.get('/users/me'))
    const options = { query: { description: 'lost', scopes: 'rest' }, headers: { 'x-request-id': randomUUID() } }
    const first = await admin.ok('POST', `/users/${instanceUid}/logins/apikey`, options)
    expect(await admin.ok('POST', `/users/${instanceUid}/logins/apikey`, options)).toEqual(first)
    expect(JSON.stringify(first)).toContain('hfk_')
  })
})

describe('an async action', () => {
  /** A mail server that takes connections and never says a word. */
  let silent: Server
  const sockets: Socket[] = []
  beforeAll(async () => {
    silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
  })
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  const ask = (id: string, timeout: string) => {
    const address = silent.address()
    const port = typeof address === 'object' ? address?.port : 0
    const body = {
      serverAddress: `127.0.0.1:${port}`,
      tlsMode: 'none',
      timeout,
      passwordCredential: { userName: 'postmaster', password: 'sealed away' },
    }
    const path = `/organizations/${providerUid}/configuration/notification/smtp/test`
    return admin.call('POST', path, { body, headers: { 'X-Request-id': id } })
  }
  const untilStatus = (id: string, status: string) =>
    until(`the action is ${status}`, async () =>
      (await find(id)).text.includes(`"status":"${status}"`) ? true : undefined,
    )
  const find = (id: string) => admin.call('GET', `/asyncActions/${id}`)

  test('is none where the operation is quick, and can be looked at all the same', async () => {
    const { instanceUid } = await aCompany(admin, { name: 'Short-lived' })
    const id = randomUUID()
    const path = `${COMPANIES}/${instanceUid}`
    expect(await admin.call('DELETE', path, { headers: { 'X-Request-id': id } })).toMatchObject({ status: 200 })
    expect(one(asyncActionInfo, await admin.get(`/asyncActions/${id}`))).toMatchObject({ status: 'succeed' })
    expect((await admin.call('GET', `/asyncActions/${id}/result`)).json).toEqual({ data: {}, meta: null, errors: [] })
  })

  test('goes on behind a 202, and ends with what the operation would have answered', async () => {
    const id = randomUUID()
    const accepted = await ask(id, '00:00:08')
    expect([accepted.status, accepted.text]).toEqual([202, ''])
    expect(accepted.headers.get('location')).toBe(`${holdfast.url}/api/v3/asyncActions/${id}`)
    const running = one(asyncActionInfo, await admin.get(`/asyncActions/${id}`))
    expect(running).toMatchObject({ id, actionName: 'testNotificationSmtpSettings', status: 'running' })
    expect(running.requestBody).toContain('postmaster')
    expect(running.requestBody).not.toContain('sealed away')
    expect(many(asyncActionInfo, await admin.get('/asyncActions')).map((action) => action.id)).toContain(id)
    await untilStatus(id, 'succeed')
    const result = await admin.call('GET', `/asyncActions/${id}/result`)
    expect(result.json).toMatchObject({ data: { result: 'ConnectionError' }, meta: null, errors: null })
    expect((await admin.text(`/asyncActions/${id}/result`, 'application/xml')).text).toContain(
      '<result>ConnectionError</result>',
    )
    expect((await admin.call('DELETE', `/asyncActions/${id}/result`)).status).toBe(200)
    expect((await find(id)).status).toBe(404)
  })

  test('whose runtime was killed does not run for ever', async () => {
    const id = randomUUID()
    expect((await ask(id, '00:01:00')).status).toBe(202)
    await holdfast.kill()
    await holdfast.start()
    await untilStatus(id, 'failed')
    const failed = await find(id)
    expect(failed.json?.errors?.[0]).toMatchObject({ type: 'retryableLogical' })
    expect(failed.json?.errors?.[0]?.message).toContain('interrupted')
    expect((await admin.call('GET', `/asyncActions/${id}/result`)).status).toBe(520)
  })
})

describe('too many requests', () => {
  test('are refused with the time to wait, and the console goes on for others', async () => {
    const answers = await Promise.all(Array.from({ length: PER_MINUTE + 20 }, () => admin.call('GET', '/about')))
    const refused = answers.find(({ status }) => status === 429)
    expect(refused?.json?.errors?.[0]).toMatchObject({ type: 'transport', code: 429, retryAfter: expect.any(Number) })
    expect(Number(refused?.headers.get('retry-after'))).toBe(refused?.json?.errors?.[0]?.retryAfter)
    expect(answers.filter(({ status }) => status !== 200 && status !== 429)).toEqual([])
    expect((await fetch(`${holdfast.url}/healthz`)).status).toBe(200)
  })
})
