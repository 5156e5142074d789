import { ok } from '../../../domain/result.ts'
import { EMPTY_COLLECTION_OPERATIONS } from '../../contract/empty-collections/empty-collections.ts'
import { answerShape } from '../../http/reply.ts'
import type { RouteRegistrar } from '../../http/route.ts'
import { emptySource } from './service.ts'

/** Who may not ask is refused before, as everywhere. */
export function registerEmptyCollections(route: RouteRegistrar): void {
  for (const operation of EMPTY_COLLECTION_OPERATIONS)
    route(operation, async () => ok(emptySource(answerShape(operation.answer))))
}
