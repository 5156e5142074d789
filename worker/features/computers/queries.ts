import { and, eq, gt, isNotNull, isNull, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { NEVER, toWireTime, toWireTimeOrNull } from '../../contract/common.ts'
import {
  type ProtectedComputer,
  type ProtectedComputerJob,
  protectedComputer,
  type RestorePoint,
} from '../../contract/protected-workloads/computers.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, descending } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { readEnum } from '../../db/read-enum.ts'
import { backupAgents } from '../../db/schema/agents.ts'
import { jobs, restorePoints } from '../../db/schema/jobs.ts'
import { resellerField } from '../../db/scope-fields.ts'

const computers = defineCollection({
  name: 'backupAgents',
  from: backupAgents,
  key: backupAgents.uid,
  columns: {
    uid: backupAgents.uid,
    organizationUid: backupAgents.organizationUid,
    name: backupAgents.name,
    totalJobsCount: backupAgents.totalJobsCount,
    operationMode: backupAgents.operationMode,
    latestRestorePointAt: backupAgents.latestRestorePointAt,
  },
  fields: {
    backupAgentUid: uidField(backupAgents.uid),
    organizationUid: uidField(backupAgents.organizationUid),
    name: textField(backupAgents.name, { fold: backupAgents.nameFold, natural: backupAgents.nameNatural }),
    numberOfJobs: numberField(backupAgents.totalJobsCount),
    operationMode: enumField(backupAgents.operationMode),
    latestRestorePointDate: timeField(backupAgents.latestRestorePointAt),
  },
  defaultSort: [ascending('name')],
  toItem: (row): ProtectedComputer => ({
    backupAgentUid: row.uid,
    organizationUid: row.organizationUid,
    name: row.name,
    numberOfJobs: row.totalJobsCount,
    operationMode: readEnum(protectedComputer.shape.operationMode, row.operationMode, 'Unknown'),
    latestRestorePointDate: row.latestRestorePointAt === null ? NEVER : toWireTime(row.latestRestorePointAt),
  }),
})

const computerJobs = defineCollection({
  name: 'jobs',
  from: jobs,
  key: jobs.uid,
  columns: {
    uid: jobs.uid,
    backupAgentUid: jobs.backupAgentUid,
    name: jobs.name,
    sourceBytes: jobs.sourceBytes,
    totalRestorePointBytes: jobs.totalRestorePointBytes,
    latestRestorePointBytes: jobs.latestRestorePointBytes,
    restorePointsCount: jobs.restorePointsCount,
    latestRestorePointAt: jobs.latestRestorePointAt,
    targetType: jobs.targetType,
  },
  fields: {
    backupAgentUid: uidField(jobs.backupAgentUid),
    jobUid: uidField(jobs.uid),
    jobName: textField(jobs.name, { fold: jobs.nameFold, natural: jobs.nameNatural }),
    sourceSize: numberField(jobs.sourceBytes),
    totalRestorePointSize: numberField(jobs.totalRestorePointBytes),
    latestRestorePointSize: numberField(sql`coalesce(${jobs.latestRestorePointBytes}, 0)`),
    restorePoints: numberField(jobs.restorePointsCount),
    latestRestorePointDate: timeField(jobs.latestRestorePointAt),
    targetType: enumField(jobs.targetType, { Cloud: 'CloudRepository', Local: 'LocalFolder' }),
  },
  defaultSort: [ascending('jobName')],
  toItem: (row): ProtectedComputerJob => ({
    backupAgentUid: row.backupAgentUid,
    jobUid: row.uid,
    jobName: row.name,
    sourceSize: row.sourceBytes,
    totalRestorePointSize: row.totalRestorePointBytes,
    latestRestorePointSize: row.latestRestorePointBytes ?? 0,
    restorePoints: row.restorePointsCount,
    latestRestorePointDate: toWireTimeOrNull(row.latestRestorePointAt),
    targetType: row.targetType === 'CloudRepository' ? 'Cloud' : row.targetType === 'LocalFolder' ? 'Local' : 'Unknown',
  }),
})

const points = defineCollection({
  name: 'restorePoints',
  from: restorePoints,
  key: restorePoints.uid,
  columns: {
    uid: restorePoints.uid,
    backupAgentUid: restorePoints.backupAgentUid,
    jobUid: restorePoints.jobUid,
    backedUpItems: restorePoints.backedUpItems,
    destination: restorePoints.destination,
    sizeBytes: restorePoints.sizeBytes,
    addedBytes: restorePoints.addedBytes,
    sourceBytes: restorePoints.sourceBytes,
    createdAt: restorePoints.createdAt,
  },
  fields: {
    instanceUid: uidField(restorePoints.uid),
    backupAgentUid: uidField(restorePoints.backupAgentUid),
    organizationUid: uidField(restorePoints.organizationUid),
    resellerUid: resellerField(restorePoints.organizationUid),
    locationUid: uidField(restorePoints.locationUid),
    jobUid: uidField(restorePoints.jobUid),
    backedupItems: textField(restorePoints.backedUpItems, { fold: restorePoints.backedUpItemsFold }),
    destination: textField(restorePoints.destination, { fold: restorePoints.destinationFold }),
    size: numberField(restorePoints.sizeBytes),
    incrementRawDataSize: numberField(restorePoints.addedBytes),
    sourceSize: numberField(restorePoints.sourceBytes),
    creationDate: timeField(restorePoints.createdAt),
  },
  defaultSort: [descending('creationDate')],
  toItem: (row): RestorePoint => ({
    instanceUid: row.uid,
    backupAgentUid: row.backupAgentUid,
    jobUid: row.jobUid,
    backedupItems: row.backedUpItems,
    destination: row.destination,
    size: row.sizeBytes,
    incrementRawDataSize: row.addedBytes,
    sourceSize: row.sourceBytes,
    creationDate: toWireTime(row.createdAt),
  }),
})

function reachable(scope: Scope): SQL | undefined {
  return scope.computers({
    organization: backupAgents.organizationUid,
    location: backupAgents.locationUid,
    backupAgent: backupAgents.uid,
  })
}

function isProtected(scope: Scope): SQL | undefined {
  return and(
    isNull(backupAgents.deletedAt),
    gt(backupAgents.restorePointsCount, 0),
    isNotNull(backupAgents.latestRestorePointAt),
    reachable(scope),
  )
}

export function computersSource(scope: Scope, db: Db) {
  return computers.source(db, { where: isProtected(scope), context: undefined })
}

/** An agent of the caller's, or one that is gone while restore points of it are kept. */
export async function isKnownComputer(scope: Scope, db: Db, backupAgentUid: string): Promise<boolean> {
  const agent = db
    .select({ uid: backupAgents.uid })
    .from(backupAgents)
    .where(and(eq(backupAgents.uid, backupAgentUid), isNull(backupAgents.deletedAt), reachable(scope)))
    .limit(1)
  const point = db
    .select({ uid: restorePoints.uid })
    .from(restorePoints)
    .where(and(eq(restorePoints.backupAgentUid, backupAgentUid), livePoints(scope)))
    .limit(1)
  const [agents, pointsKept] = await db.batch([agent, point])
  return agents.length + pointsKept.length > 0
}

/** Jobs of all protected computers, or of one. */
export function computerJobsSource(scope: Scope, db: Db, backupAgentUid: string | null = null) {
  const computer = sql`EXISTS (SELECT 1 FROM ${backupAgents} WHERE ${backupAgents.uid} = ${jobs.backupAgentUid}
    AND ${backupAgents.deletedAt} IS NULL AND ${backupAgents.restorePointsCount} > 0)`
  const where = and(
    isNull(jobs.deletedAt),
    scope.computers({
      organization: jobs.organizationUid,
      location: jobs.locationUid,
      backupAgent: jobs.backupAgentUid,
      backupResource: jobs.backupResourceUid,
    }),
    backupAgentUid === null ? computer : eq(jobs.backupAgentUid, backupAgentUid),
  )
  return computerJobs.source(db, { where, context: undefined })
}

function livePoints(scope: Scope): SQL | undefined {
  return and(
    isNull(restorePoints.deletedAt),
    scope.computers({
      organization: restorePoints.organizationUid,
      location: restorePoints.locationUid,
      backupAgent: restorePoints.backupAgentUid,
      repository: restorePoints.repositoryUid,
    }),
  )
}

/** Restore points of all computers, or of one. */
export function restorePointsSource(scope: Scope, db: Db, backupAgentUid: string | null = null) {
  const ofAgent = backupAgentUid === null ? undefined : eq(restorePoints.backupAgentUid, backupAgentUid)
  return points.source(db, { where: and(livePoints(scope), ofAgent), context: undefined })
}

export function latestRestorePointsSource(scope: Scope, db: Db) {
  const newer = sql`EXISTS (SELECT 1 FROM ${restorePoints} AS newer WHERE newer.backup_agent_uid = ${restorePoints.backupAgentUid}
    AND newer.deleted_at IS NULL AND (newer.created_at, newer.uid) > (${restorePoints.createdAt}, ${restorePoints.uid}))`
  return points.source(db, { where: and(livePoints(scope), sql`NOT ${newer}`), context: undefined })
}
