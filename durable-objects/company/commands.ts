/**
 * Start and Stop. A command is a row, sent at once and again whenever the agent connects, until the agent says what came
 * of it or the time for that is over: a Start must not come to life hours later.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ConsoleCommand, JournalBody } from '../../worker/contract/agent-protocol.ts'
import { recordAudit } from './audit.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { refreshJob } from './job-list.ts'
import { publishBackupAgent } from './read-models.ts'
import type { Actor, CompanyFailure } from './rpc.ts'
import type { AgentRecord, CommandRecord, JobRecord } from './store/schema.ts'
import { isCompanyEnabled } from './targets.ts'
import { publishCommandTask } from './tasks.ts'

/** How long an agent may take to say what came of a command, and then to open the session it promised. */
export const COMMAND_TIMEOUT_MS = 60_000

type CommandResult = Extract<JournalBody, { kind: 'commandResult' }>

const NO_ANSWER = 'The agent did not answer the command within a minute.'
const NO_SESSION = 'The agent took the command and began no backup within a minute.'

export function startJob(ctx: CompanyContext, jobUid: string, actor: Actor): Result<null, CompanyFailure> {
  const found = findJobAndAgent(ctx, jobUid)
  if (!found.ok) return found
  const { job, agent } = found.value
  if (!isCompanyEnabled(ctx)) return fail({ code: 'company_disabled' })
  if (!ctx.agentSockets.isReady(agent.managementAgentUid)) return fail({ code: 'agent_offline' })
  if (job.pendingState !== null || ctx.store.sessions.findRunning(jobUid) !== null)
    return fail({ code: 'already_running' })
  giveCommand(ctx, job, agent, { kind: 'startJob', jobUid }, actor)
  return ok(null)
}

export function stopJob(ctx: CompanyContext, jobUid: string, actor: Actor): Result<null, CompanyFailure> {
  const found = findJobAndAgent(ctx, jobUid)
  if (!found.ok) return found
  const { job, agent } = found.value
  if (job.pendingState === 'Stopping') return ok(null)
  if (job.pendingState === null && ctx.store.sessions.findRunning(jobUid) === null) return fail({ code: 'not_running' })
  if (!ctx.agentSockets.isReady(agent.managementAgentUid)) return fail({ code: 'agent_offline' })
  giveCommand(ctx, job, agent, { kind: 'stopJob', jobUid }, actor)
  return ok(null)
}

/** To be called when the agent has said hello. */
export function repeatCommands(ctx: CompanyContext, managementAgentUid: string): void {
  for (const command of ctx.store.commands.listOpen(managementAgentUid)) sendCommand(ctx, command)
}

/** What the agent says came of a command; said again it changes nothing. */
export function settleCommand(ctx: CompanyContext, agent: AgentRecord, result: CommandResult): void {
  const command = ctx.store.commands.find(result.commandUid)
  if (command === null || command.managementAgentUid !== agent.managementAgentUid) return
  if (!ctx.store.commands.settle(command.commandUid, result.outcome, result.message, ctx.now())) return
  ctx.timers.cancelTimer(TIMER.commandExpiry, command.commandUid)
  publishTaskOf(ctx, command.commandUid)
  if (result.outcome === 'refused') {
    releaseJob(ctx, command, result.message ?? 'The agent refused the command.')
  } else if (command.body.kind === 'startJob') {
    // The session that it began may have been told of already; otherwise it has a minute to be.
    const isAwaited = ctx.store.jobs.find(command.jobUid)?.pendingCommandUid === command.commandUid
    if (isAwaited) armExpiry(ctx, command.commandUid)
  } else if (ctx.store.sessions.findRunning(command.jobUid) === null) {
    releaseJob(ctx, command, null)
  }
}

/** Timer: gives a command up, and lets its job show again what it showed before, with the reason. */
export function expireCommand(ctx: CompanyContext, commandUid: string): void {
  const command = ctx.store.commands.find(commandUid)
  if (command === null) return
  const isFirst = ctx.store.commands.settle(commandUid, 'expired', NO_ANSWER, ctx.now())
  const isOver = releaseJob(ctx, command, isFirst ? NO_ANSWER : NO_SESSION)
  publishTaskOf(ctx, commandUid, isOver && !isFirst ? NO_SESSION : null)
}

function publishTaskOf(ctx: CompanyContext, commandUid: string, problem: string | null = null): void {
  const command = ctx.store.commands.find(commandUid)
  if (command !== null) publishCommandTask(ctx, command, problem)
}

function giveCommand(
  ctx: CompanyContext,
  job: JobRecord,
  agent: AgentRecord,
  body: ConsoleCommand,
  actor: Actor,
): void {
  const command: CommandRecord = {
    commandUid: ctx.newUid(),
    managementAgentUid: agent.managementAgentUid,
    jobUid: job.jobUid,
    body,
    createdAt: ctx.now(),
    createdBy: actor.userName,
    createdByUserUid: actor.userUid,
    settledAt: null,
    outcome: null,
    message: null,
  }
  const isStart = body.kind === 'startJob'
  ctx.transact(() => {
    if (job.pendingCommandUid !== null) {
      ctx.store.commands.settle(job.pendingCommandUid, 'expired', 'The job was stopped before it began.', ctx.now())
      publishTaskOf(ctx, job.pendingCommandUid)
    }
    ctx.store.commands.insert(command)
    publishCommandTask(ctx, command)
    ctx.store.jobs.update(job.jobUid, {
      pendingState: isStart ? 'Starting' : 'Stopping',
      pendingCommandUid: command.commandUid,
      ...(isStart ? { startProblem: null } : {}),
    })
    armExpiry(ctx, command.commandUid)
    recordAudit(ctx, actor, {
      kind: isStart ? 'JobStarted' : 'JobStopped',
      target: { type: 'Job', uid: job.jobUid },
      details: { name: job.name },
    })
    refreshJob(ctx, job.jobUid)
    publishBackupAgent(ctx, agent)
  })
  sendCommand(ctx, command)
}

function sendCommand(ctx: CompanyContext, { managementAgentUid, commandUid, body }: CommandRecord): void {
  ctx.agentSockets.send(managementAgentUid, { type: 'command', commandUid, body })
}

function armExpiry(ctx: CompanyContext, commandUid: string): void {
  ctx.timers.setTimer({ kind: TIMER.commandExpiry, key: commandUid, dueAt: ctx.now() + COMMAND_TIMEOUT_MS })
}

/**
 * Only a Start that led to nothing leaves a reason at the job: after a Stop the running session speaks for itself. False:
 * the job waited for something else meanwhile.
 */
function releaseJob(ctx: CompanyContext, command: CommandRecord, problem: string | null): boolean {
  const startProblem = command.body.kind === 'startJob' ? problem : null
  const job = ctx.store.jobs.clearPending(command.commandUid, startProblem)
  if (job === null) return false
  refreshJob(ctx, job.jobUid)
  const agent = ctx.store.agents.findByBackupAgent(job.backupAgentUid)
  if (agent !== null) publishBackupAgent(ctx, agent)
  return true
}

function findJobAndAgent(
  ctx: CompanyContext,
  jobUid: string,
): Result<{ job: JobRecord; agent: AgentRecord }, CompanyFailure> {
  const job = ctx.store.jobs.find(jobUid)
  const agent = job === null ? null : ctx.store.agents.findByBackupAgent(job.backupAgentUid)
  return job === null || agent === null ? fail({ code: 'not_found', what: 'job' }) : ok({ job, agent })
}
