import { and, eq, isNull, type SQL } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTimeOrNull } from '../../contract/common.ts'
import { type BackupAgent, backupAgent, type LinuxBackupAgent } from '../../contract/infrastructure/backup-agents.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { enumField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { readEnum } from '../../db/read-enum.ts'
import { backupAgents as table } from '../../db/schema/agents.ts'

const COLUMNS = {
  uid: table.uid,
  managementAgentUid: table.managementAgentUid,
  organizationUid: table.organizationUid,
  siteUid: table.siteUid,
  name: table.name,
  agentPlatform: table.agentPlatform,
  platform: table.platform,
  operationMode: table.operationMode,
  status: table.status,
  managementAgentStatus: table.managementAgentStatus,
  version: table.version,
  versionStatus: table.versionStatus,
  guiMode: table.guiMode,
  managementMode: table.managementMode,
  installationType: table.installationType,
  activatedAt: table.activatedAt,
  totalJobsCount: table.totalJobsCount,
  runningJobsCount: table.runningJobsCount,
  successJobsCount: table.successJobsCount,
}

const backupAgents = defineCollection({
  name: 'backupAgents',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    agentPlatform: enumField(table.agentPlatform),
    status: enumField(table.status),
    managementAgentStatus: enumField(table.managementAgentStatus),
    managementAgentUid: uidField(table.managementAgentUid),
    siteUid: uidField(table.siteUid),
    organizationUid: uidField(table.organizationUid),
    name: textField(table.name, { fold: table.nameFold, natural: table.nameNatural }),
    operationMode: enumField(table.operationMode),
    guiMode: enumField(table.guiMode),
    platform: enumField(table.platform),
    version: textField(table.version),
    versionStatus: enumField(table.versionStatus),
    activationTime: timeField(table.activatedAt),
    managementMode: enumField(table.managementMode),
    installationType: enumField(table.installationType),
    totalJobsCount: numberField(table.totalJobsCount),
    runningJobsCount: numberField(table.runningJobsCount),
    successJobsCount: numberField(table.successJobsCount),
  },
  defaultSort: [ascending('name')],
  toItem: toBackupAgent,
})

const { shape } = backupAgent

function toBackupAgent(row: RowOf<typeof COLUMNS>): BackupAgent {
  return {
    instanceUid: row.uid,
    agentPlatform: readEnum(shape.agentPlatform, row.agentPlatform, 'Unknown'),
    status: readEnum(shape.status, row.status, 'Unknown'),
    managementAgentStatus: readEnum(shape.managementAgentStatus, row.managementAgentStatus, 'Unknown'),
    managementAgentUid: row.managementAgentUid,
    siteUid: row.siteUid,
    organizationUid: row.organizationUid,
    name: row.name,
    operationMode: readEnum(shape.operationMode, row.operationMode, 'Unknown'),
    guiMode: readEnum(shape.guiMode, row.guiMode, 'Unknown'),
    platform: readEnum(shape.platform, row.platform, 'Unknown'),
    version: row.version,
    versionStatus: readEnum(shape.versionStatus, row.versionStatus, 'Unknown'),
    activationTime: toWireTimeOrNull(row.activatedAt),
    managementMode: readEnum(shape.managementMode, row.managementMode, 'Unknown'),
    installationType: readEnum(shape.installationType, row.installationType, 'Unknown'),
    totalJobsCount: row.totalJobsCount,
    runningJobsCount: row.runningJobsCount,
    successJobsCount: row.successJobsCount,
  }
}

const linuxBackupAgents = defineCollection({
  name: 'backupAgents',
  from: table,
  key: table.uid,
  columns: { uid: table.uid, managementAgentUid: table.managementAgentUid },
  fields: { instanceUid: uidField(table.uid), managementAgentUid: uidField(table.managementAgentUid) },
  defaultSort: [ascending('instanceUid')],
  toItem: (row): LinuxBackupAgent => ({ instanceUid: row.uid, managementAgentUid: row.managementAgentUid }),
})

function reachable(scope: Scope): SQL | undefined {
  return and(
    isNull(table.deletedAt),
    scope.computers({ organization: table.organizationUid, location: table.locationUid, backupAgent: table.uid }),
  )
}

function reachableOnLinux(scope: Scope): SQL | undefined {
  return and(reachable(scope), eq(table.agentPlatform, 'Linux'))
}

export function backupAgentsSource(scope: Scope, db: Db) {
  return backupAgents.source(db, { where: reachable(scope), context: undefined })
}

export function findBackupAgent(scope: Scope, db: Db, backupAgentUid: string): Promise<BackupAgent | null> {
  return backupAgents.find(db, backupAgentUid, { where: reachable(scope), context: undefined })
}

export function linuxBackupAgentsSource(scope: Scope, db: Db) {
  return linuxBackupAgents.source(db, { where: reachableOnLinux(scope), context: undefined })
}

export function findLinuxBackupAgent(scope: Scope, db: Db, backupAgentUid: string): Promise<LinuxBackupAgent | null> {
  return linuxBackupAgents.find(db, backupAgentUid, { where: reachableOnLinux(scope), context: undefined })
}

/** Where an agent belongs, for those who act on it; null when it is none of the caller's. */
export async function findAgentCompany(scope: Scope, db: Db, backupAgentUid: string, options = { isLinux: false }) {
  const found = await db
    .select({ uid: table.uid, organizationUid: table.organizationUid, agentPlatform: table.agentPlatform })
    .from(table)
    .where(and(eq(table.uid, backupAgentUid), options.isLinux ? reachableOnLinux(scope) : reachable(scope)))
    .get()
  return found ?? null
}
