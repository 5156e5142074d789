import { describe, expect, it } from 'vitest'
import { CLOSE_REVOKED, CLOSE_SUSPENDED } from '../../worker/contract/agent-protocol.ts'
import { applyDirectory, endTenantLeases } from './directory.ts'
import { authenticateAgent } from './enrolment.ts'
import { publishAgent } from './read-models.ts'
import { createRepository } from './repositories.ts'
import { purgeBackups } from './retirement.ts'
import { ACTOR, aSnapshotOf } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

const NOW = 1_780_000_000_000

function deleted(world: World, how: { areAgentsRemoved?: boolean; areBackupsRemoved?: boolean } = {}) {
  const deletion = { deletedAt: NOW, areAgentsRemoved: false, areBackupsRemoved: false, ...how }
  return aSnapshotOf(world.companyUid, { isEnabled: false, isDeleted: true, deletion })
}

async function aComputer(world: World) {
  const { managementAgentUid, backupAgentUid, credential } = await enrolled(world)
  const { jobUid } = created(world, backupAgentUid)
  const made = await createRepository(world.ctx, { name: 'By hand', backupResourceUid: null }, ACTOR)
  if (!made.ok) throw new Error(made.failure.code)
  const { repositoryUid } = made.value
  world.connected.add(managementAgentUid)
  await world.ctx.outbox.flush()
  const rows = [
    ['managementAgents', managementAgentUid],
    ['backupAgents', backupAgentUid],
    ['jobs', jobUid],
    ['repositories', repositoryUid],
  ] as const
  return {
    managementAgentUid,
    jobUid,
    secret: credential.split('.').at(-1) ?? '',
    fake: world.repository(repositoryUid),
    deletedAts: () => rows.map(([collection, uid]) => world.row(collection, uid).deletedAt),
  }
}

function run(world: World, jobUid: string, backupAgentUid: string): void {
  world.ctx.store.sessions.save({
    sessionUid: world.ctx.newUid(),
    jobUid,
    backupAgentUid,
    status: 'Running',
    isStartKnown: true,
    isLost: false,
    missingSince: null,
    trigger: 'schedule',
    attempt: 1,
    startedAt: world.clock.now,
    finishedAt: null,
    progress: null,
    progressAt: 0,
    bytesProcessed: null,
    bytesAdded: null,
    filesNew: null,
    filesChanged: null,
    filesUnmodified: null,
    failureMessage: null,
    restorePointUid: null,
  })
}

describe('a deleted company', () => {
  it('is out of the lists, closes its repositories, and has its agents wait', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, secret, fake, deletedAts } = await aComputer(world)
      await applyDirectory(world.ctx, deleted(world), 2)
      await world.ctx.outbox.flush()
      expect(world.closed).toEqual([{ managementAgentUid, code: CLOSE_SUSPENDED }])
      expect(deletedAts()).toEqual([NOW, NOW, NOW, NOW])
      expect(fake).toMatchObject({ isDeleted: false, epoch: 2, settings: { isEnabled: false } })
      const identity = { companyUid: world.companyUid, managementAgentUid, secret }
      expect(await authenticateAgent(world.ctx, identity)).not.toBeNull()
    })
  })

  it('stays out of the lists whatever is still told of it', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, deletedAts } = await aComputer(world)
      await applyDirectory(world.ctx, deleted(world), 2)
      const agent = world.ctx.store.agents.find(managementAgentUid)
      if (agent !== null) publishAgent(world.ctx, agent)
      await world.ctx.outbox.flush()
      expect(deletedAts()).toEqual([NOW, NOW, NOW, NOW])
    })
  })

  it('is exactly as it was when it is restored', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, secret, fake, deletedAts } = await aComputer(world)
      const rowsBefore = structuredClone(
        [...world.delivered.values()].map(({ collection, uid, row }) => ({ collection, uid, row })),
      ).filter(({ collection }) => ['jobs', 'repositories'].includes(collection))
      await applyDirectory(world.ctx, deleted(world), 2)
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid), 3)
      await world.ctx.outbox.flush()
      expect(deletedAts()).toEqual([null, null, null, null])
      for (const { collection, uid, row } of rowsBefore) expect(world.row(collection, uid)).toEqual(row)
      expect(fake).toMatchObject({ isDeleted: false, settings: { isEnabled: true } })
      const identity = { companyUid: world.companyUid, managementAgentUid, secret }
      expect(await authenticateAgent(world.ctx, identity)).not.toBeNull()
    })
  })

  it('forgets its agents and removes its backups where that was asked for', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, secret, fake } = await aComputer(world)
      await applyDirectory(world.ctx, deleted(world, { areAgentsRemoved: true, areBackupsRemoved: true }), 2)
      expect(world.closed).toEqual([{ managementAgentUid, code: CLOSE_REVOKED }])
      expect(fake).toMatchObject({ isDeleted: true, epoch: 2 })
      const identity = { companyUid: world.companyUid, managementAgentUid, secret }
      expect(await authenticateAgent(world.ctx, identity)).toBeNull()
    })
  })

  it('is purged when no byte is left, however often that is asked', async () => {
    await withCompany(async (world) => {
      const { fake } = await aComputer(world)
      expect(await purgeBackups(world.ctx)).toBe(false)
      expect(fake.isDeleted).toBe(false)
      await applyDirectory(world.ctx, deleted(world), 2)
      fake.heldBytes = 10
      expect(await purgeBackups(world.ctx)).toBe(false)
      expect(fake.isDeleted).toBe(true)
      fake.isReachable = false
      await expect(purgeBackups(world.ctx)).rejects.toThrow('unreachable')
      fake.isReachable = true
      fake.heldBytes = 0
      expect(await purgeBackups(world.ctx)).toBe(true)
      expect(await purgeBackups(world.ctx)).toBe(true)
    })
  })
})

describe('backups under way', () => {
  const stops = (world: World) =>
    world.sent.flatMap(({ message }) =>
      message.type === 'command' && message.body.kind === 'stopJob' ? [message.body.jobUid] : [],
    )

  async function aRunningJob(world: World) {
    const { managementAgentUid, backupAgentUid } = await enrolled(world)
    const { jobUid } = created(world, backupAgentUid)
    world.connected.add(managementAgentUid)
    run(world, jobUid, backupAgentUid)
    return jobUid
  }

  it('are stopped when the company is disabled', async () => {
    await withCompany(async (world) => {
      const jobUid = await aRunningJob(world)
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { isEnabled: false }), 2)
      expect(stops(world)).toEqual([jobUid])
    })
  })

  it('are stopped when their tenant is disabled, and not by any other change', async () => {
    await withCompany(async (world) => {
      const jobUid = await aRunningJob(world)
      const { tenants } = aSnapshotOf(world.companyUid)
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { name: 'Renamed' }), 2)
      expect(stops(world)).toEqual([])
      const disabled = tenants.map((tenant) => ({ ...tenant, isEnabled: false }))
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { tenants: disabled }), 3)
      expect(stops(world)).toEqual([jobUid])
    })
  })

  it('are stopped when the lease of their tenant ends', async () => {
    await withCompany(async (world) => {
      const jobUid = await aRunningJob(world)
      const leaseExpiresAt = world.clock.now + 1_000
      const tenants = aSnapshotOf(world.companyUid).tenants.map((tenant) => ({ ...tenant, leaseExpiresAt }))
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { tenants }), 2)
      expect(stops(world)).toEqual([])
      world.clock.now = leaseExpiresAt
      await endTenantLeases(world.ctx)
      expect(stops(world)).toEqual([jobUid])
    })
  })
})
