import { describe, expect, it } from 'vitest'
import { keepHouse, SESSION_RETENTION_MS, SESSIONS_PER_JOB, TRACE_RETENTION_MS } from './housekeeping.ts'
import { deleteJob } from './jobs.ts'
import { recordReport } from './sessions.ts'
import { ACTOR, aFinish, aSnapshot, aSnapshotOf, aStart, START } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

async function aJob(world: World) {
  const { agent, backupAgentUid } = await enrolled(world)
  const { jobUid } = created(world, backupAgentUid)
  const report = (body: ReturnType<typeof aStart> | ReturnType<typeof aFinish>) => {
    const job = world.ctx.store.jobs.find(jobUid)
    if (job === null) throw new Error('The job is gone')
    recordReport(world.ctx, agent, job, { ...body, report: body })
  }
  const countSessions = () => world.ctx.store.sessions.listPage(jobUid, { limit: 1, offset: 0 }).total
  return { jobUid, report, countSessions }
}

describe('keepHouse', () => {
  it('forgets sessions older than two months, but never the last one of a job, nor one that runs', async () => {
    await withCompany(async (world) => {
      const { report, countSessions, jobUid } = await aJob(world)
      report(aFinish(jobUid, { startedAt: START, finishedAt: START + 1 }))
      report(aStart(jobUid, { startedAt: START + 1 }))
      report(aFinish(jobUid, { startedAt: START + 2, finishedAt: START + 3 }))
      report(aFinish(jobUid, { startedAt: START + 3, finishedAt: START + 4 }))
      world.clock.now = START + SESSION_RETENTION_MS + 10
      world.ctx.store.agents.update(world.ctx.store.agents.list()[0]?.managementAgentUid ?? '', { isOnline: true })
      await keepHouse(world.ctx)
      const kept = world.ctx.store.sessions.listPage(jobUid, { limit: 10, offset: 0 })
      expect(kept.rows.map(({ startedAt }) => startedAt)).toEqual([START + 3, START + 1])
      expect(countSessions()).toBe(2)
    })
  })

  it('keeps a limited number of sessions per job, with their logs', async () => {
    await withCompany(async (world) => {
      const { report, countSessions, jobUid } = await aJob(world)
      report(aFinish(jobUid))
      world.storage.sql.exec(
        `WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
         INSERT INTO sessions (session_uid, job_uid, backup_agent_uid, status, is_start_known, trigger, attempt, started_at)
         SELECT 'copy ' || n, job_uid, backup_agent_uid, status, is_start_known, trigger, attempt, started_at + n
         FROM sessions, number`,
        SESSIONS_PER_JOB + 4,
      )
      world.storage.sql.exec(
        "INSERT INTO session_logs SELECT session_uid, '[]' FROM sessions WHERE session_uid LIKE 'copy%'",
      )
      await keepHouse(world.ctx)
      expect(countSessions()).toBe(SESSIONS_PER_JOB)
      expect(world.storage.sql.exec('SELECT count(*) AS n FROM session_logs').one()).toEqual({ n: SESSIONS_PER_JOB })
    })
  })

  it('forgets deleted jobs and restore points when their time is over', async () => {
    await withCompany(async (world) => {
      const { report, jobUid } = await aJob(world)
      const made = aFinish(jobUid, { snapshot: aSnapshot('a') })
      report(made)
      deleteJob(world.ctx, jobUid, ACTOR)
      world.ctx.store.restorePoints.markMissing(jobUid, jobUid, START + 100_000, [], world.clock.now)
      world.ctx.store.sessions.prune(START + 1, 0, 10)
      world.storage.sql.exec('DELETE FROM sessions')
      await keepHouse(world.ctx)
      expect(world.ctx.store.jobs.findEvenDeleted(jobUid)).not.toBeNull()
      world.clock.now += TRACE_RETENTION_MS + 1
      await keepHouse(world.ctx)
      expect(world.ctx.store.jobs.findEvenDeleted(jobUid)).toBeNull()
    })
  })

  it('asks for the directory anew when it has not been told of it for a day', async () => {
    await withCompany(async (world) => {
      const newer = { snapshot: aSnapshotOf(world.companyUid, { name: 'Renamed' }), rev: 9 }
      world.ctx.loadDirectory = async () => newer
      await keepHouse(world.ctx)
      expect(world.ctx.store.readDirectory()).toMatchObject({ rev: 1 })
      world.clock.now += 86_400_001
      await keepHouse(world.ctx)
      expect(world.ctx.store.readDirectory()).toMatchObject({
        rev: 9,
        snapshot: { name: 'Renamed' },
        appliedAt: world.clock.now,
      })
    })
  })
})
