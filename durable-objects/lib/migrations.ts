/**
 * Schema of an object's SQLite: an append-only list of steps. A step once released is never edited, removed or moved,
 * because objects that already ran it would differ from new ones; the history check refuses to start on such a list.
 * `PRAGMA user_version` is not available to objects, so the applied steps are kept in a table.
 */
export type Migration = { id: string; sql: string } | { id: string; fn: (sql: SqlStorage) => void }

const HISTORY_TABLE = `CREATE TABLE IF NOT EXISTS applied_migrations (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  body TEXT
) STRICT`

/** Layout of the text must not matter, its meaning must. Functions are compared by id alone: bundlers rewrite them. */
function bodyOf(migration: Migration): string | null {
  return 'sql' in migration ? migration.sql.replace(/\s+/g, ' ').trim() : null
}

/**
 * Applies what is missing, each step in its own transaction, and returns the ids applied. Throws when history and list
 * disagree: that is a bug of a release, and running on would corrupt data. Call it in the object's constructor.
 */
export function applyMigrations(storage: DurableObjectStorage, migrations: readonly Migration[]): string[] {
  const { sql } = storage
  sql.exec(HISTORY_TABLE)
  const history = sql
    .exec<{ id: string; body: string | null }>('SELECT id, body FROM applied_migrations ORDER BY position')
    .toArray()
  if (history.length > migrations.length) {
    throw new Error(`The object has ${history.length} migrations applied, this release knows ${migrations.length}`)
  }
  const appliedIds: string[] = []
  migrations.forEach((migration, position) => {
    const body = bodyOf(migration)
    const applied = history[position]
    if (applied) {
      if (applied.id !== migration.id) {
        throw new Error(`Migration ${position} is "${migration.id}" in this release, "${applied.id}" was applied`)
      }
      if (body !== null && applied.body !== null && applied.body !== body) {
        throw new Error(`Migration "${migration.id}" was changed after it was applied`)
      }
      return
    }
    storage.transactionSync(() => {
      if ('sql' in migration) sql.exec(migration.sql)
      else migration.fn(sql)
      sql.exec('INSERT INTO applied_migrations (position, id, body) VALUES (?, ?, ?)', position, migration.id, body)
    })
    appliedIds.push(migration.id)
  })
  return appliedIds
}
