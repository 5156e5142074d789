/** One entry of the API's error body. `parameterName` or `propertyName` names what was refused. */
export interface WireError {
  message: string
  type?: string
  code?: number
  parameterName?: string | null
  propertyName?: string | null
  failedJsonPatch?: { path?: string | null } | null
  retryAfter?: number | null
}

export type ApiErrorKind =
  | 'offline'
  | 'unauthenticated'
  | 'forbidden'
  | 'notFound'
  | 'invalid'
  | 'conflict'
  | 'throttled'
  | 'server'

/** A refused or failed request. Its `kind` decides what a page shows; its `message` is the server's own sentence. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind
  readonly status: number
  readonly errors: readonly WireError[]
  readonly requestId: string | undefined

  constructor(kind: ApiErrorKind, status: number, errors: readonly WireError[], requestId: string | undefined) {
    super(errors.map((error) => error.message).join(' ') || kind)
    this.name = 'ApiError'
    this.kind = kind
    this.status = status
    this.errors = errors
    this.requestId = requestId
  }
}

export function kindOfStatus(status: number): ApiErrorKind {
  switch (status) {
    case 401:
      return 'unauthenticated'
    case 403:
      return 'forbidden'
    case 404:
      return 'notFound'
    case 409:
      return 'conflict'
    case 429:
      return 'throttled'
    default:
      return status >= 400 && status < 500 ? 'invalid' : 'server'
  }
}

/** Reads the error entries of a refused answer; a body that is none of ours gives an empty list. */
export function readWireErrors(body: unknown): WireError[] {
  if (typeof body !== 'object' || body === null || !('errors' in body) || !Array.isArray(body.errors)) return []
  return body.errors.filter(
    (entry: unknown): entry is WireError =>
      typeof entry === 'object' && entry !== null && 'message' in entry && typeof entry.message === 'string',
  )
}

export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause
  return new ApiError('offline', 0, [], undefined)
}
