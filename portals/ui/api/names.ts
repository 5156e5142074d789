import { type Accessor, createSignal } from 'solid-js'
import type { Permission } from '../../../domain/permissions.ts'
import { can } from '../session/session.ts'
import { getPage } from './client.ts'
import { listQuery, oneOf } from './filter.ts'
import type { BackupAgent, Company, Job, Location, ManagementAgent, Reseller, Site, Tenant } from './types.ts'

/**
 * v3 rows name other things by their id only. A book looks the ids up in batches (one question for all cells that were
 * drawn together), remembers the rows for a minute, and lets cells follow them as signals.
 */
export interface Book<T> {
  row(uid: string | null | undefined): T | undefined
  put(rows: readonly T[]): void
}

const batchSize = 60
const freshMs = 60_000

/** Without the permission nothing is asked: a refusal would only fill the history of the organization. */
export function createBook<T>(
  path: string,
  permission: Permission,
  uidOf: (row: T) => string,
  property = 'instanceUid',
): Book<T> {
  const entries = new Map<string, { read: Accessor<T | undefined>; write: (row: T) => void; askedAt: number }>()
  let waiting = new Set<string>()

  async function ask(): Promise<void> {
    const uids = [...waiting]
    waiting = new Set()
    for (let start = 0; start < uids.length; start += batchSize) {
      const part = uids.slice(start, start + batchSize)
      try {
        const page = await getPage<T>(path, listQuery({ filter: [oneOf(property, part)], limit: 500 }))
        put(page.items)
      } catch {
        // A name that may not be read stays an id; the page's own request reports what is wrong.
      }
    }
  }

  function want(uid: string): void {
    if (waiting.size === 0) queueMicrotask(() => void ask())
    waiting.add(uid)
  }

  function entryOf(uid: string) {
    const known = entries.get(uid)
    if (known) return known
    const [read, write] = createSignal<T>()
    const entry = { read, write: (row: T) => void write(() => row), askedAt: 0 }
    entries.set(uid, entry)
    return entry
  }

  function put(rows: readonly T[]): void {
    for (const row of rows) {
      const entry = entryOf(uidOf(row))
      entry.askedAt = Date.now()
      entry.write(row)
    }
  }

  function row(uid: string | null | undefined): T | undefined {
    if (!uid) return undefined
    const entry = entryOf(uid)
    if (Date.now() - entry.askedAt > freshMs && can(permission)) {
      entry.askedAt = Date.now()
      want(uid)
    }
    return entry.read()
  }

  return { row, put }
}

export const companies = createBook<Company>('/organizations/companies', 'companies.read', (row) => row.instanceUid)
export const resellers = createBook<Reseller>('/organizations/resellers', 'resellers.read', (row) => row.instanceUid)
export const locations = createBook<Location>('/organizations/locations', 'locations.read', (row) => row.instanceUid)
export const sites = createBook<Site>('/infrastructure/sites', 'sites.read', (row) => row.siteUid, 'siteUid')
export const backupAgents = createBook<BackupAgent>(
  '/infrastructure/backupAgents',
  'backupAgents.read',
  (row) => row.instanceUid,
)
export const managementAgents = createBook<ManagementAgent>(
  '/infrastructure/managementAgents',
  'agents.read',
  (row) => row.instanceUid,
)
/** Backup agents looked up from the other side: by the management agent on whose machine they run. */
export const backupAgentsByMachine = createBook<BackupAgent>(
  '/infrastructure/backupAgents',
  'backupAgents.read',
  (row) => row.managementAgentUid,
  'managementAgentUid',
)
export const jobs = createBook<Job>('/infrastructure/backupAgents/jobs', 'jobs.read', (row) => row.instanceUid)

export function computerName(agent: ManagementAgent | undefined): string | undefined {
  return agent ? (agent.friendlyName ?? agent.hostName ?? agent.instanceUid) : undefined
}

export const tenants = createBook<Tenant>('/infrastructure/sites/tenants', 'tenants.read', (row) => row.instanceUid)
