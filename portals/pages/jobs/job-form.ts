import { allowWholeNumber, problems, requireText, requireWholeNumber } from '../../ui/form/rules.ts'
import type { WireNames } from '../../ui/form/server-errors.ts'
import { t } from '../../ui/i18n/translate.ts'

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
export type Weekday = (typeof weekdays)[number]
export const intervals = ['30', '60', '120', '180', '240', '360', '480', '720'] as const
export const weeks = ['First', 'Second', 'Third', 'Fourth', 'Last', 'Every'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
type Month = (typeof months)[number]

/** A job as the wizard asks for it; numbers are text as typed. */
export interface JobValues {
  backupAgentUid: string
  name: string
  description: string
  mode: string
  directories: string
  volumes: string
  includes: string
  excludes: string
  target: string
  resourceUid: string
  localPath: string
  schedule: string
  time: string
  dailyMode: string
  days: Weekday[]
  monthlyOn: string
  dayOfMonth: string
  week: string
  weekday: string
  /** Months in which a monthly job runs; the wizard keeps what the job has. */
  months: Month[]
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
  volumes: '',
  includes: '',
  excludes: '',
  target: 'CloudRepository',
  resourceUid: '',
  localPath: '',
  schedule: 'Daily',
  time: '22:00',
  dailyMode: 'Everyday',
  days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'],
  monthlyOn: 'LastDayOfMonth',
  dayOfMonth: '1',
  week: 'First',
  weekday: 'Sunday',
  months: [...months],
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

function checkPaths(text: string): string | undefined {
  const paths = lines(text)
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
    directories: values.mode === 'FilesFolders' ? checkPaths(values.directories) : undefined,
    volumes: values.mode === 'Volume' ? checkPaths(values.volumes) : undefined,
    resourceUid: values.target === 'CloudRepository' ? requireText(values.resourceUid) : undefined,
    localPath: values.target === 'LocalFolder' ? checkPaths(values.localPath) : undefined,
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
  [`${source}volumeLevelOptions.volumes`]: 'volumes',
  [`${source}fileLevelOptions.inclusionMasks`]: 'includes',
  [`${source}fileLevelOptions.exclusionMasks`]: 'excludes',
  'jobConfiguration.backupTarget.targetType': 'target',
  'jobConfiguration.backupTarget.localPath': 'localPath',
  'cloudRepositoryConnectionSettings.backupResourceUid': 'resourceUid',
  [`${schedule}scheduleType`]: 'schedule',
  [`${schedule}dailyScheduleSettings.time`]: 'time',
  [`${schedule}dailyScheduleSettings.specificDays`]: 'days',
  [`${schedule}monthlyScheduleSettings.dayOfMonth`]: 'dayOfMonth',
  [`${schedule}monthlyScheduleSettings.time`]: 'time',
  [`${schedule}periodicallyScheduleSettings.intervalInMinutes`]: 'interval',
  [`${schedule}retrySettings.retryTimes`]: 'retryTimes',
  [`${schedule}retrySettings.waitTimeoutMinutes`]: 'retryMinutes',
  'jobConfiguration.retentionSettings.restorePointsCount': 'keepLast',
  'jobConfiguration.retentionSettings.retentionDays': 'keepDays',
  [`${gfs}weekly.keepWeeklyBackupsForWeeks`]: 'keepWeekly',
  [`${gfs}monthly.keepMonthlyBackupsForMonths`]: 'keepMonthly',
  [`${gfs}yearly.keepYearlyBackupsForYears`]: 'keepYearly',
}
