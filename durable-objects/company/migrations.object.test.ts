import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { getTableColumns, getTableName, is, Table } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { newUid } from '../../worker/db/new-uid.ts'
import { applyMigrations } from '../lib/migrations.ts'
import { COMPANY_MIGRATIONS } from './migrations.ts'
import { CompanyStore } from './store/company-store.ts'
import * as schema from './store/schema.ts'

interface ColumnInfo extends Record<string, SqlStorageValue> {
  name: string
  notnull: number
  pk: number
}

describe('the schema of a company', () => {
  it('is the one that its queries see', async () => {
    await runInDurableObject(env.COMPANY.getByName(newUid()), (_instance, { storage }) => {
      for (const table of Object.values(schema).filter((one) => is(one, Table))) {
        const seen = Object.values(getTableColumns(table)).map(({ name, notNull, primary }) => ({
          name,
          isNeeded: notNull || primary,
        }))
        const made = storage.sql
          .exec<ColumnInfo>(`SELECT name, "notnull", pk FROM pragma_table_info('${getTableName(table)}')`)
          .toArray()
          .map(({ name, notnull, pk }) => ({ name, isNeeded: notnull === 1 || pk === 1 }))
        expect({ [getTableName(table)]: made }).toEqual({ [getTableName(table)]: seen })
      }
    })
  })

  it('is made step by step, each on what the ones before have stored', async () => {
    await runInDurableObject(env.REPOSITORY.get(env.REPOSITORY.newUniqueId()), (_instance, { storage }) => {
      for (const { name } of storage.sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
        )
        .toArray()) {
        storage.sql.exec(`DROP TABLE "${name}"`)
      }
      applyMigrations(storage, COMPANY_MIGRATIONS.slice(0, 3))
      storage.sql.exec("INSERT INTO facts (key, value) VALUES ('dataKey', 'kept')")
      storage.sql.exec("INSERT INTO outbox (collection, uid, rev, row) VALUES ('jobs', 'a', 1, '{}')")
      expect(applyMigrations(storage, COMPANY_MIGRATIONS)).toEqual([
        'company-jobs',
        'company-repositories',
        'company-tasks',
      ])
      const store = new CompanyStore(storage)
      expect(store.readFact('dataKey')).toBe('kept')
      expect(storage.sql.exec('SELECT uid FROM outbox').toArray()).toEqual([{ uid: 'a' }])
      expect(store.jobs.list()).toEqual([])
    })
  })
})
