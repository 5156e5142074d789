import type { PatchOperation } from '../../ui/api/client.ts'
import type { JobConfiguration, JobConfigurationInput } from '../../ui/api/types.ts'
import { type JobValues, lines, newJob, weekdays, weeks } from './job-form.ts'

function countOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

type ScheduleInput = NonNullable<JobConfigurationInput['jobConfiguration']['scheduleSettings']>
type SourceInput = JobConfigurationInput['jobConfiguration']['backupSource']
type GfsInput = NonNullable<JobConfigurationInput['jobConfiguration']['gfsRetentionSettings']>

function sourceInput(values: JobValues): SourceInput {
  switch (values.mode) {
    case 'FilesFolders':
      return {
        backupMode: 'FilesFolders',
        fileLevelOptions: {
          directories: lines(values.directories),
          inclusionMasks: lines(values.includes),
          exclusionMasks: lines(values.excludes),
        },
      }
    case 'Volume':
      return {
        backupMode: 'Volume',
        volumeLevelOptions: { volumes: lines(values.volumes).map((path) => ({ volumeType: 'MountPoint', path })) },
      }
    default:
      return { backupMode: 'EntireComputer' }
  }
}

function monthlyInput(values: JobValues): NonNullable<ScheduleInput['monthlyScheduleSettings']> {
  const shared = { time: values.time, months: values.months }
  if (values.monthlyOn === 'Day') return { ...shared, monthlyMode: 'Day', dayOfMonth: Number(values.dayOfMonth) }
  if (values.monthlyOn !== 'DayOfWeek') return { ...shared, monthlyMode: 'LastDayOfMonth' }
  return {
    ...shared,
    monthlyMode: 'DayOfWeek',
    weekDayNumber: weeks.find((week) => week === values.week) ?? 'First',
    dayOfWeek: weekdays.find((day) => day === values.weekday) ?? 'Sunday',
  }
}

function scheduleInput(values: JobValues): ScheduleInput {
  const retrySettings = {
    enabled: values.hasRetry,
    retryTimes: Number(values.retryTimes) || null,
    waitTimeoutMinutes: Number(values.retryMinutes) || null,
  }
  switch (values.schedule) {
    case 'Daily': {
      const dailyMode =
        values.dailyMode === 'SpecificDays' ? 'SpecificDays' : values.dailyMode === 'WeekDays' ? 'WeekDays' : 'Everyday'
      return {
        scheduleType: 'Daily',
        retrySettings,
        dailyScheduleSettings: {
          time: values.time,
          dailyMode,
          specificDays: dailyMode === 'SpecificDays' ? weekdays.filter((day) => values.days.includes(day)) : null,
        },
      }
    }
    case 'Monthly':
      return { scheduleType: 'Monthly', retrySettings, monthlyScheduleSettings: monthlyInput(values) }
    case 'Periodically':
      return {
        scheduleType: 'Periodically',
        retrySettings,
        periodicallyScheduleSettings: { intervalInMinutes: Number(values.interval) },
      }
    default:
      return { scheduleType: 'NotScheduled', retrySettings }
  }
}

function gfsInput(values: JobValues): GfsInput | undefined {
  const weeks = countOrNull(values.keepWeekly)
  const monthsKept = countOrNull(values.keepMonthly)
  const years = countOrNull(values.keepYearly)
  if (weeks === null && monthsKept === null && years === null) return undefined
  return {
    ...(weeks === null ? {} : { weekly: { keepWeeklyBackupsForWeeks: weeks } }),
    ...(monthsKept === null ? {} : { monthly: { keepMonthlyBackupsForMonths: monthsKept } }),
    ...(years === null ? {} : { yearly: { keepYearlyBackupsForYears: years } }),
  }
}

/** The wire form. `tenantUserName` is the account of the tenant whose backup resource is the target. */
export function jobInput(values: JobValues, operationMode: string, tenantUserName: string): JobConfigurationInput {
  const gfsRetentionSettings = gfsInput(values)
  return {
    name: values.name.trim(),
    description: values.description.trim() || null,
    operationMode: operationMode === 'Workstation' ? 'Workstation' : 'Server',
    jobConfiguration: {
      backupSource: sourceInput(values),
      backupTarget:
        values.target === 'LocalFolder'
          ? { targetType: 'LocalFolder', localPath: values.localPath.trim() }
          : { targetType: 'CloudRepository' },
      scheduleSettings: scheduleInput(values),
      retentionSettings: {
        restorePointsCount: countOrNull(values.keepLast),
        retentionDays: countOrNull(values.keepDays),
      },
      ...(gfsRetentionSettings ? { gfsRetentionSettings } : {}),
    },
    cloudRepositoryConnectionSettings:
      values.target === 'LocalFolder' ? null : { backupResourceUid: values.resourceUid, username: tenantUserName },
  }
}

