import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import { applyMigrations, type Migration } from './migrations.ts'

const FIRST: Migration = { id: 'probe-1', sql: 'CREATE TABLE probe (name TEXT NOT NULL) STRICT' }
const SECOND: Migration = {
  id: 'probe-2',
  fn: (sql) => {
    sql.exec("ALTER TABLE probe ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'")
    sql.exec("UPDATE probe SET colour = 'red' WHERE name = 'rose'")
  },
}

/** Storage of an object that has no schema yet. */
async function onEmptyStorage(body: (storage: DurableObjectStorage) => void): Promise<void> {
  const stub = env.REPOSITORY.get(env.REPOSITORY.newUniqueId())
  await runInDurableObject(stub, (_instance, { storage }) => {
    storage.sql.exec('DROP TABLE IF EXISTS applied_migrations')
    body(storage)
  })
}

describe('applyMigrations', () => {
  it('applies each step once and in order', async () => {
    await onEmptyStorage((storage) => {
      expect(applyMigrations(storage, [FIRST, SECOND])).toEqual(['probe-1', 'probe-2'])
      expect(applyMigrations(storage, [FIRST, SECOND])).toEqual([])
    })
  })

  it('brings a schema with data in it forward', async () => {
    await onEmptyStorage((storage) => {
      applyMigrations(storage, [FIRST])
      storage.sql.exec("INSERT INTO probe (name) VALUES ('rose'), ('stone')")
      expect(applyMigrations(storage, [FIRST, SECOND])).toEqual(['probe-2'])
      expect(storage.sql.exec('SELECT name, colour FROM probe ORDER BY name').toArray()).toEqual([
        { name: 'rose', colour: 'red' },
        { name: 'stone', colour: 'grey' },
      ])
    })
  })

  it('accepts a step whose text was only laid out differently', async () => {
    await onEmptyStorage((storage) => {
      applyMigrations(storage, [FIRST])
      const relaid = { id: 'probe-1', sql: '\n  CREATE TABLE probe\n    (name TEXT NOT NULL) STRICT\n' }
      expect(applyMigrations(storage, [relaid])).toEqual([])
    })
  })

  it('refuses a list in which an applied step was changed, moved or removed', async () => {
    await onEmptyStorage((storage) => {
      applyMigrations(storage, [FIRST, SECOND])
      const changed = { id: 'probe-1', sql: 'CREATE TABLE probe (name TEXT) STRICT' }
      expect(() => applyMigrations(storage, [changed, SECOND])).toThrow('"probe-1" was changed')
      expect(() => applyMigrations(storage, [SECOND, FIRST])).toThrow('"probe-1" was applied')
      expect(() => applyMigrations(storage, [FIRST])).toThrow('2 migrations applied')
    })
  })

  it('leaves nothing of a step that fails half-way', async () => {
    await onEmptyStorage((storage) => {
      const broken: Migration = { id: 'probe-1', sql: 'CREATE TABLE probe (name TEXT); CREATE TABLE probe (name TEXT)' }
      expect(() => applyMigrations(storage, [broken])).toThrow('already exists')
      expect(applyMigrations(storage, [FIRST])).toEqual(['probe-1'])
    })
  })
})
