/**
 * Where the rows of a paged answer come from. The REST core reads one page of it, or streams all of it as CSV; it never
 * knows whether the rows are in D1 or in an object.
 */
import type { Result } from '../../domain/result.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { CollectionName } from './revisions.ts'

export type Collation = 'ordinal' | 'ignorecase' | 'lexicographic'

export type FilterOperation =
  | 'in'
  | 'contains'
  | 'subset'
  | 'superset'
  | 'equals'
  | 'notEquals'
  | 'lessThan'
  | 'lessThanOrEqual'
  | 'greaterThan'
  | 'greaterThanOrEqual'

/** A parsed filter: its grammar is checked, its properties and values are not yet. */
export type FilterNode =
  | { kind: 'logical'; operation: 'and' | 'or' | 'not' | 'exclusiveOr'; items: FilterNode[] }
  | { kind: 'comparison'; operation: FilterOperation; property: string; collation: Collation; value: unknown }

export interface SortKey {
  property: string
  isDescending: boolean
  collation: Collation
}

export interface PageQuery {
  filter: FilterNode | null
  sort: readonly SortKey[]
  limit: number
  offset: number
  /** Whose revision of the collection is read with the page. */
  revisionOrganizationUid: string
}

export interface Page<Item> {
  /** All matches, whatever the page. */
  total: number
  items: Item[]
  /** Of the collection when the page was read; absent where nobody counts. */
  revision?: number
}

export interface PageSource<Item> {
  /** The collection whose revision tells whether an answer has changed; null: unknown, no validator is given. */
  readonly revision: CollectionName | null
  readPage(query: PageQuery): Promise<Result<Page<Item>, ApiFailure>>
  /** All rows in order, in chunks; `total` is known before the first chunk. */
  readAll(
    query: Pick<PageQuery, 'filter' | 'sort'>,
  ): Promise<Result<{ total: number; chunks: AsyncIterable<Item[]> }, ApiFailure>>
}

const CHUNK_ROWS = 500

/**
 * A source whose pages are read elsewhere (a Company object): paging only. A filter or a sort is refused, since it
 * could not be honoured.
 */
export function pageSource<Item>(source: {
  page(range: { limit: number; offset: number }): Promise<Result<Page<Item>, ApiFailure>>
}): PageSource<Item> {
  const refusal = (query: { filter: FilterNode | null; sort: readonly SortKey[] }): ApiFailure | null => {
    if (query.filter !== null)
      return { code: 'invalid_input', message: 'This list cannot be filtered.', parameter: 'filter' }
    if (query.sort.length > 0)
      return { code: 'invalid_input', message: 'This list cannot be sorted.', parameter: 'sort' }
    return null
  }
  return {
    revision: null,
    async readPage(query) {
      const refused = refusal(query)
      return refused === null
        ? source.page({ limit: query.limit, offset: query.offset })
        : { ok: false, failure: refused }
    },
    async readAll(query) {
      const refused = refusal(query)
      if (refused !== null) return { ok: false, failure: refused }
      const first = await source.page({ limit: CHUNK_ROWS, offset: 0 })
      if (!first.ok) return first
      const chunks = async function* (): AsyncIterable<Item[]> {
        yield first.value.items
        for (let offset = CHUNK_ROWS; offset < first.value.total; offset += CHUNK_ROWS) {
          const next = await source.page({ limit: CHUNK_ROWS, offset })
          if (!next.ok) throw new Error(`A page of the list could not be read: ${next.failure.code}`)
          if (next.value.items.length === 0) return
          yield next.value.items
        }
      }
      return { ok: true, value: { total: first.value.total, chunks: chunks() } }
    },
  }
}
