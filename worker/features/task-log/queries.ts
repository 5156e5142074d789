import { and, gte, lt, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime, toWireTimeOrNull } from '../../contract/common.ts'
import {
  type ManagementAgentTask,
  managementAgentTaskStatus,
  managementAgentTaskType,
} from '../../contract/event-logs/agent-tasks.ts'
import type { Db } from '../../db/client.ts'
import { defineCollection, descending } from '../../db/collection.ts'
import { enumField, textField, timeField, uidField } from '../../db/fields.ts'
import type { PageSource } from '../../db/page-source.ts'
import { readEnum } from '../../db/read-enum.ts'
import { agentTasks as table } from '../../db/schema/records.ts'
import { users } from '../../db/schema/users.ts'

/** In SQL, so that a filter cannot find out what the answer hides. */
function defineTasks(scope: Scope) {
  const reach = scope.users()
  const createdBy =
    reach === undefined
      ? sql<string | null>`${table.createdBy}`
      : sql<string | null>`CASE WHEN EXISTS (SELECT 1 FROM ${users}
          WHERE ${and(sql`${users.uid} = ${table.createdByUserUid}`, reach)}) THEN ${table.createdBy} END`
  return defineCollection({
    name: null,
    from: table,
    key: table.uid,
    columns: {
      uid: table.uid,
      organizationUid: table.organizationUid,
      managementAgentUid: table.managementAgentUid,
      agentName: table.agentName,
      taskType: table.taskType,
      status: table.status,
      description: table.description,
      message: table.message,
      createdBy,
      createdAt: table.createdAt,
      startedAt: table.startedAt,
      endedAt: table.endedAt,
    },
    fields: {
      instanceUid: uidField(table.uid),
      taskType: enumField(table.taskType),
      status: enumField(table.status),
      description: textField(table.description, { fold: table.descriptionFold }),
      managementAgentUid: uidField(table.managementAgentUid),
      managementAgentName: textField(table.agentName, { fold: table.agentNameFold }),
      startTime: timeField(table.startedAt),
      endTime: timeField(table.endedAt),
      creationTime: timeField(table.createdAt),
      organizationUid: uidField(table.organizationUid),
      message: textField(table.message),
      createdBy: textField(createdBy),
    },
    defaultSort: [descending('creationTime')],
    toItem: (row): ManagementAgentTask => ({
      instanceUid: row.uid,
      taskType: readEnum(managementAgentTaskType, row.taskType, 'Unknown'),
      status: readEnum(managementAgentTaskStatus, row.status, 'Unknown'),
      description: row.description,
      managementAgentUid: row.managementAgentUid,
      startTime: toWireTimeOrNull(row.startedAt),
      endTime: toWireTimeOrNull(row.endedAt),
      creationTime: toWireTime(row.createdAt),
      organizationUid: row.organizationUid,
      managementAgentName: row.agentName,
      message: row.message,
      createdBy: row.createdBy,
    }),
  })
}

export interface TaskRange {
  fromAt: number | null
  toAt: number | null
}

export function agentTaskSource(scope: Scope, db: Db, { fromAt, toAt }: TaskRange): PageSource<ManagementAgentTask> {
  const conditions: (SQL | undefined)[] = [
    fromAt === null ? undefined : gte(table.createdAt, fromAt),
    toAt === null ? undefined : lt(table.createdAt, toAt),
  ]
  return defineTasks(scope).source(db, {
    where: and(
      scope.managementAgents(table.organizationUid, table.locationUid, table.managementAgentUid),
      ...conditions,
    ),
    context: undefined,
  })
}
