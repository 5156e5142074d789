/** The wire conventions of the API, as clients of all kinds rely on them. */
import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { pagingInformation, responseError } from '../../worker/contract/common.ts'
import { company } from '../../worker/contract/organizations/companies.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { aCompany, UNKNOWN_UID } from '../support/organization-builders.ts'
import { many, parseCsv, type RestClient, restClient } from '../support/rest-client.ts'

const COMPANIES = '/organizations/companies'
const NAMES = [
  'Zeta',
  'alpha 10',
  'Alpha 9',
  'Ärzte',
  '=SUM(A1)',
  ' blank ',
  'quote "x", line',
  'beta',
  'Beta 2',
  'gamma',
]

let holdfast: TestConsole
let admin: RestClient
let token: string
beforeAll(async () => {
  holdfast = await startConsole()
  token = await holdfast.token()
  admin = restClient(holdfast.url, token)
  for (const name of NAMES) await aCompany(admin, { name })
})
afterAll(() => holdfast.dispose())

async function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${holdfast.url}${path}`, { headers: { Authorization: `Bearer ${token}`, ...headers } })
}

async function namesOf(query: Record<string, string | number | object>): Promise<string[]> {
  return many(company, await admin.get(COMPANIES, query)).map(({ name }) => name)
}

const sortBy = (collation: string, direction = 'ascending') => ({ sort: [{ property: 'name', direction, collation }] })

describe('paths', () => {
  test.each([
    '/api/v3/organizations/companies/',
    '/API/V3/Organizations/COMPANIES',
    '/api/v3//organizations//companies',
  ])('%s is found', async (path) => {
    expect((await get(path)).status).toBe(200)
  })

  test.each(['/api/v3/organisations', '/api/v3', '/api/v2/about', '/api/v3/users/me/nothing', '/api/nothing'])(
    '%s is 404 in the form of errors, never HTML',
    async (path) => {
      const response = await get(path, { Accept: 'text/html,*/*' })
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toContain('application/json')
      expect(z.object({ errors: z.array(responseError) }).parse(await response.json()).errors[0]).toMatchObject({
        code: 404,
        type: 'logical',
      })
    },
  )

  test.each([
    ['/infrastructure/sites', 'GET, HEAD'],
    // A PATCH of /organizations/{organizationUid} is none of this path.
    [COMPANIES, 'GET, HEAD, POST'],
  ])('a method that %s has not is 405 with those it has', async (path, allowed) => {
    const answer = await admin.call('DELETE', path)
    expect(answer).toMatchObject({ status: 405, json: { errors: [{ code: 405 }] } })
    expect(answer.headers.get('allow')).toBe(allowed)
  })

  test('HEAD answers as GET does, without a body', async () => {
    const response = await fetch(`${holdfast.url}/api/v3${COMPANIES}`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${token}` },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-total-count')).toBe(String(NAMES.length))
    expect(await response.text()).toBe('')
  })
})

describe('headers', () => {
  test('a request id that is a UUID comes back, another one is replaced', async () => {
    const own = await get('/api/v3/about', { 'x-request-id': UNKNOWN_UID.toUpperCase() })
    expect(own.headers.get('x-request-id')).toBe(UNKNOWN_UID)
    const other = await get('/api/v3/about', { 'X-Request-id': 'mine; drop table' })
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each([
    '/api/v3/about',
    '/api/v3/nothing',
    '/',
    '/admin/companies',
    '/nothing',
    '/healthz',
    '/api/docs',
    '/vault/x/',
  ])('hygiene is on %s', async (path) => {
    const { headers } = await get(path)
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers.get('x-request-id')).not.toBeNull()
  })

  test('clients that send a body or odd headers along with a GET are served', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': 3,
        'X-Client-Version': '3.5.1',
      }
      const sent = httpRequest(`${holdfast.url}/api/v3/about`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sent.on('error', reject)
      sent.end('a=b')
    })
    expect(status).toBe(200)
  })
})

