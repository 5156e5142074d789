import { reset } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod'
import {
  aBackupAgent,
  aJob,
  aManagementAgent,
  aRepository,
  aRestorePoint,
  type Place,
} from '../../../tests/support/read-models.ts'
import { type Identity, Scope } from '../../auth/scope.ts'
import { backupAgentJob, linuxBackupAgentJob } from '../../contract/infrastructure/backup-agent-jobs.ts'
import { backupAgent, linuxBackupAgent } from '../../contract/infrastructure/backup-agents.ts'
import { managementAgent } from '../../contract/infrastructure/management-agents.ts'
import { unverifiedAgent } from '../../contract/infrastructure/unverified-agents.ts'
import { protectedComputer, protectedComputerJob, restorePoint } from '../../contract/protected-workloads/computers.ts'
import { repository } from '../../contract/repositories/repositories.ts'
import { type Db, openDb } from '../../db/client.ts'
import type { PageQuery, PageSource } from '../../db/page-source.ts'
import { backupAgents, managementAgents } from '../../db/schema/agents.ts'
import { unverifiedAgents } from '../../db/schema/enrolment.ts'
import { jobs, restorePoints } from '../../db/schema/jobs.ts'
import { repositories } from '../../db/schema/repositories.ts'
import { type Shape, shapeOf } from '../../http/shape.ts'
import { backupAgentsSource, linuxBackupAgentsSource } from '../backup-agents/queries.ts'
import { jobsSource, linuxJobsSource } from '../jobs/queries.ts'
import { managementAgentsSource } from '../management-agents/queries.ts'
import { unverifiedAgentsSource } from '../management-agents/unverified-queries.ts'
import { repositoriesSource } from '../repositories/queries.ts'
import {
  computerJobsSource,
  computersSource,
  isKnownComputer,
  latestRestorePointsSource,
  restorePointsSource,
} from './queries.ts'

const uid = (number: number) => `0190c0de-0000-7000-8000-${String(number).padStart(12, '0')}`
const ACME = uid(1)
const GLOBEX = uid(2)
const REMOTE: Place = { organizationUid: ACME, locationUid: uid(11) }
const BRANCH: Place = { organizationUid: ACME, locationUid: uid(12) }
const ELSEWHERE: Place = { organizationUid: GLOBEX, locationUid: uid(13) }
const LOCATION_USER = uid(91)

const db: Db = openDb(env.DB)

function scopeOf(parts: Partial<Identity>): Scope {
  return new Scope(db, {
    userUid: uid(90),
    userName: 'admin',
    organizationUid: uid(9),
    organizationName: 'Provider',
    organizationType: 'Provider',
    role: 'PortalAdministrator',
    hasAllCompanies: true,
    isReadOnly: false,
    via: 'token',
    sessionUid: null,
    ...parts,
  } as Identity)
}
const everything = scopeOf({})
const ofCompany = scopeOf({ organizationUid: ACME, organizationType: 'Company', role: 'CompanyAdministrator' })
const ofLocation = scopeOf({
  userUid: LOCATION_USER,
  organizationUid: ACME,
  organizationType: 'Company',
  role: 'CompanyLocationUser',
})
const ofChosen = scopeOf({ userUid: uid(92), role: 'PortalReadonlyOperator', hasAllCompanies: false })

const LISTS: [string, z.ZodType, (scope: Scope) => PageSource<unknown>][] = [
  ['management agents', managementAgent, (scope) => managementAgentsSource(scope, db)],
  ['backup agents', backupAgent, (scope) => backupAgentsSource(scope, db)],
  ['Linux backup agents', linuxBackupAgent, (scope) => linuxBackupAgentsSource(scope, db)],
  ['jobs', backupAgentJob, (scope) => jobsSource(scope, db)],
  ['Linux jobs', linuxBackupAgentJob, (scope) => linuxJobsSource(scope, db)],
  ['protected computers', protectedComputer, (scope) => computersSource(scope, db)],
  ['jobs of protected computers', protectedComputerJob, (scope) => computerJobsSource(scope, db)],
  ['restore points', restorePoint, (scope) => restorePointsSource(scope, db)],
  ['latest restore points', restorePoint, (scope) => latestRestorePointsSource(scope, db)],
  ['repositories', repository, (scope) => repositoriesSource(scope, db)],
]

const FIRST_PAGE: PageQuery = { filter: null, sort: [], limit: 100, offset: 0, revisionOrganizationUid: uid(9) }

