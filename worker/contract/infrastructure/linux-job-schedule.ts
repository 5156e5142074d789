/** When a job on Linux runs: the schedule part of its configuration. docs/jobs.md says what each member does here. */
import { z } from 'zod'

export const dayOfWeek = z.enum(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])
export const month = z
  .enum(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'])
  .meta({ id: 'Month' })
export const weekDayNumber = z.enum(['First', 'Second', 'Third', 'Fourth', 'Last', 'Every'])
const weekOfMonth = z.enum(['First', 'Second', 'Third', 'Fourth', 'Last'])

const monthlyMode = z
  .enum(['Day', 'DayOfWeek', 'LastDayOfMonth', 'Unknown'])
  .meta({ id: 'LinuxMonthlyScheduleSettingsMonthlyMode' })

const linuxDailyScheduleSettings = z
  .object({
    time: z.string().default('0:30'),
    dailyMode: z
      .enum(['Everyday', 'SpecificDays', 'WeekDays'])
      .default('Everyday')
      .meta({ id: 'LinuxDailyScheduleSettingsDailyMode' }),
    specificDays: z.array(dayOfWeek).nullable().optional(),
  })
  .meta({ id: 'LinuxDailyScheduleSettings' })

const onMonths = {
  monthlyMode,
  weekDayNumber: weekDayNumber.optional(),
  dayOfMonth: z.int().nullable().optional(),
  dayOfWeek: dayOfWeek.default('Sunday'),
  months: z.array(month).nullable().optional(),
}

const linuxMonthlyScheduleSettingsWithTime = z
  .object({ ...onMonths, time: z.string().default('10:00') })
  .meta({ id: 'LinuxMonthlyScheduleSettingsWithTime' })

const linuxMonthlyScheduleSettings = z.object(onMonths).meta({ id: 'LinuxMonthlyScheduleSettings' })

const fullBackupScheduleType = z.enum(['Monthly', 'NotScheduled', 'Unknown', 'Weekly'])

const fullBackupSchedule = {
  scheduleType: fullBackupScheduleType.default('NotScheduled'),
  monthly: linuxMonthlyScheduleSettings.optional(),
  weeklyOnDays: z.array(dayOfWeek).nullable().optional(),
}

export const linuxJobScheduleSettings = z
  .object({
    scheduleType: z
      .enum(['Daily', 'Monthly', 'NotScheduled', 'Periodically', 'Unknown'])
      .default('NotScheduled')
      .meta({ id: 'LinuxJobScheduleSettingsScheduleType' }),
    dailyScheduleSettings: linuxDailyScheduleSettings.optional(),
    monthlyScheduleSettings: linuxMonthlyScheduleSettingsWithTime.optional(),
    periodicallyScheduleSettings: z
      .object({ intervalInMinutes: z.int().default(60) })
      .meta({ id: 'LinuxPeriodicallyScheduleSettings' })
      .optional(),
    activeFullSettings: z.object(fullBackupSchedule).meta({ id: 'LinuxActiveFullSettings' }).optional(),
    syntheticFullSettings: z.object(fullBackupSchedule).meta({ id: 'LinuxSyntheticFullSettings' }).optional(),
    retrySettings: z
      .object({
        enabled: z.boolean().default(false),
        retryTimes: z.int().nullable().default(3),
        waitTimeoutMinutes: z.int().nullable().default(10),
      })
      .meta({ id: 'LinuxScheduleRetrySettings' })
      .optional(),
    backupHealthCheckScheduleSettings: z
      .object({
        monthlySettings: z
          .object({ weekDayNumber: weekOfMonth, dayOfWeek, months: z.array(month) })
          .meta({ id: 'LinuxBackupHealthCheckMonthlySchedule' })
          .optional(),
        weeklyOnDays: z.array(dayOfWeek).nullable().optional(),
      })
      .meta({ id: 'LinuxBackupHealthCheckScheduleSettings' })
      .optional(),
  })
  .meta({ id: 'LinuxJobScheduleSettings' })
export type LinuxJobScheduleSettings = z.infer<typeof linuxJobScheduleSettings>
