/**
 * The setup: provider organization, first site and first Portal Administrator come into being in one batch, by whoever
 * holds the one-time token, and only as long as there is no administrator.
 */
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { userNameProblem } from '../../../domain/user-name.ts'
import { hashPassword, passwordProblem } from '../../auth/passwords.ts'
import { signInToPortals } from '../../auth/proven-sign-in.ts'
import { equalsInConstantTime, sha256Hex } from '../../auth/secrets.ts'
import type { Session } from '../../contract/session/session.ts'
import type { completeSetup } from '../../contract/setup/setup.ts'
import { auditStatement } from '../../db/audit.ts'
import { isGuardFailure, requireInBatch } from '../../db/batch-guard.ts'
import { type Db, runBatch, violatedUnique } from '../../db/client.ts'
import { newUid } from '../../db/new-uid.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { organizations } from '../../db/schema/organizations.ts'
import { sites } from '../../db/schema/sites.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { readSessionOf } from '../session/queries.ts'

type SetupInput = z.output<NonNullable<typeof completeSetup.body>['schema']>
type SetupRequest = ApiRequest<unknown, unknown, SetupInput>

const NO_ADMINISTRATOR = sql`NOT EXISTS (SELECT 1 FROM users u WHERE u.role = 'PortalAdministrator' AND u.deleted_at IS NULL)`
const ALREADY_DONE: ApiFailure = { code: 'conflict', message: 'The setup is done: a Portal Administrator exists.' }

export async function isSetupOpen(db: Db): Promise<boolean> {
  const row = await db.get<{ isOpen: number }>(sql`SELECT ${NO_ADMINISTRATOR} AS isOpen`)
  return row?.isOpen === 1
}

export async function createFirstAdministrator(request: SetupRequest): Promise<Result<Session, ApiFailure>> {
  const { env, db, body } = request
  if (!(await isSetupOpen(db))) return fail(ALREADY_DONE)
  const expected = env.HOLDFAST_SETUP_TOKEN_SHA256?.toLowerCase() ?? ''
  if (expected === '' || !equalsInConstantTime(await sha256Hex(body.token), expected))
    return fail({ code: 'forbidden', message: 'The setup link is not the one that this console has printed.' })
  const problem = inputProblem(body)
  if (problem !== null) return fail(problem)
  const created = await insertFirstRows(request, await hashPassword(body.password))
  if (!created.ok) return created
  return signInAdministrator(request, created.value.userUid)
}

async function signInAdministrator(request: SetupRequest, userUid: string): Promise<Result<Session, ApiFailure>> {
  const origin = { userUid, signInMethod: 'setup', secondFactor: 'none' } as const
  const signedIn = await signInToPortals(request, origin)
  if (!signedIn.ok) return fail({ code: 'unauthenticated' })
  request.answerHeaders.append('Set-Cookie', signedIn.value.cookie)
  const session = await readSessionOf(request.db, { ...origin, impersonator: null })
  return session === null ? fail({ code: 'unauthenticated' }) : ok(session)
}

function inputProblem({ userName, organizationName, password, timeZone }: SetupInput): ApiFailure | null {
  const nameProblem = userNameProblem(userName.trim())
  if (nameProblem !== null)
    return { code: 'invalid_input', message: `"userName" ${nameProblem}.`, property: 'userName' }
  const weakness = passwordProblem(password, {
    userName,
    ...(organizationName === undefined ? {} : { organizationName }),
  })
  if (weakness !== null) return { code: 'invalid_input', message: `"password" ${weakness}.`, property: 'password' }
  if (timeZone !== undefined && !isTimeZone(timeZone))
    return { code: 'invalid_input', message: '"timeZone" must be an IANA time zone.', property: 'timeZone' }
  return null
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

async function insertFirstRows(
  request: SetupRequest,
  passwordHash: string,
): Promise<Result<{ userUid: string; userName: string; organizationUid: string }, ApiFailure>> {
  const { db, body, now } = request
  const existing = await db
    .select({ uid: organizations.uid })
    .from(organizations)
    .where(sql`${organizations.type} = 'Provider'`)
    .get()
  const organizationUid = existing?.uid ?? newUid()
  const userUid = newUid()
  const userName = body.userName.trim()
  const organizationName = body.organizationName ?? 'Service provider'
  const provider = {
    uid: organizationUid,
    type: 'Provider' as const,
    ...named(organizationName),
    timeZone: body.timeZone ?? 'UTC',
  }
  const administrator = {
    uid: userUid,
    organizationUid,
    role: 'PortalAdministrator',
    userName,
    userNameFold: foldKey(userName),
    userNameNatural: naturalKey(userName),
    passwordHash,
    passwordChangedAt: now,
    ...folded('firstName', body.firstName),
    ...folded('lastName', body.lastName),
    ...folded('email', body.email),
  }
  const actor = { ...request, scope: { userUid, userName } }
  const times = { createdAt: now, updatedAt: now }
  try {
    await runBatch(db, [
      requireInBatch(db, NO_ADMINISTRATOR),
      ...(existing === undefined
        ? [
            db.insert(organizations).values({ ...provider, isRestAccessEnabled: true, ...times }),
            db.insert(sites).values({ uid: newUid(), ...named('Main site'), bucketBinding: 'SITE_1', createdAt: now }),
            bumpRevision(db, 'organizations', organizationUid),
            bumpRevision(db, 'sites', organizationUid),
          ]
        : []),
      db.insert(users).values({ ...administrator, ...times }),
      bumpRevision(db, 'users', organizationUid),
      auditStatement(db, actor, { organizationUid, kind: 'SetupCompleted', target: { type: 'User', uid: userUid } }),
    ])
  } catch (error) {
    if (isGuardFailure(error)) return fail(ALREADY_DONE)
    if (violatedUnique(error) === null) throw error
    return fail({ code: 'conflict', message: `The user name "${userName}" is already in use.`, property: 'userName' })
  }
  return ok({ userUid, userName, organizationUid })
}

function named(name: string): { name: string; nameFold: string; nameNatural: string } {
  return { name, nameFold: foldKey(name), nameNatural: naturalKey(name) }
}

function folded(
  member: 'firstName' | 'lastName' | 'email',
  text: string | null | undefined,
): Record<string, string | null> {
  const value = text ? text : null
  return { [member]: value, [`${member}Fold`]: value === null ? null : foldKey(value) }
}
