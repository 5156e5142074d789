import { env } from 'cloudflare:workers'
import { getTableColumns, getTableName } from 'drizzle-orm'
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, test } from 'vitest'
import * as actions from './actions.ts'
import * as agents from './agents.ts'
import * as containers from './containers.ts'
import * as enrolment from './enrolment.ts'
import * as jobs from './jobs.ts'
import * as lifeCycle from './life-cycle.ts'
import * as mail from './mail.ts'
import * as organizations from './organizations.ts'
import * as records from './records.ts'
import * as repositories from './repositories.ts'
import * as signIn from './sign-in.ts'
import * as singleSignOn from './single-sign-on.ts'
import * as sites from './sites.ts'
import * as users from './users.ts'

const TABLES: SQLiteTable[] = [
  actions,
  agents,
  containers,
  enrolment,
  jobs,
  lifeCycle,
  mail,
  organizations,
  records,
  repositories,
  signIn,
  singleSignOn,
  sites,
  users,
].flatMap((module) => Object.values(module))

interface StoredColumn {
  name: string
  type: string
  notnull: number
  dflt_value: string | null
  pk: number
}

/** Tables of the runtime's own keeping. */
const OWN = ['d1_migrations', '_cf_KV', '_cf_METADATA', 'sqlite_sequence']

describe('the tables for queries', () => {
  test('are the tables that the migrations make', async () => {
    const { results } = await env.DB.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all<{
      name: string
    }>()
    const stored = results.map(({ name }) => name).filter((name) => !OWN.includes(name))
    expect(TABLES.map((table) => getTableName(table)).sort()).toEqual(stored.sort())
  })

  test.each(TABLES.map((table) => ({ name: getTableName(table), table })))(
    'agree on the columns of $name',
    async ({ name, table }) => {
      const { results } = await env.DB.prepare(`SELECT * FROM pragma_table_info('${name}')`).all<StoredColumn>()
      const stored = results.map((column) => ({
        name: column.name,
        type: column.type.toLowerCase(),
        isRequired: column.notnull === 1 || column.pk > 0,
        hasDefault: column.dflt_value !== null,
        isKey: column.pk > 0,
      }))
      const composite = getTableConfig(table).primaryKeys.flatMap((key) => key.columns.map((column) => column.name))
      const declared = Object.values(getTableColumns(table)).map((column) => ({
        name: column.name,
        type: column.getSQLType(),
        isRequired: column.notNull || column.primary || composite.includes(column.name),
        hasDefault: column.hasDefault && !column.primary,
        isKey: column.primary || composite.includes(column.name),
      }))
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)
      expect(declared.sort(byName)).toEqual(stored.sort(byName))
    },
  )
})