/** The wizard's values of a job that exists. */
export function jobValues(backupAgentUid: string, configuration: JobConfiguration): JobValues {
  const { backupSource, backupTarget, scheduleSettings, retentionSettings, gfsRetentionSettings } =
    configuration.jobConfiguration
  const files = backupSource.fileLevelOptions
  const daily = scheduleSettings.dailyScheduleSettings
  const monthly = scheduleSettings.monthlyScheduleSettings
  const retry = scheduleSettings.retrySettings
  const text = (value: number | null | undefined) => (typeof value === 'number' ? String(value) : '')
  return {
    ...newJob,
    backupAgentUid,
    name: configuration.name,
    description: configuration.description ?? '',
    mode: backupSource.backupMode,
    volumes: (backupSource.volumeLevelOptions?.volumes ?? []).map(({ path }) => path).join('\n'),
    target: backupTarget.targetType,
    localPath: backupTarget.localPath ?? '',
    directories: (files?.directories ?? []).join('\n'),
    includes: (files?.inclusionMasks ?? []).join('\n'),
    excludes: (files?.exclusionMasks ?? []).join('\n'),
    resourceUid: configuration.cloudRepositoryConnectionSettings?.backupResourceUid ?? '',
    schedule: scheduleSettings.scheduleType,
    time: (daily?.time ?? monthly?.time ?? newJob.time).padStart(5, '0').slice(0, 5),
    dailyMode: daily?.dailyMode ?? newJob.dailyMode,
    days: daily?.specificDays ?? newJob.days,
    monthlyOn: monthly?.monthlyMode ?? newJob.monthlyOn,
    week: monthly?.weekDayNumber ?? newJob.week,
    weekday: monthly?.dayOfWeek ?? newJob.weekday,
    months: monthly?.months ?? newJob.months,
    dayOfMonth: text(monthly?.dayOfMonth) || newJob.dayOfMonth,
    interval: text(scheduleSettings.periodicallyScheduleSettings?.intervalInMinutes) || newJob.interval,
    hasRetry: retry?.enabled ?? false,
    retryTimes: text(retry?.retryTimes) || newJob.retryTimes,
    retryMinutes: text(retry?.waitTimeoutMinutes) || newJob.retryMinutes,
    keepLast: text(retentionSettings.restorePointsCount),
    keepDays: text(retentionSettings.retentionDays),
    keepWeekly: text(gfsRetentionSettings?.weekly?.keepWeeklyBackupsForWeeks),
    keepMonthly: text(gfsRetentionSettings?.monthly?.keepMonthlyBackupsForMonths),
    keepYearly: text(gfsRetentionSettings?.yearly?.keepYearlyBackupsForYears),
  }
}

/**
 * What makes a kept configuration the wizard's: only what the wizard asks for is written, so that scripts, compression and
 * whatever else the job was given through the API stay.
 */
export function jobPatch(kept: JobConfiguration, input: JobConfigurationInput): PatchOperation[] {
  const { backupSource, backupTarget, retentionSettings, scheduleSettings, gfsRetentionSettings } =
    input.jobConfiguration
  const put = (path: string, value: unknown): PatchOperation => ({ op: 'add', path, value })
  const settings = kept.jobConfiguration
  const gfs =
    gfsRetentionSettings !== undefined
      ? [put('/jobConfiguration/gfsRetentionSettings', gfsRetentionSettings)]
      : settings.gfsRetentionSettings !== undefined
        ? [{ op: 'remove' as const, path: '/jobConfiguration/gfsRetentionSettings' }]
        : []
  return [
    put('/name', input.name),
    put('/description', input.description),
    put('/cloudRepositoryConnectionSettings', input.cloudRepositoryConnectionSettings),
    put('/jobConfiguration/backupSource', backupSource),
    put('/jobConfiguration/backupTarget', { ...settings.backupTarget, ...backupTarget }),
    put('/jobConfiguration/retentionSettings', retentionSettings),
    put('/jobConfiguration/scheduleSettings', { ...settings.scheduleSettings, ...scheduleSettings }),
    ...gfs,
  ]
}
