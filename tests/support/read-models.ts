/** Rows of the read models with values that a Company object would write; a test says what matters to it. */
import { foldKey, naturalKey } from '../../domain/collation.ts'
import type { backupAgents, managementAgents } from '../../worker/db/schema/agents.ts'
import type { jobs, restorePoints } from '../../worker/db/schema/jobs.ts'
import type { repositories } from '../../worker/db/schema/repositories.ts'

type ManagementAgentRow = typeof managementAgents.$inferInsert
type BackupAgentRow = typeof backupAgents.$inferInsert
type JobRow = typeof jobs.$inferInsert
type RestorePointRow = typeof restorePoints.$inferInsert
type RepositoryRow = typeof repositories.$inferInsert

/** Where a row belongs. */
export interface Place {
  organizationUid: string
  locationUid: string
}

const NOW = Date.UTC(2026, 10, 1, 12)

function keys(name: string) {
  return { name, nameFold: foldKey(name), nameNatural: naturalKey(name) }
}

export function aManagementAgent(
  uid: string,
  place: Place,
  parts: Partial<ManagementAgentRow> = {},
): ManagementAgentRow {
  const hostName = parts.hostName ?? 'srv1'
  return {
    uid,
    ...place,
    version: '0.1.0',
    versionStatus: 'UpToDate',
    status: 'Healthy',
    connectionStatus: 'Online',
    type: 'Client',
    role: 'Client',
    computerInfo: JSON.stringify({
      uniqueUid: uid,
      biosUuid: uid,
      hostName,
      fqdn: `${hostName}.example`,
      guestOs: 'Debian GNU/Linux 12 (bookworm)',
      guestOsType: 'Linux',
      guestOsVersion: '12',
      guestOsSku: null,
      platformType: 'Linux',
      ipAddresses: ['192.0.2.7'],
      macAddresses: ['02:00:00:00:00:07'],
      applications: null,
    }),
    guestOs: 'Debian GNU/Linux 12 (bookworm)',
    guestOsFold: 'debian gnu/linux 12 (bookworm)',
    guestOsType: 'Linux',
    platformType: 'Linux',
    discoveredAt: NOW,
    lastHeartbeatAt: NOW + 60_000,
    rev: 1,
    ...parts,
    hostName,
    hostNameFold: foldKey(hostName),
    hostNameNatural: naturalKey(hostName),
  }
}

export function aBackupAgent(uid: string, place: Place, parts: Partial<BackupAgentRow> = {}): BackupAgentRow {
  return {
    uid,
    ...place,
    managementAgentUid: uid,
    agentPlatform: 'Linux',
    platform: 'Unknown',
    operationMode: 'Server',
    status: 'Active',
    managementAgentStatus: 'Healthy',
    version: '0.1.0',
    versionStatus: 'UpToDate',
    guiMode: 'Full',
    managementMode: 'ManagedByConsole',
    installationType: 'Full',
    activatedAt: NOW,
    totalJobsCount: 1,
    rev: 1,
    ...parts,
    ...keys(parts.name ?? 'srv1'),
  }
}

export function aJob(uid: string, backupAgentUid: string, place: Place, parts: Partial<JobRow> = {}): JobRow {
  return {
    uid,
    backupAgentUid,
    ...place,
    configUid: uid,
    systemType: 'Linux',
    status: 'Success',
    isEnabled: true,
    operationMode: 'Server',
    backupMode: 'File',
    targetType: 'CloudRepository',
    destination: 'Storage',
    destinationFold: 'storage',
    scheduleType: 'Daily',
    scheduleDisplayName: 'Daily at 00:30',
    scheduleDisplayNameFold: 'daily at 00:30',
    rev: 1,
    ...parts,
    ...keys(parts.name ?? 'Nightly'),
  }
}

export function aRestorePoint(
  uid: string,
  backupAgentUid: string,
  place: Place,
  parts: Partial<RestorePointRow> = {},
): RestorePointRow {
  return {
    uid,
    backupAgentUid,
    ...place,
    jobUid: null,
    repositoryUid: null,
    snapshotId: uid.replaceAll('-', '').repeat(2),
    backedUpItems: '/srv',
    backedUpItemsFold: '/srv',
    destination: 'Storage',
    destinationFold: 'storage',
    sizeBytes: 1000,
    addedBytes: 100,
    sourceBytes: 2000,
    filesCount: 3,
    createdAt: NOW,
    rev: 1,
    ...parts,
  }
}

export function aRepository(uid: string, place: Place, parts: Partial<RepositoryRow> = {}): RepositoryRow {
  return {
    uid,
    ...place,
    siteUid: '0190c0de-0000-7000-8000-00000000517e',
    status: 'Active',
    passwordCustody: 'escrowed',
    createdAt: NOW,
    rev: 1,
    ...parts,
    ...keys(parts.name ?? 'srv1'),
  }
}
