/** From a request to the scope of whoever sent it. */
import { fail, ok, type Result } from '../../domain/result.ts'
import { auditRefusal } from '../db/audit.ts'
import type { Db } from '../db/client.ts'
import type { Env } from '../env.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { Identity } from './caller.ts'
import { type Credential, type IdentityCheck, identify } from './identity.ts'
import { isProvenSameOrigin } from './same-origin.ts'
import { Scope } from './scope.ts'
import { readSessionCookie } from './session-cookie.ts'

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS']

const REFUSALS: Record<Extract<IdentityCheck, { ok: false }>['reason'], ApiFailure> = {
  unknown: { code: 'unauthenticated', message: 'The credential is not valid, has expired or was revoked.' },
  no_rest_access: { code: 'forbidden', message: 'REST access is not enabled for the organization of this user.' },
  address_refused: {
    code: 'forbidden',
    message: 'The organization of this user does not allow access from this address.',
  },
}

export interface AuthenticationOptions {
  /** A WebSocket upgrade is a GET that opens a way to write. */
  isUpgrade: boolean
}

/** An `Authorization` header wins over a cookie; a request without either has the scope of nobody. */
export async function authenticate(
  env: Env,
  db: Db,
  request: Request,
  now: number,
  { isUpgrade }: AuthenticationOptions,
): Promise<Result<Scope, ApiFailure>> {
  const credential = readCredential(env, request)
  if (credential === null) return ok(Scope.nobody(db))
  if (credential === 'unreadable')
    return fail({
      code: 'unauthenticated',
      message: 'Send "Authorization: Bearer" with an access token or an API key.',
    })
  const check = await identify(env, db, credential, request.headers.get('cf-connecting-ip'), now)
  if (!check.ok) {
    if (check.reason === 'address_refused') await auditAddress(db, request, check.identity, now)
    return fail(REFUSALS[check.reason])
  }
  const isUnsafe = isUpgrade || !SAFE_METHODS.includes(request.method)
  if (credential.kind === 'cookie' && isUnsafe && !isProvenSameOrigin(request.headers, env.HOLDFAST_URL))
    return fail({
      code: 'forbidden',
      message: 'A change by the session cookie must come from a page of the console itself.',
    })
  return ok(new Scope(db, check.identity))
}

/** In the history of the organization whose list it is. */
function auditAddress(db: Db, request: Request, identity: Identity, now: number): Promise<void> {
  const context = {
    scope: identity,
    clientAddress: request.headers.get('cf-connecting-ip'),
    userAgent: request.headers.get('user-agent'),
    requestId: null,
    now,
  }
  return auditRefusal(db, context, { organizationUid: identity.organizationUid, kind: 'AddressRefused' })
}

function readCredential(env: Env, request: Request): Credential | 'unreadable' | null {
  const header = request.headers.get('authorization')
  if (header !== null) {
    const token = /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
    return token === undefined ? 'unreadable' : { kind: 'bearer', token }
  }
  const cookie = readSessionCookie(request.headers.get('cookie'), env.HOLDFAST_URL)
  return cookie === null || cookie === '' ? null : { kind: 'cookie', token: cookie }
}
