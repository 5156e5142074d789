import { describe, expect, it } from 'vitest'
import { welcomeAgent } from './agent-presence.ts'
import { COMMAND_TIMEOUT_MS, expireCommand, startJob, stopJob } from './commands.ts'
import { deleteManagementAgent } from './enrolment.ts'
import { deleteJob } from './jobs.ts'
import { applyEntry } from './journal.ts'
import { ACTOR, aHello, START, testUid } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

async function aJob(world: World, { isOnline }: { isOnline: boolean }) {
  const { agent, managementAgentUid, backupAgentUid } = await enrolled(world)
  if (isOnline) world.connected.add(managementAgentUid)
  const { jobUid } = created(world, backupAgentUid)
  return { agent, managementAgentUid, backupAgentUid, jobUid }
}

/** Of the read model, in the order in which they were made. */
async function tasksOf(world: World): Promise<Record<string, unknown>[]> {
  await world.ctx.outbox.flush()
  return [...world.delivered.values()]
    .filter(({ collection }) => collection === 'agentTasks')
    .sort((a, b) => (a.uid < b.uid ? -1 : 1))
    .map(({ row: { taskType, status, message, createdBy } }) => ({ taskType, status, message, createdBy }))
}

const openCommand = (world: World, managementAgentUid: string) =>
  world.ctx.store.commands.listOpen(managementAgentUid)[0]?.commandUid ?? ''

function answer(world: World, agent: Awaited<ReturnType<typeof aJob>>['agent'], outcome: 'done' | 'refused') {
  const commandUid = openCommand(world, agent.managementAgentUid)
  const message = outcome === 'refused' ? 'Busy.' : null
  const body = { kind: 'commandResult' as const, commandUid, outcome, message }
  applyEntry(world.ctx, agent, { type: 'entry', entryUid: testUid(), at: START, body })
}

describe('the task log', () => {
  it('follows a command from being given to what the agent says', async () => {
    await withCompany(async (world) => {
      const { agent, jobUid } = await aJob(world, { isOnline: true })
      const added = { taskType: 'BackupAgentJobChange', status: 'Success', message: null, createdBy: ACTOR.userName }
      const start = { taskType: 'BackupAgentJobStart', message: null, createdBy: ACTOR.userName }
      startJob(world.ctx, jobUid, ACTOR)
      expect(await tasksOf(world)).toEqual([added, { ...start, status: 'Running' }])
      answer(world, agent, 'refused')
      expect(await tasksOf(world)).toEqual([added, { ...start, status: 'Failed', message: 'Busy.' }])
    })
  })

  it('calls a command that was not answered, or overtaken, canceled', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, jobUid } = await aJob(world, { isOnline: true })
      startJob(world.ctx, jobUid, ACTOR)
      stopJob(world.ctx, jobUid, ACTOR)
      world.clock.now += COMMAND_TIMEOUT_MS
      expireCommand(world.ctx, openCommand(world, managementAgentUid))
      const tasks = await tasksOf(world)
      expect(tasks.slice(1).map(({ taskType, status }) => [taskType, status])).toEqual([
        ['BackupAgentJobStart', 'Canceled'],
        ['BackupAgentJobStop', 'Canceled'],
      ])
    })
  })

  it('says that a start which the agent took led to nothing', async () => {
    await withCompany(async (world) => {
      const { agent, managementAgentUid, jobUid } = await aJob(world, { isOnline: true })
      startJob(world.ctx, jobUid, ACTOR)
      const commandUid = openCommand(world, managementAgentUid)
      answer(world, agent, 'done')
      expect((await tasksOf(world)).at(-1)).toMatchObject({ status: 'Success' })
      expireCommand(world.ctx, commandUid)
      expect((await tasksOf(world)).at(-1)).toMatchObject({
        status: 'Failed',
        message: expect.stringContaining('began'),
      })
    })
  })

  it('holds a change of the jobs for an agent that is away, until it comes or is removed', async () => {
    await withCompany(async (world) => {
      const { agent, managementAgentUid, jobUid } = await aJob(world, { isOnline: false })
      expect(await tasksOf(world)).toMatchObject([{ taskType: 'BackupAgentJobChange', status: 'Scheduled' }])
      world.connected.add(managementAgentUid)
      welcomeAgent(world.ctx, agent, aHello({ host: agent.host }))
      expect(await tasksOf(world)).toMatchObject([{ status: 'Success' }])
      world.connected.delete(managementAgentUid)
      deleteJob(world.ctx, jobUid, ACTOR)
      await deleteManagementAgent(world.ctx, managementAgentUid, ACTOR)
      const tasks = await tasksOf(world)
      expect(
        tasks
          .slice(1)
          .map(({ taskType, status }) => [taskType, status])
          .sort(),
      ).toEqual([
        ['BackupAgentJobRemoval', 'Canceled'],
        ['ManagementAgentRemoval', 'Success'],
      ])
    })
  })
})
