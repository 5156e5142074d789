/** Makes the user that a sign-in leads to, or brings the one it made before up to date, and remembers who it is. */
import { eq, sql } from 'drizzle-orm'
import { auditChanges } from '../../../domain/audit-changes.ts'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { revokeSessionsStatement } from '../../auth/sessions.ts'
import type { SignInRequest } from '../../auth/sign-in.ts'
import { type AuditContext, auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { organizationExists } from '../../db/directory-rev.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { userIdentities } from '../../db/schema/single-sign-on.ts'
import { users } from '../../db/schema/users.ts'
import type { Place } from './find-place.ts'
import type { ProviderRow } from './provider-settings.ts'
import type { PersonProfile, ResolvedPerson, UserRow } from './resolve-person.ts'

export interface WrittenPerson {
  userUid: string
  isNew: boolean
}

/** Null: another sign-in or change came between; resolve anew. */
export async function writePerson(
  request: SignInRequest,
  provider: ProviderRow,
  subject: string,
  resolved: ResolvedPerson,
): Promise<WrittenPerson | null> {
  const { db } = request
  const userUid = resolved.user?.uid ?? newUid()
  const statements = [
    ...ruleStands(request, resolved),
    ...(resolved.user === null ? creation(request, provider, resolved, userUid) : []),
    ...(resolved.user !== null && resolved.isUserMade ? await update(request, provider, resolved, resolved.user) : []),
    identity(request, provider, subject, resolved, userUid),
  ]
  try {
    await runBatch(db, statements)
    return { userUid, isNew: resolved.user === null }
  } catch (error) {
    if (isGuardFailure(error) || violatedUnique(error) !== null) return null
    throw error
  }
}

/** A rule that was deleted or disabled in the meantime makes nobody. */
function ruleStands({ db }: SignInRequest, { rule, place }: ResolvedPerson): Statement[] {
  return [
    requireInBatch(db, organizationExists(place.organizationUid)),
    requireInBatch(db, sql`EXISTS (SELECT 1 FROM identity_provider_rules WHERE uid = ${rule.uid} AND is_enabled = 1)`),
  ]
}

function creation(
  request: SignInRequest,
  provider: ProviderRow,
  { rule, place, profile }: ResolvedPerson,
  userUid: string,
): Statement[] {
  const { db, now } = request
  const { organizationUid } = place
  return [
    db.insert(users).values({
      uid: userUid,
      organizationUid,
      userName: profile.userName,
      userNameFold: foldKey(profile.userName),
      userNameNatural: naturalKey(profile.userName),
      ...userColumns(rule.role, place, profile),
      createdAt: now,
      updatedAt: now,
    }),
    ...assignments(request, userUid, place),
    bumpRevision(db, 'users', organizationUid),
    auditStatement(db, auditContext(request, userUid, profile.userName), {
      organizationUid,
      kind: 'UserCreated',
      target: { type: 'User', uid: userUid },
      details: { userName: profile.userName, role: rule.role, identityProvider: provider.name, rule: rule.name },
    }),
  ]
}

function userColumns(role: string, place: Place, profile: PersonProfile) {
  const fold = (text: string | null) => (text === null ? null : foldKey(text))
  const { firstName, lastName, email, phone, address } = profile
  return {
    role,
    firstName,
    firstNameFold: fold(firstName),
    lastName,
    lastNameFold: fold(lastName),
    email,
    emailFold: fold(email),
    phone,
    phoneFold: fold(phone),
    address,
    addressFold: fold(address),
    hasAllCompanies: place.companyUids === null,
    hasProviderResources: place.hasProviderResources,
  }
}

function assignments({ db }: SignInRequest, userUid: string, place: Place): Statement[] {
  const list = (uids: readonly string[]) => sql`json_each(${JSON.stringify(uids)})`
  return [
    db.run(sql`DELETE FROM user_locations WHERE user_uid = ${userUid}`),
    db.run(sql`DELETE FROM user_companies WHERE user_uid = ${userUid}`),
    db.run(sql`INSERT INTO user_locations (user_uid, location_uid)
      SELECT ${userUid}, value FROM ${list(place.locationUids)}`),
    db.run(sql`INSERT INTO user_companies (user_uid, company_uid)
      SELECT ${userUid}, value FROM ${list(place.companyUids ?? [])}`),
  ]
}

/** Nothing when nothing has changed. A new role ends the sessions that were begun with the old one. */
async function update(
  request: SignInRequest,
  provider: ProviderRow,
  { rule, place, profile }: ResolvedPerson,
  user: UserRow,
): Promise<Statement[]> {
  const { db, now } = request
  const columns = userColumns(rule.role, place, profile)
  const before = { ...shown(user), ...(await chosen(request, user.uid)) }
  const after = {
    ...shown({ ...user, ...columns }),
    locationUids: [...place.locationUids].sort(),
    companyUids: [...(place.companyUids ?? [])].sort(),
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return []
  return [
    db
      .update(users)
      .set({ ...columns, updatedAt: Math.max(now, user.updatedAt + 1) })
      .where(eq(users.uid, user.uid)),
    ...assignments(request, user.uid, place),
    ...(user.role === rule.role ? [] : [revokeSessionsStatement(db, user.uid, now)]),
    bumpRevision(db, 'users', user.organizationUid),
    auditStatement(db, auditContext(request, user.uid, user.userName), {
      organizationUid: user.organizationUid,
      kind: user.role === rule.role ? 'UserEdited' : 'SsoUserRoleChanged',
      target: { type: 'User', uid: user.uid },
      details: { userName: user.userName, role: rule.role, identityProvider: provider.name, rule: rule.name },
      changes: auditChanges(before, after),
    }),
  ]
}

function shown(user: UserRow) {
  const { role, firstName, lastName, email, phone, address, hasAllCompanies, hasProviderResources } = user
  return { role, firstName, lastName, email, phone, address, hasAllCompanies, hasProviderResources }
}

async function chosen({ db }: SignInRequest, userUid: string) {
  const row = await db.$client
    .prepare(
      `SELECT (SELECT json_group_array(location_uid) FROM user_locations WHERE user_uid = ?1) AS locations,
        (SELECT json_group_array(company_uid) FROM user_companies WHERE user_uid = ?1) AS companies`,
    )
    .bind(userUid)
    .first<{ locations: string; companies: string }>()
  const sorted = (list: string | undefined) => (JSON.parse(list ?? '[]') as string[]).sort()
  return { locationUids: sorted(row?.locations), companyUids: sorted(row?.companies) }
}

/** Of an earlier user of the same person that is gone, or found by another rule, the identity passes on. */
function identity(
  { db, now }: SignInRequest,
  provider: ProviderRow,
  subject: string,
  { rule, place, isUserMade }: ResolvedPerson,
  userUid: string,
): Statement {
  const current = { ruleUid: rule.uid, userUid, isUserMade, signedInAt: now }
  return db
    .insert(userIdentities)
    .values({
      uid: newUid(),
      providerUid: provider.uid,
      organizationUid: place.organizationUid,
      subject,
      createdAt: now,
      ...current,
    })
    .onConflictDoUpdate({
      target: [userIdentities.providerUid, userIdentities.subject, userIdentities.organizationUid],
      set: current,
    })
}

/** The person itself is who does it, by way of its provider. */
function auditContext(request: SignInRequest, userUid: string, userName: string): AuditContext {
  return { ...request, scope: { userUid, userName, impersonator: null, signInMethod: 'sso', secondFactor: 'sso' } }
}
