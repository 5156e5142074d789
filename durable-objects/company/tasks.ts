/**
 * The task log: what agents were told to do, as rows of a read model. A command is a task for as long as it is open; a
 * change of an agent's jobs is one until the agent is connected and has been told.
 */
import { foldKey } from '../../domain/collation.ts'
import type { ManagementAgentTaskType } from '../../worker/contract/event-logs/agent-tasks.ts'
import type { ReadModelRows } from '../../worker/db/outbox-upserts.ts'
import type { CompanyContext } from './context.ts'
import { putRow } from './read-models.ts'
import type { Actor } from './rpc.ts'
import type { AgentRecord, CommandRecord } from './store/schema.ts'

type TaskRow = ReadModelRows['agentTasks']

const COMMAND_STATUS = { done: 'Success', refused: 'Failed', expired: 'Canceled' } as const

/** The task of a command as it stands. `problem`: what became of it after the agent had taken it. */
export function publishCommandTask(ctx: CompanyContext, command: CommandRecord, problem: string | null = null): void {
  const agent = ctx.store.agents.findEvenDeleted(command.managementAgentUid)
  if (agent === null) return
  const isStart = command.body.kind === 'startJob'
  const name = ctx.store.jobs.findEvenDeleted(command.jobUid)?.name ?? command.jobUid
  const settled = command.outcome === null ? 'Running' : COMMAND_STATUS[command.outcome]
  putTask(ctx, agent, {
    uid: command.commandUid,
    taskType: isStart ? 'BackupAgentJobStart' : 'BackupAgentJobStop',
    description: `${isStart ? 'Start' : 'Stop'} the backup job "${name}"`,
    status: problem === null ? settled : 'Failed',
    message: problem ?? command.message,
    createdBy: command.createdBy,
    createdByUserUid: command.createdByUserUid,
    createdAt: command.createdAt,
    startedAt: command.createdAt,
    endedAt: command.settledAt,
  })
}

/** What the agent learns of with its next list of jobs: now, when it is connected. */
export function recordTask(
  ctx: CompanyContext,
  agent: AgentRecord,
  actor: Actor,
  task: { taskType: ManagementAgentTaskType; description: string },
): void {
  const now = ctx.now()
  const isTold = ctx.agentSockets.isReady(agent.managementAgentUid)
  const row = putTask(ctx, agent, {
    uid: ctx.newUid(),
    ...task,
    status: isTold ? 'Success' : 'Scheduled',
    message: null,
    createdBy: actor.userName,
    createdByUserUid: actor.userUid,
    createdAt: now,
    startedAt: isTold ? now : null,
    endedAt: isTold ? now : null,
  })
  if (!isTold) ctx.store.commands.keepTask(row.uid, agent.managementAgentUid, row)
}

/** The agent has been told of its jobs, or never will be. */
export function settleTasks(
  ctx: CompanyContext,
  managementAgentUid: string,
  end: { status: 'Success' } | { status: 'Canceled'; message: string },
): void {
  const now = ctx.now()
  for (const row of ctx.store.commands.takeTasks(managementAgentUid)) {
    const startedAt = end.status === 'Success' ? now : null
    putRow(ctx, 'agentTasks', row.uid, { ...row, message: null, ...end, startedAt, endedAt: now })
  }
}

function putTask(
  ctx: CompanyContext,
  agent: AgentRecord,
  task: Omit<
    TaskRow,
    'organizationUid' | 'locationUid' | 'managementAgentUid' | 'agentName' | 'agentNameFold' | 'descriptionFold'
  >,
): TaskRow {
  const row: TaskRow = {
    ...task,
    descriptionFold: foldKey(task.description),
    organizationUid: ctx.companyUid,
    locationUid: agent.locationUid,
    managementAgentUid: agent.managementAgentUid,
    agentName: agent.host.hostName,
    agentNameFold: foldKey(agent.host.hostName),
  }
  putRow(ctx, 'agentTasks', row.uid, row)
  return row
}
