/**
 * Sign-in by name and password. Whoever fails is told the same, whatever the reason, after the same work; the reason is
 * kept in the audit. Attempts are counted per login name and per client address before a password is looked at.
 */
import { and, eq, isNull, or, sql } from 'drizzle-orm'
import { foldKey } from '../../domain/collation.ts'
import type { OrganizationType } from '../../domain/permissions.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { AttemptVerdict, LoginGuardRpc } from '../../durable-objects/login-guard/rpc.ts'
import { auditStatement } from '../db/audit.ts'
import type { Db, Statement } from '../db/client.ts'
import { organizations } from '../db/schema/organizations.ts'
import { users } from '../db/schema/users.ts'
import type { Env } from '../env.ts'
import { verifyPassword } from './passwords.ts'
import { sha256Hex } from './secrets.ts'

export interface SignInAttempt {
  login: string
  password: string
  clientAddress: string | null
  requestId: string
  now: number
}

export interface SignedInUser {
  userUid: string
  userName: string
  organizationUid: string
  organizationType: OrganizationType
  isRestAccessEnabled: boolean
}

export type SignInFailure = { code: 'refused' } | { code: 'locked'; retryAfterSeconds: number }

/** Why an attempt failed, for the audit only. */
type Reason = 'unknown_user' | 'ambiguous_user' | 'wrong_password' | 'user_disabled' | 'organization_disabled'

/** For attempts that others are ahead of. */
const MAX_WAIT_MS = 15_000
/** Longer names than this are nobody's. */
const MAX_LOGIN_CHARACTERS = 600

interface Candidate extends SignedInUser {
  passwordHash: string | null
  isUserEnabled: boolean
  isOrganizationEnabled: boolean
}

export async function signIn(env: Env, db: Db, attempt: SignInAttempt): Promise<Result<SignedInUser, SignInFailure>> {
  const login = attempt.login.trim().slice(0, MAX_LOGIN_CHARACTERS)
  const found = await findCandidate(db, login)
  const guards = guardsOf(env, found.candidate?.userUid ?? foldKey(login), attempt.clientAddress)
  const held = await enter(guards, attempt.now)
  if (!held.ok) return held
  const isPassword = await verifyPassword(attempt.password, found.candidate?.passwordHash ?? null)
  const reason = judge(found, isPassword)
  if (reason === null && found.candidate !== null) {
    await Promise.all(guards.map((guard) => guard.recordSuccess(attempt.now)))
    return ok(found.candidate)
  }
  await Promise.all([
    ...guards.map((guard) => guard.recordFailure(attempt.now)),
    auditFailure(db, attempt, login, found.candidate, reason),
  ])
  return fail({ code: 'refused' })
}

function judge(found: { candidate: Candidate | null; isAmbiguous: boolean }, isPassword: boolean): Reason | null {
  if (found.candidate === null) return found.isAmbiguous ? 'ambiguous_user' : 'unknown_user'
  if (!isPassword) return 'wrong_password'
  if (!found.candidate.isUserEnabled) return 'user_disabled'
  return found.candidate.isOrganizationEnabled ? null : 'organization_disabled'
}

/** The address is asked first: whoever tries a locked name still counts against its address. */
function guardsOf(env: Env, name: string, clientAddress: string | null): LoginGuardRpc[] {
  const byName = env.LOGIN_GUARD.getByName(`name:${name}`)
  return clientAddress === null ? [byName] : [env.LOGIN_GUARD.getByName(`address:${clientAddress}`), byName]
}

async function enter(guards: readonly LoginGuardRpc[], now: number): Promise<Result<null, SignInFailure>> {
  const entered: LoginGuardRpc[] = []
  for (const guard of guards) {
    const verdict = await askForPlace(guard, now)
    if (!verdict.isAllowed) {
      await Promise.all(entered.map((other) => other.recordFailure(now)))
      return fail({ code: 'locked', retryAfterSeconds: Math.max(1, Math.ceil((verdict.retryAt - now) / 1000)) })
    }
    entered.push(guard)
  }
  return ok(null)
}

