/** Taking machines in, changing what the console says of them, and removing them. */
import { auditChanges } from '../../domain/audit-changes.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { equalsInConstantTime, newSecret, sha256Hex } from '../../worker/auth/secrets.ts'
import { CLOSE_REVOKED, type EnrolRequest } from '../../worker/contract/agent-protocol.ts'
import { publishAgentAndBelongings } from './agent-belongings.ts'
import type { AgentCredential } from './agent-credential.ts'
import { recordAudit } from './audit.ts'
import type { CompanyContext } from './context.ts'
import { startHousekeeping } from './housekeeping.ts'
import { removeJob } from './jobs.ts'
import { publishAgent } from './read-models.ts'
import { noteNeeds, settleRepositories } from './repository-sync.ts'
import type { Actor, CompanyFailure, EnrolledAgent } from './rpc.ts'
import type { AgentRecord } from './store/schema.ts'
import { isCompanyEnabled } from './targets.ts'
import { publishCommandTask, recordTask, settleTasks } from './tasks.ts'

/** The agent that the secret belongs to; null for any other. */
export async function authenticateAgent(
  ctx: Pick<CompanyContext, 'store'>,
  { managementAgentUid, secret }: AgentCredential,
): Promise<AgentRecord | null> {
  const presented = await sha256Hex(secret)
  const agent = ctx.store.agents.find(managementAgentUid)
  const expected = agent?.credentialSha256 ?? ''.padStart(presented.length, 'x')
  return equalsInConstantTime(presented, expected) ? agent : null
}

/**
 * A machine that was here before, by its machineUid, takes its old identity with a new credential: a reinstalled computer
 * finds its jobs and its repository again, and whoever still holds the old credential is out.
 */
export async function enrolAgent(
  ctx: CompanyContext,
  request: EnrolRequest,
  locationUid: string | null,
): Promise<Result<EnrolledAgent, CompanyFailure>> {
  const secret = newSecret('')
  const credentialSha256 = await sha256Hex(secret)
  if (!isCompanyEnabled(ctx)) return fail({ code: 'company_disabled' })
  const overQuota = refuseByQuota(ctx, request)
  if (overQuota !== null) return fail(overQuota)
  const location = chooseLocation(ctx, locationUid)
  if (location === null) return fail({ code: 'not_found', what: 'location' })
  const known = ctx.store.agents.findByMachine(request.host.machineUid)
  const now = ctx.now()
  const agent: AgentRecord = {
    managementAgentUid: known?.managementAgentUid ?? ctx.newUid(),
    backupAgentUid: known?.backupAgentUid ?? ctx.newUid(),
    machineUid: request.host.machineUid,
    credentialSha256,
    locationUid:
      known !== null && locationUid === null && isLocation(ctx, known.locationUid) ? known.locationUid : location,
    tag: request.tag ?? known?.tag ?? null,
    friendlyName: known?.friendlyName ?? null,
    agentVersion: request.agentVersion,
    resticVersion: null,
    resticProblem: null,
    host: request.host,
    isOnline: false,
    lastHeartbeatAt: now,
    jobsRev: (known?.jobsRev ?? 0) + 1,
    discoveredAt: known?.discoveredAt ?? now,
    enrolledAt: now,
    backupAgentDeletedAt: null,
    deletedAt: null,
  }
  ctx.transact(() => {
    if (known === null) ctx.store.agents.insert(agent)
    else ctx.store.agents.update(agent.managementAgentUid, agent)
    startHousekeeping(ctx)
    if (known === null) publishAgent(ctx, agent)
    else publishAgentAndBelongings(ctx, agent)
    recordAudit(ctx, null, {
      kind: known === null ? 'AgentEnrolled' : 'AgentEnrolledAgain',
      target: { type: 'ManagementAgent', uid: agent.managementAgentUid },
      details: { hostName: request.host.hostName },
    })
  })
  ctx.agentSockets.close(agent.managementAgentUid, CLOSE_REVOKED, 'The machine enrolled again')
  const { managementAgentUid, backupAgentUid } = agent
  return ok({ managementAgentUid, backupAgentUid, credential: `hfa.${ctx.companyUid}.${managementAgentUid}.${secret}` })
}

export function patchManagementAgent(
  ctx: CompanyContext,
  managementAgentUid: string,
  changes: { locationUid?: string; tag?: string | null; friendlyName?: string | null },
  actor: Actor,
): Result<null, CompanyFailure> {
  const agent = ctx.store.agents.find(managementAgentUid)
  if (agent === null) return fail({ code: 'not_found', what: 'agent' })
  const { locationUid, tag, friendlyName } = changes
  if (locationUid !== undefined && !isLocation(ctx, locationUid)) return fail({ code: 'not_found', what: 'location' })
  const patch: Partial<AgentRecord> = {
    ...(locationUid === undefined ? {} : { locationUid }),
    ...(tag === undefined ? {} : { tag }),
    ...(friendlyName === undefined ? {} : { friendlyName }),
  }
  ctx.transact(() => {
    if (Object.keys(patch).length > 0) ctx.store.agents.update(managementAgentUid, patch)
    if (locationUid === undefined || locationUid === agent.locationUid) publishAgent(ctx, { ...agent, ...patch })
    else publishAgentAndBelongings(ctx, { ...agent, ...patch })
    recordAudit(ctx, actor, {
      kind: 'AgentChanged',
      target: { type: 'ManagementAgent', uid: managementAgentUid },
      details: { hostName: agent.host.hostName },
      changes: auditChanges(
        { locationUid: agent.locationUid, tag: agent.tag, friendlyName: agent.friendlyName },
        { locationUid: agent.locationUid, tag: agent.tag, friendlyName: agent.friendlyName, ...patch },
      ),
    })
  })
  return ok(null)
}

