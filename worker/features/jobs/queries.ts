import { and, eq, isNull, ne, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTimeOrNull } from '../../contract/common.ts'
import {
  type BackupAgentJob,
  backupAgentJob,
  type LinuxBackupAgentJob,
} from '../../contract/infrastructure/backup-agent-jobs.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, enumField, type Field, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { readEnum } from '../../db/read-enum.ts'
import { restorePoints, jobs as table } from '../../db/schema/jobs.ts'
import { backupResources, tenants } from '../../db/schema/sites.ts'
import { resellerField } from '../../db/scope-fields.ts'
import type { DefaultTarget } from './linux-configuration.ts'

const COLUMNS = {
  uid: table.uid,
  backupAgentUid: table.backupAgentUid,
  organizationUid: table.organizationUid,
  configUid: table.configUid,
  systemType: table.systemType,
  name: table.name,
  description: table.description,
  status: table.status,
  isEnabled: table.isEnabled,
  operationMode: table.operationMode,
  backupMode: table.backupMode,
  targetType: table.targetType,
  destination: table.destination,
  scheduleType: table.scheduleType,
  scheduleDisplayName: table.scheduleDisplayName,
  restorePointsCount: table.restorePointsCount,
  backedUpBytes: table.backedUpBytes,
  freeBytes: table.freeBytes,
  lastSessionUid: table.lastSessionUid,
  progressPercent: table.progressPercent,
  lastRunAt: table.lastRunAt,
  lastEndAt: table.lastEndAt,
  lastDurationSeconds: table.lastDurationSeconds,
  avgDurationSeconds: table.avgDurationSeconds,
  nextRunAt: table.nextRunAt,
  failureMessage: table.failureMessage,
  lastModifiedAt: table.lastModifiedAt,
  lastModifiedBy: table.lastModifiedBy,
}

/** Jobs belong to no policy: what the contract says of one is the same for all. */
const NO_POLICY = {
  backupPolicyUid: null,
  backupPolicyName: null,
  backupPolicyAssignStatus: 'Custom',
  backupPolicyFailureMessage: null,
} as const

const FACT_FIELDS: Record<string, Field> = {
  instanceUid: uidField(table.uid),
  backupAgentUid: uidField(table.backupAgentUid),
  organizationUid: uidField(table.organizationUid),
  resellerUid: resellerField(table.organizationUid),
  locationUid: uidField(table.locationUid),
  name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
  description: textField(table.description, { fold: table.descriptionFold }),
  configUid: uidField(table.configUid),
  backupPolicyUid: uidField(sql`NULL`),
  backupPolicyName: textField(sql`NULL`),
  backupPolicyAssignStatus: enumField(sql`'Custom'`),
  backupPolicyFailureMessage: textField(sql`NULL`),
  operationMode: enumField(table.operationMode),
  destination: textField(table.destination, { fold: table.destinationFold }),
  restorePoints: numberField(table.restorePointsCount),
  lastRun: timeField(table.lastRunAt),
  lastEndTime: timeField(table.lastEndAt),
  lastDuration: numberField(table.lastDurationSeconds),
  nextRun: timeField(table.nextRunAt),
  avgDuration: numberField(table.avgDurationSeconds),
  backupMode: enumField(table.backupMode),
  targetType: enumField(table.targetType),
  isEnabled: booleanField(table.isEnabled),
  scheduleType: enumField(table.scheduleType),
  lastModifiedDate: timeField(table.lastModifiedAt),
  lastModifiedBy: textField(table.lastModifiedBy, { fold: table.lastModifiedByFold }),
  failureMessage: textField(table.failureMessage, { fold: table.failureMessageFold }),
  backedUpSize: numberField(table.backedUpBytes),
  freeSpace: numberField(table.freeBytes),
  status: enumField(table.status),
}

const { shape } = backupAgentJob

const jobs = defineCollection({
  name: 'jobs',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    ...FACT_FIELDS,
    originalUid: uidField(table.uid),
    systemType: enumField(table.systemType),
    scheduleDisplayName: textField(table.scheduleDisplayName, { fold: table.scheduleDisplayNameFold }),
    progressPercent: numberField(table.progressPercent),
    lastSessionUid: uidField(table.lastSessionUid),
  },
  defaultSort: [ascending('name')],
  toItem: (row): BackupAgentJob => ({
    ...toJobFacts(row),
    originalUid: row.uid,
    systemType: readEnum(shape.systemType, row.systemType, 'Unknown'),
    scheduleDisplayName: row.scheduleDisplayName,
    progressPercent: row.progressPercent,
    lastSessionUid: row.lastSessionUid,
  }),
})

const linuxJobs = defineCollection({
  name: 'jobs',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: FACT_FIELDS,
  defaultSort: [ascending('name')],
  toItem: toJobFacts,
})

function toJobFacts(row: RowOf<typeof COLUMNS>): LinuxBackupAgentJob {
  return {
    ...NO_POLICY,
    status: readEnum(shape.status, row.status, 'Unknown'),
    instanceUid: row.uid,
    backupAgentUid: row.backupAgentUid,
    organizationUid: row.organizationUid,
    name: row.name,
    description: row.description,
    configUid: row.configUid,
    operationMode: readEnum(shape.operationMode, row.operationMode, 'Unknown'),
    destination: row.destination,
    restorePoints: row.restorePointsCount,
    lastRun: toWireTimeOrNull(row.lastRunAt),
    lastEndTime: toWireTimeOrNull(row.lastEndAt),
    lastDuration: row.lastDurationSeconds,
    nextRun: toWireTimeOrNull(row.nextRunAt),
    avgDuration: row.avgDurationSeconds,
    backupMode: readEnum(shape.backupMode, row.backupMode, 'Unknown'),
    targetType: readEnum(shape.targetType, row.targetType, 'Unknown'),
    isEnabled: row.isEnabled,
    scheduleType: readEnum(shape.scheduleType, row.scheduleType, 'Unknown'),
    lastModifiedDate: toWireTimeOrNull(row.lastModifiedAt),
    lastModifiedBy: row.lastModifiedBy,
    failureMessage: row.failureMessage,
    backedUpSize: row.backedUpBytes,
    freeSpace: row.freeBytes,
  }
}

