/** The directory snapshot that the console pushes, and what follows from a change of it. */
import { publishAgentAndBelongings } from './agent-belongings.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { pushJobs, refreshJob } from './job-list.ts'
import { reclaimOverdrawn } from './quota-leases.ts'
import { noteNeeds, settleRepositories } from './repository-sync.ts'
import { retireCompany, reviveCompany } from './retirement.ts'
import type { DirectorySnapshot } from './rpc.ts'
import { stopRunning } from './stop-running.ts'
import { explainUnusableTarget, findTarget, isLeaseOver, isRepositoryEnabled } from './targets.ts'

/** Idempotent by rev: the answer is the rev of what the object knows now. */
export async function applyDirectory(
  ctx: CompanyContext,
  snapshot: DirectorySnapshot,
  rev: number,
): Promise<{ rev: number }> {
  const before = ctx.store.readDirectory()
  if (before !== null && before.rev >= rev) return { rev: before.rev }
  const enabledBefore = new Set(
    ctx.store.repositories
      .list()
      .filter((one) => isRepositoryEnabled(ctx, one))
      .map((one) => one.repositoryUid),
  )
  ctx.store.saveDirectory({ rev, snapshot, appliedAt: ctx.now() })
  armLeaseEnd(ctx)
  if (before === null) return { rev }
  if (snapshot.deletion !== null && !before.snapshot.isDeleted) retireCompany(ctx, snapshot.deletion)
  if (!snapshot.isDeleted && before.snapshot.isDeleted) reviveCompany(ctx)
  stopCutOff(ctx, before.snapshot)
  moveStrandedAgents(ctx, snapshot)
  followSchedules(ctx, before.snapshot, snapshot)
  followTargets(ctx, before.snapshot, snapshot)
  if (!isSame(pickRepositoryFacts(before.snapshot), pickRepositoryFacts(snapshot))) {
    const repositories = ctx.store.repositories.list()
    noteNeeds(ctx, repositories, 'needsConfigure')
    const cut = repositories.filter((one) => enabledBefore.has(one.repositoryUid) && !isRepositoryEnabled(ctx, one))
    noteNeeds(ctx, cut, 'needsRevoke')
    await settleRepositories(ctx)
  }
  for (const uid of listShrunk(before.snapshot, snapshot)) await reclaimOverdrawn(ctx, uid)
  return { rev }
}

/** Timer: a tenant's lease has ended, and with it every credential for its repositories and every backup to them. */
export async function endTenantLeases(ctx: CompanyContext): Promise<void> {
  const snapshot = ctx.store.readDirectory()?.snapshot
  const ended = snapshot?.tenants.filter((tenant) => isLeaseOver(tenant, ctx.now())) ?? []
  const endedUids = new Set(ended.map(({ uid }) => uid))
  const closed = ctx.store.repositories.list().filter(({ tenantUid }) => endedUids.has(tenantUid))
  noteNeeds(ctx, closed, 'needsConfigure', 'needsRevoke')
  const resources = snapshot?.backupResources.filter(({ tenantUid }) => endedUids.has(tenantUid)) ?? []
  const closedResources = new Set(resources.map(({ uid }) => uid))
  stopRunning(ctx, ({ backupResourceUid }) => backupResourceUid !== null && closedResources.has(backupResourceUid))
  armLeaseEnd(ctx)
  await settleRepositories(ctx)
}

function armLeaseEnd(ctx: CompanyContext): void {
  const tenants = ctx.store.readDirectory()?.snapshot.tenants ?? []
  const ends = tenants.flatMap(({ leaseExpiresAt }) => (leaseExpiresAt === null ? [] : [leaseExpiresAt]))
  const next = Math.min(...ends.filter((endsAt) => endsAt > ctx.now()))
  if (Number.isFinite(next)) ctx.timers.setTimer({ kind: TIMER.tenantLease, dueAt: next })
  else ctx.timers.cancelTimer(TIMER.tenantLease)
}

/** For an object that was told nothing yet: a company must not be without its directory because a push was lost. */
export async function ensureDirectory(ctx: CompanyContext): Promise<void> {
  if (ctx.store.readDirectory() === null) await refreshDirectory(ctx)
}

