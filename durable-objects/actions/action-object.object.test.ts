import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { startAction } from '../../worker/db/async-actions.ts'
import { newUid } from '../../worker/db/new-uid.ts'
import type { ActionWorker } from './action-object.ts'
import { type ActionEnd, type ActionWork, actionObjectName } from './rpc.ts'

const USER = newUid()
const LONG_MS = 20_000

function work(actionId: string, isResumable = false): ActionWork {
  const headers: [string, string][] = []
  const request = { method: 'POST', url: 'https://console.example/api/v3/x', params: {}, headers, body: null }
  return {
    userUid: USER,
    actionId,
    operationId: 'x',
    identity: null,
    ...request,
    requestId: actionId,
    clientAddress: null,
    isResumable,
  }
}

async function begin(actionId: string): Promise<DurableObjectStub<ActionWorker>> {
  const action = { id: actionId, userUid: USER, operationId: 'x', queryParameters: '{}', requestBody: null }
  await startAction(env.DB, action, { limit: 9, leaseMs: 60_000, now: Date.now() })
  return env.ACTION.getByName(actionObjectName(USER, actionId))
}

function statusOf(actionId: string): Promise<unknown> {
  return env.DB.prepare('SELECT status, outcome FROM async_actions WHERE id = ?').bind(actionId).first()
}

const END: ActionEnd = { status: 'succeed', outcome: 'sealed' }

beforeEach(async () => {
  await env.DB.exec('DELETE FROM async_actions')
})

describe('ActionWorker', () => {
  it('does the work in its alarm, tells the caller that waits, and keeps nothing', async () => {
    const id = newUid()
    const stub = await begin(id)
    await runInDurableObject(stub, (instance) => {
      instance.perform = async (given) => ({ ...END, outcome: given.actionId })
    })
    expect(await stub.start(work(id), LONG_MS)).toEqual({ ...END, outcome: id })
    expect(await statusOf(id)).toEqual({ status: 'succeed', outcome: id })
    await runInDurableObject(stub, async (_instance, { storage }) => {
      expect((await storage.list()).size).toBe(0)
    })
  })

  it('lets the caller go when it takes too long, and goes on', async () => {
    const id = newUid()
    const stub = await begin(id)
    const gate = Promise.withResolvers<void>()
    await runInDurableObject(stub, (instance) => {
      instance.perform = async (_work, isCanceled) => {
        await gate.promise
        return { status: isCanceled() ? 'canceled' : 'succeed', outcome: 'sealed' }
      }
    })
    await runInDurableObject(stub, async (instance) => {
      expect(await instance.start(work(id), 1)).toBe(null)
      expect(await instance.cancel()).toBe(true)
      gate.resolve()
    })
    await runDurableObjectAlarm(stub)
    await expect.poll(() => statusOf(id), { timeout: LONG_MS }).toEqual({ status: 'canceled', outcome: 'sealed' })
  })

  it('ends as failed what was cut off, and does it again where that is safe', async () => {
    for (const isResumable of [false, true]) {
      const id = newUid()
      const stub = await begin(id)
      const times: string[] = []
      await runInDurableObject(stub, async (instance, { storage }) => {
        instance.perform = async (given) => {
          times.push(given.actionId)
          return END
        }
        // As a runtime leaves it that ended in the middle of the work.
        const sealedWork = isResumable ? await instance.seal(work(id, true)) : null
        await storage.put('action', { userUid: USER, actionId: id, starts: 1, sealedWork, end: null })
        await storage.setAlarm(Date.now() + LONG_MS)
      })
      expect(await runDurableObjectAlarm(stub)).toBe(true)
      expect(times).toEqual(isResumable ? [id] : [])
      expect(await statusOf(id)).toMatchObject({ status: isResumable ? 'succeed' : 'failed' })
    }
  })

  it('gives up on work that ends the runtime each time', async () => {
    const id = newUid()
    const stub = await begin(id)
    await runInDurableObject(stub, async (instance, { storage }) => {
      instance.perform = () => Promise.reject(new Error('must not be asked again'))
      const sealedWork = await instance.seal(work(id, true))
      await storage.put('action', { userUid: USER, actionId: id, starts: 5, sealedWork, end: null })
      await storage.setAlarm(Date.now() + LONG_MS)
    })
    await runDurableObjectAlarm(stub)
    expect(await statusOf(id)).toMatchObject({ status: 'failed' })
  })

  it('keeps the end until the database has it', async () => {
    const id = newUid()
    const stub = await begin(id)
    await runInDurableObject(stub, async (_instance, { storage }) => {
      await storage.put('action', { userUid: USER, actionId: id, starts: 1, sealedWork: null, end: END })
      await storage.setAlarm(Date.now() + LONG_MS)
    })
    await runDurableObjectAlarm(stub)
    expect(await statusOf(id)).toEqual({ status: 'succeed', outcome: 'sealed' })
  })
})
