import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fail, ok } from '../../domain/result.ts'
import { operation } from '../contract/operation.ts'
import { endAction } from '../db/async-actions.ts'
import { newUid } from '../db/new-uid.ts'
import type { Env } from '../env.ts'
import { registerAsyncActions } from '../features/async-actions/routes.ts'
import { Api } from './api.ts'
import type { ApiFailure } from './failure.ts'
import { performWork } from './perform-work.ts'
import { seedAdministrators } from './testing-administrator.setup.ts'

const KEY = 'hfk_for-run-operation'
const OTHER_KEY = 'hfk_for-run-operation-too'

const answered = z.object({ name: z.string(), count: z.int(), note: z.string().nullable() })
const body = {
  mediaType: 'application/json',
  schema: z.object({ name: z.string(), password: z.string().optional() }),
} as const
const made = {
  tag: 'holdfast',
  summary: 'For the test.',
  access: 'signedIn',
  answer: { kind: 'object', schema: answered },
} as const
const quick = operation({ ...made, operationId: 'makeQuickly', method: 'post', path: '/things', body })
const slow = operation({
  ...made,
  operationId: 'makeSlowly',
  method: 'post',
  path: '/slowThings/{place}',
  params: z.object({ place: z.string() }),
  body,
  isSlow: true,
})
const remove = operation({
  ...made,
  operationId: 'removeSlowly',
  method: 'delete',
  path: '/slowThings',
  answer: { kind: 'empty' },
  isSlow: true,
})

/** What the handlers do next, and how often they were asked. */
let calls = 0
let behave: (isCanceled: () => boolean) => Promise<ApiFailure | null>
/** Slow work is told of later, as after the seconds that a caller waits. */
let isAnsweredLater = false
let running: Promise<unknown>[] = []
const canceled = new Set<string>()

const api = new Api()
registerAsyncActions(api.route)
const make = async (name: string, isCanceled: () => boolean) => {
  calls += 1
  const count = calls
  const failure = await behave(isCanceled)
  return failure === null ? ok({ name, count, note: null, beyondTheContract: true }) : fail(failure)
}
api.route(quick, ({ body: { name } }) => make(name, () => false))
api.route(slow, ({ body: { name }, params, isCanceled }) => make(`${name} at ${params.place}`, isCanceled))
api.route(remove, async () => ok(null))

const objects = {
  getByName: (name: string) => ({
    async start(work: Parameters<typeof performWork>[0]) {
      const surroundings = { api, env: testEnv, isCanceled: () => canceled.has(name), waitUntil: () => undefined }
      const end = performWork(work, surroundings).then(async (done) => {
        await endAction(env.DB, { userUid: work.userUid, id: work.actionId }, { ...done, now: Date.now() })
        return done
      })
      running.push(end)
      return isAnsweredLater ? null : end
    },
    async cancel() {
      canceled.add(name)
      return true
    },
  }),
}
const testEnv = { ...env, HOLDFAST_URL: 'https://console.example', ACTION: objects } as unknown as Env

interface Asked {
  id?: string
  body?: unknown
  key?: string
  accept?: string
}

