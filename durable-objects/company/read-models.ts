/**
 * The object's facts as rows of the read models, in the words of the v3 API, and their way into the outbox. Each publish…
 * builds its row from the store as it is now, and is called beside the change, without an await between.
 */
import { foldKey, naturalKey } from '../../domain/collation.ts'
import type { HostInfo } from '../../worker/contract/agent-protocol.ts'
import type { ComputerInfo } from '../../worker/contract/infrastructure/management-agents.ts'
import { PRODUCT_VERSION } from '../../worker/contract/product-version.ts'
import type { ReadModel, ReadModelRows } from '../../worker/db/outbox-upserts.ts'
import type { CompanyContext } from './context.ts'
import { readJobStatistics, readJobStatus } from './job-statistics.ts'
import type { AgentRecord, JobRecord, RepositoryRecord, RestorePointRecord, SessionDay } from './store/schema.ts'
import { describeTarget, findDefaultSiteUid, isRepositoryEnabled } from './targets.ts'

const PLATFORM = { linux: 'Linux', windows: 'Windows', mac: 'Mac' } as const
const BACKUP_MODE = { EntireComputer: 'EntireComputer', VolumeLevel: 'Volume', FileLevel: 'File' } as const
const SCHEDULE_TYPE = {
  notScheduled: 'NotScheduled',
  daily: 'Daily',
  monthly: 'Monthly',
  periodically: 'Periodically',
  continuously: 'Continuously',
} as const

type PublishContext = Pick<CompanyContext, 'companyUid' | 'store' | 'outbox' | 'now' | 'liveProgress'>

/** Rows of a deleted company are out of the lists until it is restored. */
export function putRow<C extends ReadModel>(
  ctx: Pick<CompanyContext, 'outbox' | 'store'>,
  collection: C,
  uid: string,
  row: ReadModelRows[C],
): void {
  const deletedAt = ctx.store.readDirectory()?.snapshot.deletion?.deletedAt
  const isHidden = deletedAt !== undefined && 'deletedAt' in row && row.deletedAt === null
  ctx.outbox.put(collection, uid, isHidden ? { ...row, deletedAt } : { ...row })
}

/** Both rows of an agent: the program on the computer, and its backup part. */
export function publishAgent(ctx: PublishContext, agent: AgentRecord): void {
  publishManagementAgent(ctx, agent)
  publishBackupAgent(ctx, agent)
}

function publishManagementAgent(ctx: PublishContext, agent: AgentRecord): void {
  const { host } = agent
  putRow(ctx, 'managementAgents', agent.managementAgentUid, {
    uid: agent.managementAgentUid,
    organizationUid: ctx.companyUid,
    locationUid: agent.locationUid,
    hostName: host.hostName,
    hostNameFold: foldKey(host.hostName),
    hostNameNatural: naturalKey(host.hostName),
    friendlyName: agent.friendlyName,
    friendlyNameFold: foldOrNull(agent.friendlyName),
    tag: agent.tag,
    tagFold: foldOrNull(agent.tag),
    version: agent.agentVersion,
    versionStatus: agent.agentVersion === PRODUCT_VERSION ? 'UpToDate' : 'OutOfDate',
    status: agentStatus(agent),
    connectionStatus: agent.isOnline ? 'Online' : 'Inaccessible',
    type: 'Client',
    role: 'Client',
    isRebootRequired: false,
    computerInfo: JSON.stringify(computerInfo(host)),
    guestOs: host.osName,
    guestOsFold: foldKey(host.osName),
    guestOsType: guestOsType(host),
    platformType: PLATFORM[host.platform],
    discoveredAt: agent.discoveredAt,
    lastHeartbeatAt: agent.lastHeartbeatAt,
    deletedAt: agent.deletedAt,
  })
}

export function publishBackupAgent(ctx: PublishContext, agent: AgentRecord): void {
  const jobs = ctx.store.jobs.listByAgent(agent.backupAgentUid)
  const statuses = jobs.map((job) => readJobStatus(ctx, job))
  const points = ctx.store.restorePoints.sumOfAgent(agent.backupAgentUid)
  const name = agent.host.hostName
  putRow(ctx, 'backupAgents', agent.backupAgentUid, {
    uid: agent.backupAgentUid,
    managementAgentUid: agent.managementAgentUid,
    organizationUid: ctx.companyUid,
    locationUid: agent.locationUid,
    siteUid: findDefaultSiteUid(ctx),
    name,
    nameFold: foldKey(name),
    nameNatural: naturalKey(name),
    agentPlatform: PLATFORM[agent.host.platform],
    platform: 'Unknown',
    operationMode: agent.host.isServer ? 'Server' : 'Workstation',
    status: agent.resticProblem === null ? 'Active' : 'NotRunning',
    managementAgentStatus: agentStatus(agent),
    version: agent.agentVersion,
    versionStatus: agent.agentVersion === PRODUCT_VERSION ? 'UpToDate' : 'OutOfDate',
    guiMode: 'Full',
    managementMode: 'ManagedByConsole',
    installationType: agent.resticProblem === null ? 'Full' : 'Broken',
    activatedAt: agent.enrolledAt,
    totalJobsCount: jobs.length,
    runningJobsCount: statuses.filter((status) => status === 'Running' || status === 'Stopping').length,
    successJobsCount: statuses.filter((status) => status === 'Success').length,
    restorePointsCount: points.pointsCount,
    latestRestorePointAt: points.latestAt,
    deletedAt: agent.deletedAt ?? agent.backupAgentDeletedAt,
  })
}

