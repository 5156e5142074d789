/** Repositories as people handle them. */
import { base64url } from 'jose'
import { foldKey } from '../../domain/collation.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { logWarning } from '../lib/log.ts'
import { recordAudit } from './audit.ts'
import type { CompanyContext } from './context.ts'
import { refreshJob } from './job-list.ts'
import { publishBackupAgent, publishRepository, publishRestorePoint } from './read-models.ts'
import { armSettling, noteNeeds, settleRepositories, settleRepository } from './repository-sync.ts'
import type { Actor, CompanyFailure, RepositoryDetail, RepositoryUsage, VaultCredential } from './rpc.ts'
import type { RepositoryRecord } from './store/schema.ts'
import { chooseTarget, explainUnusableTarget, findTarget, isCompanyEnabled, type Target } from './targets.ts'

type Refusable<T> = Result<T, CompanyFailure>

const PASSWORD_BYTES = 32
const NOT_FOUND = fail({ code: 'not_found', what: 'repository' } as const)

export interface NewRepository {
  repositoryUid: string
  name: string
  target: Target
  backupAgentUid: string | null
  sealedPassword: string | null
}

/** The row alone; whoever calls it publishes and audits. */
export function insertRepository(ctx: CompanyContext, input: NewRepository): RepositoryRecord {
  const { repositoryUid, name, target, backupAgentUid, sealedPassword } = input
  const repository: RepositoryRecord = {
    repositoryUid,
    name,
    nameFold: foldKey(name),
    siteUid: target.tenant.siteUid,
    bucketBinding: target.tenant.bucketBinding,
    tenantUid: target.tenant.uid,
    backupResourceUid: target.resource.uid,
    backupAgentUid,
    custody: 'escrowed',
    sealedPassword,
    leaseBytes: 0,
    leaseSeq: 0,
    usedBytes: 0,
    objectCount: 0,
    hiddenBytes: 0,
    egressBytes: 0,
    usageSeq: -1,
    needsConfigure: true,
    needsRevoke: false,
    needsDelete: false,
    syncRev: 1,
    createdAt: ctx.now(),
    deletedAt: null,
  }
  ctx.store.repositories.insert(repository)
  armSettling(ctx)
  return repository
}

export function toRepositoryDetail(repository: RepositoryRecord): RepositoryDetail {
  return {
    repositoryUid: repository.repositoryUid,
    name: repository.name,
    siteUid: repository.siteUid,
    backupResourceUid: repository.backupResourceUid,
    backupAgentUid: repository.backupAgentUid,
    status: repository.deletedAt === null ? 'Active' : 'Deleted',
    custody: repository.custody,
    hasEscrowedPassword: repository.sealedPassword !== null,
  }
}

/** An empty repository for any restic, with a password that is made here and escrowed. */
export async function createRepository(
  ctx: CompanyContext,
  { name, backupResourceUid }: { name: string; backupResourceUid: string | null },
  actor: Actor,
): Promise<Refusable<RepositoryDetail>> {
  const repositoryUid = ctx.newUid()
  const password = base64url.encode(crypto.getRandomValues(new Uint8Array(PASSWORD_BYTES)))
  const sealedPassword = await ctx.escrow.seal(repositoryUid, password)
  if (!isCompanyEnabled(ctx)) return fail({ code: 'company_disabled' })
  const target = chooseTarget(ctx, backupResourceUid)
  if (!target.ok) return target
  const problem = explainUnusableTarget(ctx, target.value)
  if (problem !== null) return fail({ code: 'target_missing', message: problem })
  if (ctx.store.repositories.findByName(foldKey(name)) !== null) return fail({ code: 'name_taken', name })
  const repository = ctx.transact(() => {
    const made = insertRepository(ctx, {
      repositoryUid,
      name,
      target: target.value,
      backupAgentUid: null,
      sealedPassword,
    })
    recordAudit(ctx, actor, {
      kind: 'RepositoryCreated',
      target: { type: 'Repository', uid: repositoryUid },
      details: { name },
    })
    publishRepository(ctx, made)
    return made
  })
  await settleRepositories(ctx)
  return ok(toRepositoryDetail(repository))
}

export function getRepository(ctx: CompanyContext, repositoryUid: string): Refusable<RepositoryDetail> {
  const repository = ctx.store.repositories.find(repositoryUid)
  return repository === null ? NOT_FOUND : ok(toRepositoryDetail(repository))
}

