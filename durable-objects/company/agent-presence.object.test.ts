import { describe, expect, it } from 'vitest'
import {
  HEARTBEAT_WRITE_MS,
  noteDisconnect,
  OFFLINE_GRACE_MS,
  SILENCE_LIMIT_MS,
  SWEEP_INTERVAL_MS,
  setOffline,
  sweepConnections,
  welcomeAgent,
} from './agent-presence.ts'
import { startJob } from './commands.ts'
import { passNextRuns } from './job-list.ts'
import { ACTOR, aHello, START } from './testing/builders.setup.ts'
import { created, enrolled, type World, withCompany } from './testing/world.setup.ts'

async function anOnlineAgent(world: World) {
  const agent = await enrolled(world)
  world.connected.add(agent.managementAgentUid)
  welcomeAgent(world.ctx, agent.agent, aHello({ host: agent.agent.host }))
  const rowOf = async () => {
    await world.ctx.outbox.flush()
    return world.row('managementAgents', agent.managementAgentUid)
  }
  return { ...agent, rowOf }
}

describe('an agent’s hello', () => {
  it('is answered with its identity and jobs, and makes it online', async () => {
    await withCompany(async (world) => {
      const { backupAgentUid, managementAgentUid, agent } = await enrolled(world)
      const { jobUid } = created(world, backupAgentUid)
      world.connected.add(managementAgentUid)
      welcomeAgent(world.ctx, agent, aHello({ host: { ...agent.host, hostName: 'renamed' } }))
      expect(world.sent.at(-1)?.message).toMatchObject({
        type: 'welcome',
        now: START,
        managementAgentUid,
        backupAgentUid,
        jobs: [{ jobUid, rev: 1, name: 'Daily', isEnabled: true, timeZone: 'Europe/Berlin' }],
      })
      await world.ctx.outbox.flush()
      expect(world.row('managementAgents', managementAgentUid)).toMatchObject({
        hostName: 'renamed',
        connectionStatus: 'Online',
        status: 'Healthy',
      })
    })
  })

  it('tells why no backup can run there', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, backupAgentUid, agent } = await enrolled(world)
      world.connected.add(managementAgentUid)
      welcomeAgent(
        world.ctx,
        agent,
        aHello({ host: agent.host, resticVersion: null, resticProblem: 'restic is missing.' }),
      )
      await world.ctx.outbox.flush()
      expect(world.row('managementAgents', managementAgentUid)).toMatchObject({ status: 'Warning' })
      expect(world.row('backupAgents', backupAgentUid)).toMatchObject({ status: 'NotRunning' })
    })
  })

  it('brings the commands that wait', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, backupAgentUid, agent } = await anOnlineAgent(world)
      const { jobUid } = created(world, backupAgentUid)
      startJob(world.ctx, jobUid, ACTOR)
      world.sent.length = 0
      welcomeAgent(world.ctx, agent, aHello({ host: agent.host }))
      expect(world.sent.map(({ message }) => message.type)).toEqual(['welcome', 'command'])
      expect(world.connected.has(managementAgentUid)).toBe(true)
    })
  })
})

describe('a connection that ends', () => {
  it('leaves the agent online for a moment when it broke', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, rowOf } = await anOnlineAgent(world)
      world.connected.delete(managementAgentUid)
      world.clock.now += 1_000
      noteDisconnect(world.ctx, managementAgentUid, false)
      expect(await rowOf()).toMatchObject({ connectionStatus: 'Online' })
      expect(world.ctx.timers.getTimer('agentOffline', managementAgentUid)?.dueAt).toBe(
        START + 1_000 + OFFLINE_GRACE_MS,
      )
      setOffline(world.ctx, managementAgentUid)
      expect(await rowOf()).toMatchObject({
        connectionStatus: 'Inaccessible',
        status: 'Inaccessible',
        lastHeartbeatAt: START + 1_000,
      })
    })
  })

  it('makes the agent inaccessible at once when it said goodbye', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, rowOf } = await anOnlineAgent(world)
      world.connected.delete(managementAgentUid)
      noteDisconnect(world.ctx, managementAgentUid, true)
      expect(await rowOf()).toMatchObject({ connectionStatus: 'Inaccessible' })
    })
  })

  it('means nothing when a newer connection is there', async () => {
    await withCompany(async (world) => {
      const { managementAgentUid, rowOf } = await anOnlineAgent(world)
      noteDisconnect(world.ctx, managementAgentUid, true)
      setOffline(world.ctx, managementAgentUid)
      expect(await rowOf()).toMatchObject({ connectionStatus: 'Online' })
    })
  })
})

describe('sweepConnections', () => {
  it('ends connections that have gone silent, and finds agents whose connection vanished', async () => {
    await withCompany(async (world) => {
      const silent = await anOnlineAgent(world)
      const vanished = await anOnlineAgent(world)
      const alive = await anOnlineAgent(world)
      world.lastSeen.set(silent.managementAgentUid, START)
      world.connected.delete(vanished.managementAgentUid)
      world.clock.now += SILENCE_LIMIT_MS + 1
      sweepConnections(world.ctx)
      expect(await silent.rowOf()).toMatchObject({ connectionStatus: 'Inaccessible', lastHeartbeatAt: START })
      expect(await vanished.rowOf()).toMatchObject({ connectionStatus: 'Inaccessible' })
      expect(await alive.rowOf()).toMatchObject({ connectionStatus: 'Online' })
      expect(world.closed).toEqual([{ managementAgentUid: silent.managementAgentUid, code: 1001 }])
      expect(world.ctx.timers.getTimer('connections')?.dueAt).toBe(world.clock.now + SWEEP_INTERVAL_MS)
    })
  })

  it('writes signs of life once an hour, not with every look', async () => {
    await withCompany(async (world) => {
      const { rowOf } = await anOnlineAgent(world)
      sweepConnections(world.ctx)
      const writtenAt = (await rowOf()).lastHeartbeatAt
      world.clock.now += 600_000
      sweepConnections(world.ctx)
      expect(await rowOf()).toMatchObject({ lastHeartbeatAt: writtenAt })
      world.clock.now += HEARTBEAT_WRITE_MS
      sweepConnections(world.ctx)
      expect(await rowOf()).toMatchObject({ lastHeartbeatAt: world.clock.now })
    })
  })
})

describe('passNextRuns', () => {
  it('shows the run after the one that is due', async () => {
    await withCompany(async (world) => {
      const { backupAgentUid } = await anOnlineAgent(world)
      const { jobUid } = created(world, backupAgentUid)
      await world.ctx.outbox.flush()
      const first = Date.UTC(2026, 10, 2, 21)
      expect(world.row('jobs', jobUid)).toMatchObject({ nextRunAt: first })
      expect(world.ctx.timers.getTimer('nextRuns')?.dueAt).toBe(first)
      world.clock.now = first
      passNextRuns(world.ctx)
      await world.ctx.outbox.flush()
      expect(world.row('jobs', jobUid)).toMatchObject({ nextRunAt: Date.UTC(2026, 10, 3, 21) })
      expect(world.ctx.timers.getTimer('nextRuns')?.dueAt).toBe(Date.UTC(2026, 10, 3, 21))
    })
  })
})
