import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { newUid } from '../../worker/db/new-uid.ts'
import { type Delivery, OUTBOX_TIMER, Outbox, type OutboxRow } from './outbox.ts'
import { Timers } from './timers.ts'

const START = Date.UTC(2100, 0, 1)

interface Bench {
  outbox: Outbox
  /** A second instance on the same storage, as after a crash. */
  restart(): Outbox
  timers: Timers
  clock: { now: number }
  batches: OutboxRow[][]
  answer: (rows: OutboxRow[]) => Promise<Delivery> | Delivery
}

async function withOutbox(body: (bench: Bench) => Promise<void>): Promise<void> {
  await runInDurableObject(env.COMPANY.getByName(newUid()), async (_instance, { storage }) => {
    const clock = { now: START }
    const timers = new Timers(storage)
    const batches: OutboxRow[][] = []
    const make = () =>
      new Outbox({
        storage,
        timers,
        now: () => clock.now,
        deliver: async (rows) => {
          batches.push(rows)
          return bench.answer(rows)
        },
      })
    const bench: Bench = { outbox: make(), restart: make, timers, clock, batches, answer: () => 'delivered' }
    await body(bench)
    await storage.deleteAlarm()
  })
}

describe('Outbox', () => {
  it('delivers what was put, the newest row of a uid only, and then nothing more', async () => {
    await withOutbox(async ({ outbox, batches, timers }) => {
      outbox.put('jobs', 'a', { n: 1 })
      outbox.put('jobs', 'b', { n: 1 })
      outbox.put('jobs', 'a', { n: 2 })
      expect(timers.getTimer(OUTBOX_TIMER)).not.toBeNull()
      expect(await outbox.flush()).toBe(true)
      expect(batches.flat().map(({ uid, row }) => [uid, row.n])).toEqual([
        ['b', 1],
        ['a', 2],
      ])
      expect(timers.getTimer(OUTBOX_TIMER)).toBeNull()
      await outbox.flush()
      expect(batches).toHaveLength(1)
    })
  })

  it('numbers rows upwards, also when the clock goes back', async () => {
    await withOutbox(async ({ outbox, batches, clock }) => {
      outbox.put('jobs', 'a', {})
      clock.now -= 3_600_000
      outbox.put('jobs', 'b', {})
      await outbox.flush()
      const [first, second] = batches.flat()
      expect(second?.rev).toBe((first?.rev ?? 0) + 1)
    })
  })

  it('keeps a row that changed while an older state of it was under way', async () => {
    await withOutbox(async (bench) => {
      const { outbox, batches } = bench
      bench.answer = (rows) => {
        if (rows[0]?.row.n === 1) outbox.put('jobs', 'a', { n: 2 })
        return 'delivered'
      }
      outbox.put('jobs', 'a', { n: 1 })
      await outbox.flush()
      expect(batches.map((rows) => rows.map(({ row }) => row.n))).toEqual([[1], [2]])
    })
  })

  it('loses nothing in a crash before, during or after a delivery', async () => {
    await withOutbox(async (bench) => {
      bench.outbox.put('jobs', 'a', { n: 1 })
      bench.answer = () => new Promise<Delivery>(() => {})
      void bench.outbox.flush()
      bench.answer = () => 'delivered'
      expect(await bench.restart().flush()).toBe(true)
      expect(bench.batches.map((rows) => rows.map(({ uid, rev }) => [uid, rev]))).toEqual([
        [['a', START]],
        [['a', START]],
      ])
    })
  })

  it('tries again later what could not be delivered, ever more slowly', async () => {
    await withOutbox(async (bench) => {
      const { outbox, clock, timers, batches } = bench
      bench.answer = () => ({ failed: 'unreachable', reason: 'no network' })
      outbox.put('jobs', 'a', {})
      const delays: number[] = []
      for (let round = 0; round < 8; round++) {
        expect(await outbox.flush()).toBe(false)
        const dueAt = timers.getTimer(OUTBOX_TIMER)?.dueAt ?? 0
        delays.push(dueAt - clock.now)
        clock.now = dueAt
      }
      expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000])
      bench.answer = () => 'delivered'
      expect(await outbox.flush()).toBe(true)
      expect(batches).toHaveLength(9)
    })
  })

  it('delivers a new change at once although an older one waits for its next try', async () => {
    await withOutbox(async (bench) => {
      const { outbox, batches } = bench
      bench.answer = () => ({ failed: 'unreachable', reason: 'no network' })
      outbox.put('jobs', 'a', {})
      await outbox.flush()
      bench.answer = () => 'delivered'
      outbox.put('jobs', 'b', {})
      await outbox.flush()
      expect(batches[1]?.map(({ uid }) => uid)).toEqual(['b'])
    })
  })

  it('lets no row that is refused hold up the others', async () => {
    await withOutbox(async (bench) => {
      const { outbox, timers, clock } = bench
      const delivered: string[] = []
      bench.answer = (rows) => {
        if (rows.some(({ uid }) => uid === 'bad')) return { failed: 'refused', reason: 'NOT NULL' }
        delivered.push(...rows.map(({ uid }) => uid))
        return 'delivered'
      }
      for (const uid of ['a', 'bad', 'b']) outbox.put('jobs', uid, {})
      expect(await outbox.flush()).toBe(false)
      expect(delivered).toEqual(['a', 'b'])
      expect(timers.getTimer(OUTBOX_TIMER)?.dueAt).toBe(clock.now + 60_000)
    })
  })

  it('sends many rows in batches that the database takes', async () => {
    await withOutbox(async ({ outbox, batches }) => {
      for (let n = 0; n < 600; n++) outbox.put('jobs', `row ${n}`, { text: 'x'.repeat(5_000) })
      await outbox.flush()
      expect(batches.flat()).toHaveLength(600)
      expect(Math.max(...batches.map((rows) => JSON.stringify(rows).length))).toBeLessThan(1_000_000)
    })
  })

  it('shares one delivery among those who wait for it', async () => {
    await withOutbox(async ({ outbox, batches }) => {
      outbox.put('jobs', 'a', {})
      expect(await Promise.all([outbox.flush(), outbox.flush(), outbox.flush()])).toEqual([true, true, true])
      expect(batches).toHaveLength(1)
    })
  })
})
