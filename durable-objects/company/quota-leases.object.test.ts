import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyDirectory } from './directory.ts'
import { leaseQuota } from './quota-leases.ts'
import { createRepository, deleteRepository } from './repositories.ts'
import { settleRepositories } from './repository-sync.ts'
import { ACTOR, aSnapshotOf, RESOURCE_UID } from './testing/builders.setup.ts'
import { type FakeRepository, type World, withCompany } from './testing/world.setup.ts'

const QUOTA = 1_000

function directoryWith(world: World, quotaBytes: number) {
  const snapshot = aSnapshotOf(world.companyUid)
  const backupResources = snapshot.backupResources.map((one) => ({ ...one, storageQuotaBytes: quotaBytes }))
  return { ...snapshot, backupResources }
}

async function withRepositories(count: number, body: (world: World, uids: string[]) => Promise<void>): Promise<void> {
  await withCompany(async (world) => {
    await applyDirectory(world.ctx, directoryWith(world, QUOTA), 2)
    const uids: string[] = []
    for (let number = 1; number <= count; number++) {
      const made = await createRepository(world.ctx, { name: `Repository ${number}`, backupResourceUid: null }, ACTOR)
      if (made.ok) uids.push(made.value.repositoryUid)
    }
    expect(uids).toHaveLength(count)
    await body(world, uids)
  })
}

/** What a Repository object does when a write needs more than it holds. */
async function ask(world: World, uid: string, neededBytes: number, turnsOnTheWay = 0): Promise<void> {
  const answer = await leaseQuota(world.ctx, uid, neededBytes)
  for (let turn = 0; turn < turnsOnTheWay; turn++) await Promise.resolve()
  world.repository(uid).take(answer)
}

function believedBytes(world: World): number {
  return [...world.repositories.values()].reduce((sum: number, one: FakeRepository) => sum + one.leaseBytes, 0)
}

function notedBytes(world: World): number {
  return world.ctx.store.repositories.listLeased(RESOURCE_UID).reduce((sum, { leaseBytes }) => sum + leaseBytes, 0)
}

describe('the quota of a subtenant', () => {
  const computers = ['11111111-1111-4111-8111-000000000001', '11111111-1111-4111-8111-000000000002']

  async function withSubtenant(body: (world: World, uids: string[]) => Promise<void>): Promise<void> {
    await withRepositories(3, async (world, uids) => {
      for (const [index, backupAgentUid] of computers.entries()) {
        world.ctx.store.repositories.update(uids[index] ?? '', { backupAgentUid })
      }
      await setQuota(world, 3, 300)
      await body(world, uids)
    })
  }

  async function setQuota(world: World, rev: number, storageQuotaBytes: number): Promise<void> {
    const subtenantQuotas = [{ backupResourceUid: RESOURCE_UID, storageQuotaBytes, backupAgentUids: computers }]
    await applyDirectory(world.ctx, { ...directoryWith(world, QUOTA), subtenantQuotas }, rev)
  }

  it('holds for all of its computers together, and for nobody else', async () => {
    await withSubtenant(async (world, [first = '', second = '', other = '']) => {
      await ask(world, first, 200)
      world.repository(first).heldBytes = 200
      expect(await leaseQuota(world.ctx, second, 200)).toMatchObject({ leaseBytes: 100, quotaBytes: 300 })
      expect(await leaseQuota(world.ctx, other, 700)).toMatchObject({ leaseBytes: 700, quotaBytes: QUOTA })
    })
  })

  it('moves between its computers as they need it', async () => {
    await withSubtenant(async (world, [first = '', second = '']) => {
      await ask(world, first, 300)
      world.repository(first).heldBytes = 50
      expect(await leaseQuota(world.ctx, second, 250)).toMatchObject({ leaseBytes: 250 })
      expect(world.repository(first).leaseBytes).toBe(50)
    })
  })

  it('gives no more than the resource has', async () => {
    await withSubtenant(async (world, [first = '', , other = '']) => {
      await ask(world, other, 900)
      world.repository(other).heldBytes = 900
      expect(await leaseQuota(world.ctx, first, 300)).toMatchObject({ leaseBytes: 100 })
    })
  })

  it('takes back what lies idle when it shrinks', async () => {
    await withSubtenant(async (world, [first = '']) => {
      await ask(world, first, 300)
      world.repository(first).heldBytes = 20
      await setQuota(world, 4, 100)
      expect(world.ctx.store.repositories.find(first)?.leaseBytes).toBe(20)
      expect(await leaseQuota(world.ctx, first, 200)).toMatchObject({ leaseBytes: 100, quotaBytes: 100 })
    })
  })
})

