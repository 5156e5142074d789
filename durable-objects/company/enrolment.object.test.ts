import { describe, expect, it } from 'vitest'
import { CLOSE_REVOKED } from '../../worker/contract/agent-protocol.ts'
import { parseCredential } from './agent-credential.ts'
import {
  authenticateAgent,
  deleteBackupAgent,
  deleteManagementAgent,
  enrolAgent,
  patchManagementAgent,
} from './enrolment.ts'
import { grantRepositoryAccess } from './repository-access.ts'
import { ACTOR, anEnrolRequest, LOCATION_UID, OSLO_UID, testUid } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

async function authenticate(world: World, credential: string) {
  const parsed = parseCredential(credential)
  return parsed === null ? null : authenticateAgent(world.ctx, parsed)
}

describe('enrolAgent', () => {
  it('gives an identity whose credential opens the door, and no other does', async () => {
    await withCompany(async (world) => {
      const { credential, managementAgentUid, backupAgentUid } = await enrolled(world)
      expect(await authenticate(world, credential)).toMatchObject({ managementAgentUid, locationUid: LOCATION_UID })
      expect(await authenticate(world, `${credential.slice(0, -1)}${credential.endsWith('A') ? 'B' : 'A'}`)).toBeNull()
      expect(await authenticate(world, credential.replace(managementAgentUid, testUid()))).toBeNull()
      await world.ctx.outbox.flush()
      expect(world.row('managementAgents', managementAgentUid)).toMatchObject({
        hostName: 'srv01',
        connectionStatus: 'Inaccessible',
        guestOsType: 'Linux',
        deletedAt: null,
      })
      expect(world.row('backupAgents', backupAgentUid)).toMatchObject({ operationMode: 'Server', totalJobsCount: 0 })
    })
  })

  it('keeps no credential, only its digest', async () => {
    await withCompany(async (world) => {
      const { credential, agent } = await enrolled(world)
      expect(agent.credentialSha256).toMatch(/^[0-9a-f]{64}$/)
      const secret = credential.split('.').at(-1) ?? ''
      const everything = JSON.stringify([...world.delivered.values(), agent])
      expect(everything).not.toContain(secret)
    })
  })

  it('gives a machine that comes back its old identity and a new credential', async () => {
    await withCompany(async (world) => {
      const request = anEnrolRequest()
      const first = await enrolled(world, request)
      const { jobUid } = created(world, first.backupAgentUid)
      world.connected.add(first.managementAgentUid)
      const second = await enrolled(world, request)
      expect([second.managementAgentUid, second.backupAgentUid]).toEqual([
        first.managementAgentUid,
        first.backupAgentUid,
      ])
      expect(await authenticate(world, first.credential)).toBeNull()
      expect(await authenticate(world, second.credential)).not.toBeNull()
      expect(world.closed).toEqual([{ managementAgentUid: first.managementAgentUid, code: CLOSE_REVOKED }])
      expect(world.ctx.store.jobs.find(jobUid)).not.toBeNull()
    })
  })

  it('gives a reinstalled machine its repository and password again, even after its agent was deleted', async () => {
    await withCompany(async (world) => {
      const request = anEnrolRequest()
      const first = await enrolled(world, request)
      const job = created(world, first.backupAgentUid)
      const access = { kind: 'repositoryAccess', access: 'full', resticVersion: '0.18.0' } as const
      const before = await grantRepositoryAccess(world.ctx, first.agent, { ...access, jobUid: job.jobUid })
      await deleteManagementAgent(world.ctx, first.managementAgentUid, ACTOR)
      const again = await enrolled(world, request)
      expect(again.backupAgentUid).toBe(first.backupAgentUid)
      const newJob = created(world, again.backupAgentUid)
      const after = await grantRepositoryAccess(world.ctx, again.agent, { ...access, jobUid: newJob.jobUid })
      expect(after.ok && before.ok && after.value.repositoryUid === before.value.repositoryUid).toBe(true)
    })
  })

  it('refuses machines over an enforced quota, but never one that is in already', async () => {
    const quotas = { workstations: 1, servers: 1, isEnforced: true }
    await withCompany(
      async (world) => {
        const request = anEnrolRequest()
        await enrolled(world, request)
        const second = await enrolAgent(world.ctx, anEnrolRequest(), null)
        expect(second).toEqual({ ok: false, failure: { code: 'agent_quota_exceeded', kind: 'server', limit: 1 } })
        expect(await enrolAgent(world.ctx, anEnrolRequest({ isServer: false }), null)).toMatchObject({ ok: true })
        expect(await enrolAgent(world.ctx, request, null)).toMatchObject({ ok: true })
      },
      { agentQuotas: quotas },
    )
  })

  it('counts exactly when many machines enrol at the same moment', async () => {
    await withCompany(
      async (world) => {
        const results = await Promise.all(
          Array.from({ length: 10 }, () => enrolAgent(world.ctx, anEnrolRequest(), null)),
        )
        expect(results.filter(({ ok }) => ok)).toHaveLength(3)
      },
      { agentQuotas: { workstations: null, servers: 3, isEnforced: true } },
    )
  })

  it('lets machines over a soft quota in', async () => {
    await withCompany(
      async (world) => {
        await enrolled(world)
        expect(await enrolAgent(world.ctx, anEnrolRequest(), null)).toMatchObject({ ok: true })
      },
      { agentQuotas: { workstations: 0, servers: 1, isEnforced: false } },
    )
  })

  it('refuses a disabled company and a location that is not the company’s', async () => {
    await withCompany(async (world) => {
      expect(await enrolAgent(world.ctx, anEnrolRequest(), testUid())).toMatchObject({ failure: { code: 'not_found' } })
    })
    await withCompany(
      async (world) => {
        expect(await enrolAgent(world.ctx, anEnrolRequest(), null)).toMatchObject({
          failure: { code: 'company_disabled' },
        })
      },
      { isEnabled: false },
    )
  })
})

