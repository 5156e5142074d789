/**
 * From a credential to who is asking. Cookie, access token and API key all end at the same check in D1: session alive,
 * user enabled, organization enabled, and REST access where it is needed. An answer is kept for some seconds in the
 * isolate, so that a revocation holds everywhere within that time; whether the address is on the organization's list is
 * looked at each time.
 */
import { isAddressAllowed } from '../../domain/ip-allow-list.ts'
import { readWithheld } from '../../domain/permission-claims.ts'
import { ROLES, type RoleName } from '../../domain/permissions.ts'
import type { Db } from '../db/client.ts'
import type { Env } from '../env.ts'
import { readAccessToken } from './access-token.ts'
import { readAllowList } from './allow-list.ts'
import type { Identity, SecondFactor, SignInMethod } from './scope.ts'
import { sha256Hex } from './secrets.ts'

/** Below the 30 s within which a revocation must hold everywhere. */
const CACHE_MS = 10_000
const MAX_CACHED = 5_000
/** How stale `last_seen_at` may get: one write per session and this long, not one per request. */
const SEEN_EVERY_MS = 5 * 60_000

export const API_KEY_PREFIX = 'hfk_'

export type Credential =
  | { kind: 'cookie'; token: string }
  /** Access token or API key. */
  | { kind: 'bearer'; token: string }

export type IdentityCheck =
  | { ok: true; identity: Identity }
  /** Who it is is known, and the organization has no REST access, or the address is not on its list. */
  | { ok: false; reason: 'unknown' | 'no_rest_access' }
  | { ok: false; reason: 'address_refused'; identity: Identity }

type Found =
  /** `allowList`: blocks of addresses that may use it; null: any. */
  | { ok: true; identity: Identity; allowList: readonly string[] | null }
  | { ok: false; reason: 'unknown' | 'no_rest_access' }

interface Cached {
  check: Found
  /** Of the credential itself; the cache may not outlive it. */
  until: number
}

const cache = new Map<string, Cached>()

/** After a change of who may do what, so that at least this isolate knows at once. */
export function forgetIdentities(): void {
  cache.clear()
}

export async function identify(
  env: Env,
  db: Db,
  credential: Credential,
  clientAddress: string | null,
  now: number,
): Promise<IdentityCheck> {
  const found = await find(env, db, credential, now)
  return found.ok ? atAddress(found, clientAddress) : found
}

/** Of a token session that its refresh token has named; not from memory. */
export async function identifySession(
  db: Db,
  sessionUid: string,
  clientAddress: string | null,
  now: number,
): Promise<IdentityCheck> {
  const found = await checkSession(db, await readSession(db, 's.uid = ?', sessionUid, now), 'token', now)
  return found.ok ? atAddress(found, clientAddress) : found
}

function atAddress(found: Extract<Found, { ok: true }>, clientAddress: string | null): IdentityCheck {
  if (!isAddressAllowed(found.allowList, clientAddress))
    return { ok: false, reason: 'address_refused', identity: found.identity }
  return { ok: true, identity: found.identity }
}

async function find(env: Env, db: Db, credential: Credential, now: number): Promise<Found> {
  const key = `${credential.kind} ${await sha256Hex(credential.token)}`
  const known = cache.get(key)
  if (known !== undefined && known.until > now) return known.check
  const { check, expiresAt } = await look(env, db, credential, now)
  if (cache.size >= MAX_CACHED) cache.clear()
  cache.set(key, { check, until: Math.min(now + CACHE_MS, expiresAt) })
  return check
}

const UNKNOWN: Found = { ok: false, reason: 'unknown' }

async function look(
  env: Env,
  db: Db,
  credential: Credential,
  now: number,
): Promise<{ check: Found; expiresAt: number }> {
  if (credential.kind === 'cookie') {
    const row = await readSession(db, 's.cookie_sha256 = ?', await sha256Hex(credential.token), now)
    return { check: await checkSession(db, row, 'cookie', now), expiresAt: endOf(row) }
  }
  if (credential.token.startsWith(API_KEY_PREFIX)) {
    const row = await readApiKey(db, await sha256Hex(credential.token))
    if (row === null || row.status !== 'enabled') return { check: UNKNOWN, expiresAt: Number.MAX_SAFE_INTEGER }
    if (row.lastUsedAt === null || row.lastUsedAt < now - SEEN_EVERY_MS)
      await db.$client.prepare('UPDATE user_logins SET last_used_at = ? WHERE id = ?').bind(now, row.loginId).run()
    return { check: checkHolder(row, 'apiKey', null), expiresAt: Number.MAX_SAFE_INTEGER }
  }
  const token = await readAccessToken(env, credential.token, now)
  if (token === null) return { check: UNKNOWN, expiresAt: Number.MAX_SAFE_INTEGER }
  const row = await readSession(db, 's.uid = ?', token.sessionUid, now)
  return { check: await checkSession(db, row, 'token', now), expiresAt: Math.min(token.expiresAt, endOf(row)) }
}

