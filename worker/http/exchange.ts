/**
 * The way of a REST request whose operation is found: who asks, what may they, what do they say; the feature's handler;
 * the reply. Each step is a value or a refusal.
 */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { authenticate } from '../auth/authenticate.ts'
import { forgetIdentities } from '../auth/identity.ts'
import { isCrossOrigin } from '../auth/same-origin.ts'
import { Scope } from '../auth/scope.ts'
import type { Operation } from '../contract/operation.ts'
import type { Db } from '../db/client.ts'
import type { PageSource } from '../db/page-source.ts'
import type { Env } from '../env.ts'
import type { RequestVariables } from './context.ts'
import { type ApiFailure, failureOfThrown } from './failure.ts'
import { readExpand, readSelect } from './list-query.ts'
import { describeError, writeLog } from './log.ts'
import type { Format } from './negotiate.ts'
import type { QueryParameters } from './query-parameters.ts'
import { readFormBody, readJsonBody } from './read-body.ts'
import { readBody, readParams, readPatch, readQuery } from './read-input.ts'
import { replyBare, replyBareFailure, replyBinary, replyEmpty, replyFailure, replyList, replyObject } from './reply.ts'
import { replyPage } from './reply-page.ts'
import type { Answer, ApiRequest, BinaryAnswer } from './route.ts'
import { selectShape } from './select.ts'
import type { Shape } from './shape.ts'

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
  const { call, route } = exchange
  const { operation } = route
  const scope = await findScope(exchange)
  if (!scope.ok) return scope
  call.note('actor', scope.value.userUid || null)
  const refused = checkAccess(operation, scope.value) ?? exchange.notAcceptable
  if (refused !== null) return fail(refused)
  const request = await readRequest(exchange, scope.value)
  if (!request.ok) return request
  const selected = readShape(exchange)
  if (!selected.ok) return selected
  const answer = await route.handle(request.value)
  if (operation.method !== 'get' && CHANGES_IDENTITIES.test(operation.access)) forgetIdentities()
  if (!answer.ok) return answer
  if (answer.value instanceof Response) return ok(answer.value)
  const { value } = answer
  switch (operation.answer.kind) {
    case 'object':
      return ok(replyObject(exchange.format, value, selected.value))
    case 'list':
      return ok(replyList(exchange.format, value as unknown[], selected.value, null))
    case 'page':
      return replyPage(
        exchange,
        scope.value,
        value as PageSource<unknown>,
        selected.value,
        request.value.expand.size > 0,
      )
    case 'empty':
      return ok(replyEmpty(exchange.format))
    case 'bare':
      return ok(replyBare(value))
    case 'binary':
      return ok(replyBinary(value as BinaryAnswer, operation.answer.mediaType))
    case 'webSocket':
      throw new Error(`${operation.operationId} answered something else than an upgrade.`)
  }
}

/** Permissions whose use may change who may do what: after it, nobody's identity is taken from memory. */
const CHANGES_IDENTITIES = /^(companies|resellers|users|apiKeys)\./

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

async function readRequest(exchange: Exchange, scope: Scope): Promise<Result<ApiRequest, ApiFailure>> {
  const { call, route, query, db } = exchange
  const { operation } = route
  const params = readParams(operation.params, exchange.params)
  if (!params.ok) return params
  const parsedQuery = readQuery(operation.query, query)
  if (!parsedQuery.ok) return parsedQuery
  const body = await readDeclaredBody(exchange, scope)
  if (!body.ok) return body
  const { env, request, now, variables } = call
  return ok({
    env,
    db,
    scope,
    params: params.value,
    query: parsedQuery.value,
    body: body.value.body,
    patch: body.value.patch,
    expand: readExpand(query, operation.expand ?? []),
    requestId: variables.requestId,
    clientAddress: variables.clientAddress,
    userAgent: request.headers.get('user-agent'),
    now,
    incoming: request,
    answerHeaders: exchange.answerHeaders,
    waitUntil: (work) => call.waitUntil(work),
    isCanceled: () => false,
  })
}

async function readDeclaredBody(
  { call, route }: Exchange,
  scope: Scope,
): Promise<Result<{ body: unknown; patch: ApiRequest['patch'] }, ApiFailure>> {
  const { operation } = route
  const declared = operation.body
  if (declared === undefined && operation.isPatch !== true) return ok({ body: undefined, patch: [] })
  if (declared?.mediaType === 'application/x-www-form-urlencoded') {
    const form = await readFormBody(call.request)
    if (!form.ok) return form
    const body = readBody(declared.schema, form.value)
    return body.ok ? ok({ body: body.value, patch: [] }) : body
  }
  const json = await readJsonBody(call.request, {
    mustBeDeclared: scope.via === 'cookie' || operation.access === 'anonymous',
  })
  if (!json.ok) return json
  if (operation.isPatch === true) {
    const patch = readPatch(json.value)
    return patch.ok ? ok({ body: undefined, patch: patch.value }) : patch
  }
  const body = declared === undefined ? ok(undefined) : readBody(declared.schema, json.value)
  return body.ok ? ok({ body: body.value, patch: [] }) : body
}

function readShape({ route, query }: Exchange): Result<Shape, ApiFailure> {
  const whole = route.shape
  if (whole === null) return ok(NO_SHAPE)
  const paths = readSelect(query)
  return paths.ok ? selectShape(whole, paths.value) : paths
}

const NO_SHAPE: Shape = { kind: 'any', isNullable: true }
