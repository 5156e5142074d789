import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { isNull } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { foldKey, naturalKey } from '../../domain/collation.ts'
import { toWireTime } from '../contract/common.ts'
import { openDb } from './client.ts'
import { ascending, defineCollection } from './collection.ts'
import { booleanField, enumField, numberField, textField, timeField, uidField } from './fields.ts'
import type { Collation, FilterNode, PageQuery } from './page-source.ts'
import { BUMP_REVISION_SQL } from './revisions.ts'
import { jobs } from './schema/jobs.ts'

const db = openDb(env.DB)

const collection = defineCollection({
  name: 'jobs',
  from: jobs,
  key: jobs.uid,
  columns: { uid: jobs.uid, name: jobs.name, isEnabled: jobs.isEnabled },
  fields: {
    name: textField(jobs.name, { fold: jobs.nameFold, natural: jobs.nameNatural }),
    description: textField(jobs.description, { fold: jobs.descriptionFold }),
    status: enumField(jobs.status),
    isEnabled: booleanField(jobs.isEnabled),
    restorePoints: numberField(jobs.sourceBytes),
    lastRun: timeField(jobs.lastRunAt),
    repositoryUid: uidField(jobs.repositoryUid),
  },
  defaultSort: [ascending('name')],
  toItem: (row) => row,
})
const source = collection.source(db, { where: isNull(jobs.deletedAt), context: undefined })

const UIDS = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const TEXTS = ['srv9', 'SRV10', 'Ärger', 'ärger', 'a%b', '', 'straße']
const T0 = Date.UTC(2026, 0, 1)

interface Row {
  uid: string
  name: string
  description: string | null
  status: string
  isEnabled: boolean
  restorePoints: number | null
  lastRun: number | null
  repositoryUid: string | null
}

/** Every mix of values and nulls, in a fixed order. */
const ROWS: Row[] = Array.from({ length: 60 }, (_, index) => ({
  uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: `${TEXTS[index % TEXTS.length]}${index % 3 === 0 ? '' : index}`,
  description: index % 4 === 0 ? null : (TEXTS[(index * 3) % TEXTS.length] ?? ''),
  status: ['Failed', 'Success', 'Warning'][index % 3] ?? '',
  isEnabled: index % 2 === 0,
  restorePoints: index % 5 === 0 ? null : index % 7,
  lastRun: index % 6 === 0 ? null : T0 + (index % 9) * 1000,
  repositoryUid: index % 3 === 0 ? null : (UIDS[index % 2] ?? ''),
}))

beforeAll(async () => {
  await applyD1Migrations(env.DB, inject('d1Migrations'))
  for (const row of ROWS) {
    await db.insert(jobs).values({
      uid: row.uid,
      backupAgentUid: row.uid,
      organizationUid: row.uid,
      locationUid: row.uid,
      configUid: row.uid,
      systemType: 'Linux',
      name: row.name,
      nameFold: foldKey(row.name),
      nameNatural: naturalKey(row.name),
      description: row.description,
      descriptionFold: row.description === null ? null : foldKey(row.description),
      status: row.status,
      isEnabled: row.isEnabled,
      operationMode: 'Server',
      backupMode: 'File',
      targetType: 'LocalFolder',
      scheduleType: 'Daily',
      scheduleDisplayName: 'Daily',
      scheduleDisplayNameFold: 'daily',
      sourceBytes: row.restorePoints,
      lastRunAt: row.lastRun,
      repositoryUid: row.repositoryUid,
      rev: 1,
    })
  }
})

function query(parts: Partial<PageQuery> = {}): PageQuery {
  return { filter: null, sort: [], limit: 500, offset: 0, revisionOrganizationUid: 'nobody', ...parts }
}

async function uidsOf(parts: Partial<PageQuery>): Promise<string[]> {
  const page = await source.readPage(query(parts))
  if (!page.ok) throw new Error(JSON.stringify(page.failure))
  return page.value.items.map(({ uid }) => uid)
}

type Comparison = Extract<FilterNode, { kind: 'comparison' }>

/** What the API promises of a filter, said plainly. */
function holds(node: FilterNode, row: Row): boolean {
  if (node.kind === 'comparison') return compares(node, row)
  const results = node.items.map((item) => holds(item, row))
  switch (node.operation) {
    case 'and':
      return results.every(Boolean)
    case 'or':
      return results.some(Boolean)
    case 'not':
      return !results.every(Boolean)
    case 'exclusiveOr':
      return results.filter(Boolean).length % 2 === 1
  }
}

