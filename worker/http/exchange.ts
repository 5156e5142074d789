/**
 * The way of a REST request whose operation is found: who asks, what may they, what do they say; the feature's handler;
 * the reply. Each step is a value or a refusal.
 */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { authenticate } from '../auth/authenticate.ts'
import { forgetIdentities } from '../auth/identity.ts'
import { impersonatedInputRefusal, impersonationRefusal } from '../auth/impersonation-limits.ts'
import { isCrossOrigin } from '../auth/same-origin.ts'
import { Scope } from '../auth/scope.ts'
import type { ResponseError } from '../contract/common.ts'
import type { AnswerShape, Operation } from '../contract/operation.ts'
import type { Db } from '../db/client.ts'
import type { PageSource } from '../db/page-source.ts'
import type { Env } from '../env.ts'
import { noteExport, noteRefusal } from './audit-exchange.ts'
import type { RequestVariables } from './context.ts'
import { type ApiFailure, failureOfThrown } from './failure.ts'
import { readSelect } from './list-query.ts'
import { describeError, writeLog } from './log.ts'
import type { Format } from './negotiate.ts'
import { predatesVersion36, shapeBefore36 } from './older-clients.ts'
import type { QueryParameters } from './query-parameters.ts'
import { readRequest } from './read-request.ts'
import { replyBare, replyBareFailure, replyBinary, replyEmpty, replyFailure, replyList, replyObject } from './reply.ts'
import { isExport, replyPage } from './reply-page.ts'
import type { Answer, ApiRequest, BinaryAnswer, KeptOutcome } from './route.ts'
import { runOperation } from './run-operation.ts'
import { selectShape } from './select.ts'
import type { Shape } from './shape.ts'
import { replyAccepted } from './slow-operation.ts'

export interface ApiCall {
  env: Env
  request: Request
  /** Below /api/v3. */
  path: string
  now: number
  variables: Readonly<RequestVariables>
  /** For the log line. */
  note(name: 'actor' | 'operation', value: string | null): void
  waitUntil(work: Promise<unknown>): void
  /** By operationId. */
  findRoute(operationId: string): Route | null
}

export interface Route {
  operation: Operation
  /** Null where the answer has no members to select from. */
  shape: Shape | null
  handle(request: ApiRequest): Promise<Result<Answer<z.ZodType>, ApiFailure>>
}

export interface Exchange {
  call: ApiCall
  route: Route
  params: Record<string, string>
  query: QueryParameters
  db: Db
  format: Format
  /** Said only to those who may ask at all. */
  notAcceptable: ApiFailure | null
  answerHeaders: Headers
  /** Counts the request as the user's; a refusal when there are too many. */
  enterAs(userUid: string): ApiFailure | null
  /** Of an async action's work: whether it was asked to end. */
  isCanceled(): boolean
}

export async function answerExchange(exchange: Exchange): Promise<Response> {
  const reply = await attempt(exchange).catch((error: unknown) => {
    const { requestId } = exchange.call.variables
    const operation = exchange.route.operation.operationId
    writeLog('error', 'A request failed', { requestId, operation, ...describeError(error) })
    return fail(failureOfThrown(error))
  })
  const isBare = exchange.route.operation.answer.kind === 'bare'
  const response = reply.ok
    ? reply.value
    : isBare
      ? replyBareFailure(reply.failure)
      : replyFailure(exchange.format, reply.failure)
  if (response.status === 101) return response
  for (const [name, value] of exchange.answerHeaders) response.headers.append(name, value)
  if (!response.headers.has('cache-control')) response.headers.set('Cache-Control', 'no-store')
  return response
}

async function attempt(exchange: Exchange): Promise<Result<Response, ApiFailure>> {
  const scope = await findScope(exchange)
  const reply = scope.ok ? await attemptAs(exchange, scope.value) : scope
  if (!reply.ok) noteRefusal(exchange, scope.ok ? scope.value : null, reply.failure)
  return reply
}

