/**
 * `npm run bench -- list`: a page of 100 jobs out of 50,000, with filter and sort, as JSON, XML and CSV, against the bare
 * D1 query in the same runtime. Requests of all kinds are interleaved, so that whatever else the machine does hits all of
 * them; medians are compared. Fails when JSON takes more than twice the time of the bare query.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Miniflare, type MiniflareOptions } from 'miniflare'
import { readBuiltWorker, workerFile } from '../../scripts/build/built-worker.ts'
import { ensureBuilt } from '../../scripts/build/ensure-built.ts'
import { projectFolder } from '../../scripts/build/sources.ts'
import { applyMigrations } from '../../scripts/runtime/migrations.ts'

const JOBS = 50_000
const COMPANIES = 500
const ROUNDS = 150
const WARM_UP_ROUNDS = 30
const MAX_JSON_RATIO = 2

type Kind = 'bare' | 'json' | 'xml' | 'csv'
const KINDS: readonly Kind[] = ['bare', 'json', 'xml', 'csv']

const setupToken = randomBytes(32).toString('base64url')
const administrator = { userName: 'admin', password: randomBytes(16).toString('base64url') }

/** Answers /bare with the rows of one prepared statement, and passes everything else to the console. */
const PROBE = `export default {
  async fetch(request, env) {
    if (new URL(request.url).pathname !== '/bare') return env.CONSOLE.fetch(request)
    return env.BARE.fetch(request)
  },
}`
const BARE = `export default {
  async fetch(request, env) {
    const { sql, values } = await request.json()
    const { results } = await env.DB.prepare(sql).bind(...values).all()
    return Response.json(results)
  },
}`

const COLUMNS = `uid, backup_agent_uid, organization_uid, config_uid, system_type, name, description, status, is_enabled,
  operation_mode, backup_mode, target_type, destination, schedule_type, schedule_display_name, restore_points_count,
  backed_up_bytes, free_bytes, last_session_uid, progress_percent, last_run_at, last_end_at, last_duration_seconds,
  avg_duration_seconds, next_run_at, failure_message, last_modified_at, last_modified_by`

interface Scenario {
  name: string
  filter: object[]
  sort: object[]
  bare: { sql: string; values: (string | number)[] }
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: 'one status, by the last run',
    filter: [{ property: 'status', operation: 'equals', value: 'Failed' }],
    sort: [{ property: 'lastRun', direction: 'descending' }],
    bare: {
      sql: `SELECT ${COLUMNS} FROM jobs WHERE deleted_at IS NULL AND status = ?
        ORDER BY last_run_at DESC, uid DESC LIMIT ? OFFSET ?`,
      values: ['Failed', 100, 0],
    },
  },
  {
    name: 'two statuses, by name',
    filter: [{ property: 'status', operation: 'in', value: ['Failed', 'Warning'] }],
    sort: [{ property: 'name', direction: 'ascending', collation: 'lexicographic' }],
    bare: {
      sql: `SELECT ${COLUMNS} FROM jobs WHERE deleted_at IS NULL AND status IN (SELECT value FROM json_each(?))
        ORDER BY name_natural, uid LIMIT ? OFFSET ?`,
      values: [JSON.stringify(['Failed', 'Warning']), 100, 0],
    },
  },
  {
    name: 'one company, by name',
    filter: [{ property: 'organizationUid', operation: 'equals', value: companyUid(7) }],
    sort: [{ property: 'name', direction: 'ascending', collation: 'ignorecase' }],
    bare: {
      sql: `SELECT ${COLUMNS} FROM jobs WHERE deleted_at IS NULL AND organization_uid = ?
        ORDER BY name_fold, uid LIMIT ? OFFSET ?`,
      values: [companyUid(7), 100, 0],
    },
  },
]

