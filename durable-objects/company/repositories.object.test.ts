import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { verifyVaultCredential } from '../../worker/vault/credential.ts'
import { applyDirectory } from './directory.ts'
import { deleteJob } from './jobs.ts'
import {
  applyUsage,
  createRepository,
  deleteRepository,
  getRepository,
  issueRepositoryCredential,
  revealRepositoryPassword,
} from './repositories.ts'
import { escrowPassword, grantRepositoryAccess } from './repository-access.ts'
import { ACTOR, aSnapshotOf, GIB, RESOURCE_UID } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

const REQUEST = { kind: 'repositoryAccess', access: 'appendOnly', resticVersion: '0.18.0' } as const

async function aRepositoryByHand(world: World, name = 'By hand') {
  const made = await createRepository(world.ctx, { name, backupResourceUid: null }, ACTOR)
  if (!made.ok) throw new Error(made.failure.code)
  return made.value
}

async function anAgentsRepository(world: World) {
  const agent = await enrolled(world)
  const { jobUid } = created(world, agent.backupAgentUid)
  const access = await grantRepositoryAccess(world.ctx, agent.agent, { ...REQUEST, jobUid })
  if (!access.ok) throw new Error(access.failure)
  return { ...agent, jobUid, access: access.value }
}

function auditKinds(world: World): unknown[] {
  return [...world.delivered.values()]
    .filter(({ collection }) => collection === 'auditEvents')
    .map(({ row }) => row.kind)
}

describe('grantRepositoryAccess', () => {
  it('makes one repository per computer and backup resource, whoever asks first', async () => {
    await withCompany(async (world) => {
      const { agent, backupAgentUid } = await enrolled(world)
      const first = created(world, backupAgentUid, { name: 'First' })
      const second = created(world, backupAgentUid, { name: 'Second' })
      const asked = await Promise.all(
        [first, second, first].map(({ jobUid }) => grantRepositoryAccess(world.ctx, agent, { ...REQUEST, jobUid })),
      )
      expect(new Set(asked.map((access) => access.ok && access.value.repositoryUid)).size).toBe(1)
      const [access] = asked
      if (!access?.ok) throw new Error('No access')
      const { repositoryUid } = access.value
      expect(world.repository(repositoryUid).settings).toMatchObject({
        companyUid: world.companyUid,
        bucketBinding: 'SITE_1',
        isQuotaLimited: true,
        isEnabled: true,
      })
      await world.ctx.outbox.flush()
      expect(world.row('repositories', repositoryUid)).toMatchObject({ name: 'srv01', backupAgentUid })
      expect(world.row('jobs', first.jobUid)).toMatchObject({ repositoryUid })
    })
  })

  it('gives a credential of the repository’s epoch', async () => {
    await withCompany(async (world) => {
      const { access } = await anAgentsRepository(world)
      const basic = `Basic ${btoa(`${access.userName}:${access.password}`)}`
      expect(await verifyVaultCredential(env, basic, world.clock.now)).toEqual({
        ok: true,
        value: { repositoryUid: access.repositoryUid, access: 'appendOnly', epoch: 1, resticVersion: '0.18.0' },
      })
    })
  })

  it('says in a sentence why there is none', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid } = await anAgentsRepository(world)
      const ask = async () => {
        const asked = await grantRepositoryAccess(world.ctx, agent, { ...REQUEST, jobUid })
        return asked.ok ? null : asked.failure
      }
      const [tenant] = aSnapshotOf(world.companyUid).tenants
      const tenants = (changes: object) => (tenant === undefined ? [] : [{ ...tenant, ...changes }])
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { isEnabled: false }), 2)
      expect(await ask()).toBe('The company is disabled.')
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { tenants: tenants({ isEnabled: false }) }), 3)
      expect(await ask()).toBe('The tenant behind the backup resource "Cloud 1" is disabled.')
      await applyDirectory(
        world.ctx,
        aSnapshotOf(world.companyUid, { tenants: tenants({ leaseExpiresAt: world.clock.now }) }),
        4,
      )
      expect(await ask()).toBe('The lease of the tenant behind the backup resource "Cloud 1" has ended.')
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { backupResources: [] }), 5)
      expect(await ask()).toBe('The backup resource that the job names is gone: choose another one in the job.')
      deleteJob(world.ctx, jobUid, ACTOR)
      expect(await ask()).toBe('The job was removed from the console.')
    })
  })
})

