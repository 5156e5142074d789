import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AgentMessage, JournalBody } from '../../worker/contract/agent-protocol.ts'
import { receiveFrame } from './agent-messages.ts'
import { ABSENCE_LIMIT_MS, giveUpAbsentSessions, settleMissingSession } from './agent-presence.ts'
import { createRepository } from './repositories.ts'
import { grantRepositoryAccess } from './repository-access.ts'
import { getSession, listSessions, PROGRESS_FLUSH_MS } from './sessions.ts'
import { ACTOR, aFinish, aHello, aProgress, aSnapshot, aStart, GIB, START, testUid } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

/** An agent that is connected: frames go in as text, answers are noted. */
function connectionOf(world: World, managementAgentUid: string) {
  const acks: string[] = []
  world.connected.add(managementAgentUid)
  const say = (message: AgentMessage | Record<string, unknown>) =>
    receiveFrame(
      world.ctx,
      {
        managementAgentUid,
        send: (answer) => {
          if (answer.type === 'ack') acks.push(answer.entryUid)
        },
        close: (code) => world.closed.push({ managementAgentUid, code }),
        markReady: () => world.connected.add(managementAgentUid),
      },
      JSON.stringify(message),
    )
  const tell = async (body: JournalBody, entryUid = testUid()) => {
    await say({ type: 'entry', entryUid, at: world.clock.now, body })
    return entryUid
  }
  return { acks, say, tell }
}

async function anAgentWithJob(world: World) {
  const agent = await enrolled(world)
  const job = created(world, agent.backupAgentUid)
  return { ...agent, jobUid: job.jobUid, ...connectionOf(world, agent.managementAgentUid) }
}

function sessionOf(world: World, jobUid: string, sessionUid: string) {
  const found = getSession(world.ctx, jobUid, sessionUid)
  if (!found.ok) throw new Error(`No such session: ${found.failure.code}`)
  return found.value
}

describe('sessions of a job', () => {
  it('arriving five times in any order with their progress are one session', { timeout: 60_000 }, async () => {
    await withCompany(async (world) => {
      const { jobUid, say } = await anAgentWithJob(world)
      const message = (body: JournalBody): AgentMessage => ({ type: 'entry', entryUid: testUid(), at: START, body })
      let round = 0
      const orders = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 10 })
      await fc.assert(
        fc.asyncProperty(orders, async (order) => {
          round++
          const sessionUid = testUid()
          const startedAt = START + round * 120_000
          const start = aStart(jobUid, { sessionUid, startedAt })
          const finish = aFinish(jobUid, { sessionUid, startedAt, finishedAt: startedAt + 60_000 })
          const progress = (bytesDone: number): AgentMessage => ({
            type: 'progress',
            sessionUid,
            jobUid,
            startedAt,
            progress: aProgress({ bytesDone }),
          })
          const reports = [
            ...[start, start, finish, finish, finish, finish, finish].map(message),
            ...[100, 500, 900].map(progress),
          ]
          for (const index of order) await say(reports[index] ?? {})
          expect(sessionOf(world, jobUid, sessionUid).session).toMatchObject({
            status: 'Success',
            progress: null,
            bytesAdded: 500,
          })
        }),
        { numRuns: 12 },
      )
      const listed = listSessions(world.ctx, jobUid, { limit: 100, offset: 0 })
      expect(listed).toMatchObject({ ok: true, value: { total: round } })
      const days = [...world.delivered.values()].filter(({ collection }) => collection === 'sessionDays')
      expect(days.map(({ row }) => row.successCount)).toEqual([round])
    })
  })

  it('are acknowledged after they are stored, each time they arrive', async () => {
    await withCompany(async (world) => {
      const { jobUid, tell, acks } = await anAgentWithJob(world)
      const start = aStart(jobUid)
      const entryUid = await tell(start)
      await tell(start, entryUid)
      expect(acks).toEqual([entryUid, entryUid])
    })
  })

  it('show in the lists as the job’s status, times, sizes and message', async () => {
    await withCompany(async (world) => {
      const { jobUid, backupAgentUid, tell } = await anAgentWithJob(world)
      const start = aStart(jobUid)
      await tell(start)
      expect(world.row('jobs', jobUid)).toMatchObject({ status: 'Running', lastRunAt: START, lastEndAt: null })
      expect(world.row('backupAgents', backupAgentUid)).toMatchObject({ totalJobsCount: 1, runningJobsCount: 1 })
      await tell(
        aFinish(jobUid, { sessionUid: start.sessionUid, result: 'Warning', failureMessage: 'Two files were locked.' }),
      )
      expect(world.row('jobs', jobUid)).toMatchObject({
        status: 'Warning',
        failureMessage: 'Two files were locked.',
        lastEndAt: START + 60_000,
        lastDurationSeconds: 60,
        avgDurationSeconds: 60,
        backedUpBytes: 1000,
      })
      expect(world.row('backupAgents', backupAgentUid)).toMatchObject({ runningJobsCount: 0, successJobsCount: 0 })
    })
  })

  it('that somebody stopped leave the job failed, with the reason', async () => {
    await withCompany(async (world) => {
      const { jobUid, tell } = await anAgentWithJob(world)
      await tell(aFinish(jobUid, { result: 'Canceled' }))
      expect(world.row('jobs', jobUid)).toMatchObject({
        status: 'Failed',
        failureMessage: 'The backup was stopped before it finished.',
      })
    })
  })

  it('reach onlookers with every progress, storage and lists at most every 30 s', async () => {
    await withCompany(async (world) => {
      const { jobUid, say, tell } = await anAgentWithJob(world)
      const { sessionUid } = await (async () => {
        const start = aStart(jobUid)
        await tell(start)
        return start
      })()
      const report = (percent: number) =>
        say({
          type: 'progress',
          sessionUid,
          jobUid,
          startedAt: START,
          progress: aProgress({ percent, bytesDone: percent * 10 }),
        })
      await report(10)
      world.published.length = 0
      for (const percent of [11, 12, 13]) {
        world.clock.now += 1_000
        await report(percent)
      }
      expect(world.published.map(({ progress }) => progress?.percent)).toEqual([11, 12, 13])
      expect(world.row('jobs', jobUid)).toMatchObject({ progressPercent: 10 })
      expect(sessionOf(world, jobUid, sessionUid).session.progress).toMatchObject({ percent: 13 })
      world.clock.now += PROGRESS_FLUSH_MS
      await report(40)
      expect(world.row('jobs', jobUid)).toMatchObject({ progressPercent: 40 })
    })
  })

  it('of another agent’s job are parked, not taken', async () => {
    await withCompany(async (world) => {
      const { jobUid } = await anAgentWithJob(world)
      const stranger = await anAgentWithJob(world)
      const start = aStart(jobUid)
      const entryUid = await stranger.tell(start)
      expect(stranger.acks).toEqual([entryUid])
      expect(getSession(world.ctx, jobUid, start.sessionUid).ok).toBe(false)
      expect(world.ctx.store.commands.listParkedEntries()).toMatchObject([
        { entryUid, reason: `The agent has no job ${jobUid}.` },
      ])
    })
  })

  it('keep what a newer agent says in words unknown here, and stop it repeating them', async () => {
    await withCompany(async (world) => {
      const { say, acks } = await anAgentWithJob(world)
      const entryUid = testUid()
      await say({ type: 'entry', entryUid, at: START, body: { kind: 'somethingNew', value: 1 } })
      expect(acks).toEqual([entryUid])
      expect(world.ctx.store.commands.listParkedEntries()).toHaveLength(1)
    })
  })
})

