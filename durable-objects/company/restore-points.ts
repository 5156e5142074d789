/** Restore points, known from the sessions that made them and from the agent's inventories of what a repository holds. */
import type { JournalBody, Snapshot } from '../../worker/contract/agent-protocol.ts'
import type { CompanyContext } from './context.ts'
import { refreshJob } from './job-list.ts'
import { publishBackupAgent, publishRestorePoint } from './read-models.ts'
import type { SessionFinished } from './session-merge.ts'
import type { AgentRecord, JobRecord, RestorePointRecord } from './store/schema.ts'

export type SnapshotInventory = Extract<JournalBody, { kind: 'snapshotInventory' }>

/** As a person reads it in a list; the full selection is the job's. */
const PATHS_LENGTH_LIMIT = 2_000

/** The restore point of a finished session; null when it made none. */
export function recordSnapshot(
  ctx: CompanyContext,
  agent: AgentRecord,
  job: JobRecord,
  finished: SessionFinished,
): string | null {
  const { repositoryUid, snapshot, finishedAt } = finished
  if (snapshot === null) return null
  const known = ctx.store.restorePoints.find(repositoryUid ?? job.jobUid, job.jobUid, snapshot.snapshotId)
  const point = saveSnapshot(ctx, agent, job, { repositoryUid, snapshot, known, madeAt: finishedAt, isListed: false })
  publishRestorePoint(ctx, point, { job, agent })
  return point.restorePointUid
}

/**
 * Everything that is named is there, everything older that is not named is gone. An inventory that is not newer than the
 * last one is ignored: it would bring back what was forgotten since.
 */
export function recordInventory(
  ctx: CompanyContext,
  agent: AgentRecord,
  job: JobRecord,
  inventory: SnapshotInventory,
): boolean {
  const { repositoryUid, takenAt, snapshots } = inventory
  if (takenAt <= job.inventoryAt) return false
  const holderUid = repositoryUid ?? job.jobUid
  ctx.transact(() => {
    const named = snapshots.map(({ snapshotId }) => snapshotId)
    const gone = ctx.store.restorePoints.markMissing(holderUid, job.jobUid, takenAt, named, ctx.now())
    for (const point of gone) publishRestorePoint(ctx, point, { job, agent })
    const all = new Map(ctx.store.restorePoints.listOfJob(holderUid, job.jobUid).map((one) => [one.snapshotId, one]))
    for (const snapshot of snapshots) {
      const known = all.get(snapshot.snapshotId) ?? null
      if (known !== null && known.deletedAt === null) continue
      const seen = { repositoryUid, snapshot, known, madeAt: snapshot.at, isListed: true }
      const point = saveSnapshot(ctx, agent, job, seen)
      all.set(snapshot.snapshotId, point)
      publishRestorePoint(ctx, point, { job, agent })
    }
    ctx.store.jobs.update(job.jobUid, { inventoryAt: takenAt })
    refreshJob(ctx, job.jobUid)
    publishBackupAgent(ctx, agent)
  })
  return true
}

interface SeenSnapshot {
  repositoryUid: string | null
  snapshot: Snapshot
  known: RestorePointRecord | null
  /** When it was complete: an inventory taken before cannot know it. */
  madeAt: number
  /** True: an inventory names it, so it is there now. */
  isListed: boolean
}

function saveSnapshot(ctx: CompanyContext, agent: AgentRecord, job: JobRecord, seen: SeenSnapshot): RestorePointRecord {
  const { repositoryUid, snapshot, known, madeAt, isListed } = seen
  // An inventory that was taken later and does not name the snapshot has the last word.
  const isGone = !isListed && (known === null ? madeAt <= job.inventoryAt : known.deletedAt !== null)
  const point: RestorePointRecord = {
    restorePointUid: known?.restorePointUid ?? ctx.newUid(),
    holderUid: repositoryUid ?? job.jobUid,
    snapshotId: snapshot.snapshotId,
    repositoryUid,
    jobUid: job.jobUid,
    backupAgentUid: agent.backupAgentUid,
    paths: shortenPaths(snapshot.paths),
    sourceBytes: snapshot.sourceBytes ?? known?.sourceBytes ?? null,
    addedBytes: snapshot.addedBytes ?? known?.addedBytes ?? null,
    filesCount: snapshot.filesCount ?? known?.filesCount ?? null,
    createdAt: snapshot.at,
    madeAt: known?.madeAt ?? madeAt,
    deletedAt: isGone ? (known?.deletedAt ?? ctx.now()) : null,
  }
  if (known === null) ctx.store.restorePoints.insert(point)
  else ctx.store.restorePoints.update(point.restorePointUid, point)
  return point
}

function shortenPaths(paths: string[]): string {
  const text = paths.join(', ')
  return text.length <= PATHS_LENGTH_LIMIT ? text : `${text.slice(0, PATHS_LENGTH_LIMIT - 1)}…`
}
