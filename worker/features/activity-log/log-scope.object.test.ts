/** Whose history, chains and tasks each role reads, whatever it asks. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type OrganizationType, ROLES, type RoleName } from '../../../domain/permissions.ts'
import { Scope } from '../../auth/scope.ts'
import { openDb } from '../../db/client.ts'
import type { FilterNode, PageQuery, PageSource } from '../../db/page-source.ts'
import { agentTaskSource } from '../task-log/queries.ts'
import { auditChainSource, auditEntrySource, findAuditChain } from './chain-queries.ts'
import { activityLogSource, type LogRange } from './queries.ts'

const uidOf = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`
const ORGANIZATIONS: Record<string, { uid: string; type: OrganizationType; reseller: string | null }> = {
  provider: { uid: uidOf('1'), type: 'Provider', reseller: null },
  north: { uid: uidOf('2'), type: 'Reseller', reseller: null },
  south: { uid: uidOf('3'), type: 'Reseller', reseller: null },
  alpha: { uid: uidOf('4'), type: 'Company', reseller: uidOf('2') },
  beta: { uid: uidOf('5'), type: 'Company', reseller: uidOf('3') },
  gamma: { uid: uidOf('6'), type: 'Company', reseller: null },
}
const nameOf = (uid: string | null) => Object.keys(ORGANIZATIONS).find((name) => ORGANIZATIONS[name]?.uid === uid) ?? ''
const userOf = (name: string) => `${ORGANIZATIONS[name]?.uid.slice(0, 35)}f`

const READERS: { role: RoleName; at: string; reads: string[] }[] = [
  { role: 'PortalAdministrator', at: 'provider', reads: ['provider', 'north', 'south', 'alpha', 'beta', 'gamma'] },
  { role: 'ResellerOwner', at: 'north', reads: ['north', 'alpha'] },
  { role: 'CompanyOwner', at: 'alpha', reads: ['alpha'] },
]

beforeEach(async () => {
  const organization = env.DB.prepare(
    `INSERT OR IGNORE INTO organizations (uid, type, reseller_uid, name, name_fold, name_natural, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?4, ?4, ?4, 0, 0)`,
  )
  const user = env.DB.prepare(
    `INSERT OR IGNORE INTO users (uid, organization_uid, role, user_name, user_name_fold, user_name_natural, created_at, updated_at)
     VALUES (?1, ?2, ?3, ?4, ?4, ?4, 0, 0)`,
  )
  const event = env.DB.prepare(
    `INSERT OR IGNORE INTO audit_events (uid, organization_uid, at, kind, actor_user_uid, actor_name, client_address)
     VALUES (?1, ?2, 1000, 'CompanyEdited', ?3, ?4, ?4)`,
  )
  const seal = env.DB.prepare(
    `UPDATE audit_events SET seq = (SELECT count(*) FROM audit_events o WHERE o.organization_uid = audit_events.organization_uid
       AND o.uid <= audit_events.uid), salt = 's', previous_hash = 'p', hash = 'h' WHERE organization_uid = ? AND seq IS NULL`,
  )
  const chain = env.DB.prepare(
    `INSERT OR IGNORE INTO audit_chains (organization_uid, head_seq, head_hash, sealed_at, pruned_hash, kid, signature)
     VALUES (?, 2, 'h', 1, 'p', 'k', 's')`,
  )
  const task = env.DB.prepare(
    `INSERT OR IGNORE INTO agent_tasks (uid, organization_uid, location_uid, management_agent_uid, agent_name, agent_name_fold,
       task_type, status, description, description_fold, created_by, created_by_user_uid, created_at, rev)
     VALUES (?1, ?2, 'l', 'a', ?3, ?3, 'BackupAgentJobStart', 'Success', ?3, ?3, ?4, ?5, 1, 1)`,
  )
  await env.DB.batch(
    Object.entries(ORGANIZATIONS).flatMap(([name, { uid, type, reseller }]) => [
      organization.bind(uid, type, reseller, name),
      user.bind(userOf(name), uid, 'CompanyOwner', `user of ${name}`),
      event.bind(`${name}-own`, uid, userOf(name), `user of ${name}`),
      event.bind(`${name}-foreign`, uid, userOf('provider'), 'user of provider'),
      seal.bind(uid),
      chain.bind(uid),
      ...(type === 'Company' ? [task.bind(`${name}-task`, uid, name, 'user of provider', userOf('provider'))] : []),
    ]),
  )
})

function scopeOf({ role, at }: (typeof READERS)[number]): Scope {
  return new Scope(openDb(env.DB), {
    userUid: userOf(at),
    userName: 'reader',
    organizationUid: ORGANIZATIONS[at]?.uid ?? '',
    organizationName: at,
    organizationType: ROLES[role].organizationType,
    role,
    hasAllCompanies: true,
    hasProviderResources: true,
    tenantUid: null,
    withheldClaims: [],
    impersonator: null,
    signInMethod: 'password',
    secondFactor: 'none',
    isReadOnly: false,
    via: 'token',
    sessionUid: null,
    updatedAt: 0,
  })
}

const ANY: LogRange = {
  fromAt: null,
  toAt: null,
  organizationUid: null,
  userUid: null,
  kind: null,
  direction: 'ascending',
}

async function rowsOf<Item>(source: PageSource<Item>, query: Partial<PageQuery> = {}): Promise<Item[]> {
  const page = await source.readPage({
    filter: null,
    sort: [],
    limit: 100,
    offset: 0,
    revisionOrganizationUid: '',
    ...query,
  })
  if (!page.ok) throw new Error(JSON.stringify(page.failure))
  expect(page.value.total).toBe(page.value.items.length)
  return page.value.items
}

const contains = (property: string, value: string): FilterNode => ({
  kind: 'comparison',
  operation: 'contains',
  property,
  collation: 'ignorecase',
  value,
})

describe.each(READERS)('a $role', (reader) => {
  const db = openDb(env.DB)
  const scope = () => scopeOf(reader)
  const organizationsOf = (rows: { organizationUid: string | null }[]) =>
    [...new Set(rows.map(({ organizationUid }) => nameOf(organizationUid)))].sort()
  const reads = [...reader.reads].sort()

  it('reads the history of its own and of those below, and of nobody else', async () => {
    expect(organizationsOf(await rowsOf(activityLogSource(scope(), db, ANY)))).toEqual(reads)
    for (const [name, { uid }] of Object.entries(ORGANIZATIONS)) {
      const found = await rowsOf(activityLogSource(scope(), db, { ...ANY, organizationUid: uid }))
      expect(found.length, name).toBe(reads.includes(name) ? 2 : 0)
    }
  })

  it('learns of nobody that it does not reach, by no filter and no order', async () => {
    const isProvider = reader.at === 'provider'
    const source = () => activityLogSource(scope(), db, ANY)
    for (const property of ['userName', 'clientAddress'])
      expect((await rowsOf(source(), { filter: contains(property, 'provider') })).length > 0).toBe(isProvider)
    const byUser = await rowsOf(activityLogSource(scope(), db, { ...ANY, userUid: userOf('provider') }))
    expect(byUser.length > 0).toBe(isProvider)
    expect(JSON.stringify(await rowsOf(source())).includes('user of provider')).toBe(isProvider)
  })

  it('reads its chains and their events alone, with the persons that it reaches', async () => {
    expect(organizationsOf(await rowsOf(auditChainSource(scope(), db, env)))).toEqual(reads)
    for (const [name, { uid }] of Object.entries(ORGANIZATIONS)) {
      expect((await findAuditChain(scope(), db, env, uid)) !== null, name).toBe(reads.includes(name))
      const entries = await rowsOf(auditEntrySource(scope(), db, uid))
      expect(entries.length, name).toBe(reads.includes(name) ? 2 : 0)
      expect(JSON.stringify(entries).includes('user of provider'), name).toBe(
        reader.at === 'provider' && reads.includes(name),
      )
    }
  })

  it('reads the tasks of the companies that it reaches', async () => {
    const tasks = await rowsOf(agentTaskSource(scope(), db, { fromAt: null, toAt: null }))
    const companies = reads.filter((name) => ORGANIZATIONS[name]?.type === 'Company')
    expect(organizationsOf(tasks)).toEqual(companies)
    expect(tasks.some(({ createdBy }) => createdBy !== null)).toBe(reader.at === 'provider')
  })
})