function keyOf(value: unknown, collation: Collation, isText: boolean, hasNatural: boolean): string | number | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number') return value
  if (!isText || collation === 'ordinal') return String(value)
  return collation === 'lexicographic' && hasNatural ? naturalKey(String(value)) : foldKey(String(value))
}

function compares(node: Comparison, row: Row): boolean {
  const name = node.property as keyof Row
  const isText = name === 'name' || name === 'description' || name === 'status'
  const key = (value: unknown) => keyOf(value, node.collation, isText, name === 'name')
  const asStored = (value: unknown) =>
    name === 'lastRun' && typeof value === 'string' ? Date.parse(value.replace('0000+00:00', 'Z')) : value
  const own = key(row[name])
  const other = Array.isArray(node.value) ? null : key(asStored(node.value))
  switch (node.operation) {
    case 'equals':
      return own === other
    case 'notEquals':
      return own !== other
    case 'in':
      return (node.value as unknown[]).some((member) => key(asStored(member)) === own)
    case 'contains':
      return row[name] !== null && containing(String(row[name]), String(node.value), node.collation)
    case 'lessThan':
      return own !== null && other !== null && compareBytes(own, other) < 0
    case 'lessThanOrEqual':
      return own !== null && other !== null && compareBytes(own, other) <= 0
    case 'greaterThan':
      return own !== null && other !== null && compareBytes(own, other) > 0
    case 'greaterThanOrEqual':
      return own !== null && other !== null && compareBytes(own, other) >= 0
    default:
      throw new Error(`No rule for ${node.operation}`)
  }
}

function containing(text: string, part: string, collation: Collation): boolean {
  return collation === 'ordinal' ? text.includes(part) : foldKey(text).includes(foldKey(part))
}

function compareBytes(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [[...String(a)], [...String(b)]]
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

const collation = fc.constantFrom<Collation>('ordinal', 'ignorecase', 'lexicographic')
const texts = fc.oneof(fc.constantFrom(...TEXTS), fc.constantFrom('srv', 'SRV9', 'ÄRGER', 'strasse', '%', 'r'))
const times = fc.integer({ min: 0, max: 9 }).map((step) => toWireTime(T0 + step * 1000))
const VALUES = {
  name: texts,
  description: texts,
  status: fc.constantFrom('Failed', 'failed', 'Success', 'Nothing'),
  isEnabled: fc.boolean(),
  restorePoints: fc.integer({ min: 0, max: 7 }),
  lastRun: times,
  repositoryUid: fc.constantFrom(...UIDS),
}
const ORDERED = ['name', 'description', 'restorePoints', 'lastRun'] as const
const ANY = [...ORDERED, 'status', 'isEnabled', 'repositoryUid'] as const

const comparison: fc.Arbitrary<FilterNode> = fc.oneof(
  fc.constantFrom(...ANY).chain((property) =>
    fc.record({
      kind: fc.constant('comparison' as const),
      operation: fc.constantFrom('equals' as const, 'notEquals' as const),
      property: fc.constant(property),
      collation,
      value: fc.option(VALUES[property] as fc.Arbitrary<unknown>, { nil: null, freq: 5 }),
    }),
  ),
  fc.constantFrom(...ANY).chain((property) =>
    fc.record({
      kind: fc.constant('comparison' as const),
      operation: fc.constant('in' as const),
      property: fc.constant(property),
      collation,
      value: fc.array(fc.option(VALUES[property] as fc.Arbitrary<unknown>, { nil: null, freq: 5 }), { maxLength: 3 }),
    }),
  ),
  fc.constantFrom(...ORDERED).chain((property) =>
    fc.record({
      kind: fc.constant('comparison' as const),
      operation: fc.constantFrom(
        'lessThan' as const,
        'lessThanOrEqual' as const,
        'greaterThan' as const,
        'greaterThanOrEqual' as const,
      ),
      property: fc.constant(property),
      collation,
      value: VALUES[property] as fc.Arbitrary<unknown>,
    }),
  ),
  fc.constantFrom('name', 'description').chain((property) =>
    fc.record({
      kind: fc.constant('comparison' as const),
      operation: fc.constant('contains' as const),
      property: fc.constant(property),
      collation,
      value: texts,
    }),
  ),
)

const { filter: anyFilter } = fc.letrec<{ filter: FilterNode }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    comparison,
    fc.record({
      kind: fc.constant('logical' as const),
      operation: fc.constantFrom('and' as const, 'or' as const, 'not' as const, 'exclusiveOr' as const),
      items: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
    }),
  ),
}))

