import { foldKey, naturalKey } from '../../domain/collation.ts'
import type { EnrolRequest } from '../contract/agent-protocol.ts'
import { openDb, prepareStatement } from '../db/client.ts'
import { directoryChange } from '../db/directory-push.ts'
import { newUid } from '../db/new-uid.ts'
import { BUMP_REVISION_SQL } from '../db/revisions.ts'

/** Agents from one address that wait at a time. */
export const UNVERIFIED_PER_ADDRESS = 50
/** A sign of life is written no more often than this. */
const SEEN_INTERVAL_MS = 5 * 60_000

const PLATFORM = { linux: 'Linux', windows: 'Windows', mac: 'Mac' } as const

export interface TokenRow {
  organizationUid: string | null
  /** The organization, when it is a company that can take agents in. */
  companyUid: string | null
  locationUid: string | null
  /** Under whose account the computer will write. */
  tenantUid: string | null
  subtenantUserUid: string | null
  expiresAt: number
  revokedAt: number | null
  /** 0: the company wants every computer accepted by a person. */
  acceptsNew: number
}

export async function findToken(d1: D1Database, tokenSha256: string): Promise<TokenRow | null> {
  return d1
    .prepare(
      `SELECT t.organization_uid AS organizationUid, o.uid AS companyUid, t.location_uid AS locationUid,
         t.tenant_uid AS tenantUid, t.subtenant_user_uid AS subtenantUserUid, t.expires_at AS expiresAt, t.revoked_at AS revokedAt,
         coalesce(json_extract(c.auto_deployment, '$.acceptNewConnections'), 1) AS acceptsNew
       FROM enrolment_tokens t
       LEFT JOIN organizations o ON o.uid = t.organization_uid AND o.type = 'Company' AND o.deleted_at IS NULL
       LEFT JOIN organization_configurations c ON c.organization_uid = o.uid
       WHERE t.token_sha256 = ?`,
    )
    .bind(tokenSha256)
    .first<TokenRow>()
}

/** A machine that enrols again with an installer of nobody's keeps the account that it has. */
export async function noteAccount(
  d1: D1Database,
  agent: { companyUid: string; managementAgentUid: string; backupAgentUid: string },
  account: Pick<TokenRow, 'tenantUid' | 'subtenantUserUid'>,
  now: number,
): Promise<void> {
  if (account.tenantUid === null && account.subtenantUserUid === null) return
  const db = openDb(d1)
  const insert = d1
    .prepare(
      `INSERT INTO agent_accounts (management_agent_uid, backup_agent_uid, organization_uid, tenant_uid, subtenant_user_uid, updated_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6)
       ON CONFLICT (management_agent_uid) DO UPDATE SET tenant_uid = ?4, subtenant_user_uid = ?5, updated_at = ?6`,
    )
    .bind(
      agent.managementAgentUid,
      agent.backupAgentUid,
      agent.companyUid,
      account.tenantUid,
      account.subtenantUserUid,
      now,
    )
  // The company's object holds a subtenant's computers to its quota.
  const told = directoryChange(db, agent.companyUid, now).map((statement) => prepareStatement(db, statement))
  await d1.batch([insert, ...told])
}

export async function isCompany(d1: D1Database, companyUid: string): Promise<boolean> {
  const found = await d1
    .prepare("SELECT 1 AS n FROM organizations WHERE uid = ? AND type = 'Company'")
    .bind(companyUid)
    .first()
  return found !== null
}

export interface UnverifiedRow {
  uid: string
  pollSecretSha256: string
  status: string
  rejectReason: string | null
  /** The agent's enrolRequest without its token. */
  request: string
  acceptedOrganizationUid: string | null
  acceptedLocationUid: string | null
  createdAt: number
  lastSeenAt: number
}

export async function findUnverified(d1: D1Database, uid: string): Promise<UnverifiedRow | null> {
  return d1
    .prepare(
      `SELECT uid, poll_secret_sha256 AS pollSecretSha256, status, reject_reason AS rejectReason, host AS request,
         accepted_organization_uid AS acceptedOrganizationUid, accepted_location_uid AS acceptedLocationUid,
         created_at AS createdAt, last_seen_at AS lastSeenAt
       FROM unverified_agents WHERE uid = ?`,
    )
    .bind(uid)
    .first<UnverifiedRow>()
}

