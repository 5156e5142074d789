/**
 * The declaration of one REST operation: everything that routing, authorization, input checks, the three answer formats,
 * the OpenAPI document and the security table test need to know of it. Declarations hold no handler and no I/O.
 */
import type { z } from 'zod'
import type { Permission } from '../../domain/permissions.ts'

/**
 * Who may call: a permission of domain/permissions, anybody who is signed in (`signedIn`; the service narrows to the
 * caller's own things), or anybody at all (`anonymous`).
 */
export type Access = Permission | 'signedIn' | 'anonymous'

export type AnswerShape<Schema extends z.ZodType = z.ZodType> =
  /** `{ data: object, meta, errors }` */
  | { kind: 'object'; schema: Schema }
  /** `{ data: [..], meta: { pagingInfo } }`, with limit, offset, filter, sort and select */
  | { kind: 'page'; item: Schema }
  /** `{ data: [..] }` without paging */
  | { kind: 'list'; item: Schema }
  /** `{ data: {}, errors: [] }` */
  | { kind: 'empty' }
  /** Outside the envelope, JSON only: the token endpoint */
  | { kind: 'bare'; schema: Schema }
  /** Bytes of the named media type */
  | { kind: 'binary'; mediaType: string }
  /** Whatever another operation would have answered: the result of an async action */
  | { kind: 'outcome' }
  /** An upgrade to WebSocket */
  | { kind: 'webSocket' }

export interface Operation<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  operationId: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Below /api/v3, in the contract's spelling, parameters as `{name}`. Matched without regard to case. */
  path: string
  /** Further paths of older versions that lead to the same operation. */
  olderPaths?: string[]
  tag: string
  summary: string
  access: Access
  params?: Params
  /** Beside limit, offset, filter, sort, select and expand. Unknown parameters are ignored, empty ones absent. */
  query?: Query
  /** Names that `expand` may hold. */
  expand?: readonly string[]
  body?: { mediaType: 'application/json' | 'application/x-www-form-urlencoded'; schema: Body }
  /** The body is a JSON Patch (an array of operations, or one of them). */
  isPatch?: boolean
  answer: AnswerShape<Answer>
  /** True: answers JSON whatever is asked for (the token endpoint). */
  isJsonOnly?: boolean
  /**
   * True: may take longer than a caller waits for. It runs where it can last, is answered directly when it is done within
   * some seconds, and with 202 and the address of its async action otherwise. Its handler is an ordinary one.
   */
  isSlow?: boolean
  /**
   * Of a slow operation: true when it may be run again from the start after the runtime was interrupted, because its
   * handler goes on with what is already done. Otherwise an interrupted action becomes failed.
   */
  isResumable?: boolean
  /** True: a list of what this console does not drive. Nothing else can be done at its path. */
  isAlwaysEmpty?: boolean
  /** True: changes nothing but the caller's own session, so that read-only credentials may do it whatever its method. */
  isOpenToReadOnly?: boolean
  /**
   * What somebody who is logged in as another user may not do: with true all of it, otherwise to send these members of the
   * body (dotted paths). Passwords, second factors, keys, sessions, address lists and single sign-on are the user's own.
   */
  closedToImpersonation?: true | readonly string[]
}

/** Keeps the literal types of a declaration. */
export function operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  declaration: Operation<P, Q, B, A>,
): Operation<P, Q, B, A> {
  return declaration
}