describe('a filter as SQL', () => {
  test('finds exactly the rows for which the filter holds, nulls included', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, async (filter) => {
        const expected = ROWS.filter((row) => holds(filter, row)).map(({ uid }) => uid)
        expect((await uidsOf({ filter })).sort()).toEqual(expected.sort())
      }),
      { numRuns: 300 },
    )
  })

  test('is false of every row where its opposite is true, and the other way round', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilter, async (filter) => {
        const opposite: FilterNode = { kind: 'logical', operation: 'not', items: [filter] }
        const [found, others] = [await uidsOf({ filter }), await uidsOf({ filter: opposite })]
        expect([...found, ...others].sort()).toEqual(ROWS.map(({ uid }) => uid))
      }),
      { numRuns: 100 },
    )
  })

  const refused: [string, Omit<Comparison, 'kind' | 'collation'>][] = [
    ['an unknown property', { property: 'password_hash', operation: 'equals', value: 'x' }],
    ['SQL for a property', { property: "name' OR 1=1 --", operation: 'equals', value: 'x' }],
    ['a text where a number is', { property: 'restorePoints', operation: 'equals', value: 'many' }],
    ['a time that is none', { property: 'lastRun', operation: 'greaterThan', value: 'yesterday' }],
    ['a UUID that is none', { property: 'repositoryUid', operation: 'equals', value: 'x' }],
    ['an object for a value', { property: 'name', operation: 'equals', value: { a: 1 } }],
    ['in without a list', { property: 'name', operation: 'in', value: 'x' }],
    ['an order of booleans', { property: 'isEnabled', operation: 'lessThan', value: true }],
    ['less than null', { property: 'restorePoints', operation: 'lessThan', value: null }],
    ['a part of a number', { property: 'restorePoints', operation: 'contains', value: '1' }],
    ['a subset of a text', { property: 'name', operation: 'subset', value: ['x'] }],
  ]
  test.each(refused)('refuses %s, naming the parameter', async (_name, parts) => {
    const page = await source.readPage(query({ filter: { kind: 'comparison', collation: 'ordinal', ...parts } }))
    expect(page).toMatchObject({ ok: false, failure: { code: 'invalid_input', parameter: 'filter' } })
  })

  test('takes numbers, booleans and UUIDs as text, and the all-zero UUID for none', async () => {
    const filter = (property: string, value: unknown): FilterNode => ({
      kind: 'comparison',
      operation: 'equals',
      property,
      collation: 'ordinal',
      value,
    })
    expect(await uidsOf({ filter: filter('restorePoints', '3') })).toEqual(
      await uidsOf({ filter: filter('restorePoints', 3) }),
    )
    expect(await uidsOf({ filter: filter('isEnabled', 'False') })).toEqual(
      await uidsOf({ filter: filter('isEnabled', false) }),
    )
    const none = await uidsOf({ filter: filter('repositoryUid', '00000000-0000-0000-0000-000000000000') })
    expect(none).toEqual(await uidsOf({ filter: filter('repositoryUid', null) }))
    expect(none).not.toEqual([])
  })

  test('takes as many comparisons as the API allows, nested as deep', async () => {
    const leaf: FilterNode = {
      kind: 'comparison',
      operation: 'equals',
      property: 'name',
      collation: 'ordinal',
      value: 'x',
    }
    const wide: FilterNode = { kind: 'logical', operation: 'or', items: Array(40).fill(leaf) }
    let deep: FilterNode = { kind: 'logical', operation: 'exclusiveOr', items: [wide, leaf] }
    for (let depth = 0; depth < 6; depth++) deep = { kind: 'logical', operation: 'not', items: [deep, leaf] }
    expect(await source.readPage(query({ filter: deep }))).toMatchObject({ ok: true })
  })

  test('says so when there are more values than the database takes', async () => {
    const leaf: FilterNode = {
      kind: 'comparison',
      operation: 'equals',
      property: 'name',
      collation: 'ordinal',
      value: 'x',
    }
    const filter: FilterNode = { kind: 'logical', operation: 'or', items: Array(50).fill(leaf) }
    const page = await source.readPage(query({ filter }))
    expect(page).toMatchObject({ ok: false, failure: { code: 'invalid_input', parameter: 'filter' } })
  })
})