async function read(source: PageSource<unknown>, query: Partial<PageQuery> = {}): Promise<unknown[]> {
  const page = await source.readPage({ ...FIRST_PAGE, ...query })
  if (!page.ok) throw new Error(JSON.stringify(page.failure))
  expect(page.value.total).toBeGreaterThanOrEqual(page.value.items.length)
  return page.value.items
}

/** Dotted paths of everything in an item that is no object. */
function leaves(shape: Shape, path = ''): { path: string; kind: Shape['kind'] }[] {
  if (shape.kind !== 'object') return [{ path, kind: shape.kind }]
  return shape
    .properties()
    .flatMap((property) => leaves(property.shape, path === '' ? property.name : `${path}.${property.name}`))
}

async function insertComputer(number: number, place: Place, name: string): Promise<void> {
  await db.insert(managementAgents).values(aManagementAgent(uid(number), place, { hostName: name }))
  await db.insert(backupAgents).values(
    aBackupAgent(uid(number + 1), place, {
      managementAgentUid: uid(number),
      name,
      restorePointsCount: 2,
      latestRestorePointAt: 2000,
    }),
  )
  await db
    .insert(jobs)
    .values(aJob(uid(number + 2), uid(number + 1), place, { name: `Job of ${name}`, restorePointsCount: 2 }))
  await db
    .insert(restorePoints)
    .values([
      aRestorePoint(uid(number + 3), uid(number + 1), place, { createdAt: 1000, jobUid: uid(number + 2) }),
      aRestorePoint(uid(number + 4), uid(number + 1), place, { createdAt: 2000 }),
    ])
  await db.insert(repositories).values(aRepository(uid(number + 5), place, { name, backupAgentUid: uid(number + 1) }))
}

async function insertTenancy(): Promise<void> {
  await env.DB.batch(
    [
      `INSERT INTO organizations (uid, type, name, name_fold, name_natural, created_at, updated_at)
         VALUES ('${ACME}', 'Company', 'Acme', 'acme', 'acme', 0, 0), ('${GLOBEX}', 'Company', 'Globex', 'globex', 'globex', 0, 0)`,
      `INSERT INTO locations (uid, organization_uid, type, name, name_fold, name_natural, created_at)
         VALUES ('${BRANCH.locationUid}', '${ACME}', 'Custom', 'Branch', 'branch', 'branch', 0)`,
      `INSERT INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, created_at, updated_at)
         VALUES ('${LOCATION_USER}', '${ACME}', 'CompanyLocationUser', 'l', 'l', 'l', 0, 0),
                ('${uid(92)}', '${ACME}', 'PortalReadonlyOperator', 'o', 'o', 'o', 0, 0)`,
      `INSERT INTO user_locations (user_uid, location_uid) VALUES ('${LOCATION_USER}', '${BRANCH.locationUid}')`,
      `INSERT INTO user_companies (user_uid, company_uid) VALUES ('${uid(92)}', '${GLOBEX}')`,
    ].map((sql) => env.DB.prepare(sql)),
  )
}

async function checkEveryProperty(item: z.ZodType, source: PageSource<unknown>): Promise<void> {
  for (const { path, kind } of leaves(shapeOf(item))) {
    if (kind === 'array') {
      const contains = {
        kind: 'comparison',
        operation: 'contains',
        property: path,
        collation: 'ordinal',
        value: 'x',
      } as const
      expect(await read(source, { filter: contains }), path).toEqual([])
      continue
    }
    const sorted = await read(source, {
      sort: [{ property: path, isDescending: true, collation: 'ignorecase' }],
    })
    expect(sorted.length, path).toBeGreaterThanOrEqual(2)
    for (const value of new Set(sorted.map((given) => pick(given, path)))) {
      const equals = { kind: 'comparison', operation: 'equals', property: path, collation: 'ordinal', value } as const
      const found = await read(source, { filter: equals })
      expect(found, `${path} equals ${value}`).toEqual(
        expect.arrayContaining(sorted.filter((given) => pick(given, path) === value)),
      )
      const none = await read(source, { filter: { kind: 'logical', operation: 'not', items: [equals] } })
      expect(found.length + none.length, `${path} equals ${value} or not`).toBe(sorted.length)
    }
  }
}

afterEach(() => reset())

