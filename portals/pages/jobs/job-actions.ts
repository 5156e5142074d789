import { post, remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { Job } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'

export const jobsPath = '/infrastructure/backupAgents/jobs'

export function isRunning(job: Job): boolean {
  return job.status === 'Running' || job.status === 'Starting' || job.status === 'Stopping'
}

async function command(rows: readonly Job[], verb: 'start' | 'stop'): Promise<void> {
  let done = 0
  for (const row of rows) {
    try {
      await post(`/infrastructure/backupAgents/${row.backupAgentUid}/jobs/${row.instanceUid}/${verb}`)
      done += 1
    } catch (cause) {
      toastFailed(cause)
    }
  }
  if (done > 0) toastDone(t(verb === 'start' ? 'job.started' : 'job.stopped', { count: done }))
  await revalidate(jobsPath, '/backupJobs')
}

export function startJobs(rows: readonly Job[]): Promise<void> {
  return command(rows, 'start')
}

export function stopJobs(rows: readonly Job[]): Promise<void> {
  return command(rows, 'stop')
}

export async function deleteJob(row: Job): Promise<void> {
  await remove(`/infrastructure/backupAgents/linux/${row.backupAgentUid}/jobs/${row.instanceUid}`)
  toastDone(t('job.deleted', { name: row.name ?? row.instanceUid }))
}
