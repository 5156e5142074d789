/**
 * Every way in which a request can be refused, and the one place that turns it into the API's error form. The text of
 * an unknown error never leaves the server.
 */
import type { Permission } from '../../domain/permissions.ts'
import type { CompanyFailure } from '../../durable-objects/company/rpc.ts'
import type { JsonPatchOperation, ResponseError } from '../contract/common.ts'

export type ApiFailure =
  /** Also for everything outside the caller's scope: that it exists is no business of the caller's. */
  | { code: 'not_found'; what: string }
  | { code: 'route_not_found'; path: string }
  | { code: 'method_not_allowed'; method: string; allowed: readonly string[] }
  /** `property`: dotted path in the body; `parameter`: name in path, query or header. */
  | { code: 'invalid_input'; message: string; property?: string; parameter?: string }
  | { code: 'conflict'; message: string; property?: string }
  /** Clients of v3 know it by a code of its own. */
  | { code: 'login_url_taken' }
  | { code: 'identity_provider_configured'; message: string }
  | { code: 'certificate_without_key'; message: string; property: string }
  /** `permission` is missing; or, without one, `message` says what else is in the way. */
  | { code: 'forbidden'; permission?: Permission; message?: string }
  | { code: 'unauthenticated'; message?: string }
  | { code: 'patch_refused'; message: string; failedJsonPatch: JsonPatchOperation; isReadOnly?: boolean }
  | { code: 'not_acceptable'; message: string }
  | { code: 'body_too_large'; limitBytes: number }
  | { code: 'unsupported_media_type'; message: string }
  | { code: 'throttled'; retryAfterSeconds: number; message?: string }
  /** A part of the console does not answer; the caller may try again. */
  | { code: 'unavailable'; message: string }
  /** Something of the same caller is still under way. */
  | { code: 'try_again'; message: string }
  /** The caller asked for it, by cancelling the async action. */
  | { code: 'canceled'; message?: string }
  | { code: 'internal' }

export interface FailureAnswer {
  status: number
  error: ResponseError
  headers?: Record<string, string>
}

export function toFailureAnswer(failure: ApiFailure): FailureAnswer {
  switch (failure.code) {
    case 'not_found':
      return logical(404, `${failure.what} was not found.`)
    case 'route_not_found':
      return logical(404, `There is no ${failure.path} in this API.`)
    case 'method_not_allowed':
      return {
        ...logical(405, `${failure.method} is not allowed here, only ${failure.allowed.join(', ')}.`),
        headers: { Allow: failure.allowed.join(', ') },
      }
    case 'invalid_input':
      return logical(400, failure.message, {
        ...(failure.parameter === undefined ? {} : { parameterName: failure.parameter }),
        ...(failure.property === undefined ? {} : { propertyName: failure.property }),
      })
    case 'conflict':
      return logical(409, failure.message, failure.property === undefined ? {} : { propertyName: failure.property })
    case 'login_url_taken':
      return logical(409, 'The address is already in use by another organization.', {
        parameterName: 'loginUrl',
        code: 1000,
      })
    case 'identity_provider_configured':
      return logical(409, failure.message, { code: 10500 })
    case 'certificate_without_key':
      return logical(400, failure.message, { code: 1210, propertyName: failure.property })
    case 'forbidden':
      return security(403, failure.message ?? `This needs the permission "${failure.permission ?? 'unknown'}".`)
    case 'unauthenticated':
      return {
        ...security(401, failure.message ?? 'Sign in, or send a valid access token or API key as Bearer.'),
        headers: { 'WWW-Authenticate': 'Bearer' },
      }
    case 'patch_refused':
      return {
        status: 400,
        error: {
          message: failure.message,
          type: 'logical',
          code: failure.isReadOnly === true ? 1001 : 400,
          failedJsonPatch: failure.failedJsonPatch,
        },
      }
    case 'not_acceptable':
      return logical(406, failure.message)
    case 'body_too_large':
      return {
        status: 413,
        error: { message: `The body may have at most ${failure.limitBytes} bytes.`, type: 'transport', code: 413 },
      }
    case 'unsupported_media_type':
      return logical(415, failure.message)
    case 'throttled':
      return {
        status: 429,
        error: {
          message: failure.message ?? 'Too many requests.',
          type: 'transport',
          code: 429,
          retryAfter: failure.retryAfterSeconds,
        },
        headers: { 'Retry-After': String(failure.retryAfterSeconds) },
      }
    case 'unavailable':
      return { status: 520, error: { message: failure.message, type: 'retryableLogical', code: 520 } }
    case 'try_again':
      return { status: 409, error: { message: failure.message, type: 'retryableLogical', code: 409 } }
    case 'canceled':
      return logical(409, failure.message ?? 'The action was canceled.')
    case 'internal':
      return {
        status: 520,
        error: { message: 'The console failed to do this. Its log says why.', type: 'unspecified', code: 520 },
      }
  }
}

function logical(status: number, message: string, members: Partial<ResponseError> = {}): FailureAnswer {
  return { status, error: { message, type: 'logical', code: status, ...members } }
}

function security(status: number, message: string): FailureAnswer {
  return { status, error: { message, type: 'security', code: status } }
}

const COMPANY_NOUNS: Record<Extract<CompanyFailure, { code: 'not_found' }>['what'], string> = {
  agent: 'The agent',
  job: 'The job',
  session: 'The session',
  repository: 'The repository',
  backupResource: 'The backup resource',
  location: 'The location',
}

/** What a Company object refused, in the API's terms. */
export function fromCompanyFailure(failure: CompanyFailure): ApiFailure {
  switch (failure.code) {
    case 'not_found':
      return { code: 'not_found', what: COMPANY_NOUNS[failure.what] }
    case 'company_disabled':
      return { code: 'conflict', message: 'The company is disabled.' }
    case 'agent_offline':
      return { code: 'conflict', message: 'The agent is not connected.' }
    case 'already_running':
      return { code: 'conflict', message: 'The job is already running.' }
    case 'not_running':
      return { code: 'conflict', message: 'The job is not running.' }
    case 'agent_quota_exceeded':
      return { code: 'conflict', message: `The company's quota of ${failure.limit} ${failure.kind} agents is used up.` }
    case 'name_taken':
      return { code: 'conflict', message: `The name "${failure.name}" is already in use.`, property: 'name' }
    case 'limit':
      return { code: 'conflict', message: `At most ${failure.limit} ${failure.what} are possible.` }
    case 'target_missing':
    case 'repository_in_use':
    case 'no_password':
    case 'conflict':
      return { code: 'conflict', message: failure.message }
  }
}

/** Of something thrown: a part of the platform that is overloaded or gone for a moment may be asked again. */
export function failureOfThrown(error: unknown): ApiFailure {
  for (let current: unknown = error; current instanceof Error; current = current.cause) {
    const isPassing = 'retryable' in current && current.retryable === true
    const isOverloaded = 'overloaded' in current && current.overloaded === true
    if (isPassing || isOverloaded)
      return { code: 'unavailable', message: 'The console is busy. Try again in a moment.' }
  }
  return { code: 'internal' }
}
