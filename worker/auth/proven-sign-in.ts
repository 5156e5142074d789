/**
 * Where every sign-in ends whose identity is proven, be it by password, by second factor, by an identity provider or by
 * the setup: may this user sign in from here at all; then the session, and the audit of it, in one batch.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import { type AuditContext, auditStatement } from '../db/audit.ts'
import type { Db, Statement } from '../db/client.ts'
import { requirePassword } from './password-proofs.ts'
import type { SecondFactor, SignInMethod } from './scope.ts'
import { sessionCookie } from './session-cookie.ts'
import { PORTAL_SESSION_MS, startPortalSession, startTokenSession } from './sessions.ts'
import { auditFailedSignIn, type SignInRequest, whyNot } from './sign-in.ts'
import { findSignInUser, type SignInUser } from './sign-in-user.ts'

export interface ProvenSignIn {
  userUid: string
  signInMethod: SignInMethod
  secondFactor: SecondFactor
  isReadOnly?: boolean
  /** Of a sign-in by password alone: the hash that was checked. Nothing is begun when it is another one by now. */
  passwordHash?: string | null
}

export interface SignedIn {
  user: SignInUser
  sessionUid: string
}

/** The reason is in the audit; whoever signs in is told no more than that it was refused. */
export type ProvenFailure = { code: 'refused' }

/** `cookie` is the value of a Set-Cookie header. `others` go into the batch of the session. */
export async function signInToPortals(
  request: SignInRequest,
  proven: ProvenSignIn,
  others: Statement[] = [],
): Promise<Result<SignedIn & { cookie: string }, ProvenFailure>> {
  const user = await admit(request, proven)
  if (!user.ok) return user
  const { env, db } = request
  const batch = [...guards(db, proven), ...others, signedInStatement(db, request, user.value, proven, 'portal')]
  const started = await startPortalSession(db, proven, proven.isReadOnly === true, request, batch)
  const cookie = sessionCookie(env.HOLDFAST_URL, started.token, PORTAL_SESSION_MS / 1000)
  return ok({ user: user.value, sessionUid: started.sessionUid, cookie })
}

/** For integrators: `refreshToken` is shown once. */
export async function signInForTokens(
  request: SignInRequest,
  proven: ProvenSignIn,
  others: Statement[] = [],
): Promise<Result<SignedIn & { refreshToken: string }, ProvenFailure>> {
  const user = await admit(request, proven)
  if (!user.ok) return user
  const { db } = request
  const batch = [...guards(db, proven), ...others, signedInStatement(db, request, user.value, proven, 'token')]
  const started = await startTokenSession(db, proven, proven.isReadOnly === true, request, batch)
  return ok({ user: user.value, sessionUid: started.sessionUid, refreshToken: started.token })
}

function guards(db: Db, { userUid, passwordHash }: ProvenSignIn): Statement[] {
  return passwordHash === undefined ? [] : [requirePassword(db, userUid, passwordHash)]
}

async function admit(request: SignInRequest, proven: ProvenSignIn): Promise<Result<SignInUser, ProvenFailure>> {
  const user = await findSignInUser(request.db, proven.userUid)
  const reason = user === null ? 'unknown_user' : whyNot(user, request.clientAddress)
  if (user !== null && reason === null) return ok(user)
  await auditFailedSignIn(request, user?.userName ?? '', user, reason ?? 'unknown_user')
  return fail({ code: 'refused' })
}

function signedInStatement(
  db: Db,
  request: SignInRequest,
  user: SignInUser,
  { signInMethod, secondFactor, isReadOnly }: ProvenSignIn,
  via: 'portal' | 'token',
): Statement {
  const context: AuditContext = {
    ...request,
    scope: { userUid: user.userUid, userName: user.userName, impersonator: null, signInMethod, secondFactor },
  }
  return auditStatement(db, context, {
    organizationUid: user.organizationUid,
    kind: 'UserSignedIn',
    target: { type: 'User', uid: user.userUid },
    details: { via, isReadOnly: isReadOnly === true },
  })
}
