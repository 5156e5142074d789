import { randomUUID } from 'node:crypto'
import { type BackupJob, backupJob } from '../../worker/contract/backup-job.ts'

/** A job of one folder into a local folder, started by hand; whatever a test is about is given. */
export function aJob(changes: Partial<BackupJob> = {}): BackupJob {
  return backupJob.parse({
    jobUid: randomUUID(),
    rev: 1,
    name: 'Files',
    isEnabled: true,
    source: { paths: ['/nowhere'], excludes: [], includeMasks: [], isOneFileSystem: false },
    target: { kind: 'localFolder', path: '/nowhere-else' },
    schedule: { kind: 'notScheduled' },
    timeZone: 'UTC',
    retry: null,
    retention: {},
    compression: 'auto',
    scripts: {},
    ...changes,
  })
}
