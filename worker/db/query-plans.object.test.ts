import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { ROLES, type RoleName } from '../../domain/permissions.ts'
import { Scope } from '../auth/scope.ts'
import { backupAgentsSource } from '../features/backup-agents/queries.ts'
import { companiesSource } from '../features/companies/queries.ts'
import { jobsSource } from '../features/jobs/queries.ts'
import { type Db, openDb } from './client.ts'
import type { PageQuery, PageSource, SortKey } from './page-source.ts'

const COMPANY = '11111111-1111-4111-8111-111111111111'

function scopeOf(db: Db, role: RoleName): Scope {
  const { organizationType } = ROLES[role]
  return new Scope(db, {
    userUid: '22222222-2222-4222-8222-222222222222',
    userName: 'somebody',
    organizationUid: COMPANY,
    organizationName: 'Acme',
    organizationType,
    role,
    hasAllCompanies: true,
    hasProviderResources: false,
    tenantUid: null,
    withheldClaims: [],
    impersonator: null,
    signInMethod: 'password',
    secondFactor: 'none',
    isReadOnly: false,
    via: 'cookie',
    sessionUid: null,
    updatedAt: 0,
  })
}

/** The plans of what a source asks the database for one page: of the rows, and of their count. */
async function plansOf(source: (db: Db) => PageSource<unknown>, query: Partial<PageQuery>): Promise<string[]> {
  const asked: string[] = []
  const recorder = new Proxy(env.DB, {
    get: (target, name) => {
      if (name === 'batch') return (statements: D1PreparedStatement[]) => target.batch(statements)
      if (name !== 'prepare') return Reflect.get(target, name)
      return (sql: string) => {
        asked.push(sql)
        return target.prepare(sql)
      }
    },
  })
  const page = await source(openDb(recorder)).readPage({
    filter: null,
    sort: [],
    limit: 100,
    offset: 0,
    revisionOrganizationUid: COMPANY,
    ...query,
  })
  expect(page).toMatchObject({ ok: true })
  const [rows = ''] = asked
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${rows.replaceAll('?', 'NULL')}`).all<{
    detail: string
  }>()
  return results.map(({ detail }) => detail)
}

const byName = (collation: SortKey['collation']): SortKey[] => [{ property: 'name', isDescending: false, collation }]
const equals = (property: string, value: string) =>
  ({ kind: 'comparison', operation: 'equals', property, collation: 'ordinal', value }) as const

const jobsOf = (role: RoleName) => (db: Db) => jobsSource(scopeOf(db, role), db)

describe('the plan of a hot list', () => {
  const cases: [string, (db: Db) => PageSource<unknown>, Partial<PageQuery>, RegExp][] = [
    ['all jobs by name', jobsOf('PortalAdministrator'), {}, /jobs_name/],
    [
      'all jobs by name, natural order',
      jobsOf('PortalAdministrator'),
      { sort: byName('lexicographic') },
      /jobs_natural/,
    ],
    ['jobs of one status', jobsOf('PortalAdministrator'), { filter: equals('status', 'Failed') }, /jobs_status/],
    [
      'jobs of one company',
      jobsOf('PortalAdministrator'),
      { filter: equals('organizationUid', COMPANY) },
      /jobs_organization/,
    ],
    ['jobs of one agent', jobsOf('PortalAdministrator'), { filter: equals('backupAgentUid', COMPANY) }, /jobs_agent/],
    [
      'jobs by their last run',
      jobsOf('PortalAdministrator'),
      { sort: [{ property: 'lastRun', isDescending: true, collation: 'ordinal' }] },
      /jobs_last_run/,
    ],
    ['the jobs of a company user', jobsOf('CompanyOwner'), {}, /jobs_organization/],
    ['the jobs of a location user', jobsOf('CompanyLocationUser'), {}, /jobs_(location|organization)/],
    ['the jobs of a reseller', jobsOf('ResellerOwner'), {}, /jobs_(name|organization)/],
    [
      'backup agents by name',
      (db) => backupAgentsSource(scopeOf(db, 'PortalAdministrator'), db),
      {},
      /backup_agents_name/,
    ],
    [
      'companies by name',
      (db) => companiesSource(scopeOf(db, 'PortalAdministrator'), db, new Set()),
      { sort: byName('ignorecase') },
      /organizations_(type_name|name)/,
    ],
  ]

  test.each(cases)('%s goes by an index', async (_name, source, query, index) => {
    const plan = await plansOf(source, query)
    expect(plan.join('\n')).toMatch(index)
    expect(plan.filter((step) => /^SCAN (?!.*USING)/.test(step) && !step.includes('json_each'))).toEqual([])
  })

  test.each(cases.filter(([name]) => / by (name|their)|of one (status|company)|company user/.test(name)))(
    '%s sorts nothing',
    async (_name, source, query) => {
      const plan = await plansOf(source, query)
      expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual([])
    },
  )
})
