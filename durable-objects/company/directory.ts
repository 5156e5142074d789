/** The directory snapshot that the console pushes, and what follows from a change of it. */
import { CLOSE_REVOKED } from '../../worker/contract/agent-protocol.ts'
import { publishAgentAndBelongings } from './agent-belongings.ts'
import { type CompanyContext, TIMER } from './context.ts'
import { pushJobs, refreshJob } from './job-list.ts'
import { removeJob } from './jobs.ts'
import { reclaimOverdrawn } from './quota-leases.ts'
import { publishAgent, publishRestorePoint } from './read-models.ts'
import { noteNeeds, settleRepositories } from './repository-sync.ts'
import type { DirectorySnapshot } from './rpc.ts'
import { isLeaseOver, isRepositoryEnabled } from './targets.ts'

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
  if (snapshot.isDeleted && !before.snapshot.isDeleted) dissolveCompany(ctx)
  moveStrandedAgents(ctx, snapshot)
  followSchedules(ctx, before.snapshot, snapshot)
  followTargets(ctx, before.snapshot, snapshot)
  if (!isSame(pickRepositoryFacts(before.snapshot), pickRepositoryFacts(snapshot))) {
    const repositories = ctx.store.repositories.list()
    noteNeeds(ctx, repositories, 'needsConfigure')
    const cut = repositories.filter((one) => enabledBefore.has(one.repositoryUid) && !isRepositoryEnabled(ctx, one))
    noteNeeds(ctx, cut, 'needsRevoke')
    await settleRepositories(ctx)
    for (const { uid } of listShrunk(before.snapshot, snapshot)) await reclaimOverdrawn(ctx, uid)
  }
  return { rev }
}

/** Timer: a tenant's lease has ended, and with it every credential for its repositories. */
export async function endTenantLeases(ctx: CompanyContext): Promise<void> {
  const ended = ctx.store.readDirectory()?.snapshot.tenants.filter((tenant) => isLeaseOver(tenant, ctx.now())) ?? []
  const endedUids = new Set(ended.map(({ uid }) => uid))
  const closed = ctx.store.repositories.list().filter(({ tenantUid }) => endedUids.has(tenantUid))
  noteNeeds(ctx, closed, 'needsConfigure', 'needsRevoke')
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

/** The company was deleted: its agents are out, its rows leave the lists; what it stored stays for its protection period. */
function dissolveCompany(ctx: CompanyContext): void {
  const deletedAt = ctx.now()
  for (const agent of ctx.store.agents.list()) {
    ctx.transact(() => {
      ctx.store.agents.update(agent.managementAgentUid, { credentialSha256: null, isOnline: false, deletedAt })
      for (const job of ctx.store.jobs.listByAgent(agent.backupAgentUid)) removeJob(ctx, job)
      publishAgent(ctx, { ...agent, isOnline: false, deletedAt })
    })
    ctx.agentSockets.close(agent.managementAgentUid, CLOSE_REVOKED, 'The company was deleted from the console')
  }
  ctx.transact(() => {
    for (const repository of ctx.store.repositories.list()) {
      ctx.store.repositories.update(repository.repositoryUid, { deletedAt })
      noteNeeds(ctx, [{ ...repository, deletedAt }], 'needsDelete', 'needsRevoke')
      for (const point of ctx.store.restorePoints.markGoneWithRepository(repository.repositoryUid, deletedAt)) {
        publishRestorePoint(ctx, point)
      }
    }
    for (const point of ctx.store.restorePoints.listAlive()) {
      ctx.store.restorePoints.update(point.restorePointUid, { deletedAt })
      publishRestorePoint(ctx, { ...point, deletedAt })
    }
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

function listShrunk(before: DirectorySnapshot, after: DirectorySnapshot): { uid: string }[] {
  return before.backupResources.filter(({ uid, storageQuotaBytes }) => {
    const now = after.backupResources.find((one) => one.uid === uid)
    return now === undefined || now.storageQuotaBytes < storageQuotaBytes
  })
}

function pickRepositoryFacts({ isEnabled, isDeleted, tenants, backupResources }: DirectorySnapshot): unknown {
  return { isEnabled, isDeleted, tenants, backupResources }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
