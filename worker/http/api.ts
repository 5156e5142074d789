/** The table of the REST operations, filled by the features' register functions, and the first steps of every request. */
import type { Operation } from '../contract/operation.ts'
import { openDb } from '../db/client.ts'
import { type ApiCall, answerExchange, type Route } from './exchange.ts'
import { negotiate } from './negotiate.ts'
import { canBeKept } from './outcome.ts'
import { QueryParameters } from './query-parameters.ts'
import { answerShape, replyFailure } from './reply.ts'
import type { RouteRegistrar } from './route.ts'
import { Router } from './router.ts'

export class Api {
  readonly #router = new Router<Route>()
  readonly #routes = new Map<string, Route>()
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

  async answer(call: ApiCall): Promise<Response> {
    const { request } = call
    const query = new QueryParameters(new URL(request.url).search)
    const negotiated = negotiate(query.get('format'), request.headers.get('accept'))
    const format = negotiated.ok ? negotiated.value : 'json'
    const found = this.#router.find(request.method, call.path)
    if (found.kind === 'unknown') return replyFailure(format, { code: 'route_not_found', path: `/api/v3${call.path}` })
    if (found.kind === 'wrong_method')
      return replyFailure(format, { code: 'method_not_allowed', method: request.method, allowed: found.allowed })
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
    })
  }
}
