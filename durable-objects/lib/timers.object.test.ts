import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../domain/result.ts'
import { MAX_ATTEMPTS, retryDelayMs, type Timer, Timers } from './timers.ts'

/** Far in the future, so that the object's own alarm stays out of the way and `now` is the test's to choose. */
const START = Date.UTC(2100, 0, 1)

async function withTimers(body: (timers: Timers, storage: DurableObjectStorage) => Promise<void>): Promise<void> {
  const stub = env.REPOSITORY.get(env.REPOSITORY.newUniqueId())
  await runInDurableObject(stub, async (_instance, { storage }) => {
    await body(new Timers(storage), storage)
  })
}

function recorder() {
  const seen: Timer[] = []
  return {
    seen,
    handler: async (timer: Timer) => {
      seen.push(timer)
      return ok(null)
    },
  }
}

describe('Timers', () => {
  it('runs what is due, soonest first, and leaves the rest armed', async () => {
    await withTimers(async (timers, storage) => {
      timers.setTimer({ kind: 'tick', key: 'late', dueAt: START + 500, payload: { n: 2 } })
      timers.setTimer({ kind: 'tick', key: 'soon', dueAt: START + 100, payload: { n: 1 } })
      timers.setTimer({ kind: 'tick', key: 'later', dueAt: START + 9_000 })
      expect(await storage.getAlarm()).toBe(START + 100)
      const { seen, handler } = recorder()
      await timers.runDue({ tick: handler }, START + 500)
      expect(seen.map(({ key, payload }) => ({ key, payload }))).toEqual([
        { key: 'soon', payload: { n: 1 } },
        { key: 'late', payload: { n: 2 } },
      ])
      expect(await storage.getAlarm()).toBe(START + 9_000)
    })
  })

  it('replaces a timer that is set again, or keeps the earlier one when asked to', async () => {
    await withTimers(async (timers, storage) => {
      timers.setTimer({ kind: 'sweep', dueAt: START + 1_000 })
      timers.setTimer({ kind: 'sweep', dueAt: START + 5_000, overwrite: 'ifSooner' })
      expect(timers.getTimer('sweep')?.dueAt).toBe(START + 1_000)
      timers.setTimer({ kind: 'sweep', dueAt: START + 400, overwrite: 'ifSooner' })
      expect(await storage.getAlarm()).toBe(START + 400)
      timers.setTimer({ kind: 'sweep', dueAt: START + 5_000 })
      expect(timers.getTimer('sweep')?.dueAt).toBe(START + 5_000)
    })
  })

  it('does not run a cancelled timer', async () => {
    await withTimers(async (timers) => {
      timers.setTimer({ kind: 'tick', dueAt: START })
      timers.cancelTimer('tick')
      const { seen, handler } = recorder()
      await timers.runDue({ tick: handler }, START + 1)
      expect(seen).toEqual([])
    })
  })

  it('keeps a timer that its handler set again', async () => {
    await withTimers(async (timers, storage) => {
      timers.setTimer({ kind: 'report', dueAt: START })
      const handler = async () => {
        timers.setTimer({ kind: 'report', dueAt: START + 60_000 })
        return ok(null)
      }
      await timers.runDue({ report: handler }, START)
      expect(timers.getTimer('report')?.dueAt).toBe(START + 60_000)
      expect(await storage.getAlarm()).toBe(START + 60_000)
    })
  })

  it('counts application errors, backs off and parks the timer with its reason', async () => {
    await withTimers(async (timers) => {
      timers.setTimer({ kind: 'push', key: 'a', dueAt: START })
      const handler = async () => fail({ reason: 'the other side refuses' })
      let now = START
      for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt++) {
        await timers.runDue({ push: handler }, now)
        expect(timers.getTimer('push', 'a')).toMatchObject({ attempts: attempt, dueAt: now + retryDelayMs(attempt) })
        now += retryDelayMs(attempt)
      }
      await timers.runDue({ push: handler }, now)
      expect(timers.getTimer('push', 'a')).toBeNull()
      expect(timers.listParked()).toMatchObject([
        { key: 'a', attempts: MAX_ATTEMPTS, reason: 'the other side refuses' },
      ])
      timers.setTimer({ kind: 'push', key: 'a', dueAt: now, overwrite: 'ifSooner' })
      expect(timers.getTimer('push', 'a')).toMatchObject({ attempts: 0 })
    })
  })

  it('keeps the row for ever when infrastructure fails, without counting it against the timer', async () => {
    await withTimers(async (timers) => {
      timers.setTimer({ kind: 'push', dueAt: START })
      let now = START
      for (let round = 1; round <= MAX_ATTEMPTS * 2; round++) {
        await timers.runDue({ push: () => Promise.reject(new Error('connection lost')) }, now)
        now += retryDelayMs(round)
        expect(timers.getTimer('push')).toMatchObject({ attempts: 0, dueAt: now })
      }
      const { seen, handler } = recorder()
      await timers.runDue({ push: handler }, now)
      expect(seen).toHaveLength(1)
      expect(timers.getTimer('push')).toBeNull()
    })
  })

  it('lets the others run when one fails', async () => {
    await withTimers(async (timers) => {
      timers.setTimer({ kind: 'bad', dueAt: START })
      timers.setTimer({ kind: 'good', dueAt: START + 1 })
      const { seen, handler } = recorder()
      await timers.runDue({ bad: () => Promise.reject(new Error('boom')), good: handler }, START + 1)
      expect(seen).toHaveLength(1)
    })
  })

  it('parks a timer that no handler knows', async () => {
    await withTimers(async (timers) => {
      timers.setTimer({ kind: 'gone', dueAt: START })
      await timers.runDue({}, START)
      expect(timers.listParked()).toMatchObject([{ kind: 'gone', reason: 'This release has no handler for the timer' }])
    })
  })
})
