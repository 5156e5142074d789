import { describe, expect, it } from 'vitest'
import { applyDirectory, endTenantLeases } from './directory.ts'
import { enrolAgent } from './enrolment.ts'
import { createRepository } from './repositories.ts'
import { settleRepositories } from './repository-sync.ts'
import { ACTOR, anEnrolRequest, aSnapshotOf, LOCATION_UID, OSLO_UID } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

async function aRepository(world: World) {
  const made = await createRepository(world.ctx, { name: 'By hand', backupResourceUid: null }, ACTOR)
  if (!made.ok) throw new Error(made.failure.code)
  return { uid: made.value.repositoryUid, fake: world.repository(made.value.repositoryUid) }
}

describe('applyDirectory', () => {
  it('takes each rev once and never goes back', async () => {
    await withCompany(async (world) => {
      expect(await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { name: 'New' }), 5)).toEqual({ rev: 5 })
      expect(await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { name: 'Old' }), 4)).toEqual({ rev: 5 })
      expect(await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { name: 'Same' }), 5)).toEqual({ rev: 5 })
      expect(world.ctx.store.readDirectory()).toMatchObject({
        rev: 5,
        snapshot: { name: 'New' },
        appliedAt: world.clock.now,
      })
    })
  })

  it('cuts all credentials of a company that is disabled, and opens its repositories again with it', async () => {
    await withCompany(async (world) => {
      const { uid, fake } = await aRepository(world)
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { isEnabled: false }), 2)
      await world.ctx.outbox.flush()
      expect(fake).toMatchObject({ epoch: 2, settings: { isEnabled: false } })
      expect(world.row('repositories', uid)).toMatchObject({ status: 'Disabled' })
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid), 3)
      await world.ctx.outbox.flush()
      expect(fake).toMatchObject({ epoch: 2, settings: { isEnabled: true } })
      expect(world.row('repositories', uid)).toMatchObject({ status: 'Active' })
    })
  })

  it('tells a repository later that cannot be reached now', async () => {
    await withCompany(async (world) => {
      const { fake } = await aRepository(world)
      fake.isReachable = false
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { isEnabled: false }), 2)
      expect(fake.settings).toMatchObject({ isEnabled: true })
      expect(world.ctx.timers.getTimer('repositories')?.dueAt).toBe(world.clock.now + 30_000)
      fake.isReachable = true
      expect(await settleRepositories(world.ctx)).toBe(0)
      expect(fake).toMatchObject({ epoch: 2, settings: { isEnabled: false } })
    })
  })

  it('tells again what changed while a repository was being told', async () => {
    await withCompany(async (world) => {
      const { fake } = await aRepository(world)
      let second: Promise<unknown> | null = null
      fake.beforeAnswer = () => {
        fake.beforeAnswer = null
        second = applyDirectory(world.ctx, aSnapshotOf(world.companyUid), 3)
      }
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { isEnabled: false }), 2)
      await second
      expect(fake.settings).toMatchObject({ isEnabled: true })
      expect(world.ctx.store.repositories.listUnsettled(1)).toEqual([])
    })
  })

  it('closes the repositories of a tenant when its lease ends', async () => {
    await withCompany(async (world) => {
      const { fake } = await aRepository(world)
      const leaseExpiresAt = world.clock.now + 1_000
      const tenants = aSnapshotOf(world.companyUid).tenants.map((tenant) => ({ ...tenant, leaseExpiresAt }))
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { tenants }), 2)
      expect(fake).toMatchObject({ epoch: 1, settings: { isEnabled: true } })
      expect(world.ctx.timers.getTimer('tenantLease')?.dueAt).toBe(leaseExpiresAt)
      world.clock.now = leaseExpiresAt
      await endTenantLeases(world.ctx)
      expect(fake).toMatchObject({ epoch: 2, settings: { isEnabled: false } })
    })
  })

  it('moves agents of a location that is gone to the default one', async () => {
    await withCompany(async (world) => {
      const inOslo = await enrolAgent(world.ctx, anEnrolRequest(), OSLO_UID)
      if (!inOslo.ok) throw new Error(inOslo.failure.code)
      const { locations } = aSnapshotOf(world.companyUid)
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { locations: locations.slice(0, 1) }), 2)
      await world.ctx.outbox.flush()
      expect(world.row('managementAgents', inOslo.value.managementAgentUid)).toMatchObject({
        locationUid: LOCATION_UID,
      })
    })
  })

  it('shows the new name of a backup resource at the jobs that write to it', async () => {
    await withCompany(async (world) => {
      const { backupAgentUid } = await enrolled(world)
      const { jobUid } = created(world, backupAgentUid)
      const { backupResources } = aSnapshotOf(world.companyUid)
      const renamed = backupResources.map((resource) => ({ ...resource, name: 'Vault Oslo' }))
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { backupResources: renamed }), 2)
      await world.ctx.outbox.flush()
      expect(world.row('jobs', jobUid)).toMatchObject({ destination: 'Vault Oslo' })
    })
  })

  it('reads schedules by the computer’s clock, and by the company’s where that is unknown', async () => {
    await withCompany(
      async (world) => {
        const { managementAgentUid, backupAgentUid } = await enrolled(
          world,
          anEnrolRequest({ timeZone: 'Nowhere/Land' }),
        )
        const { jobUid } = created(world, backupAgentUid)
        world.connected.add(managementAgentUid)
        await world.ctx.outbox.flush()
        expect(world.row('jobs', jobUid)).toMatchObject({ nextRunAt: Date.UTC(2026, 10, 2, 22) })
        await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { timeZone: 'America/New_York' }), 2)
        await world.ctx.outbox.flush()
        expect(world.row('jobs', jobUid)).toMatchObject({ nextRunAt: Date.UTC(2026, 10, 3, 3) })
        expect(world.sent.at(-1)?.message).toMatchObject({
          type: 'jobs',
          jobs: [{ jobUid, timeZone: 'America/New_York' }],
        })
      },
      { timeZone: 'UTC' },
    )
  })
})
