/**
 * `npm run bench -- list`: a page of 100 jobs out of 50,000, with filter and sort, as JSON, XML and CSV, against the bare
 * D1 query in the same runtime. Requests of all kinds are interleaved, so that whatever else the machine does hits all of
 * them; medians are compared. Fails when JSON takes more than twice the time of the bare query.
 */
import { askForToken, type BenchRuntime, median, startBenchRuntime } from '../support/bench-runtime.ts'

const JOBS = 50_000
const COMPANIES = 500
const ROUNDS = 150
const WARM_UP_ROUNDS = 30
const MAX_JSON_RATIO = 2

type Kind = 'bare' | 'json' | 'xml' | 'csv'
const KINDS: readonly Kind[] = ['bare', 'json', 'xml', 'csv']

/** Answers /bare with the rows of one prepared statement. */
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

const runtime = await startBenchRuntime(BARE)
try {
  const { base, database } = runtime
  const token = await askForToken(runtime)
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
  await runtime.dispose()
}

/** Jobs of many companies, with texts of a usual length; one in ten failed or warned. */
async function seedJobs(database: BenchRuntime['database']): Promise<void> {
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