describe('leases of a backup resource’s quota', () => {
  it('are given as asked for while there is enough, and as far as it goes then', async () => {
    await withRepositories(2, async (world, [first = '', second = '']) => {
      expect(await leaseQuota(world.ctx, first, 600)).toMatchObject({ leaseBytes: 600, quotaBytes: QUOTA })
      world.repository(first).leaseBytes = 600
      world.repository(first).heldBytes = 600
      expect(await leaseQuota(world.ctx, second, 600)).toMatchObject({ leaseBytes: 400, quotaBytes: QUOTA })
    })
  })

  it('that lie idle come back when another repository needs them', async () => {
    await withRepositories(2, async (world, [first = '', second = '']) => {
      await ask(world, first, 900)
      world.repository(first).heldBytes = 100
      await ask(world, second, 800)
      expect(world.repository(second).leaseBytes).toBe(800)
      expect(world.repository(first).leaseBytes).toBe(100)
      expect(notedBytes(world)).toBe(900)
    })
  })

  it('stay where they are while their repository cannot be asked', async () => {
    await withRepositories(2, async (world, [first = '', second = '']) => {
      await ask(world, first, 900)
      world.repository(first).isReachable = false
      await ask(world, second, 800)
      expect(world.repository(second).leaseBytes).toBe(100)
    })
  })

  it('are not taken back by an answer that a newer lease has overtaken', async () => {
    await withRepositories(2, async (world, [first = '', second = '']) => {
      await ask(world, first, 900)
      // While the first is giving back, it needs more and is given it.
      world.repository(first).beforeAnswer = async () => {
        world.repository(first).beforeAnswer = null
        await ask(world, first, 500)
      }
      await ask(world, second, 800)
      expect(believedBytes(world)).toBeLessThanOrEqual(QUOTA)
      expect(notedBytes(world)).toBeGreaterThanOrEqual(believedBytes(world))
    })
  })

  it('never pass the quota in sum, whoever asks, writes and deletes at the same time', {
    timeout: 60_000,
  }, async () => {
    await withRepositories(4, async (world, uids) => {
      const step = fc.record({
        repository: fc.integer({ min: 0, max: 3 }),
        needed: fc.integer({ min: 0, max: 700 }),
        held: fc.double({ min: 0, max: 1, noNaN: true }),
        delayed: fc.boolean(),
        turnsOnTheWay: fc.integer({ min: 0, max: 20 }),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 8 }), async (rounds) => {
          for (const round of rounds) {
            await Promise.all(
              round.map(async ({ repository, needed, held, delayed, turnsOnTheWay }) => {
                const uid = uids[repository] ?? ''
                const fake = world.repository(uid)
                fake.beforeAnswer = delayed ? () => new Promise((resolve) => queueMicrotask(() => resolve())) : null
                fake.heldBytes = Math.floor(fake.leaseBytes * held)
                await ask(world, uid, needed, turnsOnTheWay)
                expect(notedBytes(world)).toBeLessThanOrEqual(QUOTA)
                expect(believedBytes(world)).toBeLessThanOrEqual(QUOTA)
              }),
            )
            for (const fake of world.repositories.values()) fake.beforeAnswer = null
          }
        }),
        { numRuns: 40 },
      )
    })
  })

  it('shrink with the quota by what is idle', async () => {
    await withRepositories(2, async (world, [first = '', second = '']) => {
      await ask(world, first, 700)
      await ask(world, second, 300)
      world.repository(first).heldBytes = 200
      world.repository(second).heldBytes = 250
      await applyDirectory(world.ctx, directoryWith(world, 500), 3)
      expect(believedBytes(world)).toBeLessThanOrEqual(500)
      expect(notedBytes(world)).toBe(believedBytes(world))
      await ask(world, first, 600)
      expect(notedBytes(world)).toBeLessThanOrEqual(500)
    })
  })

  it('of a deleted repository are free once it knows of its deletion', async () => {
    await withRepositories(2, async (world, [first = '', second = '']) => {
      await ask(world, first, 900)
      world.repository(first).heldBytes = 900
      world.repository(first).isReachable = false
      await deleteRepository(world.ctx, first, ACTOR)
      await ask(world, second, 500)
      expect(world.repository(second).leaseBytes).toBe(100)
      world.repository(first).isReachable = true
      await settleRepositories(world.ctx)
      expect(world.repository(first).isDeleted).toBe(true)
      await ask(world, second, 500)
      expect(world.repository(second).leaseBytes).toBe(500)
    })
  })

  it('are not for repositories that the company does not have', async () => {
    await withRepositories(1, async (world) => {
      expect(await leaseQuota(world.ctx, crypto.randomUUID(), 10)).toEqual({
        leaseBytes: 0,
        quotaBytes: 0,
        leaseSeq: 0,
      })
    })
  })
})
