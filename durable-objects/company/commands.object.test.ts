import { describe, expect, it } from 'vitest'
import { COMMAND_TIMEOUT_MS, expireCommand, repeatCommands, startJob, stopJob } from './commands.ts'
import { applyDirectory } from './directory.ts'
import { deleteJob } from './jobs.ts'
import { applyEntry } from './journal.ts'
import { recordReport } from './sessions.ts'
import { ACTOR, aFinish, aSnapshotOf, aStart, START, testUid } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

async function anOnlineAgent(world: World) {
  const { agent, managementAgentUid, backupAgentUid } = await enrolled(world)
  world.connected.add(managementAgentUid)
  const { jobUid } = created(world, backupAgentUid)
  const job = () => {
    const found = world.ctx.store.jobs.find(jobUid)
    if (found === null) throw new Error('The job is gone')
    return found
  }
  return { agent, managementAgentUid, jobUid, job }
}

const commandsSent = (world: World) =>
  world.sent.flatMap(({ message }) => (message.type === 'command' ? [message] : []))

function answer(
  world: World,
  agent: Awaited<ReturnType<typeof anOnlineAgent>>['agent'],
  outcome: 'done' | 'refused',
  message: string | null = null,
) {
  const commandUid = commandsSent(world).at(-1)?.commandUid ?? ''
  applyEntry(world.ctx, agent, {
    type: 'entry',
    entryUid: testUid(),
    at: START,
    body: { kind: 'commandResult', commandUid, outcome, message },
  })
  return commandUid
}

async function statusOf(world: World, jobUid: string) {
  await world.ctx.outbox.flush()
  return world.row('jobs', jobUid)
}

describe('startJob', () => {
  it('tells the agent at once and shows the job as starting', async () => {
    await withCompany(async (world) => {
      const { jobUid } = await anOnlineAgent(world)
      expect(startJob(world.ctx, jobUid, ACTOR)).toEqual({ ok: true, value: null })
      expect(commandsSent(world)).toMatchObject([{ body: { kind: 'startJob', jobUid } }])
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Starting' })
    })
  })

  it('is refused when the agent is not there, and leaves nothing behind', async () => {
    await withCompany(async (world) => {
      const { jobUid, managementAgentUid } = await anOnlineAgent(world)
      world.connected.delete(managementAgentUid)
      expect(startJob(world.ctx, jobUid, ACTOR)).toEqual({ ok: false, failure: { code: 'agent_offline' } })
      expect(world.ctx.store.commands.listOpen(managementAgentUid)).toEqual([])
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'None' })
    })
  })

  it('is refused while the job starts or runs, and in a disabled company', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, job } = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      expect(startJob(world.ctx, jobUid, ACTOR)).toMatchObject({ failure: { code: 'already_running' } })
      const start = aStart(jobUid, { trigger: 'command' })
      recordReport(world.ctx, agent, job(), { ...start, report: start })
      expect(startJob(world.ctx, jobUid, ACTOR)).toMatchObject({ failure: { code: 'already_running' } })
      await applyDirectory(world.ctx, aSnapshotOf(world.companyUid, { isEnabled: false }), 2)
      expect(startJob(world.ctx, jobUid, ACTOR)).toMatchObject({ failure: { code: 'company_disabled' } })
    })
  })

  it('ends with the session that it led to', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, job } = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      answer(world, agent, 'done')
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Starting' })
      const start = aStart(jobUid, { trigger: 'command' })
      recordReport(world.ctx, agent, job(), { ...start, report: start })
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Running' })
      recordReport(world.ctx, agent, job(), { ...start, report: aFinish(jobUid, { sessionUid: start.sessionUid }) })
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Success' })
    })
  })

  it('shows the agent’s refusal at the job, until the next start', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid } = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      answer(world, agent, 'refused', 'restic is missing.')
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'None', failureMessage: 'restic is missing.' })
      startJob(world.ctx, jobUid, ACTOR)
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Starting', failureMessage: null })
    })
  })

  it('gives up after a minute without an answer, and the job shows what it showed before', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, job, managementAgentUid } = await anOnlineAgent(world)
      const earlier = aFinish(jobUid)
      recordReport(world.ctx, agent, job(), { ...earlier, report: earlier })
      startJob(world.ctx, jobUid, ACTOR)
      const [command] = commandsSent(world)
      const timer = world.ctx.timers.getTimer('commandExpiry', command?.commandUid)
      expect(timer?.dueAt).toBe(START + COMMAND_TIMEOUT_MS)
      expireCommand(world.ctx, command?.commandUid ?? '')
      expect(await statusOf(world, jobUid)).toMatchObject({
        status: 'Success',
        failureMessage: 'The agent did not answer the command within a minute.',
      })
      expect(world.ctx.store.commands.listOpen(managementAgentUid)).toEqual([])
    })
  })
})

describe('a command', () => {
  it('is repeated until the agent settles it, and not after', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, managementAgentUid } = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      repeatCommands(world.ctx, managementAgentUid)
      expect(new Set(commandsSent(world).map(({ commandUid }) => commandUid)).size).toBe(1)
      expect(commandsSent(world)).toHaveLength(2)
      answer(world, agent, 'done')
      answer(world, agent, 'done')
      repeatCommands(world.ctx, managementAgentUid)
      expect(commandsSent(world)).toHaveLength(2)
    })
  })

  it('cannot be settled by another agent', async () => {
    await withCompany(async (world) => {
      const { jobUid, managementAgentUid } = await anOnlineAgent(world)
      const stranger = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      answer(world, stranger.agent, 'refused', 'No.')
      expect(world.ctx.store.commands.listOpen(managementAgentUid)).toHaveLength(1)
    })
  })

  it('does not come to life for a job that was deleted', async () => {
    await withCompany(async (world) => {
      const { jobUid, managementAgentUid } = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      deleteJob(world.ctx, jobUid, ACTOR)
      expect(world.ctx.store.commands.listOpen(managementAgentUid)).toEqual([])
    })
  })
})

describe('stopJob', () => {
  it('shows the job as stopping until its session has ended', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, job } = await anOnlineAgent(world)
      expect(stopJob(world.ctx, jobUid, ACTOR)).toMatchObject({ failure: { code: 'not_running' } })
      const start = aStart(jobUid)
      recordReport(world.ctx, agent, job(), { ...start, report: start })
      expect(stopJob(world.ctx, jobUid, ACTOR)).toEqual({ ok: true, value: null })
      answer(world, agent, 'done')
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Stopping' })
      const finish = aFinish(jobUid, { sessionUid: start.sessionUid, result: 'Canceled' })
      recordReport(world.ctx, agent, job(), { ...start, report: finish })
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Failed' })
      expect(job().pendingState).toBeNull()
    })
  })

  it('that the agent never answers leaves the job running', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid, job } = await anOnlineAgent(world)
      const start = aStart(jobUid)
      recordReport(world.ctx, agent, job(), { ...start, report: start })
      stopJob(world.ctx, jobUid, ACTOR)
      expireCommand(world.ctx, commandsSent(world).at(-1)?.commandUid ?? '')
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'Running', failureMessage: null })
    })
  })

  it('calls back a start that has not begun', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid } = await anOnlineAgent(world)
      startJob(world.ctx, jobUid, ACTOR)
      expect(stopJob(world.ctx, jobUid, ACTOR)).toEqual({ ok: true, value: null })
      answer(world, agent, 'done')
      expect(await statusOf(world, jobUid)).toMatchObject({ status: 'None' })
    })
  })
})