describe('a session that its agent does not name when it comes back', () => {
  it('fails with a reason after a grace, and its result still replaces that', async () => {
    await withCompany(async (world) => {
      const { jobUid, say, tell, agent } = await anAgentWithJob(world)
      const start = aStart(jobUid)
      await tell(start)
      await say(aHello({ host: agent.host }))
      expect(world.row('jobs', jobUid)).toMatchObject({ status: 'Running' })
      expect(world.ctx.timers.getTimer('lostSession', start.sessionUid)).not.toBeNull()
      settleMissingSession(world.ctx, start.sessionUid)
      await world.ctx.outbox.flush()
      expect(world.row('jobs', jobUid)).toMatchObject({
        status: 'Failed',
        failureMessage: 'The agent stopped before it finished this backup, and holds no result of it.',
      })
      await tell(aFinish(jobUid, { sessionUid: start.sessionUid }))
      expect(world.row('jobs', jobUid)).toMatchObject({ status: 'Success', failureMessage: null })
      const days = [...world.delivered.values()].filter(({ collection }) => collection === 'sessionDays')
      expect(days.map(({ row }) => [row.successCount, row.failedCount])).toEqual([[1, 0]])
    })
  })

  it('runs on when the agent names it after all, or tells of its progress', async () => {
    await withCompany(async (world) => {
      const { jobUid, say, tell, agent } = await anAgentWithJob(world)
      const { sessionUid } = aStart(jobUid)
      await tell(aStart(jobUid, { sessionUid }))
      await say(aHello({ host: agent.host }))
      await say(aHello({ host: agent.host, runningSessions: [{ sessionUid, jobUid }] }))
      expect(world.ctx.timers.getTimer('lostSession', sessionUid)).toBeNull()
      settleMissingSession(world.ctx, sessionUid)
      expect(sessionOf(world, jobUid, sessionUid).session.status).toBe('Running')
      await say(aHello({ host: agent.host }))
      await say({ type: 'progress', sessionUid, jobUid, startedAt: START, progress: aProgress() })
      settleMissingSession(world.ctx, sessionUid)
      expect(sessionOf(world, jobUid, sessionUid).session.status).toBe('Running')
    })
  })

  it('is given up when the agent stays away for a day', async () => {
    await withCompany(async (world) => {
      const { jobUid, tell } = await anAgentWithJob(world)
      const start = aStart(jobUid)
      await tell(start)
      world.clock.now += ABSENCE_LIMIT_MS - 1
      giveUpAbsentSessions(world.ctx)
      expect(sessionOf(world, jobUid, start.sessionUid).session.status).toBe('Running')
      world.clock.now += 2
      giveUpAbsentSessions(world.ctx)
      expect(sessionOf(world, jobUid, start.sessionUid).session.status).toBe('Failed')
    })
  })
})