export function publishJob(ctx: PublishContext, job: JobRecord): void {
  const { target } = job.definition
  const agent = ctx.store.agents.findByBackupAgentEvenDeleted(job.backupAgentUid)
  const repository =
    target.kind === 'repository'
      ? ctx.store.repositories.findOfComputer(job.backupAgentUid, target.backupResourceUid)
      : null
  const destination = describeTarget(ctx, job)
  const statistics = readJobStatistics(ctx, job)
  putRow(ctx, 'jobs', job.jobUid, {
    uid: job.jobUid,
    backupAgentUid: job.backupAgentUid,
    organizationUid: ctx.companyUid,
    locationUid: agent?.locationUid ?? '',
    configUid: job.configUid,
    systemType: job.systemType,
    name: job.name,
    nameFold: job.nameFold,
    nameNatural: naturalKey(job.name),
    description: job.description,
    descriptionFold: foldOrNull(job.description),
    isEnabled: job.isEnabled,
    operationMode: job.operationMode,
    backupMode: BACKUP_MODE[job.backupMode],
    targetType: target.kind === 'repository' ? 'CloudRepository' : 'LocalFolder',
    destination,
    destinationFold: foldKey(destination),
    backupResourceUid: job.backupResourceUid,
    repositoryUid: repository?.repositoryUid ?? null,
    scheduleType: SCHEDULE_TYPE[job.definition.schedule.kind],
    scheduleDisplayName: job.scheduleDisplayName,
    scheduleDisplayNameFold: foldKey(job.scheduleDisplayName),
    ...statistics,
    failureMessageFold: foldOrNull(statistics.failureMessage),
    nextRunAt: job.nextRunAt,
    lastModifiedAt: job.lastModifiedAt,
    lastModifiedBy: job.lastModifiedBy,
    lastModifiedByFold: foldOrNull(job.lastModifiedBy),
    deletedAt: job.deletedAt,
  })
}

/** `owners` spares the look-ups where many points of one job follow each other. */
export function publishRestorePoint(
  ctx: PublishContext,
  point: RestorePointRecord,
  owners?: { job: JobRecord; agent: AgentRecord },
): void {
  const job = owners?.job ?? ctx.store.jobs.findEvenDeleted(point.jobUid)
  const agent = owners?.agent ?? ctx.store.agents.findByBackupAgentEvenDeleted(point.backupAgentUid)
  const destination = job === null ? '' : describeTarget(ctx, job)
  putRow(ctx, 'restorePoints', point.restorePointUid, {
    uid: point.restorePointUid,
    organizationUid: ctx.companyUid,
    locationUid: agent?.locationUid ?? '',
    backupAgentUid: point.backupAgentUid,
    jobUid: point.jobUid,
    repositoryUid: point.repositoryUid,
    snapshotId: point.snapshotId,
    backedUpItems: point.paths,
    backedUpItemsFold: foldKey(point.paths),
    destination,
    destinationFold: foldKey(destination),
    sizeBytes: point.addedBytes,
    addedBytes: point.addedBytes,
    sourceBytes: point.sourceBytes,
    filesCount: point.filesCount,
    createdAt: point.createdAt,
    deletedAt: point.deletedAt,
  })
}

export function publishRepository(ctx: PublishContext, repository: RepositoryRecord): void {
  const agent =
    repository.backupAgentUid === null ? null : ctx.store.agents.findByBackupAgentEvenDeleted(repository.backupAgentUid)
  putRow(ctx, 'repositories', repository.repositoryUid, {
    uid: repository.repositoryUid,
    organizationUid: ctx.companyUid,
    locationUid: agent?.locationUid ?? null,
    siteUid: repository.siteUid,
    backupResourceUid: repository.backupResourceUid,
    backupAgentUid: repository.backupAgentUid,
    name: repository.name,
    nameFold: repository.nameFold,
    nameNatural: naturalKey(repository.name),
    status: repository.deletedAt !== null ? 'Deleted' : isRepositoryEnabled(ctx, repository) ? 'Active' : 'Disabled',
    passwordCustody: repository.custody,
    usedBytes: repository.usedBytes,
    objectCount: repository.objectCount,
    hiddenBytes: repository.hiddenBytes,
    egressBytes: repository.egressBytes,
    createdAt: repository.createdAt,
    deletedAt: repository.deletedAt,
  })
}

export function publishSessionDay(ctx: PublishContext, day: SessionDay): void {
  putRow(ctx, 'sessionDays', day.dayOn, { organizationUid: ctx.companyUid, ...day })
}

export function agentStatus(agent: AgentRecord): 'Healthy' | 'Warning' | 'Inaccessible' {
  if (!agent.isOnline) return 'Inaccessible'
  return agent.resticProblem === null ? 'Healthy' : 'Warning'
}

function guestOsType(host: HostInfo): 'Linux' | 'Mac' | 'Server' | 'Workstation' {
  if (host.platform === 'linux') return 'Linux'
  if (host.platform === 'mac') return 'Mac'
  return host.isServer ? 'Server' : 'Workstation'
}

function computerInfo(host: HostInfo): ComputerInfo {
  return {
    uniqueUid: host.machineUid,
    biosUuid: host.machineUid,
    hostName: host.hostName,
    fqdn: host.fqdn,
    guestOs: host.osName,
    guestOsType: guestOsType(host),
    guestOsVersion: host.osVersion,
    guestOsSku: null,
    platformType: PLATFORM[host.platform],
    ipAddresses: host.ipAddresses,
    macAddresses: host.macAddresses,
    applications: [],
  }
}

function foldOrNull(text: string | null): string | null {
  return text === null ? null : foldKey(text)
}
