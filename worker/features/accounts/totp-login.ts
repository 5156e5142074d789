/** The authenticator app of the user who asks: a secret for it, and its setup as a login of the user. */
import { and, eq, isNull } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { enterAttempt } from '../../auth/attempt-guards.ts'
import { newRecoveryCodes } from '../../auth/recovery-codes.ts'
import type { Scope } from '../../auth/scope.ts'
import {
  addFactorStatements,
  removeFactorStatements,
  replaceRecoveryCodes,
  totpDigest,
} from '../../auth/second-factor.ts'
import { sealSecret } from '../../auth/secret-box.ts'
import { findSignInUser, type SignInUser } from '../../auth/sign-in-user.ts'
import { findTotpStep, newTotpSecret, readTotpUrl, totpUrl } from '../../auth/totp.ts'
import type { UserLogin } from '../../contract/accounts/logins.ts'
import { auditStatement } from '../../db/audit.ts'
import { type Db, runBatch, type Statement, violatedUnique } from '../../db/client.ts'
import { bumpRevision } from '../../db/revisions.ts'
import { users } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { deliverSoon } from '../../mail/queue.ts'
import { factorMails } from '../session/security-mails.ts'
import { findLoginByDigest } from './login-queries.ts'
import { USER_NOT_FOUND } from './manageable-user.ts'

export async function makeTotpSecret({ scope }: ApiRequest) {
  const secret = newTotpSecret()
  return ok({ secret, secretUrl: totpUrl(secret, scope) })
}

interface TotpQuery {
  secretUrl: string
  code: string
  description: string
  scopes: UserLogin['scopes']
}

export async function addTotpLoginOf(
  request: ApiRequest<{ userUid: string }, TotpQuery>,
): Promise<Result<UserLogin, ApiFailure>> {
  const { env, db, scope, query, clientAddress, now } = request
  const found = await findOwnUser(scope, db, request.params.userUid)
  if (!found.ok) return found
  const user = found.value
  const secret = readTotpUrl(query.secretUrl)
  if (!secret.ok) return invalid('secretUrl', secret.failure)
  if (query.scopes.includes('unknown')) return invalid('scopes', 'may hold rest, ui and integration')
  const attempt = await enterAttempt(env, { kind: 'code', key: user.userUid, clientAddress }, now)
  if (!attempt.ok) {
    const { retryAfterSeconds } = attempt.failure
    return fail({ code: 'throttled', retryAfterSeconds, message: 'Too many wrong codes. Try again later.' })
  }
  const step = findTotpStep(secret.value, query.code, now)
  if (step === null) {
    await attempt.value.failed()
    return invalid('code', 'is not what an app with this secret shows now')
  }
  await attempt.value.succeeded()
  const secretSha256 = await totpDigest(secret.value)
  const codes = newRecoveryCodes()
  const sealedSecret = await sealSecret(env, 'totpSecret', secret.value)
  try {
    await runBatch(db, [
      ...addFactorStatements(
        db,
        {
          userUid: user.userUid,
          sealedSecret,
          secretSha256,
          description: query.description.trim() || 'Authenticator app',
          scopes: JSON.stringify([...new Set(query.scopes)]),
          step,
        },
        now,
      ),
      ...(await replaceRecoveryCodes(db, user.userUid, codes, now)),
      ...record(request, user, 'MfaConfigured'),
      ...(await factorMails(request, user)),
    ])
  } catch (error) {
    const violated = violatedUnique(error)
    if (violated === null) throw error
    return violated.includes('secret_sha256')
      ? invalid('secretUrl', 'holds a secret that was used before; ask for a new one')
      : fail(ALREADY_SET_UP)
  }
  deliverSoon(request)
  const login = await findLoginByDigest(scope, db, secretSha256)
  return login === null ? fail(USER_NOT_FOUND) : ok({ ...login, parameters: JSON.stringify({ recoveryCodes: codes }) })
}

const ALREADY_SET_UP: ApiFailure = {
  code: 'conflict',
  message: 'An authenticator app is set up already. Remove its login first.',
}

async function findOwnUser(scope: Scope, db: Db, userUid: string): Promise<Result<SignInUser, ApiFailure>> {
  if (userUid !== scope.userUid) {
    const isSeen = (await db.$count(users, and(eq(users.uid, userUid), isNull(users.deletedAt), scope.users()))) > 0
    if (!isSeen) return fail(USER_NOT_FOUND)
    return fail({ code: 'forbidden', message: 'Users set up their authenticator app themselves.' })
  }
  if (scope.sessionUid === null)
    return fail({ code: 'forbidden', message: 'An API key cannot change what its user signs in with.' })
  const user = await findSignInUser(db, userUid)
  if (user === null) return fail(USER_NOT_FOUND)
  return user.hasSecondFactor ? fail(ALREADY_SET_UP) : ok(user)
}

function invalid(parameter: string, reason: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message: `"${parameter}" ${reason}.`, parameter })
}

function record(request: ApiRequest, user: SignInUser, kind: string): Statement[] {
  const { db } = request
  const { userUid, userName, organizationUid } = user
  return [
    bumpRevision(db, 'users', organizationUid),
    bumpRevision(db, 'userLogins', organizationUid),
    auditStatement(db, request, {
      organizationUid,
      kind,
      target: { type: 'User', uid: userUid },
      details: { userName },
    }),
  ]
}

/** Removing the login of an app: by its user, who has just shown it, and only where none is demanded. */
export async function removeTotpLogin(request: ApiRequest, login: UserLogin): Promise<Result<boolean, ApiFailure>> {
  const { db, scope, now } = request
  if (login.userUid !== scope.userUid)
    return fail({
      code: 'conflict',
      message: 'The second factor of another user is taken away by resetting it: POST …/mfaReset.',
    })
  const user = await findSignInUser(db, scope.userUid)
  if (user === null || scope.sessionUid === null)
    return fail({ code: 'forbidden', message: 'An API key cannot change what its user signs in with.' })
  if (user.isSecondFactorDemanded)
    return fail({ code: 'conflict', message: 'A second factor is demanded of you. An administrator can reset it.' })
  if (scope.secondFactor === 'none')
    return fail({ code: 'forbidden', message: 'Sign in with the second factor first: this session was begun without.' })
  await runBatch(db, [...removeFactorStatements(db, user.userUid, now), ...record(request, user, 'MfaRemoved')])
  return ok(true)
}
