/** A sort as SQL, always made complete by the key, so that pages never overlap. Nothing comes first (nulls are least). */
import { type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { Field } from './fields.ts'
import { findField, unknownProperty } from './filter-sql.ts'
import type { Collation, SortKey } from './page-source.ts'

export function buildOrder(
  sort: readonly SortKey[],
  fields: Readonly<Record<string, Field>>,
  key: SQLWrapper,
): Result<SQL, ApiFailure> {
  const parts: SQL[] = []
  for (const { property, isDescending, collation } of sort) {
    const field = findField(fields, property)
    if (field === null) return fail(unknownProperty(property, fields, 'sort'))
    if (field.kind === 'list')
      return fail({ code: 'invalid_input', message: `"${property}" is a list and has no order.`, parameter: 'sort' })
    const column = sortColumn(field, collation)
    parts.push(isDescending ? sql`${column} DESC` : sql`${column}`)
  }
  // The key follows the direction of the last property, so that one index can serve the whole order.
  parts.push(sort.at(-1)?.isDescending === true ? sql`${key} DESC` : sql`${key}`)
  return ok(sql.join(parts, sql`, `))
}

function sortColumn(field: Field, collation: Collation): SQLWrapper {
  if (field.kind === 'text') {
    if (collation === 'lexicographic') return field.natural ?? field.fold ?? sql`${field.column} COLLATE NOCASE`
    if (collation === 'ignorecase') return field.fold ?? sql`${field.column} COLLATE NOCASE`
  }
  if (field.kind === 'enum' && collation !== 'ordinal') return sql`${field.column} COLLATE NOCASE`
  return field.column
}