export interface Knock {
  /** Of a token that is no longer valid. */
  organizationUid: string | null
  pollSecretSha256: string
  clientAddress: string
  request: EnrolRequest
  now: number
}

/**
 * The uid under which the agent waits; null when too many from its address do. A machine that knocks again while it waits
 * (it lost what it was told) keeps its row.
 */
export async function addUnverified(d1: D1Database, knock: Knock): Promise<string | null> {
  const { request, clientAddress, now } = knock
  const { token, ...kept } = request
  const waiting = "status <> 'Enrolled'"
  const known = await d1
    .prepare(
      `SELECT uid FROM unverified_agents
       WHERE client_address = ? AND ${waiting} AND host ->> '$.host.machineUid' = ? LIMIT 1`,
    )
    .bind(clientAddress, request.host.machineUid)
    .first<{ uid: string }>()
  if (known !== null) {
    await d1
      .prepare('UPDATE unverified_agents SET poll_secret_sha256 = ?, host = ?, last_seen_at = ? WHERE uid = ?')
      .bind(knock.pollSecretSha256, JSON.stringify(kept), now, known.uid)
      .run()
    return known.uid
  }
  const uid = newUid()
  const { hostName, platform } = request.host
  const tag = request.tag ?? null
  const [inserted] = await d1.batch([
    d1
      .prepare(
        `INSERT INTO unverified_agents (uid, organization_uid, poll_secret_sha256, host_name, host_name_fold,
           host_name_natural, platform_type, tag, tag_fold, client_address, host, created_at, last_seen_at)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12
         WHERE (SELECT count(*) FROM unverified_agents WHERE client_address = ?10 AND ${waiting}) < ?13`,
      )
      .bind(
        uid,
        knock.organizationUid,
        knock.pollSecretSha256,
        hostName,
        foldKey(hostName),
        naturalKey(hostName),
        PLATFORM[platform],
        tag,
        tag === null ? null : foldKey(tag),
        clientAddress,
        JSON.stringify(kept),
        now,
        UNVERIFIED_PER_ADDRESS,
      ),
    d1
      .prepare(
        `INSERT INTO audit_events (uid, organization_uid, at, kind, client_address, target_type, target_uid, details)
         SELECT ?1, coalesce(?2, o.uid), ?3, 'AgentKnocked', ?4, 'UnverifiedAgent', ?5, ?6
         FROM organizations o WHERE o.type = 'Provider' AND EXISTS (SELECT 1 FROM unverified_agents WHERE uid = ?5)`,
      )
      .bind(newUid(), knock.organizationUid, now, clientAddress, uid, JSON.stringify({ hostName })),
    d1.prepare(BUMP_REVISION_SQL).bind('unverifiedAgents', knock.organizationUid ?? ''),
  ])
  return inserted?.meta.changes === 1 ? uid : null
}

export async function noteSeen(d1: D1Database, { uid, lastSeenAt }: UnverifiedRow, now: number): Promise<void> {
  if (now - lastSeenAt < SEEN_INTERVAL_MS) return
  await d1.prepare('UPDATE unverified_agents SET last_seen_at = ? WHERE uid = ?').bind(now, uid).run()
}

/** The company did not take the agent in: whoever accepted it sees why, and may accept it again. */
export async function markRejected(d1: D1Database, uid: string, companyUid: string, reason: string): Promise<void> {
  await d1.batch([
    d1
      .prepare(
        `UPDATE unverified_agents SET status = 'Rejected', reject_reason = ?, reject_reason_fold = ?,
           accepted_organization_uid = NULL, accepted_location_uid = NULL, accepted_at = NULL WHERE uid = ?`,
      )
      .bind(reason, foldKey(reason), uid),
    d1.prepare(BUMP_REVISION_SQL).bind('unverifiedAgents', companyUid),
  ])
}

/** Taken out of the list of those who wait. */
export async function markEnrolled(d1: D1Database, uid: string, companyUid: string, now: number): Promise<void> {
  await d1.batch([
    d1.prepare("UPDATE unverified_agents SET status = 'Enrolled', last_seen_at = ? WHERE uid = ?").bind(now, uid),
    d1.prepare(BUMP_REVISION_SQL).bind('unverifiedAgents', companyUid),
  ])
}
