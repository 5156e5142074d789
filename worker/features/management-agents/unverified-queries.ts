import { and, eq, ne, type SQL, sql } from 'drizzle-orm'
import type { Scope } from '../../auth/scope.ts'
import { toWireTime } from '../../contract/common.ts'
import {
  type UnverifiedAgent,
  unverifiedAgentPlatformType,
  unverifiedAgentStatus,
} from '../../contract/infrastructure/unverified-agents.ts'
import type { Db } from '../../db/client.ts'
import { ascending, defineCollection } from '../../db/collection.ts'
import { enumField, textField, timeField, uidField } from '../../db/fields.ts'
import { readEnum } from '../../db/read-enum.ts'
import { unverifiedAgents as table } from '../../db/schema/enrolment.ts'

const ENROLLED = 'Enrolled'

/** What a row keeps beyond the contract's words ("Unverified") is pending on the wire. */
const status = sql<string>`CASE WHEN ${table.acceptedAt} IS NOT NULL THEN 'Accepted'
  WHEN ${table.status} = 'Unverified' THEN 'Pending' ELSE ${table.status} END`
const statusMessage = sql<
  string | null
>`CASE WHEN ${table.acceptedAt} IS NOT NULL THEN 'Taken in: the agent enrols when it asks the next time.'
  ELSE coalesce(${table.rejectReason}, 'The agent waits for somebody to take it in.') END`

const unverifiedAgents = defineCollection({
  name: 'unverifiedAgents',
  from: table,
  key: table.uid,
  columns: {
    uid: table.uid,
    organizationUid: table.organizationUid,
    hostName: table.hostName,
    createdAt: table.createdAt,
    tag: table.tag,
    rejectReason: table.rejectReason,
    status,
    statusMessage,
    platformType: table.platformType,
  },
  fields: {
    instanceUid: uidField(table.uid),
    organizationUid: uidField(table.organizationUid),
    hostName: textField(table.hostName, { fold: table.hostNameFold, natural: table.hostNameNatural }),
    registrationTime: timeField(table.createdAt),
    tag: textField(table.tag, { fold: table.tagFold }),
    rejectReason: textField(table.rejectReason, { fold: table.rejectReasonFold }),
    type: enumField(sql`'Client'`),
    status: enumField(status),
    statusMessage: textField(statusMessage),
    platformType: enumField(table.platformType),
  },
  defaultSort: [ascending('hostName')],
  toItem: (row): UnverifiedAgent => ({
    instanceUid: row.uid,
    organizationUid: row.organizationUid,
    hostName: row.hostName,
    registrationTime: toWireTime(row.createdAt),
    tag: row.tag,
    rejectReason: row.rejectReason,
    type: 'Client',
    status: readEnum(unverifiedAgentStatus, row.status, 'Unknown'),
    statusMessage: row.statusMessage,
    platformType: readEnum(unverifiedAgentPlatformType, row.platformType, 'Unknown'),
  }),
})

/**
 * Those of no company yet are the provider's; a user of chosen companies sees those that knocked for one of them. The row
 * of an agent that has enrolled stays for a while, but it waits no more.
 */
function waiting(scope: Scope) {
  return { where: and(ne(table.status, ENROLLED), scope.companies(table.organizationUid)), context: undefined }
}

export function unverifiedAgentsSource(scope: Scope, db: Db) {
  return unverifiedAgents.source(db, waiting(scope))
}

export function findUnverifiedAgent(scope: Scope, db: Db, unverifiedAgentUid: string): Promise<UnverifiedAgent | null> {
  return unverifiedAgents.find(db, unverifiedAgentUid, waiting(scope))
}

export function isWaiting(unverifiedAgentUid: string): SQL {
  return sql`EXISTS (SELECT 1 FROM ${table} WHERE ${and(eq(table.uid, unverifiedAgentUid), ne(table.status, ENROLLED))})`
}

/** A rejected agent is let in by this too; a second time moves one that has not come back yet to the other company. */
export function markAccepted(
  db: Db,
  unverifiedAgentUid: string,
  accepted: { organizationUid: string; locationUid: string; at: number },
) {
  return db
    .update(table)
    .set({
      status: 'Unverified',
      rejectReason: null,
      rejectReasonFold: null,
      acceptedOrganizationUid: accepted.organizationUid,
      acceptedLocationUid: accepted.locationUid,
      acceptedAt: accepted.at,
    })
    .where(eq(table.uid, unverifiedAgentUid))
}
