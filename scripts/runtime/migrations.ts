import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Miniflare } from 'miniflare'
import { Refusal } from './refusal.ts'

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

/**
 * Applies the D1 migrations that this database has not seen, each in one transaction with its own record. The table is
 * the one that `wrangler d1 migrations` keeps in production.
 */
export async function applyMigrations(database: Database, folder: string): Promise<readonly string[]> {
  await database
    .prepare(
      `create table if not exists d1_migrations (
         id integer primary key autoincrement, name text unique, applied_at timestamp default current_timestamp not null)`,
    )
    .run()
  const { results } = await database.prepare('select name from d1_migrations order by id').all<{ name: string }>()
  const applied = new Set(results.map(({ name }) => name))
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const unknown = [...applied].filter((name) => !names.includes(name))
  if (unknown.length > 0) {
    throw new Refusal(
      `The data was last used by a newer version: it knows the migration ${unknown.join(', ')}, which this one does not. Start that version, or set HOLDFAST_STATE to another folder.`,
    )
  }
  const pending = names.filter((name) => !applied.has(name))
  for (const name of pending) {
    await database.batch([
      database.prepare(readFileSync(join(folder, name), 'utf8')),
      database.prepare('insert into d1_migrations (name) values (?)').bind(name),
    ])
  }
  return pending
}