/** Attempts of the same name at the same time wait for each other, since any of them may be the one that is right. */
async function askForPlace(guard: LoginGuardRpc, now: number): Promise<AttemptVerdict> {
  let waitedMs = 0
  for (;;) {
    const verdict = await guard.check(now + waitedMs)
    if (verdict.isAllowed || !verdict.isBusy || waitedMs >= MAX_WAIT_MS) return verdict
    const pauseMs = 50 + Math.floor(Math.random() * 150)
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    waitedMs += pauseMs
  }
}

/**
 * "Company\user", by the name or the alias of the organization; or a plain user name, which is the provider's user of
 * that name, else the only user that has it.
 */
async function findCandidate(db: Db, login: string): Promise<{ candidate: Candidate | null; isAmbiguous: boolean }> {
  const at = login.indexOf('\\')
  const userFold = foldKey(login.slice(at + 1).trim())
  const organizationFold = at < 0 ? null : foldKey(login.slice(0, at).trim())
  const inOrganization =
    organizationFold === null
      ? undefined
      : or(eq(organizations.nameFold, organizationFold), eq(organizations.aliasFold, organizationFold))
  const rows = await db
    .select({
      userUid: users.uid,
      userName: users.userName,
      passwordHash: users.passwordHash,
      userStatus: users.status,
      organizationUid: organizations.uid,
      organizationType: organizations.type,
      organizationName: organizations.nameFold,
      organizationStatus: organizations.status,
      isRestAccessEnabled: organizations.isRestAccessEnabled,
      resellerStatus: sql<
        string | null
      >`(SELECT r.status FROM organizations r WHERE r.uid = ${organizations.resellerUid})`,
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.uid, users.organizationUid))
    .where(
      and(eq(users.userNameFold, userFold), isNull(users.deletedAt), isNull(organizations.deletedAt), inOrganization),
    )
    .orderBy(sql`${organizations.type} <> 'Provider'`)
    .limit(3)
  // A name wins over another organization's alias; among plain names the provider's user wins.
  const preferred =
    organizationFold === null
      ? rows.filter((row) => row.organizationType === 'Provider')
      : rows.filter((row) => row.organizationName === organizationFold)
  const [row, ...others] = preferred.length > 0 ? preferred : rows
  if (row === undefined || others.length > 0) return { candidate: null, isAmbiguous: row !== undefined }
  const candidate = {
    ...row,
    isUserEnabled: row.userStatus === 'Enabled',
    isOrganizationEnabled: row.organizationStatus === 'Active' && row.resellerStatus !== 'Disabled',
  }
  return { candidate, isAmbiguous: false }
}

/** Repeated failures of one name from one address are one row an hour, with a count. */
async function auditFailure(
  db: Db,
  attempt: SignInAttempt,
  login: string,
  candidate: Candidate | null,
  reason: Reason | null,
): Promise<void> {
  const hour = Math.floor(attempt.now / 3_600_000)
  const digest = await sha256Hex(JSON.stringify(['SignInFailed', login, attempt.clientAddress, reason, hour]))
  const uid = `${digest.slice(0, 8)}-${digest.slice(8, 12)}-${digest.slice(12, 16)}-${digest.slice(16, 20)}-${digest.slice(20, 32)}`
  await db.$client
    .prepare(
      `INSERT INTO audit_events (uid, organization_uid, at, kind, actor_user_uid, actor_name, client_address, request_id, details)
      SELECT ?1, coalesce(?2, uid), ?3, 'SignInFailed', ?4, ?5, ?6, ?7, ?8 FROM organizations WHERE type = 'Provider'
      ON CONFLICT (uid) DO UPDATE SET repeat_count = repeat_count + 1`,
    )
    .bind(
      uid,
      candidate?.organizationUid ?? null,
      attempt.now,
      candidate?.userUid ?? null,
      login.slice(0, 255),
      attempt.clientAddress,
      attempt.requestId,
      JSON.stringify({ reason }),
    )
    .run()
}

export function signedInStatement(
  db: Db,
  user: SignedInUser,
  attempt: Omit<SignInAttempt, 'login' | 'password'>,
  via: 'portal' | 'token',
): Statement {
  return auditStatement(
    db,
    { scope: { userUid: user.userUid, userName: user.userName }, ...attempt },
    {
      organizationUid: user.organizationUid,
      kind: 'UserSignedIn',
      target: { type: 'User', uid: user.userUid },
      details: { via },
    },
  )
}
