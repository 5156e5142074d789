import { applyD1Migrations, type D1Migration, reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    d1Migrations: D1Migration[]
  }
}

// The files share one runtime, which saves most of their time; each begins with empty storage all the same.
beforeAll(() => reset())

// Before each test, so that the schema is there again after a test's `reset()`; applied ones are left alone.
beforeEach(() => applyD1Migrations(env.DB, inject('d1Migrations')))
