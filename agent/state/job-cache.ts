/** The job list as the console last sent it, so that jobs run when the console is away. */
import { z } from 'zod'
import { type BackupJob, backupJob } from '../../worker/contract/backup-job.ts'
import { readJson, writeJson } from './durable-file.ts'
import type { StateFolder } from './state-folder.ts'

const jobList = z.object({ rev: z.int(), jobs: z.array(z.unknown()) })

export interface JobList {
  /** -1: the console has not sent any yet. */
  rev: number
  jobs: BackupJob[]
  /** Jobs that this version of the agent does not understand: they cannot run here. */
  unreadable: { name: string; reason: string }[]
}

export function readJobList(folder: StateFolder): JobList {
  const stored = readJson(folder.jobs, jobList)
  return stored ? parseJobList(stored.rev, stored.jobs) : { rev: -1, jobs: [], unreadable: [] }
}

/** As received: after an update of the agent it may understand more of it. */
export function writeJobList(folder: StateFolder, rev: number, received: readonly unknown[]): void {
  writeJson(folder.jobs, { rev, jobs: received })
}

/** Each job by itself: one that a newer console describes in a way unknown here must not stop the others. */
export function parseJobList(rev: number, received: readonly unknown[]): JobList {
  const list: JobList = { rev, jobs: [], unreadable: [] }
  for (const entry of received) {
    const parsed = backupJob.safeParse(entry)
    if (parsed.success) list.jobs.push(parsed.data)
    else list.unreadable.push({ name: nameOf(entry), reason: describeIssue(parsed.error) })
  }
  return list
}

function nameOf(entry: unknown): string {
  const named = z.object({ name: z.string() }).safeParse(entry)
  return named.success ? named.data.name : 'a job without a name'
}

function describeIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'unknown form'
}
