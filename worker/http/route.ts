/** What a feature's handler is given and what it answers; `register<Area>(route)` ties handlers to declarations. */
import type { z } from 'zod'
import type { Result } from '../../domain/result.ts'
import type { Scope } from '../auth/scope.ts'
import type { JsonPatchOperation, ResponseError } from '../contract/common.ts'
import type { Operation } from '../contract/operation.ts'
import type { Db } from '../db/client.ts'
import type { PageSource } from '../db/page-source.ts'
import type { Env } from '../env.ts'
import type { ApiFailure } from './failure.ts'
import type { Outcome } from './outcome.ts'

export interface ApiRequest<Params = unknown, Query = unknown, Body = unknown> {
  env: Env
  db: Db
  scope: Scope
  params: Params
  query: Query
  body: Body
  /** The operations of a JSON Patch; empty where the declaration is none. */
  patch: JsonPatchOperation[]
  /** The body as it came; null where the declaration has none. */
  bodyText: string | null
  /** Of the names that the declaration lists, those that were asked for. */
  expand: ReadonlySet<string>
  requestId: string
  /** Null when the runtime does not tell. */
  clientAddress: string | null
  userAgent: string | null
  /** Epoch ms. */
  now: number
  /** As it came, without its body: for a WebSocket upgrade to be passed on. */
  incoming: Request
  /** Further headers of the answer: a session's cookie. */
  answerHeaders: Headers
  /** What stands in `errors` beside an object; empty: null. */
  answerErrors: ResponseError[]
  waitUntil(work: Promise<unknown>): void
  /**
   * Of a slow operation: whether its action was asked to end. The handler looks between steps that each leave everything
   * in order, and then answers `fail({ code: 'canceled' })`. Elsewhere always false.
   */
  isCanceled(): boolean
}

export interface BinaryAnswer {
  content: Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>
  fileName: string
  /** Known length in bytes. */
  sizeBytes?: number
  /** In place of the declaration's. */
  mediaType?: string
}

/** What another operation answered, to be replied in its place. */
export interface KeptOutcome {
  operationId: string
  outcome: Outcome
}

/**
 * By the kind of the declaration's answer. object and bare: the value; list: an array; page: a source made by a
 * collection or by `pageSource`; empty: null; binary: bytes; outcome: what
 * another operation answered; webSocket: the upgrade's response.
 */
export type Answer<Schema extends z.ZodType> =
  | z.output<Schema>
  | z.output<Schema>[]
  | PageSource<z.output<Schema>>
  | BinaryAnswer
  | KeptOutcome
  | Response
  | null

export type Handler<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = (
  request: ApiRequest<z.output<P>, z.output<Q>, z.output<B>>,
) => Promise<Result<Answer<A>, ApiFailure>>

export type RouteRegistrar = <P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  operation: Operation<P, Q, B, A>,
  handler: Handler<P, Q, B, A>,
) => void
