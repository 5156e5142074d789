/** How a job on Linux is retried, what is kept of it, and which scripts run around it. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { BackupJob, Retention } from '../../contract/backup-job.ts'
import type { LinuxCustomJobConfiguration } from '../../contract/infrastructure/linux-job-configuration.ts'
import { type ConfigurationFault, checkRange, refuse } from './configuration-fault.ts'

type JobConfiguration = LinuxCustomJobConfiguration['jobConfiguration']
type WireScript = NonNullable<NonNullable<JobConfiguration['scriptSettings']>['preJobScript']>

const MAX_SCRIPT_LENGTH = 65_536

export function toRetry({ scheduleSettings }: JobConfiguration): Result<BackupJob['retry'], ConfigurationFault> {
  const settings = scheduleSettings.retrySettings
  if (settings === undefined || !settings.enabled) return ok(null)
  const path = 'jobConfiguration.scheduleSettings.retrySettings'
  const count = settings.retryTimes ?? 3
  const waitMinutes = settings.waitTimeoutMinutes ?? 10
  const fault =
    checkRange(`${path}.retryTimes`, count, { min: 0, max: 100, unit: 'retries' }) ??
    checkRange(`${path}.waitTimeoutMinutes`, waitMinutes, { min: 1, max: 1440, unit: 'minutes' })
  return fault === null ? ok({ count, waitMinutes }) : fail(fault)
}

export function toRetention({
  retentionSettings,
  gfsRetentionSettings,
}: JobConfiguration): Result<Retention, ConfigurationFault> {
  const keepLast = retentionSettings.restorePointsCount
  const keepDays = retentionSettings.retentionDays
  const keepWeekly = gfsRetentionSettings?.weekly?.keepWeeklyBackupsForWeeks
  const keepMonthly = gfsRetentionSettings?.monthly?.keepMonthlyBackupsForMonths
  const keepYearly = gfsRetentionSettings?.yearly?.keepYearlyBackupsForYears
  const gfs = 'jobConfiguration.gfsRetentionSettings'
  const fault =
    checkRange('jobConfiguration.retentionSettings.restorePointsCount', keepLast, {
      min: 1,
      max: 999,
      unit: 'restore points',
    }) ??
    checkRange('jobConfiguration.retentionSettings.retentionDays', keepDays, { min: 1, max: 9999, unit: 'days' }) ??
    checkRange(`${gfs}.weekly.keepWeeklyBackupsForWeeks`, keepWeekly, { min: 1, max: 9999, unit: 'weeks' }) ??
    checkRange(`${gfs}.monthly.keepMonthlyBackupsForMonths`, keepMonthly, { min: 1, max: 999, unit: 'months' }) ??
    checkRange(`${gfs}.yearly.keepYearlyBackupsForYears`, keepYearly, { min: 1, max: 999, unit: 'years' })
  if (fault !== null) return fail(fault)
  return ok({
    ...(typeof keepLast === 'number' ? { keepLast } : {}),
    ...(typeof keepDays === 'number' ? { keepDays } : {}),
    ...(keepWeekly === undefined ? {} : { keepWeekly }),
    ...(keepMonthly === undefined ? {} : { keepMonthly }),
    ...(keepYearly === undefined ? {} : { keepYearly }),
  })
}

/** Without a volume snapshot, what v3 runs around the snapshot runs around the whole backup. */
export function toScripts({ scriptSettings }: JobConfiguration): Result<BackupJob['scripts'], ConfigurationFault> {
  if (scriptSettings === undefined || !scriptSettings.enabled) return ok({})
  const path = 'jobConfiguration.scriptSettings'
  const { preJobScript, preFreezeScript, postJobScript, postThawScript } = scriptSettings
  if (preJobScript !== undefined && preFreezeScript !== undefined) {
    return refuse(
      `${path}.preFreezeScript`,
      'must be absent when preJobScript is given: one script runs before the backup.',
    )
  }
  if (postJobScript !== undefined && postThawScript !== undefined) {
    return refuse(
      `${path}.postThawScript`,
      'must be absent when postJobScript is given: one script runs after the backup.',
    )
  }
  const pre = toScript(
    preJobScript ?? preFreezeScript,
    `${path}.${preJobScript === undefined ? 'preFreezeScript' : 'preJobScript'}`,
  )
  if (!pre.ok) return pre
  const post = toScript(
    postJobScript ?? postThawScript,
    `${path}.${postJobScript === undefined ? 'postThawScript' : 'postJobScript'}`,
  )
  if (!post.ok) return post
  return ok({ ...(pre.value === null ? {} : { pre: pre.value }), ...(post.value === null ? {} : { post: post.value }) })
}

function toScript(
  script: WireScript | undefined,
  path: string,
): Result<{ fileName: string; content: string } | null, ConfigurationFault> {
  if (script === undefined) return ok(null)
  const { fileName } = script
  const content = script.content ?? ''
  if (!/^[^/\0\r\n]{1,251}\.sh$/i.test(fileName))
    return refuse(`${path}.fileName`, 'must be a file name that ends in ".sh".')
  if (content.trim() === '') return refuse(`${path}.content`, 'must hold the text of the script.')
  if (content.length > MAX_SCRIPT_LENGTH)
    return refuse(`${path}.content`, `must have at most ${MAX_SCRIPT_LENGTH} characters.`)
  return ok({ fileName, content: content.replaceAll('\r\n', '\n') })
}
