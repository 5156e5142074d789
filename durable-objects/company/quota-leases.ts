/**
 * Handing out a backup resource's quota to its repositories. The invariant: the sum of leases as noted here never passes
 * the quota, and no Repository object ever believes to hold more than is noted for it. So a lease is raised here before
 * the repository is told, and lowered only by what the repository has given back.
 */
import { logWarning } from '../lib/log.ts'
import type { CompanyContext } from './context.ts'
import type { RepositoryRecord } from './store/schema.ts'
import { findTarget } from './targets.ts'

export interface LeaseAnswer {
  leaseBytes: number
  quotaBytes: number
  leaseSeq: number
}

type LeaseContext = Pick<CompanyContext, 'store' | 'now' | 'repository'>

export async function leaseQuota(ctx: LeaseContext, repositoryUid: string, neededBytes: number): Promise<LeaseAnswer> {
  const shortBytes = neededBytes - readGrantable(ctx, repositoryUid)
  if (shortBytes > 0) await reclaimLeases(ctx, repositoryUid, shortBytes)
  return grantLease(ctx, repositoryUid, neededBytes)
}

/** After a quota has shrunk: what repositories do not use goes back at once. */
export async function reclaimOverdrawn(ctx: LeaseContext, backupResourceUid: string): Promise<void> {
  const overdrawnBytes =
    ctx.store.repositories.sumOtherLeases(backupResourceUid, '') - readQuota(ctx, backupResourceUid)
  if (overdrawnBytes > 0) await askBack(ctx, ctx.store.repositories.listLeased(backupResourceUid), overdrawnBytes)
}

/** No await: what is free is read and given in one piece. */
function grantLease(ctx: LeaseContext, repositoryUid: string, neededBytes: number): LeaseAnswer {
  const repository = ctx.store.repositories.findEvenDeleted(repositoryUid)
  if (repository === null) return { leaseBytes: 0, quotaBytes: 0, leaseSeq: 0 }
  const quotaBytes = readQuota(ctx, repository.backupResourceUid)
  const wantedBytes = repository.deletedAt === null ? Math.ceil(neededBytes) : 0
  const leaseBytes = Math.max(repository.leaseBytes, Math.min(wantedBytes, readGrantable(ctx, repositoryUid)))
  const leaseSeq = ctx.store.repositories.nextLeaseSeq(repositoryUid)
  if (leaseBytes !== repository.leaseBytes) ctx.store.repositories.update(repositoryUid, { leaseBytes })
  return { leaseBytes, quotaBytes, leaseSeq }
}

/** The quota less what all others hold. */
function readGrantable(ctx: LeaseContext, repositoryUid: string): number {
  const repository = ctx.store.repositories.findEvenDeleted(repositoryUid)
  if (repository === null) return 0
  const { backupResourceUid } = repository
  const othersBytes = ctx.store.repositories.sumOtherLeases(backupResourceUid, repositoryUid)
  return Math.max(0, readQuota(ctx, backupResourceUid) - othersBytes)
}

function readQuota(ctx: LeaseContext, backupResourceUid: string): number {
  return findTarget(ctx, backupResourceUid)?.resource.storageQuotaBytes ?? 0
}

async function reclaimLeases(ctx: LeaseContext, forRepositoryUid: string, shortBytes: number): Promise<void> {
  const needy = ctx.store.repositories.findEvenDeleted(forRepositoryUid)
  if (needy === null) return
  const others = ctx.store.repositories
    .listLeased(needy.backupResourceUid)
    .filter(({ repositoryUid }) => repositoryUid !== forRepositoryUid)
  await askBack(ctx, others, shortBytes)
}

/** Asks those first that seem to hold most for nothing, until enough has come back. */
async function askBack(ctx: LeaseContext, holders: RepositoryRecord[], shortBytes: number): Promise<void> {
  const idleBytes = ({ leaseBytes, usedBytes }: RepositoryRecord): number => leaseBytes - usedBytes
  let missingBytes = shortBytes
  for (const holder of holders.filter((one) => idleBytes(one) > 0).sort((a, b) => idleBytes(b) - idleBytes(a))) {
    missingBytes -= await askBackFrom(ctx, holder.repositoryUid)
    if (missingBytes <= 0) return
  }
}

/** Bytes that came back. A repository that cannot be reached keeps what it has. */
async function askBackFrom(ctx: LeaseContext, repositoryUid: string): Promise<number> {
  const leaseSeq = ctx.store.repositories.nextLeaseSeq(repositoryUid)
  let answer: { leaseBytes: number }
  try {
    answer = await ctx.repository(repositoryUid).returnLease(leaseSeq)
  } catch (error) {
    logWarning('A repository could not be asked to return its lease', { repositoryUid, error: String(error) })
    return 0
  }
  const current = ctx.store.repositories.findEvenDeleted(repositoryUid)
  // Another lease was handed out meanwhile: the answer is about an older one.
  if (current === null || current.leaseSeq !== leaseSeq) return 0
  const leaseBytes = Math.min(current.leaseBytes, answer.leaseBytes)
  ctx.store.repositories.update(repositoryUid, { leaseBytes })
  return current.leaseBytes - leaseBytes
}
