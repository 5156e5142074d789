import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { openDb } from './client.ts'
import { listField, textField } from './fields.ts'
import { buildFilter } from './filter-sql.ts'
import type { Collation, FilterOperation } from './page-source.ts'

const db = openDb(env.DB)
const COLLATIONS: Collation[] = ['ordinal', 'ignorecase', 'lexicographic']

/** Whether the comparison holds for one row whose columns have no stored keys. */
async function holds(operation: FilterOperation, property: string, collation: Collation, value: unknown) {
  const fields = { note: textField(sql`note`), tags: listField(sql`tags`) }
  const condition = buildFilter({ kind: 'comparison', operation, property, collation, value }, fields)
  if (!condition.ok) throw new Error(JSON.stringify(condition.failure))
  const row = sql`SELECT 'Für ÄRZTE' AS note, '["Ärzte","Über"]' AS tags`
  const found = await db.all<{ holds: number }>(sql`SELECT (${condition.value}) AS holds FROM (${row})`)
  return found.map((one) => one.holds === 1)
}

describe.each(COLLATIONS)('a comparison by %s with a text that has no stored key', (collation) => {
  const text = 'Für ÄRZTE'

  test.each<[FilterOperation, unknown]>([
    ['equals', text],
    ['in', [text, 'another']],
    ['contains', 'ÄRZTE'],
    ['lessThanOrEqual', text],
    ['greaterThanOrEqual', text],
  ])('%s: finds the very same text, whatever letters are in it', async (operation, value) => {
    expect(await holds(operation, 'note', collation, value)).toEqual([true])
  })

  test.each<[FilterOperation, unknown]>([
    ['contains', 'Ärzte'],
    ['superset', ['Über']],
    ['subset', ['Über', 'Ärzte', 'more']],
  ])('%s: finds the very same members of a list', async (operation, value) => {
    expect(await holds(operation, 'tags', collation, value)).toEqual([true])
  })

  test('folds the letters from A to Z, and only where case does not count', async () => {
    expect(await holds('equals', 'note', collation, 'fÜr Ärzte'.replace('Ü', 'ü').replace('rzte', 'RZTE'))).toEqual([
      collation !== 'ordinal',
    ])
  })
})
