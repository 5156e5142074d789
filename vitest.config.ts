import { mkdirSync } from 'node:fs'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

const PROPERTY_SEED = './tests/support/property-seed.setup.ts'
const DATABASE_SETUP = './worker/db/test-database.setup.ts'
/** Far above what any of them takes: a busy machine must not fail a test. */
const UNIT_TIMEOUT_MS = 60_000
const WHOLE_CONSOLE = { environment: 'node', fileParallelism: false, testTimeout: 180_000, hookTimeout: 180_000 }

// The Worker's configuration names this folder; what is in it matters to no object test.
mkdirSync('dist/portals', { recursive: true })

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          testTimeout: UNIT_TIMEOUT_MS,
          setupFiles: [PROPERTY_SEED],
          include: [
            '{agent,domain,durable-objects,scripts,worker}/**/*.test.ts',
            'portals/**/*.test.ts',
            'tests/*.test.ts',
          ],
          exclude: ['**/*.object.test.ts'],
        },
      },
      {
        plugins: [
          cloudflareTest({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                HOLDFAST_URL: 'https://console.example',
                HOLDFAST_MASTER_SECRET: Buffer.alloc(32, 7).toString('base64url'),
              },
            },
          }),
        ],
        test: {
          name: 'objects',
          isolate: false,
          testTimeout: UNIT_TIMEOUT_MS,
          include: ['{durable-objects,worker}/**/*.object.test.ts'],
          setupFiles: [PROPERTY_SEED, DATABASE_SETUP],
          provide: { d1Migrations: await readD1Migrations('migrations') },
        },
      },
      {
        test: {
          name: 'stories',
          include: ['tests/stories/**/*.test.ts'],
          ...WHOLE_CONSOLE,
          // They wait more than they work: two at a time halve the wall time on two cores.
          fileParallelism: true,
          maxWorkers: 2,
        },
      },
      { test: { name: 'security', include: ['tests/security/**/*.test.ts'], ...WHOLE_CONSOLE } },
      { test: { name: 'journeys', include: ['tests/journeys/**/*.test.ts'], ...WHOLE_CONSOLE } },
      { test: { name: 'faults', include: ['tests/faults/**/*.test.ts'], ...WHOLE_CONSOLE, testTimeout: 3_600_000 } },
      { test: { name: 'sweeps', include: ['tests/sweeps/**/*.test.ts'], ...WHOLE_CONSOLE, testTimeout: 3_600_000 } },
    ],
  },
})
