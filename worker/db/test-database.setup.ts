import { applyD1Migrations, type D1Migration } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    d1Migrations: D1Migration[]
  }
}

// Before each test, so that the schema is there again after a test's `reset()`; applied ones are left alone.
beforeEach(() => applyD1Migrations(env.DB, inject('d1Migrations')))
