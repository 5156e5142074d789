/** Sign-in and sign-out of the portals. */
import { eq } from 'drizzle-orm'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { openChallenge } from '../../auth/challenges.ts'
import { forgetIdentities } from '../../auth/identity.ts'
import { type ProvenSignIn, signInToPortals } from '../../auth/proven-sign-in.ts'
import { endedSessionCookie } from '../../auth/session-cookie.ts'
import { revokeSessionStatement } from '../../auth/sessions.ts'
import { checkPassword, type SignInFailure, whilePasswordHolds } from '../../auth/sign-in.ts'
import { findSignInUser } from '../../auth/sign-in-user.ts'
import type { Session, SignInAnswer } from '../../contract/session/session.ts'
import { auditStatement } from '../../db/audit.ts'
import { type Db, runBatch, type Statement } from '../../db/client.ts'
import { sessions } from '../../db/schema/users.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { impersonationEvents } from './impersonation.ts'
import { readSessionOf } from './queries.ts'

export async function signInByPassword(
  request: ApiRequest<unknown, unknown, { userName: string; password: string }>,
): Promise<Result<SignInAnswer, ApiFailure>> {
  const { db, body, now } = request
  const checked = await checkPassword(request, { login: body.userName, password: body.password })
  if (!checked.ok) return fail(signInFailure(checked.failure))
  const user = checked.value
  const { userUid, passwordHash } = user
  const begun = await whilePasswordHolds(request, user, async () =>
    user.hasSecondFactor || user.isSecondFactorDemanded
      ? ok({
          ...NOBODY,
          mfaToken: await openChallenge(db, user, false, now),
          isEnrolmentRequired: !user.hasSecondFactor,
        })
      : openPortalSession(request, { userUid, signInMethod: 'password', secondFactor: 'none', passwordHash }),
  )
  return begun.ok ? begun.value : fail(signInFailure(begun.failure))
}

const NOBODY = {
  user: null,
  organization: null,
  portal: null,
  permissions: null,
  managesRoles: null,
  timeZone: null,
  impersonator: null,
  secondFactor: null,
  signInMethod: null,
}

/** One answer for every reason; only how long to wait is told. */
export function signInFailure(failure: SignInFailure): ApiFailure {
  if (failure.code === 'locked') {
    const { retryAfterSeconds } = failure
    return { code: 'throttled', retryAfterSeconds, message: 'Too many attempts to sign in. Try again later.' }
  }
  return { code: 'unauthenticated', message: REFUSED }
}

const REFUSED = 'The user name or the password is wrong, or the account may not sign in (from here).'

/** For a user whose identity is proven: the answer sets the cookie. */
export async function openPortalSession(
  request: ApiRequest,
  proven: ProvenSignIn,
  others: Statement[] = [],
): Promise<Result<SignInAnswer, ApiFailure>> {
  const signedIn = await signInToPortals(request, proven, others)
  if (!signedIn.ok) return fail(signInFailure(signedIn.failure))
  request.answerHeaders.append('Set-Cookie', signedIn.value.cookie)
  const session = await readSessionOf(request.db, { ...proven, impersonator: null })
  if (session === null) return fail({ code: 'unauthenticated', message: REFUSED })
  return ok({ ...session, mfaToken: null, isEnrolmentRequired: false })
}

export async function readSession({ db, scope }: ApiRequest): Promise<Result<Session, ApiFailure>> {
  const session = await readSessionOf(db, scope)
  return session === null ? fail({ code: 'unauthenticated' }) : ok(session)
}

export async function endSession(request: ApiRequest): Promise<Result<null, ApiFailure>> {
  const { env, db, scope, now, answerHeaders } = request
  if (scope.sessionUid === null)
    return fail({
      code: 'conflict',
      message: 'An API key has no session that could be ended. Delete or disable the key.',
    })
  // In a portal the cookie of the own session is gone as well: with it ends what is done as somebody else.
  const ownUid = scope.via === 'cookie' ? await findOwnSessionUid(db, scope.sessionUid) : scope.sessionUid
  await runBatch(db, [revokeSessionStatement(db, ownUid, now), ...(await signOutEvents(request))])
  forgetIdentities()
  if (scope.via === 'cookie') answerHeaders.append('Set-Cookie', endedSessionCookie(env.HOLDFAST_URL))
  return ok(null)
}

/** Of one who acts as somebody else that this has ended, on both sides; and of a portal that its own user has left. */
async function signOutEvents(request: ApiRequest): Promise<Statement[]> {
  const { db, scope } = request
  const { impersonator, organizationUid } = scope
  const user = impersonator === null ? null : await findSignInUser(db, scope.userUid)
  if (impersonator === null || user === null)
    return [auditStatement(db, request, { organizationUid, kind: 'UserSignedOut' })]
  const isPortal = scope.via === 'cookie'
  const ended = impersonationEvents(request, impersonator, user, 'ImpersonationEnded', isPortal ? 'portal' : 'token')
  if (!isPortal) return ended
  const { userUid, userName } = impersonator
  const context = { ...request, scope: { userUid, userName, impersonator: null } }
  return [
    ...ended,
    auditStatement(db, context, { organizationUid: impersonator.organizationUid, kind: 'UserSignedOut' }),
  ]
}

/** Of one who acts as somebody else its own session; otherwise the session itself. */
async function findOwnSessionUid(db: Db, sessionUid: string): Promise<string> {
  const row = await db
    .select({ impersonatorSessionUid: sessions.impersonatorSessionUid })
    .from(sessions)
    .where(eq(sessions.uid, sessionUid))
    .get()
  return row?.impersonatorSessionUid ?? sessionUid
}
