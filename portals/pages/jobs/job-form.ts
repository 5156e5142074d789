import type { JobConfiguration, JobConfigurationInput } from '../../ui/api/types.ts'
import { allowWholeNumber, problems, requireText, requireWholeNumber } from '../../ui/form/rules.ts'
import type { WireNames } from '../../ui/form/server-errors.ts'
import { t } from '../../ui/i18n/translate.ts'

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
export type Weekday = (typeof weekdays)[number]
export const intervals = ['30', '60', '120', '180', '240', '360', '480', '720'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const

/** A job as the wizard asks for it; numbers are text as typed. */
export interface JobValues {
  backupAgentUid: string
  name: string
  description: string
  mode: string
  directories: string
  includes: string
  excludes: string
  resourceUid: string
  schedule: string
  time: string
  dailyMode: string
  days: Weekday[]
  monthlyOn: string
  dayOfMonth: string
  interval: string
  hasRetry: boolean
  retryTimes: string
  retryMinutes: string
  keepLast: string
  keepDays: string
  keepWeekly: string
  keepMonthly: string
  keepYearly: string
}

export const newJob: JobValues = {
  backupAgentUid: '',
  name: '',
  description: '',
  mode: 'FilesFolders',
  directories: '',
  includes: '',
  excludes: '',
  resourceUid: '',
  schedule: 'Daily',
  time: '22:00',
  dailyMode: 'Everyday',
  days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  monthlyOn: 'LastDayOfMonth',
  dayOfMonth: '1',
  interval: '240',
  hasRetry: true,
  retryTimes: '3',
  retryMinutes: '10',
  keepLast: '',
  keepDays: '30',
  keepWeekly: '',
  keepMonthly: '',
  keepYearly: '',
}

export function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function checkDirectories(values: JobValues): string | undefined {
  if (values.mode !== 'FilesFolders') return undefined
  const paths = lines(values.directories)
  if (paths.length === 0) return t('rule.required')
  const wrong = paths.find((path) => !path.startsWith('/'))
  return wrong === undefined ? undefined : t('jobForm.directories.absolute', { path: wrong })
}

export function checkJob(values: JobValues): Partial<Record<keyof JobValues, string>> {
  const isTimed = values.schedule === 'Daily' || values.schedule === 'Monthly'
  const keeps = [values.keepLast, values.keepDays, values.keepWeekly, values.keepMonthly, values.keepYearly]
  const keepsNothing = keeps.every((text) => text.trim() === '')
  return problems({
    backupAgentUid: requireText(values.backupAgentUid),
    name: requireText(values.name),
    directories: checkDirectories(values),
    resourceUid: requireText(values.resourceUid),
    time: isTimed && !/^([01]?\d|2[0-3]):[0-5]\d$/.test(values.time) ? t('jobForm.time.wrong') : undefined,
    days:
      values.schedule === 'Daily' && values.dailyMode === 'SpecificDays' && values.days.length === 0
        ? t('jobForm.days.none')
        : undefined,
    dayOfMonth:
      values.schedule === 'Monthly' && values.monthlyOn === 'Day'
        ? requireWholeNumber(values.dayOfMonth, 1, 31)
        : undefined,
    retryTimes: values.hasRetry ? requireWholeNumber(values.retryTimes, 1, 100) : undefined,
    retryMinutes: values.hasRetry ? requireWholeNumber(values.retryMinutes, 1, 1440) : undefined,
    keepLast: allowWholeNumber(values.keepLast, 1, 999),
    keepDays: keepsNothing ? t('jobForm.keepNothing') : allowWholeNumber(values.keepDays, 1, 9999),
    keepWeekly: allowWholeNumber(values.keepWeekly, 1, 9999),
    keepMonthly: allowWholeNumber(values.keepMonthly, 1, 999),
    keepYearly: allowWholeNumber(values.keepYearly, 1, 999),
  })
}

const source = 'jobConfiguration.backupSource.'
const schedule = 'jobConfiguration.scheduleSettings.'
const gfs = 'jobConfiguration.gfsRetentionSettings.'

export const jobWireNames: WireNames = {
  backupAgentUid: 'backupAgentUid',
  name: 'name',
  description: 'description',
  [`${source}backupMode`]: 'mode',
  [`${source}fileLevelOptions.directories`]: 'directories',
  [`${source}fileLevelOptions.inclusionMasks`]: 'includes',
  [`${source}fileLevelOptions.exclusionMasks`]: 'excludes',
  'cloudRepositoryConnectionSettings.backupResourceUid': 'resourceUid',
  [`${schedule}scheduleType`]: 'schedule',
  [`${schedule}dailyScheduleSettings.time`]: 'time',
  [`${schedule}dailyScheduleSettings.specificDays`]: 'days',
  [`${schedule}monthlyScheduleSettings.dayOfMonth`]: 'dayOfMonth',
  [`${schedule}periodicallyScheduleSettings.intervalInMinutes`]: 'interval',
  [`${schedule}retrySettings.retryTimes`]: 'retryTimes',
  [`${schedule}retrySettings.waitTimeoutMinutes`]: 'retryMinutes',
  'jobConfiguration.retentionSettings.restorePointsCount': 'keepLast',
  'jobConfiguration.retentionSettings.retentionDays': 'keepDays',
  [`${gfs}weekly.keepWeeklyBackupsForWeeks`]: 'keepWeekly',
  [`${gfs}monthly.keepMonthlyBackupsForMonths`]: 'keepMonthly',
  [`${gfs}yearly.keepYearlyBackupsForYears`]: 'keepYearly',
}

function countOrNull(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

type ScheduleInput = NonNullable<JobConfigurationInput['jobConfiguration']['scheduleSettings']>
type SourceInput = JobConfigurationInput['jobConfiguration']['backupSource']
type GfsInput = NonNullable<JobConfigurationInput['jobConfiguration']['gfsRetentionSettings']>

function sourceInput(values: JobValues): SourceInput {
  if (values.mode !== 'FilesFolders') {
    return {
      backupMode: 'EntireComputer',
      fileLevelOptions: { directories: [], exclusionMasks: lines(values.excludes) },
    }
  }
  return {
    backupMode: 'FilesFolders',
    fileLevelOptions: {
      directories: lines(values.directories),
      inclusionMasks: lines(values.includes),
      exclusionMasks: lines(values.excludes),
    },
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
      return {
        scheduleType: 'Monthly',
        retrySettings,
        monthlyScheduleSettings: {
          monthlyMode: values.monthlyOn === 'Day' ? 'Day' : 'LastDayOfMonth',
          dayOfMonth: values.monthlyOn === 'Day' ? Number(values.dayOfMonth) : null,
          time: values.time,
          months: [...months],
        },
      }
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
      backupTarget: { targetType: 'CloudRepository' },
      scheduleSettings: scheduleInput(values),
      retentionSettings: {
        restorePointsCount: countOrNull(values.keepLast),
        retentionDays: countOrNull(values.keepDays),
      },
      ...(gfsRetentionSettings ? { gfsRetentionSettings } : {}),
    },
    cloudRepositoryConnectionSettings: { backupResourceUid: values.resourceUid, username: tenantUserName },
  }
}

/** The wizard's values of a job that exists. */
export function jobValues(backupAgentUid: string, configuration: JobConfiguration): JobValues {
  const { backupSource, scheduleSettings, retentionSettings, gfsRetentionSettings } = configuration.jobConfiguration
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
    mode: backupSource.backupMode === 'FilesFolders' ? 'FilesFolders' : 'EntireComputer',
    directories: (files?.directories ?? []).join('\n'),
    includes: (files?.inclusionMasks ?? []).join('\n'),
    excludes: (files?.exclusionMasks ?? []).join('\n'),
    resourceUid: configuration.cloudRepositoryConnectionSettings?.backupResourceUid ?? '',
    schedule: scheduleSettings.scheduleType,
    time: (daily?.time ?? monthly?.time ?? newJob.time).padStart(5, '0').slice(0, 5),
    dailyMode: daily?.dailyMode ?? newJob.dailyMode,
    days: daily?.specificDays ?? newJob.days,
    monthlyOn: monthly?.monthlyMode === 'Day' ? 'Day' : 'LastDayOfMonth',
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