export async function refreshDirectory(ctx: CompanyContext): Promise<void> {
  const loaded = await ctx.loadDirectory()
  if (loaded === null) return
  const known = ctx.store.readDirectory()
  if (known?.rev === loaded.rev) ctx.store.saveDirectory({ ...known, appliedAt: ctx.now() })
  else await applyDirectory(ctx, loaded.snapshot, loaded.rev)
}

/**
 * Backups under way to targets that were usable a moment ago and are not any more: of a company or a tenant that was
 * disabled. Their credentials are cut too, so that an agent that does not listen gets no further.
 */
function stopCutOff(ctx: CompanyContext, before: DirectorySnapshot): void {
  if (before.isDeleted || !before.isEnabled) return
  const after = ctx.store.readDirectory()?.snapshot
  if (after?.isEnabled === true && isSame(before.tenants, after.tenants)) return
  if (after?.isEnabled !== true) ctx.liveSockets.closeAll()
  const usableBefore = new Set(before.tenants.filter(({ isEnabled }) => isEnabled).map(({ uid }) => uid))
  const lost = new Set(
    before.backupResources.filter(({ tenantUid }) => usableBefore.has(tenantUid)).map(({ uid }) => uid),
  )
  stopRunning(ctx, ({ backupResourceUid }) => {
    if (backupResourceUid === null || !lost.has(backupResourceUid)) return false
    const target = findTarget(ctx, backupResourceUid)
    return target === null || explainUnusableTarget(ctx, target) !== null
  })
}

/** An agent whose location is gone moves to the default one. */
function moveStrandedAgents(ctx: CompanyContext, snapshot: DirectorySnapshot): void {
  const known = new Set(snapshot.locations.map(({ uid }) => uid))
  const home = snapshot.locations.find(({ type }) => type === 'Default') ?? snapshot.locations[0]
  if (home === undefined) return
  for (const agent of ctx.store.agents.list().filter(({ locationUid }) => !known.has(locationUid))) {
    ctx.transact(() => {
      ctx.store.agents.update(agent.managementAgentUid, { locationUid: home.uid })
      publishAgentAndBelongings(ctx, { ...agent, locationUid: home.uid })
    })
  }
}

function followSchedules(ctx: CompanyContext, before: DirectorySnapshot, after: DirectorySnapshot): void {
  if (before.timeZone === after.timeZone) return
  for (const { jobUid } of ctx.store.jobs.list()) refreshJob(ctx, jobUid)
  for (const { managementAgentUid } of ctx.store.agents.list()) pushJobs(ctx, managementAgentUid)
}

/** Jobs show the name of their resource and what its quota has left. */
function followTargets(ctx: CompanyContext, before: DirectorySnapshot, after: DirectorySnapshot): void {
  const known = new Map(before.backupResources.map((resource) => [resource.uid, resource]))
  const uids = new Set([...known.keys(), ...after.backupResources.map(({ uid }) => uid)])
  for (const uid of uids) {
    const resource = after.backupResources.find((one) => one.uid === uid)
    if (isSame(known.get(uid), resource)) continue
    for (const { jobUid } of ctx.store.jobs.listByResource(uid)) refreshJob(ctx, jobUid)
  }
}

/** Backup resources of which there is less than before, in all or for a subtenant. */
function listShrunk(before: DirectorySnapshot, after: DirectorySnapshot): string[] {
  const shrunk = before.backupResources.filter(({ uid, storageQuotaBytes }) => {
    const now = after.backupResources.find((one) => one.uid === uid)
    return now === undefined || now.storageQuotaBytes < storageQuotaBytes
  })
  const known = new Set((before.subtenantQuotas ?? []).map((quota) => JSON.stringify(quota)))
  const changed = (after.subtenantQuotas ?? []).filter((quota) => !known.has(JSON.stringify(quota)))
  return [...new Set([...shrunk.map(({ uid }) => uid), ...changed.map(({ backupResourceUid }) => backupResourceUid)])]
}

function pickRepositoryFacts({ isEnabled, isDeleted, tenants, backupResources }: DirectorySnapshot): unknown {
  return { isEnabled, isDeleted, tenants, backupResources }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