describe('patchManagementAgent', () => {
  it('moves the agent with its jobs to another location of the company', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, backupAgentUid } = await enrolled(world)
      const { jobUid } = created(world, backupAgentUid)
      const changes = { locationUid: OSLO_UID, tag: 'rack 7', friendlyName: 'Mail' }
      expect(patchManagementAgent(world.ctx, managementAgentUid, changes, ACTOR)).toEqual({ ok: true, value: null })
      await world.ctx.outbox.flush()
      expect(world.row('managementAgents', managementAgentUid)).toMatchObject(changes)
      expect(world.row('jobs', jobUid)).toMatchObject({ locationUid: OSLO_UID })
      expect(patchManagementAgent(world.ctx, managementAgentUid, { locationUid: testUid() }, ACTOR)).toMatchObject({
        failure: { code: 'not_found', what: 'location' },
      })
    })
  })
})

describe('deleteManagementAgent', () => {
  it('revokes the credential, closes the connection, removes the jobs, cuts running writes and keeps the repository', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, backupAgentUid, credential, agent } = await enrolled(world)
      const { jobUid } = created(world, backupAgentUid)
      const access = await grantRepositoryAccess(world.ctx, agent, {
        kind: 'repositoryAccess',
        jobUid,
        access: 'appendOnly',
        resticVersion: '0.18.0',
      })
      if (!access.ok) throw new Error(access.failure)
      world.connected.add(managementAgentUid)
      const repository = world.repository(access.value.repositoryUid)
      expect(repository.epoch).toBe(1)
      expect(await deleteManagementAgent(world.ctx, managementAgentUid, ACTOR)).toEqual({ ok: true, value: null })
      await world.ctx.outbox.flush()
      expect(await authenticate(world, credential)).toBeNull()
      expect(world.closed).toEqual([{ managementAgentUid, code: CLOSE_REVOKED }])
      expect(world.row('jobs', jobUid).deletedAt).not.toBeNull()
      expect(world.row('managementAgents', managementAgentUid).deletedAt).not.toBeNull()
      expect(world.row('backupAgents', backupAgentUid).deletedAt).not.toBeNull()
      expect(repository.epoch).toBe(2)
      expect(world.row('repositories', access.value.repositoryUid)).toMatchObject({ status: 'Active', deletedAt: null })
      expect(await deleteManagementAgent(world.ctx, managementAgentUid, ACTOR)).toMatchObject({ ok: false })
    })
  })
})

describe('deleteBackupAgent', () => {
  it('takes the jobs from the agent and leaves it connected', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, backupAgentUid, credential } = await enrolled(world)
      created(world, backupAgentUid)
      world.connected.add(managementAgentUid)
      await deleteBackupAgent(world.ctx, backupAgentUid, ACTOR)
      expect(await authenticate(world, credential)).not.toBeNull()
      expect(world.sent.at(-1)?.message).toMatchObject({ type: 'jobs', jobs: [] })
      expect(world.ctx.store.agents.findByBackupAgent(backupAgentUid)).toBeNull()
    })
  })
})