/** What is asked about a user, however the user came. */
interface Holder {
  userUid: string
  userName: string
  role: string
  hasAllCompanies: number
  hasProviderResources: number
  tenantUid: string | null
  withheldClaims: string | null
  withheldOfReseller: string | null
  userStatus: string
  userDeletedAt: number | null
  userUpdatedAt: number
  organizationUid: string
  organizationName: string
  organizationType: Identity['organizationType']
  organizationStatus: string
  organizationDeletedAt: number | null
  isRestAccessEnabled: number
  /** JSON array of blocks. */
  ipAllowList: string | null
  resellerStatus: string | null
  resellerDeletedAt: number | null
  isReadOnly: number
}

interface SessionRow extends Holder {
  sessionUid: string
  kind: 'portal' | 'token'
  expiresAt: number
  idleLimitMs: number
  lastSeenAt: number
  revokedAt: number | null
  signInMethod: SignInMethod
  secondFactor: SecondFactor
  impersonatorUserUid: string | null
  impersonatorUserName: string | null
  impersonatorOrganizationUid: string | null
  impersonatorAllowList: string | null
  impersonatorSessionUid: string | null
  /** Of one who acts as the user: its own session goes on and it still may. 1 without one. */
  mayImpersonate: number
}

interface ApiKeyRow extends Holder {
  loginId: number
  status: string
  lastUsedAt: number | null
}

const HOLDER_COLUMNS = `u.uid AS userUid, u.user_name AS userName, u.role AS role, u.has_all_companies AS hasAllCompanies,
  u.has_provider_resources AS hasProviderResources, u.tenant_uid AS tenantUid,
  o.withheld_claims AS withheldClaims, r.withheld_claims AS withheldOfReseller,
  u.status AS userStatus, u.deleted_at AS userDeletedAt, u.updated_at AS userUpdatedAt,
  o.uid AS organizationUid, o.name AS organizationName, o.type AS organizationType, o.status AS organizationStatus,
  o.deleted_at AS organizationDeletedAt, o.is_rest_access_enabled AS isRestAccessEnabled, o.ip_allow_list AS ipAllowList,
  r.status AS resellerStatus, r.deleted_at AS resellerDeletedAt`
const HOLDER_JOINS = `JOIN organizations o ON o.uid = u.organization_uid LEFT JOIN organizations r ON r.uid = o.reseller_uid`

function readSession(
  db: Db,
  condition: 's.uid = ?' | 's.cookie_sha256 = ?',
  value: string,
  now: number,
): Promise<SessionRow | null> {
  return db.$client
    .prepare(
      `SELECT s.uid AS sessionUid, s.kind AS kind, s.expires_at AS expiresAt, s.last_seen_at AS lastSeenAt,
        s.idle_limit_ms AS idleLimitMs, s.revoked_at AS revokedAt, s.is_read_only AS isReadOnly,
        s.sign_in_method AS signInMethod, s.second_factor AS secondFactor,
        s.impersonator_user_uid AS impersonatorUserUid, s.impersonator_session_uid AS impersonatorSessionUid,
        i.user_name AS impersonatorUserName, i.organization_uid AS impersonatorOrganizationUid,
        io.ip_allow_list AS impersonatorAllowList,
        CASE WHEN s.impersonator_user_uid IS NULL THEN 1
          ELSE i.role = 'PortalAdministrator' AND i.status = 'Enabled' AND i.deleted_at IS NULL
            AND b.revoked_at IS NULL AND b.expires_at > ? END AS mayImpersonate,
        ${HOLDER_COLUMNS}
      FROM sessions s JOIN users u ON u.uid = s.user_uid ${HOLDER_JOINS}
        LEFT JOIN users i ON i.uid = s.impersonator_user_uid LEFT JOIN organizations io ON io.uid = i.organization_uid
        LEFT JOIN sessions b ON b.uid = s.impersonator_session_uid
      WHERE ${condition}`,
    )
    .bind(now, value)
    .first<SessionRow>()
}

