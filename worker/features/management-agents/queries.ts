import { and, eq, isNull, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Scope } from '../../auth/scope.ts'
import { NO_UID, toWireTime, uid } from '../../contract/common.ts'
import {
  type ComputerInfo,
  computerInfo,
  computerPlatformType,
  guestOsType,
  type ManagementAgent,
  managementAgentConnectionStatus,
  managementAgentRole,
  managementAgentStatus,
  managementAgentType,
  managementAgentVersionStatus,
} from '../../contract/infrastructure/management-agents.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection, type RowOf } from '../../db/collection.ts'
import { booleanField, enumField, listField, numberField, textField, timeField, uidField } from '../../db/fields.ts'
import { readEnum } from '../../db/read-enum.ts'
import { backupAgents, managementAgents as table } from '../../db/schema/agents.ts'
import { resellerField } from '../../db/scope-fields.ts'

const COLUMNS = {
  uid: table.uid,
  organizationUid: table.organizationUid,
  locationUid: table.locationUid,
  hostName: table.hostName,
  friendlyName: table.friendlyName,
  tag: table.tag,
  version: table.version,
  versionStatus: table.versionStatus,
  status: table.status,
  connectionStatus: table.connectionStatus,
  type: table.type,
  role: table.role,
  isRebootRequired: table.isRebootRequired,
  computerInfo: table.computerInfo,
  discoveredAt: table.discoveredAt,
  lastHeartbeatAt: table.lastHeartbeatAt,
}

/** What an agent reported, read with a value for whatever is missing, so that the answer keeps its contract. */
const storedComputerInfo = z.object({
  uniqueUid: uid.catch(NO_UID),
  biosUuid: uid.catch(NO_UID),
  hostName: z.string().catch(''),
  fqdn: z.string().catch(''),
  guestOs: z.string().catch(''),
  guestOsType: guestOsType.catch('Unknown'),
  guestOsVersion: z.string().catch(''),
  guestOsSku: z.int().nullable().catch(null),
  platformType: computerPlatformType.catch('Unknown'),
  ipAddresses: z.array(z.string()).catch([]),
  macAddresses: z.array(z.string()).catch([]),
  applications: computerInfo.shape.applications.catch(null),
})

function reported(member: keyof ComputerInfo): SQL {
  return sql`${table.computerInfo} ->> ${sql.raw(`'$.${member}'`)}`
}

const managementAgents = defineCollection({
  name: 'managementAgents',
  from: table,
  key: table.uid,
  columns: COLUMNS,
  fields: {
    instanceUid: uidField(table.uid),
    organizationUid: uidField(table.organizationUid),
    locationUid: uidField(table.locationUid),
    resellerUid: resellerField(table.organizationUid),
    hostName: textField(table.hostName, { fold: table.hostNameFold, natural: table.hostNameNatural }),
    friendlyName: textField(table.friendlyName, { fold: table.friendlyNameFold }),
    tag: textField(table.tag, { fold: table.tagFold }),
    version: textField(table.version),
    versionStatus: enumField(table.versionStatus),
    status: enumField(table.status),
    connectionStatus: enumField(table.connectionStatus),
    type: enumField(table.type),
    role: enumField(table.role),
    isRebootRequired: booleanField(table.isRebootRequired),
    discoveryTime: timeField(table.discoveredAt),
    lastHeartbeatTime: timeField(table.lastHeartbeatAt),
    connectionAccount: uidField(sql`NULL`),
    'computerInfo.uniqueUid': uidField(reported('uniqueUid')),
    'computerInfo.biosUuid': uidField(reported('biosUuid')),
    'computerInfo.hostName': textField(table.hostName, { fold: table.hostNameFold, natural: table.hostNameNatural }),
    'computerInfo.fqdn': textField(reported('fqdn')),
    'computerInfo.guestOs': textField(table.guestOs, { fold: table.guestOsFold }),
    'computerInfo.guestOsType': enumField(table.guestOsType),
    'computerInfo.guestOsVersion': textField(reported('guestOsVersion')),
    'computerInfo.guestOsSku': numberField(reported('guestOsSku')),
    'computerInfo.platformType': enumField(table.platformType),
    'computerInfo.ipAddresses': listField(reported('ipAddresses')),
    'computerInfo.macAddresses': listField(reported('macAddresses')),
    'computerInfo.applications': listField(reported('applications')),
  },
  defaultSort: [ascending('hostName')],
  toItem: toManagementAgent,
})

function toManagementAgent(row: RowOf<typeof COLUMNS>): ManagementAgent {
  return {
    instanceUid: row.uid,
    organizationUid: row.organizationUid,
    locationUid: row.locationUid,
    hostName: row.hostName,
    friendlyName: row.friendlyName,
    lastHeartbeatTime: toWireTime(row.lastHeartbeatAt),
    version: row.version,
    versionStatus: readEnum(managementAgentVersionStatus, row.versionStatus, 'Unknown'),
    discoveryTime: toWireTime(row.discoveredAt),
    tag: row.tag,
    status: readEnum(managementAgentStatus, row.status, 'Unknown'),
    connectionStatus: readEnum(managementAgentConnectionStatus, row.connectionStatus, 'Unknown'),
    type: readEnum(managementAgentType, row.type, 'Unknown'),
    role: readEnum(managementAgentRole, row.role, 'Unknown'),
    isRebootRequired: row.isRebootRequired,
    connectionAccount: null,
    computerInfo: storedComputerInfo.parse(JSON.parse(row.computerInfo)),
  }
}

function visible(scope: Scope) {
  return {
    where: and(isNull(table.deletedAt), scope.managementAgents(table.organizationUid, table.locationUid, table.uid)),
    context: undefined,
  }
}

export function managementAgentsSource(scope: Scope, db: Db) {
  return managementAgents.source(db, visible(scope))
}

export function findManagementAgent(scope: Scope, db: Db, managementAgentUid: string): Promise<ManagementAgent | null> {
  return managementAgents.find(db, managementAgentUid, visible(scope))
}

/** Jobs that a management agent's backup agent has. */
export async function countJobs(scope: Scope, db: Db, managementAgentUid: string): Promise<number> {
  const found = await db
    .select({ jobs: backupAgents.totalJobsCount })
    .from(backupAgents)
    .where(
      and(
        eq(backupAgents.managementAgentUid, managementAgentUid),
        isNull(backupAgents.deletedAt),
        scope.computers({
          organization: backupAgents.organizationUid,
          location: backupAgents.locationUid,
          backupAgent: backupAgents.uid,
        }),
      ),
    )
    .get()
  return found?.jobs ?? 0
}
