/**
 * A collection: the rows behind a list and its single object, the columns that its items need, and what it can be
 * filtered and sorted by. Filter, sort and paging become SQL here, over the allow-list of fields, with bound values.
 */
import { and, eq, type GetColumnData, inArray, is, type SQL, type SQLWrapper, sql } from 'drizzle-orm'
import { SQLiteAsyncDialect, SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { Db } from './client.ts'
import { readCountedPage } from './counted-page.ts'
import type { Field } from './fields.ts'
import { buildFilter } from './filter-sql.ts'
import type { FilterNode, PageQuery, PageSource, SortKey } from './page-source.ts'
import type { CollectionName } from './revisions.ts'
import { buildOrder } from './sort-sql.ts'

export type Columns = Record<string, SQLiteColumn | SQL>

export type RowOf<C extends Columns> = {
  [Name in keyof C]: C[Name] extends SQLiteColumn
    ? GetColumnData<C[Name]>
    : C[Name] extends SQL<infer Value>
      ? Value
      : never
}

export interface CollectionDefinition<C extends Columns, Item, Context> {
  /** Under which its changes are counted; null: nobody counts them, no validator is given. */
  name: CollectionName | null
  /** A table, or sql`… JOIN …` giving one row per key. */
  from: SQLWrapper
  key: SQLiteColumn
  /** What `toItem` needs. SQL must be typed: sql<number | null>`…`. */
  columns: C
  /** By dotted path on the wire. */
  fields: Readonly<Record<string, Field>>
  /** Made complete by the key. */
  defaultSort: readonly SortKey[]
  toItem(row: RowOf<C>, context: Context): Item
}

export interface SourceOptions<C extends Columns, Context> {
  /** Scope, tombstones, path parameters: always joined to the caller's filter. */
  where: SQL | undefined
  /** What `toItem` needs beside the row: a value, or made per page of rows (embedded objects in one query). */
  context: Context | ((rows: RowOf<C>[]) => Promise<Context>)
}

export interface Collection<C extends Columns, Item, Context> {
  source(db: Db, options: SourceOptions<C, Context>): PageSource<Item>
  /** The one item with this key, under the same mapping as in the list. */
  find(db: Db, key: string, options: SourceOptions<C, Context>): Promise<Item | null>
}

export function ascending(property: string, collation: SortKey['collation'] = 'ignorecase'): SortKey {
  return { property, isDescending: false, collation }
}

export function descending(property: string, collation: SortKey['collation'] = 'ignorecase'): SortKey {
  return { property, isDescending: true, collation }
}

/** Rows of one chunk of a full read. */
const CHUNK_ROWS = 500
/** D1 binds at most 100 values; the scope and the page take a few of them. */
const MAX_BOUND_VALUES = 100
const dialect = new SQLiteAsyncDialect()

export function defineCollection<C extends Columns, Item, Context = undefined>(
  definition: CollectionDefinition<C, Item, Context>,
): Collection<C, Item, Context> {
  const { from, key, toItem } = definition
  const keyName = Object.keys(definition.columns).find((name) => definition.columns[name] === key)
  if (keyName === undefined) throw new Error(`The collection ${definition.name} does not select its key.`)
  const selectList = sql.join(
    Object.entries(definition.columns).map(([name, column]) => sql`${column} AS ${sql.identifier(name)}`),
    sql`, `,
  )
  const decoders = Object.entries(definition.columns).flatMap(([name, column]) =>
    is(column, SQLiteColumn) && column.dataType === 'boolean' ? [name] : [],
  )

  const readRow = (stored: Record<string, unknown>): RowOf<C> => {
    for (const name of decoders) if (stored[name] !== null) stored[name] = stored[name] === 1
    return stored as RowOf<C>
  }

  const toItems = async (rows: RowOf<C>[], context: SourceOptions<C, Context>['context']): Promise<Item[]> => {
    const shared = isMaker(context) ? await context(rows) : context
    return rows.map((row) => toItem(row, shared))
  }

  const prepare = (db: Db, query: SQL): D1PreparedStatement => {
    const compiled = dialect.sqlToQuery(query)
    return db.$client.prepare(compiled.sql).bind(...compiled.params)
  }

  const select = (where: SQL | undefined): SQL =>
    where === undefined ? sql`SELECT ${selectList} FROM ${from}` : sql`SELECT ${selectList} FROM ${from} WHERE ${where}`

  const plan = (
    options: SourceOptions<C, Context>,
    query: { filter: FilterNode | null; sort: readonly SortKey[] },
  ): Result<{ where: SQL | undefined; order: SQL }, ApiFailure> => {
    const filter = query.filter === null ? ok(undefined) : buildFilter(query.filter, definition.fields)
    if (!filter.ok) return filter
    const order = buildOrder(query.sort.length > 0 ? query.sort : definition.defaultSort, definition.fields, key)
    if (!order.ok) return order
    const where = and(options.where, filter.value)
    const bound = where === undefined ? 0 : dialect.sqlToQuery(where).params.length
    if (bound > MAX_BOUND_VALUES - 2) {
      const message = `The filter compares with too many values: ${bound} of at most ${MAX_BOUND_VALUES - 2}. Use "in" for a list of them.`
      return fail({ code: 'invalid_input', message, parameter: 'filter' })
    }
    return ok({ where, order: order.value })
  }

  return {
    source: (db, options) => ({
      revision: definition.name,
      async readPage(query: PageQuery) {
        const planned = plan(options, query)
        if (!planned.ok) return planned
        const { where, order } = planned.value
        const condition = where === undefined ? sql`` : sql` WHERE ${where}`
        const page = await readCountedPage(
          db,
          definition.name === null
            ? null
            : { collection: definition.name, organizationUid: query.revisionOrganizationUid },
          dialect.sqlToQuery(sql`${select(where)} ORDER BY ${order} LIMIT ${query.limit} OFFSET ${query.offset}`),
          dialect.sqlToQuery(sql`SELECT count(*) AS total FROM ${from}${condition}`),
        )
        const items = await toItems(page.rows.map(readRow), options.context)
        const { total, revision } = page
        return ok({ total, items, ...(revision === undefined ? {} : { revision }) })
      },
      async readAll(query) {
        const planned = plan(options, query)
        if (!planned.ok) return planned
        const { where, order } = planned.value
        const condition = where === undefined ? sql`` : sql` WHERE ${where}`
        const [, ...keyRows] = await prepare(db, sql`SELECT ${key} FROM ${from}${condition} ORDER BY ${order}`).raw<
          [string | number]
        >({
          columnNames: true,
        })
        const keys = keyRows.map(([uid]) => uid)
        const chunks = async function* (): AsyncIterable<Item[]> {
          for (let start = 0; start < keys.length; start += CHUNK_ROWS) {
            const wanted = keys.slice(start, start + CHUNK_ROWS)
            const chosen = inArray(key, sql`(SELECT value FROM json_each(${JSON.stringify(wanted)}))`)
            const found = await prepare(db, select(and(options.where, chosen, sql`1`))).all<Record<string, unknown>>()
            yield await toItems(inOrder(wanted, found.results.map(readRow), keyName), options.context)
          }
        }
        return ok({ total: keys.length, chunks: chunks() })
      },
    }),
    async find(db, uid, options) {
      const found = await prepare(db, sql`${select(and(options.where, eq(key, uid)))} LIMIT 1`).first<
        Record<string, unknown>
      >()
      if (found === null) return null
      const [item] = await toItems([readRow(found)], options.context)
      return item ?? null
    },
  }
}

/** In the order of the keys (numbers in some tables); rows deleted since the keys were read are left out. */
function inOrder<Row extends Record<string, unknown>>(
  keys: readonly (string | number)[],
  rows: Row[],
  keyName: string,
): Row[] {
  const byKey = new Map(rows.map((row) => [String(row[keyName]), row]))
  return keys.map((key) => byKey.get(String(key))).filter((row) => row !== undefined)
}

function isMaker<Rows, Context>(
  context: Context | ((rows: Rows) => Promise<Context>),
): context is (rows: Rows) => Promise<Context> {
  return typeof context === 'function'
}
