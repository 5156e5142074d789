/** What an agent asks of repositories: a credential for a job's, made at the first run, and escrow of its password. */
import { foldKey } from '../../domain/collation.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { AgentRequest, RepositoryAccess } from '../../worker/contract/agent-protocol.ts'
import { recordAudit } from './audit.ts'
import type { CompanyContext } from './context.ts'
import { findOwnJob } from './journal.ts'
import { publishJob, publishRepository } from './read-models.ts'
import { insertRepository } from './repositories.ts'
import { settleRepository } from './repository-sync.ts'
import type { AgentRecord, JobRecord, RepositoryRecord } from './store/schema.ts'
import { explainUnusableTarget, findTarget, type Target } from './targets.ts'

type AccessRequest = Extract<AgentRequest, { kind: 'repositoryAccess' }>

/** restic holds one credential for its whole run, and a first backup may take days; the epoch revokes it at once. */
export const AGENT_CREDENTIAL_HOURS = 72

/** Failures are sentences for the session's log. */
export async function grantRepositoryAccess(
  ctx: CompanyContext,
  agent: AgentRecord,
  request: AccessRequest,
): Promise<Result<RepositoryAccess, string>> {
  const found = findRepositoryOfJob(ctx, agent, request.jobUid)
  if (!found.ok) return found
  const { repositoryUid } = found.value
  const epoch = await settleRepository(ctx, repositoryUid)
  const { access, resticVersion } = request
  const credential = await ctx.issueCredential({
    repositoryUid,
    access,
    epoch,
    resticVersion,
    hours: AGENT_CREDENTIAL_HOURS,
  })
  // Read again: the company may have been disabled, the job removed, the password escrowed during the calls.
  const still = findRepositoryOfJob(ctx, agent, request.jobUid)
  if (!still.ok) return still
  const { sealedPassword, custody } = still.value
  const repositoryPassword = sealedPassword === null ? null : await ctx.escrow.open(repositoryUid, sealedPassword)
  return ok({ repositoryUid, ...credential, custody, repositoryPassword })
}

export async function escrowPassword(
  ctx: CompanyContext,
  agent: AgentRecord,
  repositoryUid: string,
  password: string,
): Promise<Result<null, string>> {
  const repository = ctx.store.repositories.find(repositoryUid)
  if (repository === null || repository.backupAgentUid !== agent.backupAgentUid)
    return fail('The agent has no such repository.')
  const sealed = await ctx.escrow.seal(repositoryUid, password)
  const current = ctx.store.repositories.find(repositoryUid)
  if (current === null) return fail('The repository was deleted.')
  if (current.sealedPassword !== null) {
    const isSame = (await ctx.escrow.open(repositoryUid, current.sealedPassword)) === password
    return isSame ? ok(null) : fail('Another password is escrowed for this repository already.')
  }
  ctx.store.repositories.update(repositoryUid, { sealedPassword: sealed })
  recordAudit(ctx, null, {
    kind: 'RepositoryPasswordEscrowed',
    target: { type: 'Repository', uid: repositoryUid },
    details: { managementAgentUid: agent.managementAgentUid },
  })
  return ok(null)
}

/** The repository of the computer in the job's backup resource; made when there is none. */
function findRepositoryOfJob(
  ctx: CompanyContext,
  agent: AgentRecord,
  jobUid: string,
): Result<RepositoryRecord, string> {
  const job = findOwnJob(ctx, agent, jobUid)
  if (job === null || job.deletedAt !== null) return fail('The job was removed from the console.')
  const { target } = job.definition
  if (target.kind !== 'repository') return fail('The job writes to a folder of the computer and needs no repository.')
  const found = findTarget(ctx, target.backupResourceUid)
  if (found === null) return fail('The backup resource that the job names is gone: choose another one in the job.')
  const problem = explainUnusableTarget(ctx, found)
  if (problem !== null) return fail(problem)
  const known = ctx.store.repositories.findOfComputer(agent.backupAgentUid, target.backupResourceUid)
  return ok(known ?? makeRepository(ctx, agent, job, found))
}

function makeRepository(ctx: CompanyContext, agent: AgentRecord, job: JobRecord, target: Target): RepositoryRecord {
  return ctx.transact(() => {
    const repository = insertRepository(ctx, {
      repositoryUid: ctx.newUid(),
      name: freeName(ctx, agent.host.hostName, target.resource.name),
      target,
      backupAgentUid: agent.backupAgentUid,
      sealedPassword: null,
    })
    recordAudit(ctx, null, {
      kind: 'RepositoryCreated',
      target: { type: 'Repository', uid: repository.repositoryUid },
      details: { name: repository.name, managementAgentUid: agent.managementAgentUid },
    })
    publishRepository(ctx, repository)
    publishJob(ctx, job)
    return repository
  })
}

/** "srv01", or with the resource's name, or with a number when both are taken. */
function freeName(ctx: CompanyContext, hostName: string, resourceName: string): string {
  const isFree = (name: string): boolean => ctx.store.repositories.findByName(foldKey(name)) === null
  const plain = [hostName, `${hostName} ${resourceName}`].find(isFree)
  if (plain !== undefined) return plain
  let number = 2
  while (!isFree(`${hostName} ${number}`)) number++
  return `${hostName} ${number}`
}