describe('restore points', () => {
  it('come with the session that made them, once', async () => {
    await withCompany(async (world) => {
      const { jobUid, backupAgentUid, agent, tell } = await anAgentWithJob(world)
      const access = await grantRepositoryAccess(world.ctx, agent, {
        kind: 'repositoryAccess',
        jobUid,
        access: 'appendOnly',
        resticVersion: '0.18.0',
      })
      if (!access.ok) throw new Error(access.failure)
      const { repositoryUid } = access.value
      const finish = aFinish(jobUid, { repositoryUid, snapshot: aSnapshot('a') })
      world.repository(repositoryUid).heldBytes = 10 * GIB
      await tell(finish)
      expect(world.row('repositories', repositoryUid)).toMatchObject({ usedBytes: 10 * GIB })
      expect(world.row('jobs', jobUid)).toMatchObject({ freeBytes: 90 * GIB })
      await tell(finish)
      const { session } = sessionOf(world, jobUid, finish.sessionUid)
      expect(world.row('restorePoints', session.restorePointUid ?? '')).toMatchObject({
        repositoryUid,
        snapshotId: 'a'.repeat(64),
        backedUpItems: '/home',
        destination: 'Cloud 1',
        deletedAt: null,
      })
      expect(world.row('jobs', jobUid)).toMatchObject({
        restorePointsCount: 1,
        totalRestorePointBytes: 500,
        sourceBytes: 1000,
      })
      expect(world.row('backupAgents', backupAgentUid)).toMatchObject({
        restorePointsCount: 1,
        latestRestorePointAt: START,
      })
    })
  })

  it('go and come with the agent’s inventories, of which an older one has no say', async () => {
    await withCompany(async (world) => {
      const { jobUid, tell } = await anAgentWithJob(world)
      const inventory = (takenAt: number, ids: string[]): JournalBody => ({
        kind: 'snapshotInventory',
        jobUid,
        repositoryUid: null,
        takenAt,
        snapshots: ids.map((id) => aSnapshot(id)),
      })
      await tell(aFinish(jobUid, { snapshot: aSnapshot('a') }))
      await tell(inventory(START + 100_000, ['b', 'c']))
      expect(world.row('jobs', jobUid)).toMatchObject({ restorePointsCount: 2 })
      await tell(inventory(START + 50_000, ['a']))
      expect(world.row('jobs', jobUid)).toMatchObject({ restorePointsCount: 2 })
      const points = [...world.delivered.values()].filter(({ collection }) => collection === 'restorePoints')
      const alive = points
        .filter(({ row }) => row.deletedAt === null)
        .map(({ row }) => String(row.snapshotId).slice(0, 1))
      expect(alive.sort()).toEqual(['b', 'c'])
    })
  })

  it('that an inventory older than themselves does not name stay', async () => {
    await withCompany(async (world) => {
      const { jobUid, tell } = await anAgentWithJob(world)
      await tell(aFinish(jobUid, { finishedAt: START + 60_000, snapshot: aSnapshot('a') }))
      await tell({ kind: 'snapshotInventory', jobUid, repositoryUid: null, takenAt: START + 30_000, snapshots: [] })
      expect(world.row('jobs', jobUid)).toMatchObject({ restorePointsCount: 1 })
    })
  })

  it('in a repository that is not the agent’s own are parked', async () => {
    await withCompany(async (world) => {
      const { jobUid, tell } = await anAgentWithJob(world)
      const other = await createRepository(world.ctx, { name: 'By hand', backupResourceUid: null }, ACTOR)
      if (!other.ok) throw new Error(other.failure.code)
      const { repositoryUid } = other.value
      await tell(aFinish(jobUid, { repositoryUid, snapshot: aSnapshot('a') }))
      expect(world.ctx.store.commands.listParkedEntries()).toMatchObject([
        { reason: `The agent has no repository ${repositoryUid}.` },
      ])
    })
  })
})
