/** What tests of companies are made of; a test names what matters to it. */
import type {
  AgentMessage,
  EnrolRequest,
  HostInfo,
  SessionProgress,
  Snapshot,
} from '../../../worker/contract/agent-protocol.ts'
import type { Actor, DirectorySnapshot, JobInput } from '../rpc.ts'
import type { SessionFinished, SessionStarted } from '../session-merge.ts'

export const GIB = 1024 ** 3
export const START = Date.UTC(2026, 10, 2, 12)

export const ACTOR: Actor = {
  userUid: '00000000-0000-4000-8000-00000000aaaa',
  userName: 'olga',
  clientAddress: '192.0.2.1',
  requestId: '00000000-0000-4000-8000-00000000bbbb',
}

let counter = 0

/** Different at every call, the same in every run. */
export function testUid(): string {
  counter++
  return `00000000-0000-4000-8000-${counter.toString(16).padStart(12, '0')}`
}

export function aHost(parts: Partial<HostInfo> = {}): HostInfo {
  return {
    hostName: 'srv01',
    fqdn: 'srv01.example',
    machineUid: testUid(),
    platform: 'linux',
    osName: 'Debian GNU/Linux 12 (bookworm)',
    osVersion: '12',
    architecture: 'x64',
    isServer: true,
    ipAddresses: ['192.0.2.10'],
    macAddresses: ['02:00:00:00:00:01'],
    timeZone: 'Europe/Berlin',
    ...parts,
  }
}

export function anEnrolRequest(host: Partial<HostInfo> = {}): EnrolRequest {
  return { agentVersion: '0.1.0', host: aHost(host) }
}

export function aHello(
  parts: Partial<Extract<AgentMessage, { type: 'hello' }>> = {},
): Extract<AgentMessage, { type: 'hello' }> {
  return {
    type: 'hello',
    protocol: 1,
    agentVersion: '0.1.0',
    resticVersion: '0.18.0',
    resticProblem: null,
    host: aHost(),
    tag: null,
    jobsRev: -1,
    runningSessions: [],
    ...parts,
  }
}

export function aSnapshotOf(companyUid: string, parts: Partial<DirectorySnapshot> = {}): DirectorySnapshot {
  const tenantUid = '00000000-0000-4000-8000-0000000000a1'
  return {
    companyUid,
    name: 'Acme',
    isEnabled: true,
    isDeleted: false,
    deletion: null,
    timeZone: 'UTC',
    locations: [
      { uid: '00000000-0000-4000-8000-0000000000c1', type: 'Default', name: 'Remote' },
      { uid: '00000000-0000-4000-8000-0000000000c2', type: 'Custom', name: 'Oslo' },
    ],
    agentQuotas: { workstations: null, servers: null, isEnforced: false },
    tenants: [
      {
        uid: tenantUid,
        siteUid: '00000000-0000-4000-8000-0000000000b1',
        siteName: 'Site 1',
        bucketBinding: 'SITE_1',
        isEnabled: true,
        leaseExpiresAt: null,
        protectionDays: 0,
      },
    ],
    backupResources: [{ uid: RESOURCE_UID, tenantUid, name: 'Cloud 1', storageQuotaBytes: 100 * GIB, isDefault: true }],
    ...parts,
  }
}
export const RESOURCE_UID = '00000000-0000-4000-8000-0000000000d1'
export const LOCATION_UID = '00000000-0000-4000-8000-0000000000c1'
export const OSLO_UID = '00000000-0000-4000-8000-0000000000c2'

export function aJobInput(parts: Partial<JobInput> = {}): JobInput {
  return {
    name: 'Daily',
    description: null,
    operationMode: 'Server',
    systemType: 'Linux',
    backupMode: 'FileLevel',
    configuration: { jobName: 'Daily' },
    isEnabled: true,
    scheduleDisplayName: 'Daily at 22:00',
    definition: {
      source: { paths: ['/home'], excludes: [], includeMasks: [], isOneFileSystem: false },
      target: { kind: 'repository', backupResourceUid: RESOURCE_UID },
      schedule: { kind: 'daily', timeOfDay: '22:00', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] },
      retry: null,
      retention: { keepLast: 7 },
      compression: 'auto',
      scripts: {},
    },
    ...parts,
  }
}

export function aProgress(parts: Partial<SessionProgress> = {}): SessionProgress {
  return { phase: 'uploading', percent: 10, filesDone: 1, filesTotal: 10, bytesDone: 100, bytesTotal: 1000, ...parts }
}

export function aStart(jobUid: string, parts: Partial<SessionStarted> = {}): SessionStarted {
  return {
    kind: 'sessionStarted',
    sessionUid: testUid(),
    jobUid,
    startedAt: START,
    trigger: 'schedule',
    attempt: 1,
    ...parts,
  }
}

export function aFinish(jobUid: string, parts: Partial<SessionFinished> = {}): SessionFinished {
  return {
    kind: 'sessionFinished',
    sessionUid: testUid(),
    jobUid,
    startedAt: START,
    finishedAt: START + 60_000,
    result: 'Success',
    failureMessage: null,
    repositoryUid: null,
    snapshot: null,
    filesNew: 3,
    filesChanged: 2,
    filesUnmodified: 1,
    bytesProcessed: 1000,
    bytesAdded: 500,
    log: [{ at: START, level: 'info', message: 'Backup began' }],
    ...parts,
  }
}

export function aSnapshot(id: string, parts: Partial<Snapshot> = {}): Snapshot {
  return {
    snapshotId: id.repeat(64).slice(0, 64),
    at: START,
    paths: ['/home'],
    sourceBytes: 1000,
    addedBytes: 500,
    filesCount: 6,
    ...parts,
  }
}