function reachable(scope: Scope): SQL | undefined {
  return and(
    isNull(table.deletedAt),
    scope.computers({
      organization: table.organizationUid,
      location: table.locationUid,
      backupAgent: table.backupAgentUid,
      backupResource: table.backupResourceUid,
    }),
  )
}

export function jobsSource(scope: Scope, db: Db) {
  return jobs.source(db, { where: reachable(scope), context: undefined })
}

/** Of all agents on Linux, or of one. */
export function linuxJobsSource(scope: Scope, db: Db, backupAgentUid: string | null = null) {
  const ofAgent = backupAgentUid === null ? undefined : eq(table.backupAgentUid, backupAgentUid)
  return linuxJobs.source(db, {
    where: and(reachable(scope), eq(table.systemType, 'Linux'), ofAgent),
    context: undefined,
  })
}

export interface JobAddress {
  backupAgentUid: string
  backupAgentJobUid: string
}

export function findLinuxJob(scope: Scope, db: Db, { backupAgentUid, backupAgentJobUid }: JobAddress) {
  const ofAgent = and(eq(table.systemType, 'Linux'), eq(table.backupAgentUid, backupAgentUid))
  return linuxJobs.find(db, backupAgentJobUid, { where: and(reachable(scope), ofAgent), context: undefined })
}

/** What those who act on a job need to know of it; null when the job is none of the caller's. */
export async function findJobRow(
  scope: Scope,
  db: Db,
  jobUid: string,
  options: { backupAgentUid?: string; isLinux?: boolean } = {},
) {
  const { backupAgentUid, isLinux = false } = options
  const found = await db
    .select({
      uid: table.uid,
      organizationUid: table.organizationUid,
      backupAgentUid: table.backupAgentUid,
      backupResourceUid: table.backupResourceUid,
      repositoryUid: table.repositoryUid,
      targetType: table.targetType,
    })
    .from(table)
    .where(
      and(
        eq(table.uid, jobUid),
        backupAgentUid === undefined ? undefined : eq(table.backupAgentUid, backupAgentUid),
        isLinux ? eq(table.systemType, 'Linux') : undefined,
        reachable(scope),
      ),
    )
    .get()
  return found ?? null
}
export type JobRow = NonNullable<Awaited<ReturnType<typeof findJobRow>>>

/**
 * What else uses the job's repository, that of its computer and backup resource: another job, also one that has not run
 * yet, or restore points of one that was deleted; whether the caller reaches it or not.
 */
export async function findOtherUseOfRepository(db: Db, job: JobRow): Promise<string | null> {
  const { uid, organizationUid, backupAgentUid, backupResourceUid, repositoryUid } = job
  const other = db
    .select({ name: table.name })
    .from(table)
    .where(
      and(
        eq(table.backupAgentUid, backupAgentUid),
        sql`${table.backupResourceUid} IS ${backupResourceUid}`,
        ne(table.uid, uid),
        isNull(table.deletedAt),
        eq(table.organizationUid, organizationUid),
      ),
    )
    .limit(1)
  const point = db
    .select({ uid: restorePoints.uid })
    .from(restorePoints)
    .where(
      and(
        sql`${restorePoints.repositoryUid} = ${repositoryUid}`,
        isNull(restorePoints.deletedAt),
        sql`${restorePoints.jobUid} IS NOT ${uid}`,
        eq(restorePoints.organizationUid, organizationUid),
      ),
    )
    .limit(1)
  const [[otherJob], [otherPoint]] = await db.batch([other, point])
  if (otherJob !== undefined) return `the job "${otherJob.name}"`
  return otherPoint === undefined ? null : 'a deleted job'
}

/** The backup resource that jobs use when they name none: the company's default one, when there is exactly one. */
export async function findDefaultTarget(scope: Scope, db: Db, companyUid: string): Promise<DefaultTarget | null> {
  const rows = await db
    .select({ backupResourceUid: backupResources.uid, tenantName: tenants.name })
    .from(backupResources)
    .innerJoin(tenants, eq(tenants.uid, backupResources.tenantUid))
    .where(and(ofCompany(scope, companyUid), eq(backupResources.isDefault, true)))
    .limit(2)
  const [only, another] = rows
  return only === undefined || another !== undefined ? null : only
}

export async function hasBackupResource(
  scope: Scope,
  db: Db,
  companyUid: string,
  backupResourceUid: string,
): Promise<boolean> {
  const found = await db
    .select({ uid: backupResources.uid })
    .from(backupResources)
    .where(and(ofCompany(scope, companyUid), eq(backupResources.uid, backupResourceUid)))
    .get()
  return found !== undefined
}

function ofCompany(scope: Scope, companyUid: string): SQL | undefined {
  return and(
    eq(backupResources.companyUid, companyUid),
    isNull(backupResources.deletedAt),
    scope.tenants({
      company: backupResources.companyUid,
      tenant: backupResources.tenantUid,
      site: backupResources.siteUid,
    }),
  )
}
