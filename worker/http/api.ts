/** The table of the REST operations, filled by the features' register functions, and the first steps of every request. */
import type { Operation } from '../contract/operation.ts'
import { openDb } from '../db/client.ts'
import { type ApiCall, answerExchange, type Route } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { negotiate } from './negotiate.ts'
import { canBeKept } from './outcome.ts'
import { QueryParameters } from './query-parameters.ts'
import { readParams } from './read-input.ts'
import { answerShape, replyFailure } from './reply.ts'
import type { RouteRegistrar } from './route.ts'
import { type RouteLookup, Router } from './router.ts'
import { type Entry, readLimits, Throttle, type ThrottleLimits } from './throttle.ts'

export class Api {
  readonly #router = new Router<Route>()
  readonly #routes = new Map<string, Route>()
  #throttle: Throttle | null = null
  readonly operations: Operation[] = []

  readonly route: RouteRegistrar = (operation, handler) => {
    const route: Route = {
      operation,
      // Made when it is first looked at: most isolates never see most operations.
      get shape() {
        return answerShape(operation.answer)
      },
      handle: (request) => handler(request as Parameters<typeof handler>[0]),
    }
    if (operation.isSlow === true && (operation.method === 'get' || !canBeKept(operation.answer)))
      throw new Error(`${operation.operationId} cannot be an async action.`)
    this.operations.push(operation)
    this.#routes.set(operation.operationId, route)
    for (const path of [operation.path, ...(operation.olderPaths ?? [])])
      this.#router.add(operation.method, path, route)
  }

  findRoute(operationId: string): Route | null {
    return this.#routes.get(operationId) ?? null
  }

  /** Overall and by address before anything is looked at; by user as soon as it is known (exchange.ts). */
  async answer(call: ApiCall): Promise<Response> {
    this.#throttle ??= new Throttle(readLimits(call.env))
    const entries: Extract<Entry, { ok: true }>[] = []
    const enter = (kind: keyof ThrottleLimits, key: string | null): ApiFailure | null => {
      const entry = this.#throttle?.enter(kind, key, call.now)
      if (entry?.ok === true) entries.push(entry)
      return entry?.ok === false
        ? { code: 'throttled', retryAfterSeconds: entry.retryAfterSeconds, message: entry.message }
        : null
    }
    try {
      const refused = enter('overall', '') ?? enter('address', call.variables.clientAddress)
      return await this.#answer(call, refused, (userUid) => enter('user', userUid))
    } finally {
      for (const entry of entries) entry.leave()
    }
  }

  async #answer(
    call: ApiCall,
    throttled: ApiFailure | null,
    enterAs: (userUid: string) => ApiFailure | null,
  ): Promise<Response> {
    const { request } = call
    const query = new QueryParameters(new URL(request.url).search)
    const negotiated = negotiate(query.get('format'), request.headers.get('accept'))
    const format = negotiated.ok ? negotiated.value : 'json'
    if (throttled !== null) return replyFailure(format, throttled)
    const found = this.#router.find(request.method, call.path)
    if (found.kind === 'unknown') return replyFailure(format, { code: 'route_not_found', path: `/api/v3${call.path}` })
    if (found.kind === 'wrong_method') return replyFailure(format, refuseMethod(call, found))
    const { target: route, params } = found.match
    const { operation } = route
    call.note('operation', operation.operationId)
    const isFixedFormat = operation.isJsonOnly === true || operation.answer.kind === 'bare'
    return answerExchange({
      call,
      route,
      params,
      query,
      db: openDb(call.env.DB),
      format: isFixedFormat ? 'json' : format,
      // Bytes are answered whatever is asked for; a client that cannot read them would not ask.
      notAcceptable: negotiated.ok || isFixedFormat || operation.answer.kind === 'binary' ? null : negotiated.failure,
      answerHeaders: new Headers(),
      isCanceled: () => false,
      enterAs,
    })
  }
}

/** A path whose parameters fit nothing, or where only an empty page can be had, is none for any other method. */
function refuseMethod(
  { request, path }: ApiCall,
  { others }: Extract<RouteLookup<Route>, { kind: 'wrong_method' }>,
): ApiFailure {
  const fitting = others.filter(
    ({ target: { operation }, params }) => operation.isAlwaysEmpty !== true && readParams(operation.params, params).ok,
  )
  if (fitting.length === 0) return { code: 'route_not_found', path: `/api/v3${path}` }
  const methods = fitting.map(({ target: { operation } }) => operation.method.toUpperCase())
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].sort()
  return { code: 'method_not_allowed', method: request.method, allowed }
}
