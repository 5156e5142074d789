import { fail, ok, type Result } from '../../../domain/result.ts'
import { endedSessionCookie } from '../../auth/session-cookie.ts'
import type { UserSession } from '../../contract/accounts/user-sessions.ts'
import type { PageSource } from '../../db/page-source.ts'
import type { ApiFailure } from '../../http/failure.ts'
import type { ApiRequest } from '../../http/route.ts'
import { sessionsSource } from '../accounts/session-queries.ts'
import { endOneSession, endSessionsOf, type SessionHolder } from '../accounts/user-sessions.ts'

export async function listOwnSessions({ scope, db, now }: ApiRequest): Promise<Result<PageSource<UserSession>, never>> {
  return ok(sessionsSource(scope, db, scope.userUid, now))
}

function ownHolder({ scope }: ApiRequest): SessionHolder {
  return { userUid: scope.userUid, userName: scope.userName, organizationUid: scope.organizationUid }
}

export async function endOtherSessions(request: ApiRequest): Promise<Result<null, ApiFailure>> {
  await endSessionsOf(request, ownHolder(request), request.scope.sessionUid)
  return ok(null)
}

export async function endOwnSession(request: ApiRequest<{ sessionUid: string }>): Promise<Result<null, ApiFailure>> {
  const { env, scope, params, answerHeaders } = request
  if (!(await endOneSession(request, ownHolder(request), params.sessionUid)))
    return fail({ code: 'not_found', what: 'The session' })
  if (scope.via === 'cookie' && params.sessionUid === scope.sessionUid)
    answerHeaders.append('Set-Cookie', endedSessionCookie(env.HOLDFAST_URL))
  return ok(null)
}