describe('paging', () => {
  test('pages by limit and offset, echoes the offset and never overlaps', async () => {
    const seen: string[] = []
    for (let offset = 0; ; offset += 3) {
      const page = await admin.get(COMPANIES, { limit: 3, offset })
      const paging = pagingInformation.parse(page.meta?.pagingInfo)
      expect(paging).toMatchObject({ total: NAMES.length, offset })
      seen.push(...many(company, page).map(({ name }) => name))
      if (paging.count === 0) break
    }
    expect(seen.length).toBe(NAMES.length)
    expect(new Set(seen).size).toBe(NAMES.length)
  })

  test.each([
    ['limit', 501],
    ['limit', 0],
    ['limit', 'x'],
    ['offset', -1],
  ])('refuses %s=%s', async (name, value) => {
    const answer = await admin.call('GET', COMPANIES, { query: { [name]: value } })
    expect(answer).toMatchObject({
      status: 400,
      json: { errors: [{ parameterName: name, type: 'logical', code: 400 }] },
    })
  })

  test('passes over parameters that it does not know, also where nothing is paged', async () => {
    expect((await admin.call('GET', '/about', { query: { limit: 500, foo: 'bar' } })).status).toBe(200)
  })
})

describe('sort', () => {
  test('goes by symbols, by letters, or by the numbers in a text', async () => {
    const bySymbol = NAMES.map((name) => name.trim()).toSorted()
    expect(await namesOf(sortBy('ordinal'))).toEqual(bySymbol)
    expect(await namesOf(sortBy('ordinal', 'descending'))).toEqual(bySymbol.toReversed())
    const byLetter = await namesOf(sortBy('ignorecase'))
    expect(byLetter.indexOf('alpha 10')).toBeLessThan(byLetter.indexOf('Alpha 9'))
    const byNumber = await namesOf(sortBy('lexicographic'))
    expect(byNumber.indexOf('Alpha 9')).toBeLessThan(byNumber.indexOf('alpha 10'))
  })
})

describe('filter', () => {
  test('takes case, parts of texts, lists and logic', async () => {
    const contains = (value: string, collation?: string) => ({
      property: 'name',
      operation: 'contains',
      collation,
      value,
    })
    expect(await namesOf({ filter: [contains('ALPHA', 'ignorecase')] })).toHaveLength(2)
    expect(await namesOf({ filter: [contains('ALPHA')] })).toEqual([])
    expect(await namesOf({ filter: [contains('ÄRZ', 'ignorecase')] })).toEqual(['Ärzte'])
    expect(
      await namesOf({ filter: [{ property: 'name', operation: 'in', value: ['beta', 'Zeta', 'nobody'] }] }),
    ).toHaveLength(2)
    const either = {
      operation: 'or',
      items: [contains('Zeta'), { operation: 'not', items: [contains('a', 'ignorecase')] }],
    }
    expect((await namesOf({ filter: [either] })).toSorted()).toEqual(['Zeta', 'quote "x", line', 'Ärzte'])
  })

  test('takes what a shell script writes', async () => {
    const response = await get(
      `/api/v3${COMPANIES}?filter=[{'property':'status','operation':'equals','value':'Active'}]&limit=1`,
    )
    expect(response.status).toBe(200)
  })

  test.each(["assignedForCompany eq 'x'", '[{"property":"secret","operation":"equals","value":1}]'])(
    'refuses %s',
    async (filter) => {
      const answer = await admin.call('GET', COMPANIES, { query: { filter } })
      expect(answer).toMatchObject({ status: 400, json: { errors: [{ parameterName: 'filter' }] } })
    },
  )
})