async function ask(method: string, path: string, { id, body: sent, key = KEY, accept }: Asked = {}) {
  const headers = new Headers({ Authorization: `Bearer ${key}` })
  if (id !== undefined) headers.set('X-Request-id', id)
  if (accept !== undefined) headers.set('Accept', accept)
  if (sent !== undefined) headers.set('Content-Type', 'application/json')
  const url = `https://console.example/api/v3${path}`
  const request = new Request(url, { method, headers, body: sent === undefined ? null : JSON.stringify(sent) })
  const response = await api.answer({
    env: testEnv,
    request,
    path: path.split('?')[0] ?? '',
    now: Date.now(),
    variables: { requestId: id ?? newUid(), clientAddress: null, actor: null, operation: null },
    note: () => undefined,
    waitUntil: (work) => running.push(work),
    findRoute: (operationId) => api.findRoute(operationId),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.includes('json') === true
  return {
    status: response.status,
    location: response.headers.get('location'),
    text,
    json: isJson ? JSON.parse(text) : null,
  }
}

function holdWork(): { release: () => void } {
  const gate = Promise.withResolvers<void>()
  isAnsweredLater = true
  behave = async (isCanceled) => {
    await gate.promise
    return isCanceled() ? { code: 'canceled' } : null
  }
  return { release: () => gate.resolve() }
}

beforeEach(async () => {
  calls = 0
  behave = async () => null
  isAnsweredLater = false
  await Promise.all(running)
  running = []
  canceled.clear()
  await env.DB.batch([env.DB.prepare('DELETE FROM async_actions'), env.DB.prepare('DELETE FROM request_replays')])
  await seedAdministrators(KEY, OTHER_KEY)
})

describe('a repeated request', () => {
  const sent = { name: 'Acme' }

  it('is given the first answer, and is not done again', async () => {
    const id = newUid()
    const first = await ask('POST', '/things', { id, body: sent })
    expect(first).toMatchObject({ status: 200, json: { data: { name: 'Acme', count: 1 } } })
    expect(await ask('POST', '/things', { id, body: sent })).toEqual(first)
    expect((await ask('POST', '/things', { id, body: sent, accept: 'application/xml' })).text).toContain(
      '<count>1</count>',
    )
    expect(calls).toBe(1)
  })

  it('waits for the first while that still runs', async () => {
    const id = newUid()
    const gate = Promise.withResolvers<void>()
    behave = async () => {
      await gate.promise
      return null
    }
    const both = [ask('POST', '/things', { id, body: sent }), ask('POST', '/things', { id, body: sent })]
    gate.resolve()
    const [one, other] = await Promise.all(both)
    expect(one).toEqual(other)
    expect(calls).toBe(1)
  })

  it('is another one under another id, body, address or user, or without an id', async () => {
    const id = newUid()
    const answers = [
      await ask('POST', '/things', { id, body: sent }),
      await ask('POST', '/things', { id: newUid(), body: sent }),
      await ask('POST', '/things', { id, body: { name: 'Globex' } }),
      await ask('POST', '/things?limit=500', { id, body: sent }),
      await ask('POST', '/things', { id, body: sent, key: OTHER_KEY }),
      await ask('POST', '/things', { body: sent }),
      await ask('POST', '/things', { body: sent }),
      await ask('POST', '/things', { id: 'no uuid', body: sent }),
    ]
    expect(answers.map(({ json }) => json.data.count)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('is refused as the first was, but tried again where the refusal was of the moment', async () => {
    const id = newUid()
    behave = async () => ({ code: 'conflict', message: 'No room.' })
    const refused = await ask('POST', '/things', { id, body: sent })
    behave = async () => null
    expect(refused.status).toBe(409)
    expect(await ask('POST', '/things', { id, body: sent })).toEqual(refused)

    const busy = newUid()
    behave = async () => ({ code: 'unavailable', message: 'Busy.' })
    expect((await ask('POST', '/things', { id: busy, body: sent })).status).toBe(520)
    behave = async () => null
    expect((await ask('POST', '/things', { id: busy, body: sent })).status).toBe(200)
  })

  it('is not done again where nobody knows whether it was done', async () => {
    const id = newUid()
    behave = () => Promise.reject(new Error('cut off'))
    expect((await ask('POST', '/things', { id, body: sent })).status).toBe(520)
    behave = async () => null
    expect(await ask('POST', '/things', { id, body: sent })).toMatchObject({ status: 409 })

    const killed = newUid()
    await ask('POST', '/things', { id: killed, body: sent })
    await env.DB.prepare('UPDATE request_replays SET outcome = NULL, lease_until = 1').run()
    expect(await ask('POST', '/things', { id: killed, body: sent })).toMatchObject({ status: 409 })
    expect(calls).toBe(2)
  })

  it('keeps nothing that could be read without the master secret', async () => {
    await ask('POST', '/things', { id: newUid(), body: { name: 'top secret' } })
    const rows = await env.DB.prepare('SELECT * FROM request_replays').all()
    expect(rows.results).toHaveLength(1)
    expect(JSON.stringify(rows.results)).not.toContain('top secret')
  })

  it('whose input was refused, was none', async () => {
    const id = newUid()
    expect((await ask('POST', '/things', { id, body: {} })).status).toBe(400)
    expect(await env.DB.prepare('SELECT count(*) AS n FROM request_replays').first('n')).toBe(0)
  })
})

describe('a slow operation', () => {
  const sent = { name: 'Acme', password: 'open sesame' }

  it('is answered directly when it is quick', async () => {
    const id = newUid()
    expect(await ask('POST', '/slowThings/here', { id, body: sent })).toMatchObject({
      status: 200,
      json: { data: { name: 'Acme at here', count: 1, note: null }, meta: null, errors: null },
    })
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({ json: { data: { status: 'succeed' } } })
    // Whoever has not named it has its answer, and nothing to ask for.
    expect((await ask('POST', '/slowThings/here', { body: sent })).status).toBe(200)
    await Promise.all(running)
    expect((await ask('GET', '/asyncActions')).json.data.map((action: { id: string }) => action.id)).toEqual([id])
  })

  it('goes on behind a 202 under the id of the caller, and answers as it would have', async () => {
    const id = newUid()
    const { release } = holdWork()
    const accepted = await ask('POST', '/slowThings/here?select=%5B%5D&tag=a&tag=b', { id, body: sent })
    expect(accepted).toEqual({
      status: 202,
      location: `https://console.example/api/v3/asyncActions/${id}`,
      text: '',
      json: null,
    })
    const info = { id, actionName: 'makeSlowly', status: 'running', queryParameters: { tag: ['a', 'b'] } }
    expect(await ask('GET', '/asyncActions')).toMatchObject({ json: { data: [info] } })
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({
      json: { data: { ...info, requestBody: '{"name":"Acme","password":"***"}' }, errors: null },
    })
    expect(await ask('GET', `/asyncActions/${id}/result`)).toMatchObject({
      status: 409,
      json: { errors: [{ type: 'retryableLogical' }] },
    })
    expect((await ask('DELETE', `/asyncActions/${id}/result`)).status).toBe(409)
    // The same request again is told of the same action.
    expect(await ask('POST', '/slowThings/here?select=%5B%5D&tag=a&tag=b', { id, body: sent })).toEqual(accepted)

    release()
    await Promise.all(running)
    const data = { name: 'Acme at here', count: 1, note: null }
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({
      json: { data: { status: 'succeed' }, errors: null },
    })
    expect((await ask('GET', `/asyncActions/${id}/result`)).json).toEqual({ data, meta: null, errors: null })
    expect((await ask('GET', `/asyncActions/${id}/result`, { accept: 'application/xml' })).text).toContain(
      '<response><data><name>Acme at here</name><count>1</count><note nil="true"/></data>',
    )
    expect((await ask('POST', '/slowThings/here?select=%5B%5D&tag=a&tag=b', { id, body: sent })).json.data).toEqual(
      data,
    )
    expect(calls).toBe(1)
    expect(await ask('DELETE', `/asyncActions/${id}/result`)).toMatchObject({
      status: 200,
      json: { data: {}, errors: [] },
    })
    expect((await ask('GET', `/asyncActions/${id}/result`)).status).toBe(404)
    expect((await ask('GET', `/asyncActions/${id}`)).status).toBe(404)
    expect((await ask('POST', '/slowThings/here?select=%5B%5D&tag=a&tag=b', { id, body: sent })).status).toBe(409)
    expect(calls).toBe(1)
  })

  it('without a named request has an id of its own, as has one whose id is taken', async () => {
    const { release } = holdWork()
    const id = newUid()
    const locations = [
      await ask('POST', '/slowThings/a', { id, body: sent }),
      await ask('POST', '/slowThings/b', { id, body: sent }),
      await ask('POST', '/slowThings/c', { body: sent }),
    ].map(({ location }) => location ?? '')
    release()
    expect(locations[0]).toContain(id)
    expect(new Set(locations).size).toBe(3)
    for (const location of locations) expect(location).toMatch(/\/asyncActions\/[0-9a-f-]{36}$/)
  })

  it('tells why it failed, with the status that it would have had', async () => {
    const { release } = holdWork()
    const id = newUid()
    behave = async () => ({ code: 'conflict', message: 'The company is in use.', property: 'name' })
    await ask('POST', '/slowThings/here', { id, body: sent })
    release()
    await Promise.all(running)
    const error = { message: 'The company is in use.', type: 'logical', code: 409, propertyName: 'name' }
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({
      json: { data: { status: 'failed' }, errors: [error] },
    })
    expect(await ask('GET', `/asyncActions/${id}/result`)).toMatchObject({ status: 409, json: { errors: [error] } })
  })

  it('ends when its caller cancels it', async () => {
    const { release } = holdWork()
    const id = newUid()
    await ask('POST', '/slowThings/here', { id, body: sent })
    expect(await ask('DELETE', `/asyncActions/${id}`)).toMatchObject({ status: 200, json: { data: {}, errors: [] } })
    release()
    await Promise.all(running)
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({ json: { data: { status: 'canceled' } } })
    expect((await ask('DELETE', `/asyncActions/${id}`)).status).toBe(409)
  })

  it("is nobody's but its caller's", async () => {
    const id = newUid()
    await ask('POST', '/slowThings/here', { id, body: sent })
    const key = OTHER_KEY
    expect((await ask('GET', '/asyncActions', { key })).json.data).toEqual([])
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/result'],
      ['DELETE', '/result'],
    ] as const)
      expect((await ask(method, `/asyncActions/${id}${path}`, { key })).status).toBe(404)
    expect((await ask('PUT', `/asyncActions/${id}/requestData`, { key, body: { requestBody: 'x' } })).status).toBe(404)
  })

  it('whose work was cut off becomes failed', async () => {
    const { release } = holdWork()
    const id = newUid()
    await ask('POST', '/slowThings/here', { id, body: sent })
    await env.DB.prepare('UPDATE async_actions SET lease_until = 1').run()
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({
      json: { data: { status: 'failed' }, errors: [{ type: 'retryableLogical' }] },
    })
    expect((await ask('GET', `/asyncActions/${id}/result`)).status).toBe(520)
    release()
    await Promise.all(running)
    expect(await ask('GET', `/asyncActions/${id}`)).toMatchObject({ json: { data: { status: 'failed' } } })
  })

  it('is refused while four others of its caller run', async () => {
    const { release } = holdWork()
    for (let count = 0; count < 4; count++)
      expect((await ask('POST', `/slowThings/${count}`, { body: sent })).status).toBe(202)
    expect(await ask('POST', '/slowThings/5', { body: sent })).toMatchObject({
      status: 429,
      json: { errors: [{ type: 'transport', code: 429, retryAfter: 5 }] },
    })
    isAnsweredLater = false
    const ofAnother = ask('POST', '/slowThings/6', { body: sent, key: OTHER_KEY })
    release()
    expect((await ofAnother).status).toBe(200)
    await Promise.all(running)
    expect((await ask('POST', '/slowThings/5', { body: sent })).status).toBe(200)
  })

  it('keeps what its caller attaches, and may have an empty answer', async () => {
    const id = newUid()
    expect(await ask('DELETE', '/slowThings', { id })).toMatchObject({ status: 200, json: { data: {}, errors: [] } })
    const attached = { requestBody: 'what it was for', queryParameters: { a: ['1'] } }
    expect(await ask('PUT', `/asyncActions/${id}/requestData`, { body: attached })).toMatchObject({
      json: { data: attached },
    })
    expect(await ask('PUT', `/asyncActions/${id}/requestData`, { body: { requestBody: null } })).toMatchObject({
      json: { data: { requestBody: null, queryParameters: { a: ['1'] } } },
    })
    expect(await ask('GET', `/asyncActions/${id}/result`)).toMatchObject({
      status: 200,
      json: { data: {}, errors: [] },
    })
  })

  it('says for how long results are kept', async () => {
    expect((await ask('GET', '/asyncActions/config')).json.data).toEqual({ resultRetentionTime: 300 })
  })
})
