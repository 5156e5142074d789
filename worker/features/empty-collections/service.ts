/** A collection without a row: what it could be filtered and sorted by is what its items would have. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { FilterNode, PageSource, SortKey } from '../../db/page-source.ts'
import type { ApiFailure } from '../../http/failure.ts'
import { propertyOf, type Shape } from '../../http/shape.ts'

export function emptySource(item: Shape | null): PageSource<never> {
  const check = ({ filter, sort }: { filter: FilterNode | null; sort: readonly SortKey[] }): ApiFailure | null => {
    const compared = filter === null ? [] : comparedProperties(filter)
    const unknownCompared = compared.find((property) => !hasProperty(item, property))
    if (unknownCompared !== undefined) return unknownProperty(unknownCompared, 'filter')
    const unknownSorted = sort.find(({ property }) => !hasProperty(item, property))
    return unknownSorted === undefined ? null : unknownProperty(unknownSorted.property, 'sort')
  }
  return {
    revision: null,
    async readPage(query): Promise<Result<{ total: number; items: never[] }, ApiFailure>> {
      const refused = check(query)
      return refused === null ? ok({ total: 0, items: [] }) : fail(refused)
    },
    async readAll(query) {
      const refused = check(query)
      return refused === null ? ok({ total: 0, chunks: noChunks() }) : fail(refused)
    },
  }
}

async function* noChunks(): AsyncIterable<never[]> {}

function comparedProperties(filter: FilterNode): string[] {
  return filter.kind === 'comparison' ? [filter.property] : filter.items.flatMap(comparedProperties)
}

/** What would be embedded has properties of its own, which nobody can be wrong about here. */
function hasProperty(item: Shape | null, path: string): boolean {
  let at = item
  for (const name of path.split('.')) {
    while (at?.kind === 'array') at = at.item()
    if (at === null || at.kind === 'any' || at.kind === 'record' || name === '_embedded') return true
    const property = at.kind === 'object' ? propertyOf(at, name) : null
    if (property === null) return false
    at = property.shape
  }
  return true
}

function unknownProperty(property: string, parameter: 'filter' | 'sort'): ApiFailure {
  return { code: 'invalid_input', message: `"${property}" is no property to ${parameter} by here.`, parameter }
}
