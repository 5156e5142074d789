/** What a feature's handler is given: path, query and body of a request, read by the declaration. */
import { ok, type Result } from '../../domain/result.ts'
import type { Scope } from '../auth/scope.ts'
import { jsonPatchOperation } from '../contract/common.ts'
import type { Exchange } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { readExpand } from './list-query.ts'
import { contentTypeOf, parseFormBody, parseStructuredBody, readText } from './read-body.ts'
import { readBody, readParams, readPatch, readQuery } from './read-input.ts'
import type { ApiRequest } from './route.ts'
import { type Shape, shapeOf } from './shape.ts'

const patchShape: Shape = { kind: 'array', isNullable: false, item: () => shapeOf(jsonPatchOperation) }

export async function readRequest(exchange: Exchange, scope: Scope): Promise<Result<ApiRequest, ApiFailure>> {
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
    bodyText: body.value.bodyText,
    expand: readExpand(query, operation.expand ?? []),
    requestId: variables.requestId,
    clientAddress: variables.clientAddress,
    userAgent: request.headers.get('user-agent'),
    now,
    incoming: request,
    answerHeaders: exchange.answerHeaders,
    answerErrors: [],
    waitUntil: (work) => call.waitUntil(work),
    isCanceled: exchange.isCanceled,
  })
}

type DeclaredBody = Pick<ApiRequest, 'body' | 'patch' | 'bodyText'>

async function readDeclaredBody({ call, route }: Exchange, scope: Scope): Promise<Result<DeclaredBody, ApiFailure>> {
  const { operation } = route
  const declared = operation.body
  if (declared === undefined && operation.isPatch !== true) return ok({ body: undefined, patch: [], bodyText: null })
  const text = await readText(call.request)
  if (!text.ok) return text
  const bodyText = text.value
  const type = contentTypeOf(call.request)
  if (declared?.mediaType === 'application/x-www-form-urlencoded') {
    const form = parseFormBody(bodyText, type)
    if (!form.ok) return form
    const body = readBody(declared.schema, form.value)
    return body.ok ? ok({ body: body.value, patch: [], bodyText }) : body
  }
  const parsed = parseStructuredBody(bodyText, type, {
    mustBeDeclared: scope.via === 'cookie' || operation.access === 'anonymous',
    shape: declared === undefined ? patchShape : shapeOf(declared.schema),
  })
  if (!parsed.ok) return parsed
  if (declared === undefined) {
    const patch = readPatch(parsed.value)
    return patch.ok ? ok({ body: undefined, patch: patch.value, bodyText }) : patch
  }
  const body = readBody(declared.schema, parsed.value)
  return body.ok ? ok({ body: body.value, patch: [], bodyText }) : body
}
