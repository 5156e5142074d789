import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { createApi, createApp } from './app.ts'
import { OPERATIONS } from './contract/operations.ts'

const context = {
  waitUntil: () => undefined,
  passThroughOnException: () => undefined,
  props: {},
} as unknown as ExecutionContext

describe('the app', () => {
  test('has a handler for every declared operation, and none for another', () => {
    const registered = createApi().operations.map(({ operationId }) => operationId)
    expect(registered.sort()).toEqual(OPERATIONS.map(({ operationId }) => operationId).sort())
  })

  test('says nothing of an error that nobody foresaw, but that it is in the log', async () => {
    const broken = {
      ...env,
      DB: new Proxy(env.DB, {
        get: () => () => {
          throw new Error('secret detail')
        },
      }),
    }
    const response = await createApp().fetch(new Request('https://console.example/api/v3/setup'), broken, context)
    const text = await response.text()
    expect(response.status).toBe(520)
    expect(JSON.parse(text)).toMatchObject({ errors: [{ type: 'unspecified', code: 520 }] })
    expect(text).not.toContain('secret detail')
  })

  test('says that it may be tried again when a part of the platform is busy', async () => {
    const overloaded = Object.assign(new Error('too many requests queued'), { overloaded: true })
    const broken = {
      ...env,
      DB: new Proxy(env.DB, {
        get: () => () => {
          throw overloaded
        },
      }),
    }
    const response = await createApp().fetch(new Request('https://console.example/api/v3/setup'), broken, context)
    expect(await response.json()).toMatchObject({ errors: [{ type: 'retryableLogical', code: 520 }] })
  })

  test('is not healthy without its database', async () => {
    const broken = {
      ...env,
      DB: new Proxy(env.DB, {
        get: () => () => {
          throw new Error('gone')
        },
      }),
    }
    const response = await createApp().fetch(new Request('https://console.example/healthz'), broken, context)
    expect(response.status).toBe(503)
    expect((await createApp().fetch(new Request('https://console.example/healthz'), env, context)).status).toBe(200)
  })

  test('tells browsers to stay on HTTPS when its address is one', async () => {
    const response = await createApp().fetch(new Request('https://console.example/healthz'), env, context)
    expect(response.headers.get('strict-transport-security')).toContain('max-age=63072000')
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self' wss://console.example")
    const local = await createApp().fetch(
      new Request('http://127.0.0.1/healthz'),
      { ...env, HOLDFAST_URL: 'http://127.0.0.1:1' },
      context,
    )
    expect(local.headers.get('strict-transport-security')).toBeNull()
  })
})