describe.each(LISTS)('the list of %s', (_, item, listFor) => {
  it('is an empty page when there is nothing', async () => {
    expect(await read(listFor(everything))).toEqual([])
  })

  it('gives items that keep their contract', async () => {
    await insertComputer(100, REMOTE, 'srv1')
    const items = await read(listFor(everything))
    expect(items.length).toBeGreaterThan(0)
    for (const given of items) expect(item.safeParse(given).error).toBeUndefined()
  })

  it('can be filtered and sorted by every property of an item', async () => {
    await insertComputer(100, REMOTE, 'srv1')
    await insertComputer(200, ELSEWHERE, 'srv2')
    await checkEveryProperty(item, listFor(everything))
  })

  it('shows each caller what is within reach and nothing else', async () => {
    await insertTenancy()
    await insertComputer(100, REMOTE, 'srv1')
    await insertComputer(200, BRANCH, 'srv2')
    await insertComputer(300, ELSEWHERE, 'srv3')
    const all = await read(listFor(everything))
    const perComputer = all.length / 3
    const uidsOf = (items: unknown[]) =>
      items.map((given) => String(pick(given, 'instanceUid') ?? pick(given, 'jobUid') ?? pick(given, 'backupAgentUid')))
    const numbers = async (scope: Scope) => {
      const uids = uidsOf(await read(listFor(scope)))
      return [...new Set(uids.map((found) => Number(found.slice(-12, -2))))].sort()
    }
    expect(await numbers(everything)).toEqual([1, 2, 3])
    expect(await numbers(ofCompany)).toEqual([1, 2])
    expect(await numbers(ofLocation)).toEqual([2])
    expect(await numbers(ofChosen)).toEqual([3])
    expect(await numbers(Scope.nobody(db))).toEqual([])
    expect(await read(listFor(ofLocation))).toHaveLength(perComputer)
  })
})

function pick(item: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown> | null)?.[name], item)
}

describe('protected computers', () => {
  beforeEach(async () => {
    await insertComputer(100, REMOTE, 'srv1')
    await db.insert(backupAgents).values(aBackupAgent(uid(700), REMOTE, { name: 'bare' }))
    await db.insert(jobs).values(aJob(uid(701), uid(700), REMOTE))
  })

  it('are those with a restore point', async () => {
    expect(await read(computersSource(everything, db))).toEqual([
      {
        backupAgentUid: uid(101),
        organizationUid: ACME,
        name: 'srv1',
        numberOfJobs: 1,
        operationMode: 'Server',
        latestRestorePointDate: '1970-01-01T00:00:02.0000000+00:00',
      },
    ])
    expect(await read(computerJobsSource(everything, db))).toHaveLength(1)
  })

  it('have one latest restore point each', async () => {
    const latest = await read(latestRestorePointsSource(everything, db))
    expect(latest.map((point) => pick(point, 'instanceUid'))).toEqual([uid(104)])
  })

  it('stay known by their restore points when the agent is gone', async () => {
    expect(await isKnownComputer(everything, db, uid(700))).toBe(true)
    await env.DB.prepare('UPDATE backup_agents SET deleted_at = 1').run()
    expect(await isKnownComputer(everything, db, uid(700))).toBe(false)
    expect(await isKnownComputer(everything, db, uid(101))).toBe(true)
    expect(await read(restorePointsSource(everything, db, uid(101)))).toHaveLength(2)
    expect(await read(computersSource(everything, db))).toEqual([])
  })
})

describe('unverified agents', () => {
  it('are pending until they are taken in, and keep their contract', async () => {
    const knocked = {
      pollSecretSha256: '0'.repeat(64),
      hostName: 'new1',
      hostNameFold: 'new1',
      hostNameNatural: 'new1',
      platformType: 'Linux',
      clientAddress: '192.0.2.1',
      host: '{}',
      createdAt: 5,
      lastSeenAt: 5,
    }
    await insertTenancy()
    await db.insert(unverifiedAgents).values([
      { ...knocked, uid: uid(1) },
      { ...knocked, uid: uid(2), organizationUid: GLOBEX, acceptedOrganizationUid: ACME, acceptedAt: 6 },
      { ...knocked, uid: uid(3), status: 'Enrolled', acceptedOrganizationUid: ACME, acceptedAt: 7 },
    ])
    const items = await read(unverifiedAgentsSource(everything, db), {
      sort: [{ property: 'status', isDescending: true, collation: 'ordinal' }],
    })
    for (const item of items) expect(unverifiedAgent.safeParse(item).error).toBeUndefined()
    expect(items.map((item) => pick(item, 'status'))).toEqual(['Pending', 'Accepted'])
    await checkEveryProperty(unverifiedAgent, unverifiedAgentsSource(everything, db))
    expect((await read(unverifiedAgentsSource(ofChosen, db))).map((item) => pick(item, 'instanceUid'))).toEqual([
      uid(2),
    ])
  })
})
