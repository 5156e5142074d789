/** Sign-in and sign-out of the portals. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import { endedSessionCookie, sessionCookie } from '../../auth/session-cookie.ts'
import { PORTAL_SESSION_MS, revokeSession, startPortalSession } from '../../auth/sessions.ts'
import { type SignedInUser, signedInStatement, signIn } from '../../auth/sign-in.ts'
import type { Session } from '../../contract/session/session.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { readSessionOf } from './queries.ts'

export async function signInToPortal(
  request: ApiRequest<unknown, unknown, { userName: string; password: string }>,
): Promise<Result<Session, ApiFailure>> {
  const { env, db, body } = request
  const signedIn = await signIn(env, db, { ...request, login: body.userName, password: body.password })
  if (signedIn.ok) return openPortalSession(request, signedIn.value)
  if (signedIn.failure.code === 'locked') {
    const { retryAfterSeconds } = signedIn.failure
    return fail({ code: 'throttled', retryAfterSeconds, message: 'Too many attempts to sign in. Try again later.' })
  }
  const message = 'The user name or the password is wrong, or the account is disabled.'
  return fail({ code: 'unauthenticated', message })
}

/** For a user whose identity is proven. */
export async function openPortalSession(request: ApiRequest, user: SignedInUser): Promise<Result<Session, ApiFailure>> {
  const { env, db } = request
  const session = await readSessionOf(db, user.userUid)
  if (session === null) return fail({ code: 'not_found', what: 'The user' })
  const audit = [signedInStatement(db, user, request, 'portal')]
  const started = await startPortalSession(db, user.userUid, request, audit)
  request.answerHeaders.append('Set-Cookie', sessionCookie(env.HOLDFAST_URL, started.token, PORTAL_SESSION_MS / 1000))
  return ok(session)
}

export async function readSession({ db, scope }: ApiRequest): Promise<Result<Session, ApiFailure>> {
  const session = await readSessionOf(db, scope.userUid)
  return session === null ? fail({ code: 'unauthenticated' }) : ok(session)
}

export async function endSession({
  env,
  db,
  scope,
  now,
  answerHeaders,
}: ApiRequest): Promise<Result<null, ApiFailure>> {
  if (scope.sessionUid === null)
    return fail({
      code: 'conflict',
      message: 'An API key has no session that could be ended. Delete or disable the key.',
    })
  await revokeSession(db, scope.sessionUid, now)
  if (scope.via === 'cookie') answerHeaders.append('Set-Cookie', endedSessionCookie(env.HOLDFAST_URL))
  return ok(null)
}
