/** What the directory says of a job's target: a quota of a tenant on a site, and whether it may be used now. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { CompanyContext } from './context.ts'
import type { CompanyFailure, DirectorySnapshot } from './rpc.ts'
import type { JobRecord, RepositoryRecord } from './store/schema.ts'

export type BackupResource = DirectorySnapshot['backupResources'][number]
export type Tenant = DirectorySnapshot['tenants'][number]

export interface Target {
  resource: BackupResource
  tenant: Tenant
}

type TargetContext = Pick<CompanyContext, 'store' | 'now'>

export function isCompanyEnabled(ctx: TargetContext): boolean {
  const snapshot = ctx.store.readDirectory()?.snapshot
  return snapshot?.isEnabled === true && !snapshot.isDeleted
}

export function findTarget(ctx: TargetContext, backupResourceUid: string): Target | null {
  const snapshot = ctx.store.readDirectory()?.snapshot
  const resource = snapshot?.backupResources.find(({ uid }) => uid === backupResourceUid)
  const tenant = snapshot?.tenants.find(({ uid }) => uid === resource?.tenantUid)
  return resource === undefined || tenant === undefined ? null : { resource, tenant }
}

/** The resource named, or the company's default one. */
export function chooseTarget(ctx: TargetContext, backupResourceUid: string | null): Result<Target, CompanyFailure> {
  if (backupResourceUid !== null) {
    const target = findTarget(ctx, backupResourceUid)
    if (target !== null) return ok(target)
    return fail({ code: 'target_missing', message: `The company has no backup resource ${backupResourceUid}.` })
  }
  const resources = ctx.store.readDirectory()?.snapshot.backupResources ?? []
  const chosen = resources.find(({ isDefault }) => isDefault) ?? resources[0]
  const target = chosen === undefined ? null : findTarget(ctx, chosen.uid)
  if (target !== null) return ok(target)
  return fail({
    code: 'target_missing',
    message: 'The company has no backup resource: give its tenant a quota on a site first.',
  })
}

/** Why nothing may be written to the target now; null when it may. */
export function explainUnusableTarget(ctx: TargetContext, { tenant, resource }: Target): string | null {
  if (!isCompanyEnabled(ctx)) return 'The company is disabled.'
  if (!tenant.isEnabled) return `The tenant behind the backup resource "${resource.name}" is disabled.`
  if (isLeaseOver(tenant, ctx.now()))
    return `The lease of the tenant behind the backup resource "${resource.name}" has ended.`
  return null
}

export function isLeaseOver(tenant: Tenant, now: number): boolean {
  return tenant.leaseExpiresAt !== null && tenant.leaseExpiresAt <= now
}

/** A repository whose resource was taken away can still be read by nobody: it is disabled until the resource is back. */
export function isRepositoryEnabled(ctx: TargetContext, repository: RepositoryRecord): boolean {
  if (repository.deletedAt !== null) return false
  const target = findTarget(ctx, repository.backupResourceUid)
  return target !== null && explainUnusableTarget(ctx, target) === null
}

/** Where the job's backups lie, as a person reads it. */
export function describeTarget(ctx: TargetContext, job: JobRecord): string {
  const { target } = job.definition
  if (target.kind === 'localFolder') return target.path
  return findTarget(ctx, target.backupResourceUid)?.resource.name ?? ''
}

/** What the job's backup resource has left; null where no quota of ours counts. */
export function readFreeBytes(ctx: TargetContext, job: JobRecord): number | null {
  if (job.backupResourceUid === null) return null
  const target = findTarget(ctx, job.backupResourceUid)
  if (target === null) return null
  return Math.max(0, target.resource.storageQuotaBytes - ctx.store.repositories.sumUsed(job.backupResourceUid))
}

/** Site of the company's default backup resource. */
export function findDefaultSiteUid(ctx: TargetContext): string | null {
  const target = chooseTarget(ctx, null)
  return target.ok ? target.value.tenant.siteUid : null
}