ensureBuilt()
const miniflare = new Miniflare(describeRuntime())
try {
  const base = String(await miniflare.ready).replace(/\/$/, '')
  const database = await miniflare.getD1Database('DB', 'bare')
  await applyMigrations(database, join(projectFolder, 'migrations'))
  const token = await signIn(base)
  await seedJobs(database)
  console.log(`A page of 100 jobs out of ${JOBS}; medians of ${ROUNDS} rounds`)
  let isWithinLimit = true
  for (const scenario of SCENARIOS) {
    const times = await measure(base, token, scenario)
    isWithinLimit = report(scenario, times) && isWithinLimit
  }
  if (!isWithinLimit) {
    console.error(`JSON takes more than ${MAX_JSON_RATIO} times the bare query.`)
    process.exitCode = 1
  }
} finally {
  await miniflare.dispose()
}

function describeRuntime(): MiniflareOptions {
  const built = readBuiltWorker()
  const { compatibilityDate } = built
  const moduleOf = (name: string, contents: string) => ({
    mainModule: name,
    modulesRoot: '/',
    modules: { [name]: { type: 'esm' as const, contents } },
  })
  const objects = Object.entries(built.objects)
  const texts = {
    HOLDFAST_URL: 'http://127.0.0.1',
    HOLDFAST_MASTER_SECRET: randomBytes(32).toString('base64url'),
    HOLDFAST_SETUP_TOKEN_SHA256: createHash('sha256').update(setupToken).digest('hex'),
  }
  return {
    host: '127.0.0.1',
    port: 0,
    cf: false,
    logRequests: false,
    handleStructuredLogs: () => undefined,
    enableDevRegistry: false,
    telemetry: { enabled: false },
    workers: [
      {
        config: {
          name: 'probe',
          compatibilityDate,
          manifest: moduleOf('probe.mjs', PROBE),
          env: { CONSOLE: { type: 'worker', worker: 'holdfast' }, BARE: { type: 'worker', worker: 'bare' } },
        },
      },
      {
        config: {
          name: 'bare',
          compatibilityDate,
          manifest: moduleOf('bare.mjs', BARE),
          env: { DB: { type: 'd1', id: 'holdfast' } },
        },
      },
      {
        config: {
          name: 'holdfast',
          compatibilityDate,
          manifest: moduleOf('worker.mjs', readFileSync(workerFile, 'utf8')),
          env: {
            [built.database]: { type: 'd1', id: 'holdfast' },
            [built.assets]: { type: 'worker', worker: 'bare' },
            ...Object.fromEntries(Object.keys(built.buckets).map((name) => [name, { type: 'r2' as const, name }])),
            ...Object.fromEntries(
              objects.map(([name, className]) => [
                name,
                { type: 'durable-object' as const, worker: 'holdfast', exportName: className },
              ]),
            ),
            ...Object.fromEntries(
              Object.entries(texts).map(([name, value]) => [name, { type: 'text' as const, value }]),
            ),
          },
          exports: Object.fromEntries(
            objects.map(([, className]) => [
              className,
              { type: 'durable-object' as const, storage: 'sqlite' as const },
            ]),
          ),
        },
      },
    ],
  }
}

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>

