/**
 * From a credential to who is asking. Cookie, access token and API key all end at the same check in D1: session alive,
 * user enabled, organization enabled, and REST access where it is needed. An answer is kept for some seconds in the
 * isolate, so that a revocation holds everywhere within that time.
 */
import { ROLES, type RoleName } from '../../domain/permissions.ts'
import type { Db } from '../db/client.ts'
import type { Env } from '../env.ts'
import { readAccessToken } from './access-token.ts'
import type { Identity } from './scope.ts'
import { sha256Hex } from './secrets.ts'

/** Below the 30 s within which a revocation must hold everywhere. */
const CACHE_MS = 10_000
const MAX_CACHED = 5_000
/** A portal left alone for this long signs itself out. */
export const PORTAL_IDLE_MS = 12 * 3_600_000
/** How stale `last_seen_at` may get: one write per session and this long, not one per request. */
const SEEN_EVERY_MS = 5 * 60_000

export const API_KEY_PREFIX = 'hfk_'

export type Credential =
  | { kind: 'cookie'; token: string }
  /** Access token or API key. */
  | { kind: 'bearer'; token: string }

export type IdentityCheck =
  | { ok: true; identity: Identity }
  /** Who it is is known, and the organization has no REST access. */
  | { ok: false; reason: 'unknown' | 'no_rest_access' }

interface Cached {
  check: IdentityCheck
  /** Of the credential itself; the cache may not outlive it. */
  until: number
}

const cache = new Map<string, Cached>()

/** After a change of who may do what, so that at least this isolate knows at once. */
export function forgetIdentities(): void {
  cache.clear()
}

export async function identify(env: Env, db: Db, credential: Credential, now: number): Promise<IdentityCheck> {
  const key = `${credential.kind} ${await sha256Hex(credential.token)}`
  const known = cache.get(key)
  if (known !== undefined && known.until > now) return known.check
  const { check, expiresAt } = await look(env, db, credential, now)
  if (cache.size >= MAX_CACHED) cache.clear()
  cache.set(key, { check, until: Math.min(now + CACHE_MS, expiresAt) })
  return check
}

const UNKNOWN: IdentityCheck = { ok: false, reason: 'unknown' }

async function look(
  env: Env,
  db: Db,
  credential: Credential,
  now: number,
): Promise<{ check: IdentityCheck; expiresAt: number }> {
  if (credential.kind === 'cookie') {
    const row = await readSession(db, 's.cookie_sha256 = ?', await sha256Hex(credential.token))
    return { check: await checkSession(db, row, 'cookie', now), expiresAt: row?.expiresAt ?? Number.MAX_SAFE_INTEGER }
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
  const row = await readSession(db, 's.uid = ?', token.sessionUid)
  return { check: await checkSession(db, row, 'token', now), expiresAt: token.expiresAt }
}

/** What is asked about a user, however the user came. */
interface Holder {
  userUid: string
  userName: string
  role: string
  hasAllCompanies: number
  userStatus: string
  userDeletedAt: number | null
  userUpdatedAt: number
  organizationUid: string
  organizationName: string
  organizationType: Identity['organizationType']
  organizationStatus: string
  organizationDeletedAt: number | null
  isRestAccessEnabled: number
  resellerStatus: string | null
  resellerDeletedAt: number | null
  isReadOnly: number
}

interface SessionRow extends Holder {
  sessionUid: string
  kind: 'portal' | 'token'
  expiresAt: number
  lastSeenAt: number
  revokedAt: number | null
}

interface ApiKeyRow extends Holder {
  loginId: number
  status: string
  lastUsedAt: number | null
}

const HOLDER_COLUMNS = `u.uid AS userUid, u.user_name AS userName, u.role AS role, u.has_all_companies AS hasAllCompanies,
  u.status AS userStatus, u.deleted_at AS userDeletedAt, u.updated_at AS userUpdatedAt,
  o.uid AS organizationUid, o.name AS organizationName, o.type AS organizationType, o.status AS organizationStatus,
  o.deleted_at AS organizationDeletedAt, o.is_rest_access_enabled AS isRestAccessEnabled,
  r.status AS resellerStatus, r.deleted_at AS resellerDeletedAt`
const HOLDER_JOINS = `JOIN organizations o ON o.uid = u.organization_uid LEFT JOIN organizations r ON r.uid = o.reseller_uid`

function readSession(
  db: Db,
  condition: 's.uid = ?' | 's.cookie_sha256 = ?',
  value: string,
): Promise<SessionRow | null> {
  return db.$client
    .prepare(
      `SELECT s.uid AS sessionUid, s.kind AS kind, s.expires_at AS expiresAt, s.last_seen_at AS lastSeenAt,
        s.revoked_at AS revokedAt, s.is_read_only AS isReadOnly, ${HOLDER_COLUMNS}
      FROM sessions s JOIN users u ON u.uid = s.user_uid ${HOLDER_JOINS} WHERE ${condition}`,
    )
    .bind(value)
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

async function checkSession(
  db: Db,
  row: SessionRow | null,
  via: 'cookie' | 'token',
  now: number,
): Promise<IdentityCheck> {
  if (row === null || row.revokedAt !== null || row.expiresAt <= now) return UNKNOWN
  if (row.kind !== (via === 'cookie' ? 'portal' : 'token')) return UNKNOWN
  if (via === 'cookie' && row.lastSeenAt <= now - PORTAL_IDLE_MS) return UNKNOWN
  if (row.lastSeenAt < now - SEEN_EVERY_MS)
    await db.$client.prepare('UPDATE sessions SET last_seen_at = ? WHERE uid = ?').bind(now, row.sessionUid).run()
  return checkHolder(row, via, row.sessionUid)
}

function checkHolder(row: Holder, via: Identity['via'], sessionUid: string | null): IdentityCheck {
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
    isReadOnly: row.isReadOnly === 1,
    via,
    sessionUid,
    updatedAt: row.userUpdatedAt,
  }
  // The portals speak the same API: their sessions need no REST access.
  if (via !== 'cookie' && !hasRestAccess(row)) return { ok: false, reason: 'no_rest_access' }
  return { ok: true, identity }
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
