import type { Fact } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { intervals, type JobValues, lines, weekdays, weeks } from './job-form.ts'

export function intervalWord(minutes: string): string {
  const known = intervals.find((candidate) => candidate === minutes)
  return known ? t(`jobForm.interval.${known}`) : t('jobForm.interval.other', { count: Number(minutes) })
}

function monthlyDay(values: JobValues): string {
  if (values.monthlyOn === 'Day') return t('jobForm.summary.monthlyDay', { day: values.dayOfMonth })
  const week = weeks.find((candidate) => candidate === values.week)
  const day = weekdays.find((candidate) => candidate === values.weekday)
  if (values.monthlyOn !== 'DayOfWeek' || !week || !day) return t('jobForm.summary.monthlyLast')
  return t('jobForm.summary.monthlyWeekday', { week: t(`week.${week}`), day: t(`day.${day}`) })
}

export function scheduleSummary(values: JobValues): string {
  switch (values.schedule) {
    case 'Daily': {
      const days =
        values.dailyMode === 'Everyday'
          ? t('jobForm.everyday')
          : values.dailyMode === 'WeekDays'
            ? t('jobForm.weekdays')
            : weekdays
                .filter((day) => values.days.includes(day))
                .map((day) => t(`day.${day}`))
                .join(', ')
      return t('jobForm.summary.at', { days, time: values.time })
    }
    case 'Monthly': {
      return t('jobForm.summary.monthly', { day: monthlyDay(values), time: values.time })
    }
    case 'Periodically':
      return t('jobForm.summary.every', { interval: intervalWord(values.interval) })
    default:
      return t('jobForm.schedule.none')
  }
}

export function sourceSummary(values: JobValues): string {
  if (values.mode === 'FilesFolders') return lines(values.directories).join(', ')
  return values.mode === 'Volume' ? lines(values.volumes).join(', ') : t('jobForm.entire')
}

/** One line for each rule of retention that is set. */
export function keepSummary(values: JobValues): Fact[] {
  const rules = [
    [t('jobForm.keepDays'), values.keepDays, t('jobForm.keepDays.unit')],
    [t('jobForm.keepLast'), values.keepLast, t('jobForm.keepLast.unit')],
    [t('jobForm.keepWeekly'), values.keepWeekly, t('jobForm.keepWeekly.unit')],
    [t('jobForm.keepMonthly'), values.keepMonthly, t('jobForm.keepMonthly.unit')],
    [t('jobForm.keepYearly'), values.keepYearly, t('jobForm.keepYearly.unit')],
  ] as const
  return rules
    .filter(([, count]) => count.trim() !== '' && !Number.isNaN(Number(count)))
    .map(([label, count, unit]) => ({ label, value: `${formatCount(Number(count))} ${unit}` }))
}