/** Jobs of many companies, with texts of a usual length; one in ten failed or warned. */
async function seedJobs(database: Database): Promise<void> {
  const uid = (prefix: string) => `printf('${prefix}0000000-0000-4000-8000-%012x', i)`
  await database
    .prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
      INSERT INTO jobs (uid, backup_agent_uid, organization_uid, location_uid, config_uid, system_type, name, name_fold,
        name_natural, description, description_fold, status, is_enabled, operation_mode, backup_mode, target_type,
        destination, destination_fold, schedule_type, schedule_display_name, schedule_display_name_fold,
        restore_points_count, backed_up_bytes, last_session_uid, last_run_at, last_end_at, last_duration_seconds,
        avg_duration_seconds, next_run_at, failure_message, failure_message_fold, last_modified_at, last_modified_by,
        last_modified_by_fold, rev)
      SELECT ${uid('a')}, ${uid('b')}, printf('c0000000-0000-4000-8000-%012x', i % ?2), ${uid('d')}, ${uid('e')}, 'Linux',
        'Backup of web-' || (i * 7919 % ?1), 'backup of web-' || (i * 7919 % ?1),
        'backup of web-' || length(i * 7919 % ?1) || (i * 7919 % ?1), 'Everything but caches', 'everything but caches',
        CASE WHEN i % 20 = 0 THEN 'Failed' WHEN i % 20 = 1 THEN 'Warning' ELSE 'Success' END, 1, 'Server', 'EntireComputer',
        'CloudRepository', 'Main site / Default', 'main site / default', 'Daily', 'Daily at 22:00', 'daily at 22:00',
        30, 123456789 + i, ${uid('f')}, 1790000000000 + i * 1000, 1790000600000 + i * 1000, 600, 580,
        1790086400000, CASE WHEN i % 20 = 0 THEN 'The repository cannot be reached.' END,
        CASE WHEN i % 20 = 0 THEN 'the repository cannot be reached.' END, 1780000000000, 'admin', 'admin', 1
      FROM n`,
    )
    .bind(JOBS, COMPANIES)
    .run()
  // As the deliveries of the Company objects count their changes.
  await database
    .prepare(
      `INSERT INTO collection_revisions (collection, organization_uid, rev) SELECT 'jobs', uid, ? FROM organizations`,
    )
    .bind(JOBS)
    .run()
}

async function signIn(base: string): Promise<string> {
  const setup = await fetch(`${base}/api/v3/setup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token: setupToken, ...administrator }),
  })
  if (!setup.ok) throw new Error(`POST /setup answered ${setup.status}: ${await setup.text()}`)
  const form = { grant_type: 'password', username: administrator.userName, password: administrator.password }
  const reply = await fetch(`${base}/api/v3/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await reply.json()) as { access_token: string }
  return token
}

/** Times in ms of every round. */
async function measure(base: string, token: string, { filter, sort, bare }: Scenario): Promise<Record<Kind, number[]>> {
  const query = new URLSearchParams({ limit: '100', filter: JSON.stringify(filter), sort: JSON.stringify(sort) })
  const list = `${base}/api/v3/infrastructure/backupAgents/jobs?${query}`
  const ask = (kind: Kind): Promise<Response> =>
    kind === 'bare'
      ? fetch(`${base}/bare`, { method: 'POST', body: JSON.stringify(bare) })
      : fetch(`${list}&format=${kind}`, { headers: { Authorization: `Bearer ${token}` } })
  const times: Record<Kind, number[]> = { bare: [], json: [], xml: [], csv: [] }
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const kind of KINDS) {
      const startedAt = performance.now()
      const response = await ask(kind)
      const text = await response.text()
      if (round >= 0) times[kind].push(performance.now() - startedAt)
      if (!response.ok) throw new Error(`${kind} answered ${response.status}: ${text}`)
      if (round === 0) checkRows(kind, text)
    }
  }
  return times
}

function checkRows(kind: Kind, text: string): void {
  const rows = { bare: /"uid":/g, json: /"originalUid":/g, xml: /<originalUid>/g, csv: /\r\n/g }[kind]
  const found = text.match(rows)?.length ?? 0
  const expected = kind === 'csv' ? 101 : 100
  if (found !== expected) throw new Error(`${kind} answered ${found} rows in place of ${expected}.`)
}

function report({ name }: Scenario, times: Record<Kind, number[]>): boolean {
  const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const bare = median(times.bare)
  console.log(name)
  for (const kind of KINDS) {
    const ms = median(times[kind])
    console.log(`  ${kind.padEnd(5)} ${ms.toFixed(2).padStart(8)} ms  ${(ms / bare).toFixed(2)} x the bare query`)
  }
  return median(times.json) <= MAX_JSON_RATIO * bare
}

function companyUid(index: number): string {
  return `c0000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`
}
