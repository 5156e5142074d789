/** Protected computers: those of which at least one restore point is kept, with their jobs and restore points. */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import { operation } from '../operation.ts'

export const protectedComputer = z
  .object({
    backupAgentUid: uid,
    organizationUid: uid,
    name: z.string(),
    numberOfJobs: z.int(),
    operationMode: z
      .enum(['Server', 'Unknown', 'Workstation'])
      .meta({ id: 'ProtectedComputerManagedByConsoleOperationMode' }),
    latestRestorePointDate: dateTime,
  })
  .meta({ id: 'ProtectedComputerManagedByConsole' })
export type ProtectedComputer = z.infer<typeof protectedComputer>

/** Sizes are bytes. */
export const protectedComputerJob = z
  .object({
    backupAgentUid: uid,
    jobUid: uid.nullable(),
    jobName: z.string(),
    sourceSize: z.int().nullable(),
    totalRestorePointSize: z.int(),
    latestRestorePointSize: z.int(),
    restorePoints: z.int(),
    latestRestorePointDate: dateTime.nullable(),
    targetType: z.enum(['Cloud', 'Local', 'Unknown']).meta({ id: 'ProtectedComputerManagedByConsoleJobTargetType' }),
  })
  .meta({ id: 'ProtectedComputerManagedByConsoleJob' })
export type ProtectedComputerJob = z.infer<typeof protectedComputerJob>

/** Sizes are bytes: what the restore point added to its repository, and what it protects. */
export const restorePoint = z
  .object({
    instanceUid: uid,
    backupAgentUid: uid,
    jobUid: uid.nullable().describe('Of the job that made it, also when the job was deleted.'),
    backedupItems: z.string(),
    destination: z.string(),
    size: z.int().nullable(),
    incrementRawDataSize: z.int().nullable(),
    sourceSize: z.int().nullable(),
    creationDate: dateTime.nullable(),
  })
  .meta({ id: 'ProtectedComputerManagedByConsoleRestorePoint' })
export type RestorePoint = z.infer<typeof restorePoint>

const backupAgentParams = z.object({ backupAgentUid: uid })
const computers = '/protectedWorkloads/computersManagedByConsole'
const shared = { method: 'get', tag: 'protected_workloads', access: 'computers.read' } as const

export const getProtectedComputersManagedByConsole = operation({
  ...shared,
  operationId: 'getProtectedComputersManagedByConsole',
  path: computers,
  summary: 'Computers with at least one restore point',
  answer: { kind: 'page', item: protectedComputer },
})

export const getProtectedComputersManagedByConsoleJobs = operation({
  ...shared,
  operationId: 'getProtectedComputersManagedByConsoleJobs',
  path: `${computers}/jobs`,
  summary: 'Jobs of protected computers',
  answer: { kind: 'page', item: protectedComputerJob },
})

export const getProtectedComputersManagedByConsoleJobsByBackupAgent = operation({
  ...shared,
  operationId: 'getProtectedComputersManagedByConsoleJobsByBackupAgent',
  path: `${computers}/{backupAgentUid}/jobs`,
  summary: 'Jobs of one protected computer',
  params: backupAgentParams,
  answer: { kind: 'page', item: protectedComputerJob },
})

export const getProtectedComputersManagedByConsoleRestorePoints = operation({
  ...shared,
  operationId: 'getProtectedComputersManagedByConsoleRestorePoints',
  path: `${computers}/restorePoints`,
  summary: 'Restore points of all computers',
  answer: { kind: 'page', item: restorePoint },
})

export const getProtectedComputersManagedByConsoleLatestRestorePoints = operation({
  ...shared,
  operationId: 'getProtectedComputersManagedByConsoleLatestRestorePoints',
  path: `${computers}/restorePoints/latest`,
  summary: 'The latest restore point of each computer',
  answer: { kind: 'page', item: restorePoint },
})

export const getProtectedComputerManagedByConsoleRestorePoints = operation({
  ...shared,
  operationId: 'getProtectedComputerManagedByConsoleRestorePoints',
  path: `${computers}/{backupAgentUid}/restorePoints`,
  summary: 'Restore points of one computer',
  params: backupAgentParams,
  answer: { kind: 'page', item: restorePoint },
})

export const PROTECTED_COMPUTER_OPERATIONS = [
  getProtectedComputersManagedByConsole,
  getProtectedComputersManagedByConsoleJobs,
  getProtectedComputersManagedByConsoleJobsByBackupAgent,
  getProtectedComputersManagedByConsoleRestorePoints,
  getProtectedComputersManagedByConsoleLatestRestorePoints,
  getProtectedComputerManagedByConsoleRestorePoints,
]