/** Hidden at once; the bytes go when their protection ends. One that a job still writes to is not deleted under it. */
export async function deleteRepository(
  ctx: CompanyContext,
  repositoryUid: string,
  actor: Actor,
): Promise<Refusable<null>> {
  const repository = ctx.store.repositories.find(repositoryUid)
  if (repository === null) return NOT_FOUND
  const { backupAgentUid, backupResourceUid } = repository
  const user = ctx.store.jobs.listByResource(backupResourceUid).find((job) => job.backupAgentUid === backupAgentUid)
  if (user !== undefined) {
    return fail({
      code: 'repository_in_use',
      message: `The job "${user.name}" writes to this repository: delete the job first.`,
    })
  }
  ctx.transact(() => {
    const deletedAt = ctx.now()
    ctx.store.repositories.update(repositoryUid, { deletedAt })
    noteNeeds(ctx, [{ ...repository, deletedAt }], 'needsDelete', 'needsRevoke')
    for (const point of ctx.store.restorePoints.markGoneWithRepository(repositoryUid, deletedAt))
      publishRestorePoint(ctx, point)
    const agent = backupAgentUid === null ? null : ctx.store.agents.findByBackupAgentEvenDeleted(backupAgentUid)
    if (agent !== null) publishBackupAgent(ctx, agent)
    recordAudit(ctx, actor, {
      kind: 'RepositoryDeleted',
      target: { type: 'Repository', uid: repositoryUid },
      details: { name: repository.name },
    })
  })
  await settleRepositories(ctx)
  return ok(null)
}

export async function issueRepositoryCredential(
  ctx: CompanyContext,
  repositoryUid: string,
  { access, hours }: { access: 'readOnly' | 'appendOnly' | 'full'; hours: number },
  actor: Actor,
): Promise<Refusable<VaultCredential>> {
  const refusal = refuseCredential(ctx, repositoryUid)
  if (refusal !== null) return fail(refusal)
  const epoch = await settleRepository(ctx, repositoryUid)
  const credential = await ctx.issueCredential({ repositoryUid, access, epoch, hours, resticVersion: null })
  const lateRefusal = refuseCredential(ctx, repositoryUid)
  if (lateRefusal !== null) return fail(lateRefusal)
  recordAudit(ctx, actor, {
    kind: 'RepositoryCredentialIssued',
    target: { type: 'Repository', uid: repositoryUid },
    details: { access, hours },
  })
  return ok(credential)
}

export async function revealRepositoryPassword(
  ctx: CompanyContext,
  repositoryUid: string,
  actor: Actor,
): Promise<Refusable<{ password: string }>> {
  const repository = ctx.store.repositories.find(repositoryUid)
  if (repository === null) return NOT_FOUND
  if (repository.sealedPassword === null) return fail({ code: 'no_password', message: explainNoPassword(repository) })
  const password = await ctx.escrow.open(repositoryUid, repository.sealedPassword)
  recordAudit(ctx, actor, { kind: 'RepositoryPasswordRevealed', target: { type: 'Repository', uid: repositoryUid } })
  return ok({ password })
}

/** Reports are cumulative and numbered: an older one that comes late changes nothing. */
export function applyUsage(ctx: CompanyContext, usage: RepositoryUsage): void {
  const repository = ctx.store.repositories.findEvenDeleted(usage.repositoryUid)
  if (repository === null || usage.seq <= repository.usageSeq) return
  const { usedBytes, objectCount, hiddenBytes, egressBytes, seq } = usage
  const changes = { usedBytes, objectCount, hiddenBytes, egressBytes, usageSeq: seq }
  ctx.transact(() => {
    ctx.store.repositories.update(usage.repositoryUid, changes)
    publishRepository(ctx, { ...repository, ...changes })
    if (usedBytes === repository.usedBytes) return
    const jobs = ctx.store.jobs.listByResource(repository.backupResourceUid)
    for (const job of jobs.filter(({ backupAgentUid }) => backupAgentUid === repository.backupAgentUid)) {
      refreshJob(ctx, job.jobUid)
    }
  })
}

/** Asks the repository itself, when a session has just ended: its own report may be minutes away. */
export async function refreshUsage(ctx: CompanyContext, repositoryUid: string): Promise<void> {
  try {
    applyUsage(ctx, { ...(await ctx.repository(repositoryUid).getUsage()), repositoryUid })
  } catch (error) {
    logWarning('The usage of a repository could not be read', { repositoryUid, error: String(error) })
  }
}

function refuseCredential(ctx: CompanyContext, repositoryUid: string): CompanyFailure | null {
  const repository = ctx.store.repositories.find(repositoryUid)
  if (repository === null) return NOT_FOUND.failure
  if (!isCompanyEnabled(ctx)) return { code: 'company_disabled' }
  const target = findTarget(ctx, repository.backupResourceUid)
  if (target === null)
    return { code: 'target_missing', message: 'The backup resource that the repository lies in is gone.' }
  const problem = explainUnusableTarget(ctx, target)
  return problem === null ? null : { code: 'target_missing', message: problem }
}

function explainNoPassword(repository: RepositoryRecord): string {
  return repository.custody === 'customerHeld'
    ? 'The customer holds the password of this repository; the console never had it.'
    : 'No password is escrowed yet: the agent makes it with its first backup.'
}
