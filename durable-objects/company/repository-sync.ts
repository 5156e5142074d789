/**
 * Telling Repository objects what the company decided of them. What is to be told is noted on the repository's row first,
 * so that a crash or an unreachable object only delays it; telling twice is harmless.
 */
import { DEFAULT_PROTECTION_DAYS } from '../../domain/deletion.ts'
import type { RepositorySettings } from '../repository/rpc.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { publishRepository } from './read-models.ts'
import type { RepositoryRecord } from './store/schema.ts'
import { findTarget, isRepositoryEnabled } from './targets.ts'

const CALLS_AT_ONCE = 6
const REPOSITORIES_PER_RUN = 120
const RETRY_MS = 30_000

/**
 * Tells a repository what is waiting for it and its settings as they are now; returns the epoch that credentials must
 * carry. One call at a time per repository: an older setting must not arrive after a newer one.
 */
export function settleRepository(ctx: CompanyContext, repositoryUid: string): Promise<number> {
  const before = ctx.settling.get(repositoryUid) ?? Promise.resolve()
  const mine = before.then(
    () => tellRepository(ctx, repositoryUid),
    () => tellRepository(ctx, repositoryUid),
  )
  ctx.settling.set(repositoryUid, mine)
  return mine.finally(() => {
    if (ctx.settling.get(repositoryUid) === mine) ctx.settling.delete(repositoryUid)
  })
}

async function tellRepository(ctx: CompanyContext, repositoryUid: string): Promise<number> {
  const row = ctx.store.repositories.findEvenDeleted(repositoryUid)
  if (row === null) throw new Error('There is no such repository')
  const stub = ctx.repository(repositoryUid)
  const configured = await stub.configure(settingsOf(ctx, row))
  const { epoch } = row.needsRevoke ? await stub.revokeCredentials() : configured
  if (row.needsDelete) await stub.markDeleted()
  const isSettled = ctx.store.repositories.clearNeeds(repositoryUid, row.syncRev)
  // Nothing more can be written to it, so what it held of the quota is free.
  if (row.needsDelete && isSettled) ctx.store.repositories.update(repositoryUid, { leaseBytes: 0 })
  return epoch
}

/** Tells all that wait; what cannot be reached now is tried again by the timer. Returns how many are left. */
export async function settleRepositories(ctx: CompanyContext): Promise<number> {
  const waiting = ctx.store.repositories.listUnsettled(REPOSITORIES_PER_RUN)
  let failures = 0
  for (let start = 0; start < waiting.length; start += CALLS_AT_ONCE) {
    const group = waiting.slice(start, start + CALLS_AT_ONCE)
    const outcomes = await Promise.allSettled(group.map(({ repositoryUid }) => settleRepository(ctx, repositoryUid)))
    failures += outcomes.filter(({ status }) => status === 'rejected').length
  }
  const isMoreLeft = ctx.store.repositories.listUnsettled(1).length > 0
  if (isMoreLeft) {
    const dueAt = ctx.now() + (failures > 0 ? RETRY_MS : 0)
    ctx.timers.setTimer({ kind: TIMER.repositories, dueAt })
  }
  return failures
}

/** To be called beside the change that repositories must be told of; settleRepositories follows, or the timer does it. */
export function noteNeeds(
  ctx: CompanyContext,
  repositories: RepositoryRecord[],
  ...needs: ('needsConfigure' | 'needsRevoke' | 'needsDelete')[]
): void {
  for (const repository of repositories) {
    ctx.store.repositories.markNeed(repository.repositoryUid, ...needs)
    publishRepository(ctx, repository)
  }
  if (repositories.length > 0) armSettling(ctx)
}

/** The net under a crash, or a caller that does not come to settle. */
export function armSettling(ctx: CompanyContext): void {
  ctx.timers.setTimer({ kind: TIMER.repositories, dueAt: ctx.now() + RETRY_MS, overwrite: 'ifSooner' })
}

function settingsOf(ctx: CompanyContext, repository: RepositoryRecord): RepositorySettings {
  const tenant = findTarget(ctx, repository.backupResourceUid)?.tenant
  return {
    repositoryUid: repository.repositoryUid,
    companyUid: ctx.companyUid,
    bucketBinding: repository.bucketBinding,
    isQuotaLimited: true,
    protectionDays:
      tenant === undefined || tenant.protectionDays === 0 ? DEFAULT_PROTECTION_DAYS : tenant.protectionDays,
    isEnabled: isRepositoryEnabled(ctx, repository),
  }
}