/** The credential is worth nothing from now on, running work is cut, jobs go; repositories and restore points stay. */
export async function deleteManagementAgent(
  ctx: CompanyContext,
  managementAgentUid: string,
  actor: Actor,
): Promise<Result<null, CompanyFailure>> {
  const agent = ctx.store.agents.find(managementAgentUid)
  if (agent === null) return fail({ code: 'not_found', what: 'agent' })
  const deletedAt = ctx.now()
  ctx.transact(() => {
    ctx.store.agents.update(managementAgentUid, { credentialSha256: null, isOnline: false, deletedAt })
    dropBackupWork(ctx, { ...agent, isOnline: false, deletedAt })
    recordAudit(ctx, actor, {
      kind: 'AgentDeleted',
      target: { type: 'ManagementAgent', uid: managementAgentUid },
      details: { hostName: agent.host.hostName },
    })
    recordTask(ctx, agent, actor, { taskType: 'ManagementAgentRemoval', description: 'Remove the management agent' })
    settleTasks(ctx, managementAgentUid, { status: 'Success' })
  })
  ctx.agentSockets.close(managementAgentUid, CLOSE_REVOKED, 'This agent was removed from the console')
  await settleRepositories(ctx)
  return ok(null)
}

/** Only the backup part: the management agent stays connected, with no job to run. */
export async function deleteBackupAgent(
  ctx: CompanyContext,
  backupAgentUid: string,
  actor: Actor,
): Promise<Result<null, CompanyFailure>> {
  const agent = ctx.store.agents.findByBackupAgent(backupAgentUid)
  if (agent === null) return fail({ code: 'not_found', what: 'agent' })
  const changes = { backupAgentDeletedAt: ctx.now(), jobsRev: agent.jobsRev + 1 }
  ctx.transact(() => {
    ctx.store.agents.update(agent.managementAgentUid, changes)
    dropBackupWork(ctx, { ...agent, ...changes })
    recordAudit(ctx, actor, {
      kind: 'BackupAgentDeleted',
      target: { type: 'BackupAgent', uid: backupAgentUid },
      details: { hostName: agent.host.hostName },
    })
    recordTask(ctx, agent, actor, { taskType: 'BackupAgentRemoval', description: 'Remove the backup agent' })
  })
  ctx.agentSockets.send(agent.managementAgentUid, { type: 'jobs', jobsRev: changes.jobsRev, jobs: [] })
  await settleRepositories(ctx)
  return ok(null)
}

/** Jobs, commands that wait, and the right to write with credentials handed out before. */
function dropBackupWork(ctx: CompanyContext, agent: AgentRecord): void {
  for (const job of ctx.store.jobs.listByAgent(agent.backupAgentUid)) removeJob(ctx, job)
  const message = 'The agent was removed.'
  const { managementAgentUid } = agent
  const open = ctx.store.commands.settleAllOfAgent(managementAgentUid, message, ctx.now())
  for (const command of open) publishCommandTask(ctx, command)
  settleTasks(ctx, managementAgentUid, { status: 'Canceled', message })
  noteNeeds(ctx, ctx.store.repositories.listOfAgent(agent.backupAgentUid), 'needsRevoke')
  publishAgent(ctx, agent)
}

function refuseByQuota(ctx: CompanyContext, { host }: EnrolRequest): CompanyFailure | null {
  const quotas = ctx.store.readDirectory()?.snapshot.agentQuotas
  const limit = (host.isServer ? quotas?.servers : quotas?.workstations) ?? null
  if (quotas?.isEnforced !== true || limit === null) return null
  if (ctx.store.agents.countOthers(host.isServer, host.machineUid) < limit) return null
  return { code: 'agent_quota_exceeded', kind: host.isServer ? 'server' : 'workstation', limit }
}

/** The location named, or the company's default one. */
function chooseLocation(ctx: CompanyContext, locationUid: string | null): string | null {
  const locations = ctx.store.readDirectory()?.snapshot.locations ?? []
  if (locationUid !== null) return isLocation(ctx, locationUid) ? locationUid : null
  return (locations.find(({ type }) => type === 'Default') ?? locations[0])?.uid ?? null
}

function isLocation(ctx: CompanyContext, locationUid: string): boolean {
  return ctx.store.readDirectory()?.snapshot.locations.some(({ uid }) => uid === locationUid) ?? false
}
