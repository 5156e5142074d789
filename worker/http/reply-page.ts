/** A page of a collection, or all of it, with the validator that spares the next look at an unchanged list. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Scope } from '../auth/scope.ts'
import type { PageSource } from '../db/page-source.ts'
import { readRevision } from '../db/revisions.ts'
import type { Exchange } from './exchange.ts'
import type { ApiFailure } from './failure.ts'
import { DEFAULT_LIMIT, readFilter, readLimit, readOffset, readSort } from './list-query.ts'
import { predatesVersion36 } from './older-clients.ts'
import { replyList } from './reply.ts'
import { replyStream } from './reply-stream.ts'
import type { Shape } from './shape.ts'
import { entityTag, isKnown, VALIDATED_CACHING } from './validators.ts'

/** CSV is for files; of the other formats, whose clients page, a file has to be asked for. */
export function isExport({ format, query }: Pick<Exchange, 'format' | 'query'>): boolean {
  return format === 'csv' || query.get('export')?.toLowerCase() === 'true'
}

export async function replyPage(
  exchange: Exchange,
  scope: Scope,
  source: PageSource<unknown>,
  item: Shape,
  isExpanded: boolean,
): Promise<Result<Response, ApiFailure>> {
  const { query, format, call, db } = exchange
  const limit = readLimit(query)
  if (!limit.ok) return limit
  const offset = readOffset(query)
  if (!offset.ok) return offset
  const filter = readFilter(query)
  if (!filter.ok) return filter
  const sort = readSort(query)
  if (!sort.ok) return sort

  if (isExport(exchange) && limit.value === undefined && offset.value === 0) {
    const all = await source.readAll({ filter: filter.value, sort: sort.value })
    return all.ok ? ok(replyStream(format, all.value.total, all.value.chunks, item)) : all
  }

  // What is embedded belongs to other collections, whose changes the revision of this one does not count; and so does what
  // some callers' reach follows from.
  const collection = isExpanded || scope.isReachDerived ? null : source.revision
  const url = new URL(call.request.url)
  const validated = { scope, url, format, predates36: predatesVersion36(call.request) }
  const ifNoneMatch = call.request.headers.get('if-none-match')
  if (collection !== null && ifNoneMatch !== null) {
    const revision = await readRevision(db, collection, scope.organizationUid)
    const tag = await entityTag({ ...validated, revision })
    if (isKnown(ifNoneMatch, tag)) return ok(new Response(null, { status: 304, headers: validators(tag) }))
  }

  const page = await source.readPage({
    filter: filter.value,
    sort: sort.value,
    limit: limit.value ?? DEFAULT_LIMIT,
    offset: offset.value,
    revisionOrganizationUid: scope.organizationUid,
  })
  if (!page.ok) return fail(page.failure)
  const { items, total, revision } = page.value
  const response = replyList(format, items, item, { total, count: items.length, offset: offset.value })
  if (collection === null || revision === undefined) return ok(response)
  const tag = await entityTag({ ...validated, revision })
  for (const [name, value] of Object.entries(validators(tag))) response.headers.set(name, value)
  return ok(response)
}

function validators(tag: string): Record<string, string> {
  return { ETag: tag, 'Cache-Control': VALIDATED_CACHING, Vary: 'Accept, Authorization, Cookie, X-Client-Version' }
}
