/**
 * A filter as SQL. Every predicate is true exactly where the comparison holds and never relies on SQL's third truth
 * value: a comparison under `not` is written as its own opposite, so that plain comparisons stay open to indexes.
 */
import { and, or, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { asciiFold, foldKey, naturalKey } from '../../domain/collation.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { fromWireTime, NO_UID } from '../contract/common.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { Field } from './fields.ts'
import type { Collation, FilterNode } from './page-source.ts'

type Comparison = Extract<FilterNode, { kind: 'comparison' }>
type Fields = Readonly<Record<string, Field>>
type Built = Result<SQL, ApiFailure>

const TRUE = sql`1`
const FALSE = sql`0`

export function buildFilter(node: FilterNode, fields: Fields): Built {
  return build(node, fields, false)
}

export function findField(fields: Fields, property: string): Field | null {
  const exact = Object.hasOwn(fields, property) ? fields[property] : undefined
  if (exact !== undefined) return exact
  const wanted = property.toLowerCase()
  const name = Object.keys(fields).find((candidate) => candidate.toLowerCase() === wanted)
  return (name === undefined ? undefined : fields[name]) ?? null
}

export function unknownProperty(property: string, fields: Fields, parameter: 'filter' | 'sort'): ApiFailure {
  const known = Object.keys(fields).sort().join(', ')
  return {
    code: 'invalid_input',
    message: `"${property}" is no property to ${parameter} by here. Possible: ${known}.`,
    parameter,
  }
}

function build(node: FilterNode, fields: Fields, isNegated: boolean): Built {
  if (node.kind === 'comparison') return buildComparison(node, fields, isNegated)
  const childrenNegated = node.operation === 'exclusiveOr' ? false : node.operation === 'not' ? !isNegated : isNegated
  const parts: SQL[] = []
  for (const item of node.items) {
    const part = build(item, fields, childrenNegated)
    if (!part.ok) return part
    parts.push(part.value)
  }
  if (node.operation === 'exclusiveOr') {
    const holding = sql.join(
      parts.map((part) => sql`coalesce((${part}), 0)`),
      sql` + `,
    )
    return ok(sql`(${holding}) % 2 = ${isNegated ? FALSE : TRUE}`)
  }
  // `not` of several is "not all of them"; by De Morgan a negated `and` joins its negated parts with `or`.
  const isConjunction = node.operation === 'or' ? isNegated : !childrenNegated
  return ok((isConjunction ? and(...parts) : or(...parts)) ?? (isConjunction ? TRUE : FALSE))
}

function buildComparison(node: Comparison, fields: Fields, isNegated: boolean): Built {
  const field = findField(fields, node.property)
  if (field === null) return fail(unknownProperty(node.property, fields, 'filter'))
  switch (node.operation) {
    case 'equals':
    case 'notEquals':
      return buildEquality(node, field, (node.operation === 'notEquals') !== isNegated)
    case 'in':
      return buildIn(node, field, isNegated)
    case 'contains':
      return field.kind === 'list' ? buildSet(node, field, isNegated) : buildContains(node, field, isNegated)
    case 'subset':
    case 'superset':
      return field.kind === 'list' ? buildSet(node, field, isNegated) : refuse(node, 'needs a property that is a list')
    case 'lessThan':
    case 'lessThanOrEqual':
    case 'greaterThan':
    case 'greaterThanOrEqual':
      return buildOrdering(node, node.operation, field, isNegated)
  }
}

function buildEquality(node: Comparison, field: Field, isNegated: boolean): Built {
  if (field.kind === 'list') return refuse(node, 'is a list: use contains, subset or superset')
  const value = readValue(node, field, node.value)
  if (!value.ok) return value
  const { column } = field
  if (value.value === null) return ok(isNegated ? sql`${column} IS NOT NULL` : sql`${column} IS NULL`)
  const { side, key } = comparable(field, node.collation, value.value)
  if (isNegated) return ok(sql`${side} IS NOT ${key}`)
  // Stored keys are indexed, plain text mostly is not: the fold finds the few rows among which the text decides.
  if (field.kind === 'text' && field.fold !== undefined && node.collation === 'ordinal')
    return ok(sql`(${field.fold} = ${foldKey(String(value.value))} AND ${column} = ${value.value})`)
  return ok(sql`${side} = ${key}`)
}

function buildIn(node: Comparison, field: Field, isNegated: boolean): Built {
  if (field.kind === 'list') return refuse(node, 'is a list: use contains, subset or superset')
  if (!Array.isArray(node.value)) return refuse(node, 'needs a list as its value')
  const keys: Scalar[] = []
  let hasNull = false
  let side: SQLWrapper = comparable(field, node.collation, '').side
  for (const member of node.value) {
    const value = readValue(node, field, member)
    if (!value.ok) return value
    if (value.value === null) hasNull = true
    else {
      const compared = comparable(field, node.collation, value.value)
      side = compared.side
      keys.push(compared.raw)
    }
  }
  const list = sql`(SELECT value FROM json_each(${JSON.stringify(keys)}))`
  const among = sql`${side} IN ${list}`
  if (!isNegated) return ok(hasNull ? sql`(${among} OR ${field.column} IS NULL)` : among)
  const notAmong = sql`${side} NOT IN ${list}`
  return ok(
    hasNull ? sql`(${notAmong} AND ${field.column} IS NOT NULL)` : sql`(${notAmong} OR ${field.column} IS NULL)`,
  )
}

function buildContains(node: Comparison, field: Field, isNegated: boolean): Built {
  if (field.kind !== 'text' && field.kind !== 'enum' && field.kind !== 'uid')
    return refuse(node, 'cannot be searched for a part of it')
  if (typeof node.value !== 'string' && typeof node.value !== 'number') return refuse(node, 'needs a text as its value')
  const text = String(node.value)
  const isFolded = node.collation !== 'ordinal' || field.kind === 'uid'
  const { side, key } = isFolded ? folded(field, text) : pair(field.column, text)
  const found = sql`instr(${side}, ${key})`
  return ok(isNegated ? sql`coalesce(${found}, 0) = 0` : sql`${found} > 0`)
}

/** `contains` a value; the list is a `subset` or a `superset` of the given one. */
function buildSet(node: Comparison, field: Field, isNegated: boolean): Built {
  const given = node.operation === 'contains' ? [node.value] : node.value
  if (!Array.isArray(given)) return refuse(node, 'needs a list as its value')
  if (!given.every((member) => ['string', 'number', 'boolean'].includes(typeof member)))
    return refuse(node, 'compares with a list of plain values')
  const isFolded = node.collation !== 'ordinal'
  const wanted = JSON.stringify(isFolded ? given.map((member) => asciiFold(String(member))) : given)
  const own = sql`SELECT ${isFolded ? sql`lower(value)` : sql`value`} FROM json_each(${field.column})`
  const other = sql`SELECT value FROM json_each(${wanted})`
  const [all, container] = node.operation === 'subset' ? [own, other] : [other, own]
  const missing = sql`EXISTS (${all} EXCEPT ${container})`
  return ok(isNegated ? missing : sql`NOT ${missing}`)
}

const SYMBOLS = {
  lessThan: [sql`<`, sql`>=`],
  lessThanOrEqual: [sql`<=`, sql`>`],
  greaterThan: [sql`>`, sql`<=`],
  greaterThanOrEqual: [sql`>=`, sql`<`],
} as const

function buildOrdering(node: Comparison, operation: keyof typeof SYMBOLS, field: Field, isNegated: boolean): Built {
  if (field.kind === 'list' || field.kind === 'boolean' || field.kind === 'uid')
    return refuse(node, 'has no order to compare by')
  const value = readValue(node, field, node.value)
  if (!value.ok) return value
  if (value.value === null) return refuse(node, 'cannot be less or greater than null')
  const { side, key } = comparable(field, node.collation, value.value)
  const [symbol, opposite] = SYMBOLS[operation]
  return ok(isNegated ? sql`(${side} ${opposite} ${key} OR ${side} IS NULL)` : sql`${side} ${symbol} ${key}`)
}

type Scalar = string | number

/** The column side and the value side of a comparison under a collation. */
function comparable(field: Field, collation: Collation, value: Scalar): { side: SQLWrapper; key: SQL; raw: Scalar } {
  if (field.kind === 'text' && collation === 'lexicographic' && field.natural !== undefined)
    return pair(field.natural, naturalKey(String(value)))
  if ((field.kind === 'text' || field.kind === 'enum') && collation !== 'ordinal') return folded(field, String(value))
  return pair(field.column, value)
}

/** Both sides folded alike: by the stored key, or as far as SQLite's lower() goes. */
function folded(field: Field, text: string): { side: SQLWrapper; key: SQL; raw: Scalar } {
  if (field.kind === 'text' && field.fold !== undefined) return pair(field.fold, foldKey(text))
  return pair(sql`lower(${field.column})`, asciiFold(text))
}

function pair(side: SQLWrapper, raw: Scalar): { side: SQLWrapper; key: SQL; raw: Scalar } {
  return { side, key: sql`${raw}`, raw }
}

/** What the value is in the column's terms; numbers and booleans are also taken as text, as some clients send them. */
function readValue(node: Comparison, field: Field, value: unknown): Result<Scalar | null, ApiFailure> {
  if (value === null || value === undefined) return ok(null)
  if (typeof value === 'object') return refuse(node, 'compares with a plain value')
  const text = String(value).trim()
  switch (field.kind) {
    case 'text':
    case 'list':
      return ok(String(value))
    case 'uid':
      if (text === '' || text === NO_UID) return ok(null)
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
        ? ok(text.toLowerCase())
        : refuse(node, 'compares with a UUID')
    case 'enum':
      return ok(storedEnum(field.stored, String(value), node.collation))
    case 'number': {
      const number = typeof value === 'boolean' || text === '' ? Number.NaN : Number(text)
      return Number.isFinite(number) ? ok(number) : refuse(node, 'compares with a number')
    }
    case 'boolean':
      if (/^(true|1)$/i.test(text)) return ok(1)
      return /^(false|0)$/i.test(text) ? ok(0) : refuse(node, 'compares with true or false')
    case 'time': {
      const epochMs = typeof value === 'string' ? fromWireTime(value) : null
      return epochMs === null ? refuse(node, 'compares with an ISO 8601 date-time') : ok(epochMs)
    }
  }
}

function storedEnum(stored: Readonly<Record<string, string>> | undefined, value: string, collation: Collation): string {
  if (stored === undefined) return value
  const name = Object.keys(stored).find((wire) =>
    collation === 'ordinal' ? wire === value : foldKey(wire) === foldKey(value),
  )
  return (name === undefined ? undefined : stored[name]) ?? value
}

function refuse(node: Comparison, reason: string): { ok: false; failure: ApiFailure } {
  return fail({
    code: 'invalid_input',
    message: `Filter: "${node.property}" with "${node.operation}" ${reason}.`,
    parameter: 'filter',
  })
}
