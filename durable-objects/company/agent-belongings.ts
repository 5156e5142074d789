import type { CompanyContext } from './context.ts'
import { refreshJob } from './job-list.ts'
import { publishAgent, publishRepository, publishRestorePoint } from './read-models.ts'
import type { AgentRecord } from './store/schema.ts'

/** The agent's rows, and all that show its location: jobs, restore points, repositories. */
export function publishAgentAndBelongings(ctx: CompanyContext, agent: AgentRecord): void {
  const { backupAgentUid } = agent
  publishAgent(ctx, agent)
  for (const { jobUid } of ctx.store.jobs.listByAgent(backupAgentUid)) refreshJob(ctx, jobUid)
  for (const point of ctx.store.restorePoints.listOfAgent(backupAgentUid)) publishRestorePoint(ctx, point)
  for (const repository of ctx.store.repositories.listOfAgent(backupAgentUid)) publishRepository(ctx, repository)
}
