/** `filter`, `sort`, `select`, `limit`, `offset` and `expand`, read with all the tolerance that clients of the API need. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { Collation, FilterNode, FilterOperation, SortKey } from '../db/page-source.ts'
import type { ApiFailure } from './failure.ts'
import { isRecord } from './lenient-input.ts'
import { parseLenientJson } from './lenient-json.ts'
import type { QueryParameters } from './query-parameters.ts'

export const DEFAULT_LIMIT = 100
export const MAX_LIMIT = 500
const MAX_EXPRESSION_CHARACTERS = 32_768
const MAX_FILTER_DEPTH = 8
const MAX_COMPARISONS = 50
const MAX_SORT_KEYS = 10
const MAX_SELECTED = 200

const COMPARISONS: readonly FilterOperation[] = [
  'in',
  'contains',
  'subset',
  'superset',
  'equals',
  'notEquals',
  'lessThan',
  'lessThanOrEqual',
  'greaterThan',
  'greaterThanOrEqual',
]
const LOGICALS = ['and', 'or', 'not', 'exclusiveOr'] as const
const COLLATIONS: readonly Collation[] = ['ordinal', 'ignorecase', 'lexicographic']

type Parsed<T> = Result<T, ApiFailure>

function refuse(parameter: string, message: string): { ok: false; failure: ApiFailure } {
  return fail({ code: 'invalid_input', message, parameter })
}

/** Undefined: not given. */
export function readLimit(query: QueryParameters): Parsed<number | undefined> {
  const text = query.get('limit')
  if (text === undefined) return ok(undefined)
  const limit = readCount(text)
  if (limit === null || limit < 1 || limit > MAX_LIMIT)
    return refuse('limit', `"limit" must be a whole number from 1 to ${MAX_LIMIT}.`)
  return ok(limit)
}

export function readOffset(query: QueryParameters): Parsed<number> {
  const text = query.get('offset')
  const offset = text === undefined ? 0 : readCount(text)
  return offset === null ? refuse('offset', '"offset" must be a whole number from 0 on.') : ok(offset)
}

function readCount(text: string): number | null {
  const count = /^\+?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(count) ? count : null
}

/** Names that the operation does not know are passed over. */
export function readExpand(query: QueryParameters, known: readonly string[]): ReadonlySet<string> {
  const asked = query.all('expand').flatMap((value) => value.split(',').map((name) => name.trim().toLowerCase()))
  return new Set(known.filter((name) => asked.includes(name.toLowerCase())))
}

/** Several expressions all have to hold. */
export function readFilter(query: QueryParameters): Parsed<FilterNode | null> {
  const expressions = readExpressions(query, 'filter')
  if (!expressions.ok) return expressions
  const budget = { comparisons: MAX_COMPARISONS }
  const items: FilterNode[] = []
  for (const expression of expressions.value) {
    const item = readExpression(expression, 1, budget)
    if (!item.ok) return item
    items.push(item.value)
  }
  const [first, ...rest] = items
  if (first === undefined) return ok(null)
  return ok(rest.length === 0 ? first : { kind: 'logical', operation: 'and', items })
}

function readExpression(value: unknown, depth: number, budget: { comparisons: number }): Parsed<FilterNode> {
  if (!isRecord(value))
    return refuse('filter', 'Each filter expression must be an object with "property", "operation" and "value".')
  const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]))
  const operation = members.get('operation')
  const logical = findName(LOGICALS, operation)
  if (logical !== null) {
    if (depth >= MAX_FILTER_DEPTH) return refuse('filter', `A filter may be nested ${MAX_FILTER_DEPTH} deep at most.`)
    const items = members.get('items')
    if (!Array.isArray(items) || items.length === 0)
      return refuse('filter', `"${logical}" needs "items", a list of expressions.`)
    const nodes: FilterNode[] = []
    for (const item of items) {
      const node = readExpression(item, depth + 1, budget)
      if (!node.ok) return node
      nodes.push(node.value)
    }
    return ok({ kind: 'logical', operation: logical, items: nodes })
  }
  const comparison = findName(COMPARISONS, operation)
  if (comparison === null) {
    const possible = [...COMPARISONS, ...LOGICALS].join(', ')
    return refuse('filter', `${quote(operation)} is no filter operation. Possible: ${possible}.`)
  }
  if (--budget.comparisons < 0) return refuse('filter', `A filter may have at most ${MAX_COMPARISONS} comparisons.`)
  const property = members.get('property')
  if (typeof property !== 'string' || property.trim() === '')
    return refuse('filter', `"${comparison}" needs "property", the name of what it compares.`)
  const collation = readCollation(members.get('collation'), 'filter')
  if (!collation.ok) return collation
  const node = {
    operation: comparison,
    property: property.trim(),
    collation: collation.value,
    value: members.get('value') ?? null,
  }
  return ok({ kind: 'comparison', ...node })
}