describe('select', () => {
  const query = { select: [{ propertyPath: 'name' }, { propertyPath: 'ownerCredentials.userName' }], limit: 1 }

  test('leaves only what was asked for, in every format', async () => {
    const { data } = await admin.get(COMPANIES, { ...query, ...sortBy('ignorecase') })
    expect(data).toEqual([{ name: '=SUM(A1)', ownerCredentials: { userName: 'owner' } }])
    const { text } = await admin.text(COMPANIES, 'text/csv', query)
    expect(parseCsv(text)[0]).toEqual(['name', 'ownerCredentials.userName'])
  })

  test('works where one object comes back, and says what it does not know', async () => {
    const { data } = await admin.get('/users/me', { select: [{ propertyPath: 'userName' }] })
    expect(data).toEqual({ userName: 'admin' })
    expect((await admin.call('GET', '/users/me', { query: { select: [{ propertyPath: 'password' }] } })).status).toBe(
      400,
    )
  })
})

describe('formats', () => {
  test('CSV without a limit is every row, guarded and quoted, with the total beside it', async () => {
    const answer = await admin.text(COMPANIES, 'text/csv', sortBy('ordinal'))
    expect(answer.text).not.toMatch(/[^\r]\n/)
    const [header = [], ...rows] = parseCsv(answer.text)
    expect(answer.headers.get('x-total-count')).toBe(String(NAMES.length))
    const names = rows.map((row) => row[header.indexOf('name')])
    expect(names).toContain("'=SUM(A1)")
    expect(names).toContain('quote "x", line')
    expect(names).toHaveLength(NAMES.length)
    expect(header).toContain('companyServices.remoteServices.backupAgentsManagement.serverAgentsQuota')
  })

  test('an export is every row in XML and JSON too, which else are a page', async () => {
    const all = { filter: [], export: true, ...sortBy('ordinal') }
    const json = JSON.parse((await admin.text(COMPANIES, 'application/json', all)).text)
    expect(json.data.map((row: { name: string }) => row.name)).toHaveLength(NAMES.length)
    expect(json.meta.pagingInfo).toEqual({ total: NAMES.length, count: NAMES.length, offset: 0 })
    expect(json.errors).toBeNull()
    const paged = await admin.text(COMPANIES, 'application/xml', { ...sortBy('ordinal'), limit: 500 })
    expect((await admin.text(COMPANIES, 'application/xml', all)).text).toBe(paged.text)
    const none = { ...all, filter: [{ property: 'name', operation: 'equals', value: 'nobody' }] }
    expect(JSON.parse((await admin.text(COMPANIES, 'application/json', none)).text).data).toEqual([])
  })

  test('CSV of nothing still has its header, CSV of one object one row', async () => {
    const none = { filter: [{ property: 'name', operation: 'equals', value: 'nobody' }] }
    const full = parseCsv((await admin.text(COMPANIES, 'text/csv', { limit: 1 })).text)
    expect(parseCsv((await admin.text(COMPANIES, 'text/csv', none)).text)).toEqual([full[0]])
    expect(parseCsv((await admin.text('/users/me', 'text/csv')).text)).toHaveLength(2)
  })

  test('errors come in the format that was asked for', async () => {
    const xml = await get(`/api/v3${COMPANIES}/${UNKNOWN_UID}`, { Accept: 'application/xml' })
    expect(await xml.text()).toContain('<response><errors><item><message>')
    const csv = await get(`/api/v3${COMPANIES}/${UNKNOWN_UID}?format=csv`)
    expect(await csv.text()).toMatch(/^code,message\r\n404,/)
  })

  test('a media type that nothing can satisfy is 406, and bytes of any kind never are', async () => {
    expect((await get('/api/v3/about', { Accept: 'image/png' })).status).toBe(406)
    expect((await get('/api/v3/about', { Accept: 'application/octet-stream' })).status).toBe(200)
  })
})

