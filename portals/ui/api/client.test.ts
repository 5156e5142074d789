import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetAnswers, getOne, getPage, patch, post, remove, whenSignedOut, withQuery } from './client.ts'
import { ApiError } from './error.ts'
import { contains, listQuery, oneOf } from './filter.ts'

const asked: { address: string; init: RequestInit }[] = []
let answer: () => Response | Promise<Response>

function respond(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = () => new Response(status === 304 ? null : JSON.stringify(body), { status, headers })
}

async function refusal(work: Promise<unknown>): Promise<ApiError> {
  const outcome = await work.catch((cause: unknown) => cause)
  if (!(outcome instanceof ApiError)) throw new Error('It was not refused')
  return outcome
}

beforeEach(() => {
  asked.length = 0
  forgetAnswers()
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    asked.push({ address, init })
    return answer()
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('reading', () => {
  it('gives the page with its total', async () => {
    respond(200, { data: [{ a: 1 }], meta: { pagingInfo: { total: 7, count: 1, offset: 3 } } })
    expect(await getPage('/users', { limit: 1, offset: 3 })).toEqual({ items: [{ a: 1 }], total: 7, offset: 3 })
    expect(asked[0]?.address).toBe('/api/v3/users?limit=1&offset=3')
  })

  it('sends the validator of the last answer, and gives the very same object when nothing changed', async () => {
    respond(200, { data: { a: 1 } }, { etag: '"r1"' })
    const first = await getOne('/users/me')
    respond(304, null)
    const second = await getOne('/users/me')
    expect(asked[1]?.init.headers).toMatchObject({ 'if-none-match': '"r1"' })
    expect(second).toBe(first)
  })

  it('forgets what one user saw before the next signs in', async () => {
    respond(200, { data: { a: 1 } }, { etag: '"r1"' })
    await getOne('/users/me')
    forgetAnswers()
    await getOne('/users/me')
    expect(asked[1]?.init.headers).not.toHaveProperty('if-none-match')
  })

  it('leaves out what was not chosen', () => {
    expect(withQuery('/a', { limit: 5, offset: undefined, name: '', flag: false })).toBe('/a?limit=5&flag=false')
    expect(withQuery('/a', {})).toBe('/a')
  })
})

describe('writing', () => {
  it('is JSON even without a body, since a cookie alone must not be enough', async () => {
    respond(200, { data: {}, errors: [] })
    await post('/jobs/1/start')
    await remove('/jobs/1')
    for (const { init } of asked) expect(init.headers).toMatchObject({ 'content-type': 'application/json' })
    expect(asked[0]?.init.body).toBe('{}')
  })

  it('patches with a list of operations', async () => {
    respond(200, { data: {} })
    await patch('/users/1', [{ op: 'replace', path: '/status', value: 'Disabled' }])
    expect(asked[0]?.init.method).toBe('PATCH')
    expect(asked[0]?.init.body).toBe('[{"op":"replace","path":"/status","value":"Disabled"}]')
  })
})

describe('refusals', () => {
  it('keep the sentences, the fields they speak of, and the request id', async () => {
    const errors = [{ message: 'Name is taken.', type: 'logical', code: 400, propertyName: 'organizationInput.name' }]
    respond(400, { errors }, { 'x-request-id': 'r-17' })
    const error = await refusal(post('/organizations/companies', {}))
    expect(error).toMatchObject({ kind: 'invalid', status: 400, message: 'Name is taken.', requestId: 'r-17' })
    expect(error.errors[0]?.propertyName).toBe('organizationInput.name')
  })

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'conflict'],
    [429, 'throttled'],
    [400, 'invalid'],
    [520, 'server'],
    [503, 'server'],
  ])('are told apart by status: %d is %s', async (status, kind) => {
    respond(status, { errors: [] })
    expect((await refusal(getOne('/session'))).kind).toBe(kind)
  })

  it('are readable when the answer is none of ours', async () => {
    answer = () => new Response('<html>Bad gateway</html>', { status: 502 })
    expect(await refusal(getOne('/users/me'))).toMatchObject({ kind: 'server', errors: [] })
  })

  it('say that nothing answers when nothing does', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'))
    expect((await refusal(getOne('/users/me'))).kind).toBe('offline')
  })

  it('lead out when the session has ended under an open page, but not from the question for the session', async () => {
    const signedOut = vi.fn()
    whenSignedOut(signedOut)
    respond(401, { errors: [] })
    await refusal(getOne('/session'))
    expect(signedOut).not.toHaveBeenCalled()
    await refusal(getPage('/users'))
    expect(signedOut).toHaveBeenCalledOnce()
  })
})

describe('the query of a list', () => {
  it('is the filter, the order and the part wanted', () => {
    const query = listQuery({
      filter: [contains('name', 'north'), oneOf('status', ['Failed', 'Warning'])],
      sort: { property: 'name', isDescending: true },
      limit: 100,
      offset: 200,
    })
    expect(JSON.parse(String(query.filter))).toEqual([
      { property: 'name', operation: 'contains', collation: 'ignorecase', value: 'north' },
      { property: 'status', operation: 'in', value: ['Failed', 'Warning'] },
    ])
    expect(JSON.parse(String(query.sort))).toEqual([
      { property: 'name', direction: 'descending', collation: 'lexicographic' },
    ])
    expect(query).toMatchObject({ limit: 100, offset: 200 })
  })

  it('says nothing of what is not limited', () => {
    expect(withQuery('/users', listQuery({ filter: [], offset: 0 }))).toBe('/users')
  })

  it('compares with one value as with one', () => {
    expect(oneOf('status', ['Failed'])).toEqual({ property: 'status', operation: 'equals', value: 'Failed' })
  })
})
