/**
 * A deleted company, until it is restored or its data is purged. Its agents are out, its rows leave the lists (putRow sees
 * to that for as long as it is deleted) and its repositories are closed; nothing that it knows is forgotten.
 */
import { CLOSE_REVOKED, CLOSE_SUSPENDED } from '../../worker/contract/agent-protocol.ts'
import type { CompanyContext } from './context.ts'
import { refreshJob } from './job-list.ts'
import { publishAgent, publishJob, publishRepository, publishRestorePoint } from './read-models.ts'
import { noteNeeds, settleRepositories } from './repository-sync.ts'
import type { DirectorySnapshot } from './rpc.ts'
import { stopRunning } from './stop-running.ts'

const SUSPENDED = 'The company was deleted from the console. If it is restored, this computer connects again by itself'
const CHECKS_AT_ONCE = 6
/** Repositories that one step of a purge asks. */
const CHECKS_PER_STEP = 120

/** To be called when the directory says so for the first time. */
export function retireCompany(ctx: CompanyContext, deletion: NonNullable<DirectorySnapshot['deletion']>): void {
  stopRunning(ctx, () => true)
  for (const agent of ctx.store.agents.list()) {
    const changes = deletion.areAgentsRemoved ? { credentialSha256: null, isOnline: false } : { isOnline: false }
    ctx.store.agents.update(agent.managementAgentUid, changes)
    if (deletion.areAgentsRemoved) {
      ctx.agentSockets.close(agent.managementAgentUid, CLOSE_REVOKED, 'The company was deleted from the console')
    } else ctx.agentSockets.close(agent.managementAgentUid, CLOSE_SUSPENDED, SUSPENDED)
  }
  ctx.liveSockets.closeAll()
  if (deletion.areBackupsRemoved) deleteRepositories(ctx)
  publishEverything(ctx)
}

/** Everything is in the lists again. Agents that kept their credential come back by themselves. */
export function reviveCompany(ctx: CompanyContext): void {
  for (const { jobUid } of ctx.store.jobs.list()) refreshJob(ctx, jobUid)
  publishEverything(ctx)
}

/**
 * One step of a purge; done again it goes on. True: no byte of the company is left in any bucket. Bytes that are protected
 * stay until their protection ends, so that this may take days after the first step.
 */
export async function purgeBackups(ctx: CompanyContext): Promise<boolean> {
  if (ctx.store.readDirectory()?.snapshot.isDeleted === false) return false
  deleteRepositories(ctx)
  if ((await settleRepositories(ctx)) > 0) return false
  const waiting = ctx.store.repositories.listEvenDeleted(CHECKS_PER_STEP)
  let purgedCount = 0
  for (let start = 0; start < waiting.length; start += CHECKS_AT_ONCE) {
    const group = waiting.slice(start, start + CHECKS_AT_ONCE)
    await Promise.all(
      group.map(async ({ repositoryUid }) => {
        if (!(await ctx.repository(repositoryUid).isPurged())) return
        ctx.store.repositories.remove(repositoryUid)
        purgedCount++
      }),
    )
  }
  return purgedCount === waiting.length && ctx.store.repositories.listEvenDeleted(1).length === 0
}

function deleteRepositories(ctx: CompanyContext): void {
  const deletedAt = ctx.now()
  ctx.transact(() => {
    for (const repository of ctx.store.repositories.list()) {
      ctx.store.repositories.update(repository.repositoryUid, { deletedAt })
      noteNeeds(ctx, [{ ...repository, deletedAt }], 'needsDelete', 'needsRevoke')
      for (const point of ctx.store.restorePoints.markGoneWithRepository(repository.repositoryUid, deletedAt)) {
        publishRestorePoint(ctx, point)
      }
    }
  })
}

function publishEverything(ctx: CompanyContext): void {
  ctx.transact(() => {
    for (const agent of ctx.store.agents.list()) publishAgent(ctx, agent)
    for (const job of ctx.store.jobs.list()) publishJob(ctx, job)
    for (const repository of ctx.store.repositories.list()) publishRepository(ctx, repository)
    for (const point of ctx.store.restorePoints.listAlive()) publishRestorePoint(ctx, point)
  })
}