describe('validators', () => {
  test('spare an unchanged list, and no longer hold after a change', async () => {
    const first = await get(`/api/v3${COMPANIES}?limit=5`)
    const tag = first.headers.get('etag') ?? ''
    await first.body?.cancel()
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    const second = await get(`/api/v3${COMPANIES}?limit=5`, { 'If-None-Match': `"other", W/${tag}` })
    expect(second.status).toBe(304)
    expect(await second.text()).toBe('')
    await aCompany(admin, { name: 'Later' })
    const third = await get(`/api/v3${COMPANIES}?limit=5`, { 'If-None-Match': tag })
    expect(third.status).toBe(200)
    expect(third.headers.get('etag')).not.toBe(tag)
  })

  test('differ between queries and formats', async () => {
    const tags = await Promise.all(
      ['?limit=5', '?limit=6', '?limit=5&format=xml'].map(async (query) =>
        (await get(`/api/v3${COMPANIES}${query}`)).headers.get('etag'),
      ),
    )
    expect(new Set(tags).size).toBe(3)
  })
})

describe('bodies', () => {
  const send = (body: string, headers: Record<string, string> = { 'Content-Type': 'application/json' }) =>
    fetch(`${holdfast.url}/api/v3${COMPANIES}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, ...headers },
      body,
    })

  test.each([
    ['broken JSON', '{"organizationInput":', 400],
    ['nothing', '', 400],
    ['a list', '[]', 400],
    ['what is no UTF-8 text', '\u0000', 400],
  ])('%s is refused in the form of errors', async (_name, body, status) => {
    const response = await send(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ errors: [{ type: 'logical', code: 400 }] })
  })

  test('a body over the limit is 413 and names the limit', async () => {
    const response = await send(JSON.stringify({ notes: 'x'.repeat(2_200_000) }))
    expect(response.status).toBe(413)
    expect(await response.text()).toContain('2097152')
  })

  test('a body of another media type is 415', async () => {
    expect((await send('name: x', { 'Content-Type': 'application/yaml' })).status).toBe(415)
  })

  test('members are read in any letter case, and what is wrong is named', async () => {
    const response = await send(
      JSON.stringify({
        ORGANIZATIONINPUT: { NAME: 'x'.repeat(300) },
        OwnerCredentials: { UserName: 'o' },
        permissions: {},
      }),
    )
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ propertyName: 'organizationInput.name' }] })
  })
})

describe('the document of the API', () => {
  test('is served open, and says so when it has not changed', async () => {
    const response = await fetch(`${holdfast.url}/api/v3/openapi.json`)
    const document = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) })
      .parse(await response.json())
    expect(document.openapi).toBe('3.1.0')
    expect(document.paths).toHaveProperty(['/organizations/companies'])
    const again = await fetch(`${holdfast.url}/api/v3/openapi.json`, {
      headers: { 'If-None-Match': response.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })

  test('has a page that loads nothing from elsewhere', async () => {
    const html = await (await fetch(`${holdfast.url}/api/docs`)).text()
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address)
    expect(sources.filter((address) => !address.startsWith('/') && !address.startsWith('#'))).toEqual([])
    for (const source of sources.filter((address) => address.startsWith('/docs/'))) {
      const response = await fetch(holdfast.url + source)
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toContain('immutable')
    }
  })
})

describe('the log', () => {
  test('has one line a request that names actor and operation, and no secret', async () => {
    const requestId = randomUUID()
    const secret = 'hfk_this-is-a-secret'
    await fetch(`${holdfast.url}/api/v3/users/me?token=${secret}`, { headers: { Authorization: `Bearer ${secret}` } })
    const marked = await get('/api/v3/users/me', { 'X-Request-id': requestId })
    await marked.body?.cancel()
    await expect.poll(() => holdfast.output()).toMatch(new RegExp(`${requestId}.*"ms"`))
    const lines = holdfast
      .output()
      .split('\n')
      .filter((line) => line.includes(requestId))
    const line = lines.find((candidate) => candidate.includes('getCurrentUser')) ?? ''
    expect(line).toContain('"status":200')
    expect(line).toMatch(/"actor":"[0-9a-f-]{36}"/)
    expect(holdfast.output()).not.toContain(secret)
    expect(holdfast.output()).not.toContain(token)
  })
})