export function readSort(query: QueryParameters): Parsed<SortKey[]> {
  const expressions = readExpressions(query, 'sort')
  if (!expressions.ok) return expressions
  if (expressions.value.length > MAX_SORT_KEYS)
    return refuse('sort', `At most ${MAX_SORT_KEYS} properties can be sorted by.`)
  const keys: SortKey[] = []
  for (const expression of expressions.value) {
    const members = new Map(
      Object.entries(isRecord(expression) ? expression : {}).map(([name, member]) => [name.toLowerCase(), member]),
    )
    const property = members.get('property')
    if (typeof property !== 'string' || property.trim() === '')
      return refuse('sort', 'Each sort expression must be an object with "property", and "direction" if not ascending.')
    const direction = members.get('direction') ?? 'ascending'
    const known = findName(['ascending', 'descending'] as const, direction)
    if (known === null) return refuse('sort', `"direction" must be ascending or descending, not ${quote(direction)}.`)
    const collation = readCollation(members.get('collation'), 'sort')
    if (!collation.ok) return collation
    keys.push({ property: property.trim(), isDescending: known === 'descending', collation: collation.value })
  }
  return ok(keys)
}

/** Paths of the wanted properties; empty: all. */
export function readSelect(query: QueryParameters): Parsed<string[]> {
  const expressions = readExpressions(query, 'select')
  if (!expressions.ok) return expressions
  if (expressions.value.length > MAX_SELECTED)
    return refuse('select', `At most ${MAX_SELECTED} properties can be selected.`)
  const paths: string[] = []
  for (const expression of expressions.value) {
    const members = new Map(
      Object.entries(isRecord(expression) ? expression : {}).map(([name, member]) => [name.toLowerCase(), member]),
    )
    const path = typeof expression === 'string' ? expression : members.get('propertypath')
    if (typeof path !== 'string' || path.trim() === '')
      return refuse('select', 'Each selected property must be an object with "propertyPath".')
    paths.push(path.trim())
  }
  return ok(paths)
}

/** The parameter as a list of expressions; a single object counts as a list of one. */
function readExpressions(query: QueryParameters, parameter: string): Parsed<unknown[]> {
  const expressions: unknown[] = []
  for (const text of query.all(parameter)) {
    if (text.length > MAX_EXPRESSION_CHARACTERS)
      return refuse(parameter, `"${parameter}" may have at most ${MAX_EXPRESSION_CHARACTERS} characters.`)
    const value = parseLenientJson(text)
    if (!Array.isArray(value) && !isRecord(value) && value !== null)
      return refuse(parameter, `"${parameter}" must be a JSON array of expressions.`)
    expressions.push(...(Array.isArray(value) ? value : value === null ? [] : [value]))
  }
  return ok(expressions)
}

function readCollation(value: unknown, parameter: string): Parsed<Collation> {
  if (value === undefined || value === null || value === '') return ok('ordinal')
  const collation = findName(COLLATIONS, value)
  return collation === null
    ? refuse(parameter, `${quote(value)} is no collation. Possible: ${COLLATIONS.join(', ')}.`)
    : ok(collation)
}

function findName<Name extends string>(names: readonly Name[], value: unknown): Name | null {
  if (typeof value !== 'string') return null
  const wanted = value.trim().toLowerCase()
  return names.find((name) => name.toLowerCase() === wanted) ?? null
}

function quote(value: unknown): string {
  return value === undefined ? 'Nothing' : JSON.stringify(value).slice(0, 100)
}
