import type { Query } from './client.ts'

export type Comparison =
  | 'equals'
  | 'notEquals'
  | 'contains'
  | 'in'
  | 'lessThan'
  | 'lessThanOrEqual'
  | 'greaterThan'
  | 'greaterThanOrEqual'

export interface Condition {
  property: string
  operation: Comparison
  collation?: 'ordinal' | 'ignorecase' | 'lexicographic'
  value: string | number | boolean | null | string[]
}

export interface Group {
  operation: 'and' | 'or' | 'not'
  items: Expression[]
}

export type Expression = Condition | Group

export function equals(property: string, value: string | number | boolean | null): Condition {
  return { property, operation: 'equals', value }
}

/** Substring without regard to letter case: what a person means by searching. */
export function contains(property: string, value: string): Condition {
  return { property, operation: 'contains', collation: 'ignorecase', value }
}

export function oneOf(property: string, values: string[]): Condition {
  const [only] = values
  return values.length === 1 && only !== undefined
    ? { property, operation: 'equals', value: only }
    : { property, operation: 'in', value: values }
}

export interface SortOrder {
  property: string
  isDescending: boolean
}

export interface ListRequest {
  filter?: Expression[]
  sort?: SortOrder | undefined
  limit?: number
  offset?: number
  expand?: string | undefined
}

/** The query of a v3 collection. Several expressions all have to hold. */
export function listQuery(request: ListRequest): Query {
  const { filter = [], sort } = request
  return {
    filter: filter.length === 0 ? undefined : JSON.stringify(filter),
    sort: sort ? JSON.stringify([wireSort(sort)]) : undefined,
    limit: request.limit,
    offset: request.offset === 0 ? undefined : request.offset,
    expand: request.expand,
  }
}

/** Text sorts as people read it: without regard to case, and "host 9" before "host 10". */
function wireSort(sort: SortOrder): object {
  return {
    property: sort.property,
    direction: sort.isDescending ? 'descending' : 'ascending',
    collation: 'lexicographic',
  }
}
