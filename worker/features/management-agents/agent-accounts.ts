/** Under whose account a computer writes: said by the installer that it enrolled with, or later by those who manage it. */
import { and, eq, isNull, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { Scope } from '../../auth/scope.ts'
import type { AgentAccount, AgentAccountInput } from '../../contract/infrastructure/agent-accounts.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { directoryChange, pushDirectory } from '../../db/directory-push.ts'
import { bumpRevision, type CollectionName } from '../../db/revisions.ts'
import { backupAgents } from '../../db/schema/agents.ts'
import { agentAccounts } from '../../db/schema/enrolment.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { isTenantOf } from './enrolment-target.ts'
import { findManagementAgent } from './queries.ts'

type Params = { managementAgentUid: string }

const NOT_FOUND: ApiFailure = { code: 'not_found', what: 'The management agent' }
const NOBODY: AgentAccount = { tenantUid: null, subtenantUserUid: null }
const SEEN_THROUGH: readonly CollectionName[] = [
  'managementAgents',
  'backupAgents',
  'jobs',
  'restorePoints',
  'repositories',
]

export async function getAgentAccount({
  scope,
  db,
  params,
}: ApiRequest<Params>): Promise<Result<AgentAccount, ApiFailure>> {
  const agent = await findManagementAgent(scope, db, params.managementAgentUid)
  return agent === null ? fail(NOT_FOUND) : ok(await readAccount(db, agent.instanceUid))
}

async function readAccount(db: Db, managementAgentUid: string): Promise<AgentAccount> {
  const { tenantUid, subtenantUserUid } = agentAccounts
  const row = await db
    .select({ tenantUid, subtenantUserUid })
    .from(agentAccounts)
    .where(eq(agentAccounts.managementAgentUid, managementAgentUid))
    .get()
  return row ?? NOBODY
}

export async function setAgentAccount(
  request: ApiRequest<Params, unknown, AgentAccountInput>,
): Promise<Result<AgentAccount, ApiFailure>> {
  const { scope, db, params, body, now } = request
  const agent = await findManagementAgent(scope, db, params.managementAgentUid)
  if (agent === null) return fail(NOT_FOUND)
  const account = await readWantedAccount(scope, db, agent.organizationUid, body)
  if (!account.ok) return account
  const before = await readAccount(db, agent.instanceUid)
  const own = await db
    .select({ uid: backupAgents.uid })
    .from(backupAgents)
    .where(eq(backupAgents.managementAgentUid, agent.instanceUid))
    .get()
  if (own === undefined) return fail(NOT_FOUND)
  const row = {
    ...account.value,
    managementAgentUid: agent.instanceUid,
    backupAgentUid: own.uid,
    organizationUid: agent.organizationUid,
    updatedAt: now,
  }
  try {
    await runBatch(db, [
      ...(row.subtenantUserUid === null ? [] : [requireInBatch(db, isLiveUser(row.subtenantUserUid))]),
      db.insert(agentAccounts).values(row).onConflictDoUpdate({ target: agentAccounts.managementAgentUid, set: row }),
      // The company's object holds a subtenant's computers to its quota.
      ...directoryChange(db, agent.organizationUid, now),
      ...SEEN_THROUGH.map((name) => bumpRevision(db, name, agent.organizationUid)),
      auditStatement(db, request, {
        organizationUid: agent.organizationUid,
        kind: 'AgentAccountChanged',
        target: { type: 'ManagementAgent', uid: agent.instanceUid },
        details: { hostName: agent.hostName },
        changes: {
          tenantUid: { from: before.tenantUid, to: row.tenantUid },
          subtenantUserUid: { from: before.subtenantUserUid, to: row.subtenantUserUid },
        },
      }),
    ])
  } catch (error) {
    if (!isGuardFailure(error)) throw error
    return fail(unknown('subtenantUserUid', row.subtenantUserUid ?? ''))
  }
  await pushDirectory(request.env, agent.organizationUid)
  return ok(account.value)
}

/** A subtenant brings its tenant along; who acts for one tenant gives nothing to another. */
export async function readWantedAccount(
  scope: Scope,
  db: Db,
  companyUid: string,
  wanted: AgentAccountInput,
): Promise<Result<AgentAccount, ApiFailure>> {
  const { tenantUid, subtenantUserUid } = wanted
  const subtenant = subtenantUserUid ? await findSubtenant(scope, db, companyUid, subtenantUserUid) : null
  if (subtenantUserUid && subtenant === null) return fail(unknown('subtenantUserUid', subtenantUserUid))
  if (tenantUid && !(await isTenantOf(scope, db, companyUid, tenantUid))) return fail(unknown('tenantUid', tenantUid))
  if (tenantUid && subtenant !== null && subtenant.tenantUid !== tenantUid) {
    const message = '"subtenantUserUid" must name a subtenant of the tenant.'
    return fail({ code: 'invalid_input', message, property: 'subtenantUserUid' })
  }
  return ok({
    tenantUid: tenantUid ?? subtenant?.tenantUid ?? scope.tenantUid,
    subtenantUserUid: subtenant?.uid ?? null,
  })
}

async function findSubtenant(scope: Scope, db: Db, companyUid: string, userUid: string) {
  const row = await db
    .select({ uid: users.uid, tenantUid: users.tenantUid })
    .from(users)
    .where(
      and(
        eq(users.uid, userUid),
        eq(users.organizationUid, companyUid),
        eq(users.role, 'CompanySubtenant'),
        isNull(users.deletedAt),
        scope.users(),
      ),
    )
    .get()
  return row ?? null
}

function isLiveUser(userUid: string) {
  return sql`EXISTS (SELECT 1 FROM users u WHERE u.uid = ${userUid} AND u.deleted_at IS NULL)`
}

function unknown(property: string, uid: string): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" names ${uid}, which was not found.`, property }
}

/** What a subtenant that goes leaves behind: its computers stay with the tenant, its installers enrol nobody any more. */
export function releaseComputers(db: Db, userUid: string, now: number): Statement[] {
  return [
    db
      .update(agentAccounts)
      .set({ subtenantUserUid: null, updatedAt: now })
      .where(eq(agentAccounts.subtenantUserUid, userUid)),
    db.run(sql`UPDATE enrolment_tokens SET revoked_at = ${now}
      WHERE subtenant_user_uid = ${userUid} AND revoked_at IS NULL`),
  ]
}