async function attemptAs(exchange: Exchange, scope: Scope): Promise<Result<Response, ApiFailure>> {
  const { call, route } = exchange
  const { operation } = route
  const { userUid } = scope
  call.note('actor', userUid || null)
  const throttled = userUid === '' ? null : exchange.enterAs(userUid)
  if (throttled !== null) return fail(throttled)
  const refused = checkAccess(operation, scope) ?? impersonationRefusal(operation, scope) ?? exchange.notAcceptable
  if (refused !== null) return fail(refused)
  const request = await readRequest(exchange, scope)
  if (!request.ok) return request
  const closed = impersonatedInputRefusal(operation, scope, request.value)
  if (closed !== null) return fail(closed)
  const selected = readShape(exchange)
  if (!selected.ok) return selected
  const performed = await runOperation(exchange, scope, request.value)
  if (operation.method !== 'get' && CHANGES_IDENTITIES.test(operation.access)) forgetIdentities()
  if (performed.kind === 'accepted') return ok(replyAccepted(call.env.HOLDFAST_URL, performed.actionId))
  const { answer } = performed
  if (!answer.ok) return answer
  if (answer.value instanceof Response) return ok(answer.value)
  const { value } = answer
  const isExpanded = request.value.expand.size > 0
  const reply = { format: exchange.format, shape: selected.value }
  if (operation.answer.kind === 'page') {
    if (isExport(exchange)) noteExport(exchange, scope)
    return replyPage(exchange, scope, value as PageSource<unknown>, selected.value, isExpanded)
  }
  if (operation.answer.kind === 'outcome') return replyOutcome(exchange, value as KeptOutcome)
  return ok(replyValue(operation.answer, value, reply, request.value.answerErrors))
}

/** As the operation itself would have answered. */
function replyOutcome({ call, format }: Exchange, { operationId, outcome }: KeptOutcome): Result<Response, ApiFailure> {
  if (!outcome.ok) return outcome
  const route = call.findRoute(operationId)
  if (route === null) return fail({ code: 'not_found', what: 'The result of the async action' })
  const shape = route.shape === null ? NO_SHAPE : forClient(call, route.shape)
  return ok(replyValue(route.operation.answer, outcome.value, { format, shape }, []))
}

function replyValue(
  declared: AnswerShape,
  value: unknown,
  { format, shape }: { format: Format; shape: Shape },
  errors: ResponseError[],
): Response {
  switch (declared.kind) {
    case 'object':
      return replyObject(format, value, shape, errors)
    case 'list':
      return replyList(format, value as unknown[], shape, null)
    case 'empty':
      return replyEmpty(format)
    case 'bare':
      return replyBare(value)
    case 'binary':
      return replyBinary(value as BinaryAnswer, declared.mediaType)
    default:
      throw new Error(`An answer of the kind ${declared.kind} cannot be replied as a value.`)
  }
}

/** Permissions whose use may change who may do what: after it, nobody's identity is taken from memory. */
const CHANGES_IDENTITIES = /^(companies|resellers|users|apiKeys|sso)\./

async function findScope({ call, route, db }: Exchange): Promise<Result<Scope, ApiFailure>> {
  const { env, request, now } = call
  if (route.operation.access !== 'anonymous')
    return authenticate(env, db, request, now, { isUpgrade: route.operation.answer.kind === 'webSocket' })
  // Another site's page must not sign a visitor in under an account of its own choosing.
  if (request.method !== 'GET' && isCrossOrigin(request.headers, env.HOLDFAST_URL))
    return fail({ code: 'forbidden', message: 'This cannot be asked for by a page of another origin.' })
  return ok(Scope.nobody(db))
}

function checkAccess(operation: Operation, scope: Scope): ApiFailure | null {
  if (operation.access === 'anonymous') return null
  if (scope.via === 'none') return { code: 'unauthenticated' }
  if (operation.access !== 'signedIn' && !scope.has(operation.access))
    return { code: 'forbidden', permission: operation.access }
  const isChange = operation.method !== 'get' && operation.isOpenToReadOnly !== true
  return isChange && scope.isReadOnly ? { code: 'forbidden', message: 'This credential is for reading only.' } : null
}

function readShape({ call, route, query }: Exchange): Result<Shape, ApiFailure> {
  if (route.shape === null) return ok(NO_SHAPE)
  const whole = forClient(call, route.shape)
  const paths = readSelect(query)
  return paths.ok ? selectShape(whole, paths.value) : paths
}

function forClient({ request }: ApiCall, shape: Shape): Shape {
  return predatesVersion36(request) ? shapeBefore36(shape) : shape
}

const NO_SHAPE: Shape = { kind: 'any', isNullable: true }
