/** The counters of v3 that have a meaning for backup of computers, over agents and repositories as the read models have them. */
import { type SQL, sql } from 'drizzle-orm'
import type { AggregatedUsage, AggregatedUsageType } from '../../contract/organizations/usage.ts'

/** `agents` and `repositories` are conditions over the tables `a` (backup_agents), `m` (management_agents) and `r`. */
export interface UsageParts {
  agents: SQL
  repositories: SQL
  /** Of repositories too: the recycle bin may count elsewhere. */
  hidden: SQL
}

const AGENT_COUNTERS: readonly (readonly [AggregatedUsageType, string])[] = [
  ['ManagedServerAgents', "a.operation_mode = 'Server'"],
  ['ManagedWorkstationAgents', "a.operation_mode = 'Workstation'"],
  ['ManagedAgentsLinuxOS', "a.agent_platform = 'Linux'"],
  ['ManagedAgentsMacOS', "a.agent_platform = 'Mac'"],
  ['ManagedAgentsWindowsServerOS', "a.agent_platform = 'Windows' AND a.operation_mode = 'Server'"],
  ['ManagedAgentsWindowsDesktopOS', "a.agent_platform = 'Windows' AND a.operation_mode = 'Workstation'"],
]

const ofMode = (mode: string) =>
  `(SELECT b.operation_mode FROM backup_agents b WHERE b.uid = r.backup_agent_uid) ${mode}`

const STORAGE_COUNTERS: readonly (readonly [AggregatedUsageType, string])[] = [
  ['CloudRegularStorageUsage', 'sum(r.used_bytes)'],
  ['CloudRepositoryUsageByServerAgent', `sum(iif(${ofMode("= 'Server'")}, r.used_bytes, 0))`],
  ['CloudRepositoryUsageByWorkstationAgent', `sum(iif(${ofMode("= 'Workstation'")}, r.used_bytes, 0))`],
  ['CloudRepositoryUsageByUnknownFiles', `sum(iif(${ofMode('IS NULL')}, r.used_bytes, 0))`],
  ['ServerCloudBackups', `count(DISTINCT iif(${ofMode("= 'Server'")}, r.backup_agent_uid, NULL))`],
  ['WorkstationCloudBackups', `count(DISTINCT iif(${ofMode("= 'Workstation'")}, r.backup_agent_uid, NULL))`],
  ['AgentCloudBackupDataTransferOut', 'sum(r.egress_bytes)'],
]

/** JSON of all counters of a row, in one look at its agents and two at its repositories. */
export function usageCounters({ agents, repositories, hidden }: UsageParts): {
  agents: SQL<string>
  storage: SQL<string>
  hiddenBytes: SQL<number>
} {
  return {
    agents: sql<string>`(SELECT ${jsonOf(AGENT_COUNTERS.map(([type, is]) => [type, `coalesce(sum(${is}), 0)`]))}
      FROM backup_agents a WHERE ${agents} AND a.deleted_at IS NULL)`,
    storage: sql<string>`(SELECT ${jsonOf(STORAGE_COUNTERS.map(([type, is]) => [type, `coalesce(${is}, 0)`]))}
      FROM repositories r WHERE ${repositories} AND r.deleted_at IS NULL)`,
    hiddenBytes: sql<number>`(SELECT coalesce(sum(r.hidden_bytes), 0) FROM repositories r WHERE ${hidden})`,
  }
}

function jsonOf(counters: readonly (readonly [string, string])[]): SQL {
  return sql.raw(`json_object(${counters.map(([type, value]) => `'${type}', ${value}`).join(', ')})`)
}

export function toCounters(row: { agents: string; storage: string; hiddenBytes: number }): AggregatedUsage[] {
  const agents = JSON.parse(row.agents) as Partial<Record<AggregatedUsageType, number>>
  const storage = JSON.parse(row.storage) as Partial<Record<AggregatedUsageType, number>>
  const counters: Partial<Record<AggregatedUsageType, number>> = {
    ...agents,
    ...storage,
    CloudInsiderProtectionBackupSize: row.hiddenBytes,
    CloudTotalUsage: (storage.CloudRegularStorageUsage ?? 0) + row.hiddenBytes,
  }
  return Object.entries(counters).map(([type, value]) => ({ type: type as AggregatedUsageType, value }))
}