describe('escrow', () => {
  it('keeps the first password sealed, gives it back to a reinstalled machine, and takes no other', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, access } = await anAgentsRepository(world)
      const { repositoryUid } = access
      expect(access.repositoryPassword).toBeNull()
      const password = 'correct horse battery staple'
      expect(await escrowPassword(world.ctx, agent, repositoryUid, password)).toEqual({ ok: true, value: null })
      expect(await escrowPassword(world.ctx, agent, repositoryUid, password)).toEqual({ ok: true, value: null })
      expect(await escrowPassword(world.ctx, agent, repositoryUid, 'another password 1')).toMatchObject({ ok: false })
      expect(JSON.stringify(world.ctx.store.repositories.find(repositoryUid))).not.toContain(password)
      const again = await grantRepositoryAccess(world.ctx, agent, { ...REQUEST, jobUid })
      expect(again).toMatchObject({ ok: true, value: { repositoryPassword: password } })
      expect(await revealRepositoryPassword(world.ctx, repositoryUid, ACTOR)).toEqual({ ok: true, value: { password } })
      await world.ctx.outbox.flush()
      expect(auditKinds(world)).toContain('RepositoryPasswordRevealed')
    })
  })

  it('lets one of two passwords win that arrive at the same time', async () => {
    await withCompany(async (world) => {
      const { agent, access } = await anAgentsRepository(world)
      const passwords = ['the first password', 'the second password']
      const results = await Promise.all(
        passwords.map((password) => escrowPassword(world.ctx, agent, access.repositoryUid, password)),
      )
      expect(results.filter(({ ok }) => ok)).toHaveLength(1)
      const winner = passwords[results.findIndex(({ ok }) => ok)]
      expect(await revealRepositoryPassword(world.ctx, access.repositoryUid, ACTOR)).toEqual({
        ok: true,
        value: { password: winner },
      })
    })
  })

  it('is closed to other agents, and says when there is nothing', async () => {
    await withCompany(async (world) => {
      const { access } = await anAgentsRepository(world)
      const stranger = await enrolled(world)
      expect(
        await escrowPassword(world.ctx, stranger.agent, access.repositoryUid, 'some other password'),
      ).toMatchObject({ ok: false })
      expect(await revealRepositoryPassword(world.ctx, access.repositoryUid, ACTOR)).toMatchObject({
        failure: { code: 'no_password' },
      })
    })
  })
})

describe('a repository made by hand', () => {
  it('has a password of its own, and a name that no other has', async () => {
    await withCompany(async (world) => {
      const made = await aRepositoryByHand(world)
      expect(made).toMatchObject({
        name: 'By hand',
        status: 'Active',
        hasEscrowedPassword: true,
        backupResourceUid: RESOURCE_UID,
      })
      const revealed = await revealRepositoryPassword(world.ctx, made.repositoryUid, ACTOR)
      expect(revealed.ok && revealed.value.password.length).toBe(43)
      expect(await createRepository(world.ctx, { name: 'BY HAND', backupResourceUid: null }, ACTOR)).toMatchObject({
        failure: { code: 'name_taken' },
      })
    })
  })

  it('needs a backup resource', async () => {
    await withCompany(
      async (world) => {
        const made = await createRepository(world.ctx, { name: 'By hand', backupResourceUid: null }, ACTOR)
        expect(made).toMatchObject({ failure: { code: 'target_missing' } })
      },
      { backupResources: [] },
    )
  })

  it('gives audited credentials until it is deleted, and is then gone from the lists and its object told', async () => {
    await withCompany(async (world) => {
      const { repositoryUid } = await aRepositoryByHand(world)
      const issue = () => issueRepositoryCredential(world.ctx, repositoryUid, { access: 'readOnly', hours: 2 }, ACTOR)
      const issued = await issue()
      expect(issued).toMatchObject({
        ok: true,
        value: { userName: repositoryUid, expiresAt: world.clock.now + 2 * 3_600_000 },
      })
      expect(await deleteRepository(world.ctx, repositoryUid, ACTOR)).toEqual({ ok: true, value: null })
      expect(world.repository(repositoryUid)).toMatchObject({ isDeleted: true, epoch: 2 })
      expect(await issue()).toMatchObject({ failure: { code: 'not_found' } })
      expect(getRepository(world.ctx, repositoryUid)).toMatchObject({ failure: { code: 'not_found' } })
      await world.ctx.outbox.flush()
      expect(world.row('repositories', repositoryUid)).toMatchObject({ status: 'Deleted', deletedAt: world.clock.now })
      expect(auditKinds(world)).toEqual(['RepositoryCreated', 'RepositoryCredentialIssued', 'RepositoryDeleted'])
      expect(await createRepository(world.ctx, { name: 'By hand', backupResourceUid: null }, ACTOR)).toMatchObject({
        ok: true,
      })
    })
  })
})

describe('deleteRepository', () => {
  it('does not take a repository from under a job', async () => {
    await withCompany(async (world) => {
      const { jobUid, access } = await anAgentsRepository(world)
      expect(await deleteRepository(world.ctx, access.repositoryUid, ACTOR)).toMatchObject({
        failure: {
          code: 'repository_in_use',
          message: 'The job "Daily" writes to this repository: delete the job first.',
        },
      })
      deleteJob(world.ctx, jobUid, ACTOR)
      expect(await deleteRepository(world.ctx, access.repositoryUid, ACTOR)).toMatchObject({ ok: true })
    })
  })
})

describe('applyUsage', () => {
  it('shows what is stored and what the quota has left, and lets no older report back in', async () => {
    await withCompany(async (world) => {
      const { jobUid, access } = await anAgentsRepository(world)
      const { repositoryUid } = access
      const usage = { repositoryUid, usedBytes: 30 * GIB, objectCount: 7, hiddenBytes: 5, egressBytes: 9, seq: 4 }
      applyUsage(world.ctx, usage)
      applyUsage(world.ctx, { ...usage, usedBytes: 1, seq: 3 })
      await world.ctx.outbox.flush()
      expect(world.row('repositories', repositoryUid)).toMatchObject({
        usedBytes: 30 * GIB,
        objectCount: 7,
        hiddenBytes: 5,
      })
      expect(world.row('jobs', jobUid)).toMatchObject({ freeBytes: 70 * GIB })
    })
  })
})
