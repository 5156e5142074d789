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

/** A quota that the repository draws on: its backup resource's, and its subtenant's within that. */
interface Limit {
  quotaBytes: number
  /** All that draw on it, and hold some of it. */
  holders: RepositoryRecord[]
}

export async function leaseQuota(ctx: LeaseContext, repositoryUid: string, neededBytes: number): Promise<LeaseAnswer> {
  for (let index = 0; index < readLimits(ctx, repositoryUid).length; index++) {
    const limit = readLimits(ctx, repositoryUid)[index]
    if (limit === undefined) break
    const shortBytes = neededBytes - readGrantable(limit, repositoryUid)
    if (shortBytes > 0) await askBack(ctx, othersOf(limit, repositoryUid), shortBytes)
  }
  return grantLease(ctx, repositoryUid, neededBytes)
}

/** After a quota has shrunk: what repositories do not use goes back at once. */
export async function reclaimOverdrawn(ctx: LeaseContext, backupResourceUid: string): Promise<void> {
  const holders = ctx.store.repositories.listLeased(backupResourceUid)
  const quotas = subtenantsOf(ctx, backupResourceUid).map(({ storageQuotaBytes, backupAgentUids }) => ({
    quotaBytes: storageQuotaBytes,
    holders: ofComputers(holders, backupAgentUids),
  }))
  for (const limit of [{ quotaBytes: readQuota(ctx, backupResourceUid), holders }, ...quotas]) {
    const overdrawnBytes = sumLeases(limit.holders) - limit.quotaBytes
    if (overdrawnBytes > 0) await askBack(ctx, limit.holders, overdrawnBytes)
  }
}

/** No await: what is free is read and given in one piece. */
function grantLease(ctx: LeaseContext, repositoryUid: string, neededBytes: number): LeaseAnswer {
  const repository = ctx.store.repositories.findEvenDeleted(repositoryUid)
  if (repository === null) return { leaseBytes: 0, quotaBytes: 0, leaseSeq: 0 }
  const limits = readLimits(ctx, repositoryUid)
  const quotaBytes = Math.min(...limits.map((limit) => limit.quotaBytes))
  const grantableBytes = Math.min(...limits.map((limit) => readGrantable(limit, repositoryUid)))
  const wantedBytes = repository.deletedAt === null ? Math.ceil(neededBytes) : 0
  const leaseBytes = Math.max(repository.leaseBytes, Math.min(wantedBytes, grantableBytes))
  const leaseSeq = ctx.store.repositories.nextLeaseSeq(repositoryUid)
  if (leaseBytes !== repository.leaseBytes) ctx.store.repositories.update(repositoryUid, { leaseBytes })
  return { leaseBytes, quotaBytes, leaseSeq }
}

/** Read anew after every await: who holds what has changed by then. */
function readLimits(ctx: LeaseContext, repositoryUid: string): Limit[] {
  const repository = ctx.store.repositories.findEvenDeleted(repositoryUid)
  if (repository === null) return []
  const { backupResourceUid, backupAgentUid } = repository
  const holders = ctx.store.repositories.listLeased(backupResourceUid)
  const own = subtenantsOf(ctx, backupResourceUid).find(
    ({ backupAgentUids }) => backupAgentUid !== null && backupAgentUids.includes(backupAgentUid),
  )
  const ofResource = { quotaBytes: readQuota(ctx, backupResourceUid), holders }
  if (own === undefined) return [ofResource]
  const ofSubtenant = { quotaBytes: own.storageQuotaBytes, holders: ofComputers(holders, own.backupAgentUids) }
  return [ofResource, ofSubtenant]
}

/** The quota less what all others hold. */
function readGrantable(limit: Limit, repositoryUid: string): number {
  return Math.max(0, limit.quotaBytes - sumLeases(othersOf(limit, repositoryUid)))
}

function othersOf(limit: Limit, repositoryUid: string): RepositoryRecord[] {
  return limit.holders.filter((holder) => holder.repositoryUid !== repositoryUid)
}

function ofComputers(holders: readonly RepositoryRecord[], backupAgentUids: readonly string[]): RepositoryRecord[] {
  return holders.filter(({ backupAgentUid }) => backupAgentUid !== null && backupAgentUids.includes(backupAgentUid))
}

function sumLeases(holders: readonly RepositoryRecord[]): number {
  return holders.reduce((sum, { leaseBytes }) => sum + leaseBytes, 0)
}

function subtenantsOf(ctx: LeaseContext, backupResourceUid: string) {
  const quotas = ctx.store.readDirectory()?.snapshot.subtenantQuotas ?? []
  return quotas.filter((quota) => quota.backupResourceUid === backupResourceUid)
}

function readQuota(ctx: LeaseContext, backupResourceUid: string): number {
  return findTarget(ctx, backupResourceUid)?.resource.storageQuotaBytes ?? 0
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