describe('a sort', () => {
  test('orders numbers in names by their value under the lexicographic collation', async () => {
    const page = await source.readPage(
      query({ sort: [{ property: 'name', isDescending: false, collation: 'lexicographic' }] }),
    )
    const names = page.ok ? page.value.items.map(({ name }) => name) : []
    expect(names).toEqual(ROWS.map(({ name }) => name).sort((a, b) => compareBytes(naturalKey(a), naturalKey(b)) || 0))
  })

  test('makes pages that neither overlap nor leave a row out, whatever is sorted by', async () => {
    for (const property of ['status', 'isEnabled', 'lastRun', 'description']) {
      for (const isDescending of [true, false]) {
        const sort = [{ property, isDescending, collation: 'ignorecase' as const }]
        const pages = await Promise.all([0, 17, 34, 51].map((offset) => uidsOf({ sort, limit: 17, offset })))
        expect(pages.flat()).toEqual(await uidsOf({ sort }))
        expect(new Set(pages.flat()).size).toBe(ROWS.length)
      }
    }
  })

  test('refuses an unknown property, naming the parameter', async () => {
    const page = await source.readPage(
      query({ sort: [{ property: 'rowid', isDescending: false, collation: 'ordinal' }] }),
    )
    expect(page).toMatchObject({ ok: false, failure: { code: 'invalid_input', parameter: 'sort' } })
  })
})

describe('paging', () => {
  test('answers an empty page past the end, with the total', async () => {
    expect(await source.readPage(query({ limit: 10, offset: 1000 }))).toMatchObject({
      ok: true,
      value: { total: 60, items: [] },
    })
  })

  test('counts anew after a change, and not without one', async () => {
    const organizationUid = '99999999-9999-4999-8999-999999999999'
    await env.DB.batch([
      env.DB.prepare(`INSERT INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
        VALUES (?, 'Company', 'n', 'n', 'n', 0, 0)`).bind(organizationUid),
      env.DB.prepare(BUMP_REVISION_SQL).bind('jobs', organizationUid),
    ])
    const filter: FilterNode = {
      kind: 'comparison',
      operation: 'equals',
      property: 'status',
      collation: 'ordinal',
      value: 'Failed',
    }
    const total = async (offset: number) => {
      const page = await source.readPage(query({ filter, limit: 5, offset, revisionOrganizationUid: organizationUid }))
      return page.ok ? page.value.total : -1
    }
    expect([await total(0), await total(5)]).toEqual([20, 20])
    const [failed = ''] = await uidsOf({ filter })
    const set = (status: string) => env.DB.prepare('UPDATE jobs SET status = ? WHERE uid = ?').bind(status, failed)
    await env.DB.batch([set('Success'), env.DB.prepare(BUMP_REVISION_SQL).bind('jobs', organizationUid)])
    expect([await total(0), await total(5)]).toEqual([19, 19])
    await env.DB.batch([set('Failed'), env.DB.prepare(BUMP_REVISION_SQL).bind('jobs', organizationUid)])
  })

  test('gives booleans as booleans', async () => {
    const page = await source.readPage(query({ limit: 1 }))
    expect(page.ok && typeof page.value.items[0]?.isEnabled).toBe('boolean')
  })
})

describe('reading all rows', () => {
  test('gives every row once and in order although rows come and go meanwhile', async () => {
    const before = await uidsOf({})
    const all = await source.readAll({ filter: null, sort: [] })
    if (!all.ok) throw new Error('refused')
    const removed = before.at(-1) ?? ''
    await env.DB.batch([
      env.DB.prepare('UPDATE jobs SET deleted_at = 1 WHERE uid = ?').bind(removed),
      env.DB.prepare(`UPDATE jobs SET name = 'zzz', name_fold = 'zzz', name_natural = 'zzz' WHERE uid = ?`).bind(
        before[0] ?? '',
      ),
    ])
    const seen: string[] = []
    for await (const chunk of all.value.chunks) seen.push(...chunk.map(({ uid }) => uid))
    expect(seen).toEqual(before.slice(0, -1))
    expect(all.value.total).toBe(60)
  })
})
