/** What a reseller may give to its companies of what the provider gave to it. */

export interface GivenServices {
  hostedServices: { isVbPublicCloudManagementEnabled: boolean }
  remoteServices: {
    backupAgentsManagement: { workstationAgentsQuota: number | null; serverAgentsQuota: number | null } | null
    backupServersManagement: object | null
    vb365ServersManagement: object | null
    isVbPublicCloudManagementEnabled: boolean
  }
}

export interface OwnServices {
  hostedServices: { vbPublicCloudManagementEnabled: boolean }
  remoteServices: {
    backupAgentsManagement: { workstationAgentsQuota: number | null; serverAgentsQuota: number | null }
    vb365ManagementEnabled: boolean
    backupServersManagementEnabled: boolean
    vbPublicCloudManagementEnabled: boolean
  }
}

/** A refused member of the company's services, and the whole sentence about it. */
export interface LimitProblem {
  property: string
  message: string
}

interface Service {
  given: string
  own: string
  isGiven(given: GivenServices): boolean
  isOwn(own: OwnServices): boolean
}

const SERVICES: readonly Service[] = [
  {
    given: 'hostedServices.isVbPublicCloudManagementEnabled',
    own: 'hostedServices.vbPublicCloudManagementEnabled',
    isGiven: ({ hostedServices }) => hostedServices.isVbPublicCloudManagementEnabled,
    isOwn: ({ hostedServices }) => hostedServices.vbPublicCloudManagementEnabled,
  },
  {
    given: 'remoteServices.backupServersManagement',
    own: 'remoteServices.backupServersManagementEnabled',
    isGiven: ({ remoteServices }) => remoteServices.backupServersManagement !== null,
    isOwn: ({ remoteServices }) => remoteServices.backupServersManagementEnabled,
  },
  {
    given: 'remoteServices.vb365ServersManagement',
    own: 'remoteServices.vb365ManagementEnabled',
    isGiven: ({ remoteServices }) => remoteServices.vb365ServersManagement !== null,
    isOwn: ({ remoteServices }) => remoteServices.vb365ManagementEnabled,
  },
  {
    given: 'remoteServices.isVbPublicCloudManagementEnabled',
    own: 'remoteServices.vbPublicCloudManagementEnabled',
    isGiven: ({ remoteServices }) => remoteServices.isVbPublicCloudManagementEnabled,
    isOwn: ({ remoteServices }) => remoteServices.vbPublicCloudManagementEnabled,
  },
]

const AGENT_QUOTAS = ['workstationAgentsQuota', 'serverAgentsQuota'] as const

/**
 * Why the reseller may not give this; null when it may. What the company has already is not judged again. No limit for a
 * company means as many agents as the reseller has, whose own quota is a soft one.
 */
export function givenServicesProblem(
  given: GivenServices,
  before: GivenServices | null,
  own: OwnServices,
): LimitProblem | null {
  for (const service of SERVICES) {
    const isNew = service.isGiven(given) && (before === null || !service.isGiven(before))
    if (!isNew || service.isOwn(own)) continue
    const property = `companyServices.${service.given}`
    return { property, message: `${property}: the reseller does not have this service itself.` }
  }
  for (const name of AGENT_QUOTAS) {
    const quota = given.remoteServices.backupAgentsManagement?.[name] ?? null
    const quotaBefore = before?.remoteServices.backupAgentsManagement?.[name] ?? null
    const limit = own.remoteServices.backupAgentsManagement[name]
    if (quota === null || limit === null || quota <= limit || quota === quotaBefore) continue
    const property = `companyServices.remoteServices.backupAgentsManagement.${name}`
    return { property, message: `${property}: the reseller itself has ${limit}, and cannot give ${quota}.` }
  }
  return null
}

/** The first service that the reseller is to lose although one of its companies has it; null when there is none. */
export function lostServiceInUse(
  before: OwnServices,
  after: OwnServices,
  companies: readonly GivenServices[],
): LimitProblem | null {
  for (const service of SERVICES) {
    if (!service.isOwn(before) || service.isOwn(after)) continue
    const usersCount = companies.filter((company) => service.isGiven(company)).length
    if (usersCount === 0) continue
    const property = `resellerServices.${service.own}`
    return { property, message: `${property}: ${usersCount} companies of the reseller use this service.` }
  }
  return null
}

export interface TenantAsk {
  maxConcurrentTask: number
  isBackupProtectionEnabled: boolean
  backupProtectionPeriod: number | null
}

export interface CloudQuota {
  maxConcurrentTask: number | null
  /** Days; null: no limit. */
  insiderProtectionQuota: number | null
}

/** What a tenant may have at most by the reseller's cloud quota; null: the reseller has none, and so no limits of this kind. */
export function tenantLimitProblem(
  asked: TenantAsk,
  before: TenantAsk | null,
  quota: CloudQuota | null,
): LimitProblem | null {
  if (quota === null) return null
  const { maxConcurrentTask, insiderProtectionQuota } = quota
  const isMoreTasks = asked.maxConcurrentTask > (before?.maxConcurrentTask ?? 0)
  if (maxConcurrentTask !== null && isMoreTasks && asked.maxConcurrentTask > maxConcurrentTask) {
    const message = `maxConcurrentTask: the reseller itself may run ${maxConcurrentTask} tasks at the same time.`
    return { property: 'maxConcurrentTask', message }
  }
  const protectionDays = asked.isBackupProtectionEnabled ? (asked.backupProtectionPeriod ?? 0) : 0
  const daysBefore = before?.isBackupProtectionEnabled === true ? (before.backupProtectionPeriod ?? 0) : 0
  if (insiderProtectionQuota !== null && protectionDays > daysBefore && protectionDays > insiderProtectionQuota) {
    const message = `backupProtectionPeriod: the reseller itself has ${insiderProtectionQuota} days of protection.`
    return { property: 'backupProtectionPeriod', message }
  }
  return null
}