function readApiKey(db: Db, secretSha256: string): Promise<ApiKeyRow | null> {
  return db.$client
    .prepare(
      `SELECT l.id AS loginId, l.status AS status, l.last_used_at AS lastUsedAt, l.is_read_only AS isReadOnly, ${HOLDER_COLUMNS}
      FROM user_logins l JOIN users u ON u.uid = l.user_uid ${HOLDER_JOINS}
      WHERE l.secret_sha256 = ? AND l.kind = 'apiKey' AND l.deleted_at IS NULL
        AND EXISTS (SELECT 1 FROM json_each(l.scopes) WHERE value = 'rest')`,
    )
    .bind(secretSha256)
    .first<ApiKeyRow>()
}

/** When the session is over if nothing more is asked with it. */
function endOf(row: SessionRow | null): number {
  return row === null ? Number.MAX_SAFE_INTEGER : Math.min(row.expiresAt, row.lastSeenAt + row.idleLimitMs)
}

async function checkSession(db: Db, row: SessionRow | null, via: 'cookie' | 'token', now: number): Promise<Found> {
  if (row === null || row.revokedAt !== null || endOf(row) <= now) return UNKNOWN
  if (row.kind !== (via === 'cookie' ? 'portal' : 'token') || row.mayImpersonate !== 1) return UNKNOWN
  // Whoever acts as somebody else keeps its own session awake by it.
  if (row.lastSeenAt < now - SEEN_EVERY_MS)
    await db.$client
      .prepare('UPDATE sessions SET last_seen_at = ?1 WHERE uid IN (?2, ?3)')
      .bind(now, row.sessionUid, row.impersonatorSessionUid ?? row.sessionUid)
      .run()
  return checkHolder(row, via, row)
}

function checkHolder(row: Holder, via: Identity['via'], session: SessionRow | null): Found {
  if (row.userStatus !== 'Enabled' || row.userDeletedAt !== null) return UNKNOWN
  if (row.organizationStatus !== 'Active' || row.organizationDeletedAt !== null) return UNKNOWN
  if (row.resellerStatus === 'Disabled' || row.resellerDeletedAt !== null) return UNKNOWN
  if (!isRole(row.role)) return UNKNOWN
  const identity: Identity = {
    userUid: row.userUid,
    userName: row.userName,
    organizationUid: row.organizationUid,
    organizationName: row.organizationName,
    organizationType: row.organizationType,
    role: row.role,
    hasAllCompanies: row.hasAllCompanies === 1,
    hasProviderResources: row.hasProviderResources === 1,
    tenantUid: row.tenantUid,
    withheldClaims: [...readWithheld(row.withheldClaims), ...readWithheld(row.withheldOfReseller)],
    isReadOnly: row.isReadOnly === 1,
    via,
    sessionUid: session?.sessionUid ?? null,
    impersonator: session === null ? null : impersonatorOf(session),
    signInMethod: session?.signInMethod ?? null,
    secondFactor: session?.secondFactor ?? 'none',
    updatedAt: row.userUpdatedAt,
  }
  // The portals speak the same API: their sessions need no REST access.
  if (via !== 'cookie' && !hasRestAccess(row)) return { ok: false, reason: 'no_rest_access' }
  // Whoever acts as somebody else comes from where its own organization lets it come from.
  const list = identity.impersonator === null ? row.ipAllowList : (session?.impersonatorAllowList ?? null)
  return { ok: true, identity, allowList: readAllowList(list) }
}

function impersonatorOf(session: SessionRow): Identity['impersonator'] {
  const { impersonatorUserUid, impersonatorUserName, impersonatorOrganizationUid } = session
  if (impersonatorUserUid === null || impersonatorUserName === null || impersonatorOrganizationUid === null) return null
  return { userUid: impersonatorUserUid, userName: impersonatorUserName, organizationUid: impersonatorOrganizationUid }
}

/** The provider gives REST access to each reseller and company; its own users always have it. */
export function hasRestAccess(organization: {
  organizationType: string
  isRestAccessEnabled: number | boolean
}): boolean {
  return organization.organizationType === 'Provider' || Boolean(organization.isRestAccessEnabled)
}

function isRole(role: string): role is RoleName {
  return Object.hasOwn(ROLES, role)
}
