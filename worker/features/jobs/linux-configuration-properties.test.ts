import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { backupJob } from '../../contract/backup-job.ts'
import { linuxCustomJobConfiguration } from '../../contract/infrastructure/linux-job-configuration.ts'
import { toJobInput } from './linux-configuration.ts'

const RESOURCE = '0190c0de-0000-7000-8000-000000000001'
const DEFAULT = { backupResourceUid: '0190c0de-0000-7000-8000-0000000000de', tenantName: 'acme' }

/** Any configuration that the wire schema lets through, good and bad values mixed. */
const anyText = fc.oneof(fc.string(), fc.constantFrom('/', '/srv', '*.log', '0:30', '23:59:59', 'a.sh', '../x', ''))
const anyNumber = fc.oneof(fc.integer({ min: -5, max: 50 }), fc.integer())
const option = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const days = fc.array(fc.constantFrom('Monday', 'Friday', 'Sunday'), { maxLength: 3 })
const months = fc.option(fc.subarray(['Jan', 'Feb', 'Dec']))
const fileScript = fc.record({ fileName: anyText, content: fc.option(anyText) })
const anyConfiguration = fc.record({
  name: anyText,
  description: fc.option(anyText),
  operationMode: fc.constantFrom('Server', 'Workstation', 'Unknown'),
  cloudRepositoryConnectionSettings: fc.option(
    fc.record({
      backupResourceUid: fc.constantFrom(RESOURCE, '00000000-0000-0000-0000-000000000000'),
      username: anyText,
      password: anyText,
    }),
  ),
  jobConfiguration: fc.record({
    backupSource: fc.record({
      backupMode: fc.constantFrom('EntireComputer', 'FilesFolders', 'Unknown', 'Volume'),
      volumeLevelOptions: option(
        fc.record({
          volumes: fc.array(fc.record({ volumeType: fc.constantFrom('MountPoint', 'LVM'), path: anyText }), {
            maxLength: 3,
          }),
        }),
      ),
      fileLevelOptions: option(
        fc.record({
          directories: fc.option(fc.array(anyText, { maxLength: 3 })),
          inclusionMasks: fc.option(fc.array(anyText, { maxLength: 3 })),
          exclusionMasks: fc.option(fc.array(anyText, { maxLength: 3 })),
        }),
      ),
    }),
    backupTarget: fc.record({
      targetType: fc.constantFrom('CloudRepository', 'LocalFolder', 'SharedFolder'),
      localPath: fc.option(anyText),
    }),
    backupStorage: option(
      fc.record({ compressionLevel: fc.constantFrom('High', 'Unknown'), password: fc.option(anyText) }),
    ),
    scriptSettings: option(
      fc.record({ enabled: fc.boolean(), preJobScript: option(fileScript), postThawScript: option(fileScript) }),
    ),
    retentionSettings: option(
      fc.record({ restorePointsCount: fc.option(anyNumber), retentionDays: fc.option(anyNumber) }),
    ),
    gfsRetentionSettings: option(fc.record({ weekly: option(fc.record({ keepWeeklyBackupsForWeeks: anyNumber })) })),
    scheduleSettings: option(
      fc.record({
        scheduleType: fc.constantFrom('Daily', 'Monthly', 'NotScheduled', 'Periodically', 'Unknown'),
        dailyScheduleSettings: option(
          fc.record({
            time: anyText,
            dailyMode: fc.constantFrom('Everyday', 'SpecificDays'),
            specificDays: fc.option(days),
          }),
        ),
        monthlyScheduleSettings: option(
          fc.record({
            monthlyMode: fc.constantFrom('Day', 'DayOfWeek', 'LastDayOfMonth', 'Unknown'),
            weekDayNumber: fc.constantFrom('Every', 'First', 'Last'),
            dayOfMonth: fc.option(anyNumber),
            time: anyText,
            months,
          }),
        ),
        periodicallyScheduleSettings: option(fc.record({ intervalInMinutes: anyNumber })),
        retrySettings: option(fc.record({ enabled: fc.boolean(), retryTimes: fc.option(anyNumber) })),
      }),
    ),
  }),
})

/** Everything of `part` stands in `whole`; passwords aside, and what is undefined. */
function keeps(whole: unknown, part: unknown): boolean {
  if (part === undefined) return true
  if (Array.isArray(part)) return JSON.stringify(whole) === JSON.stringify(part)
  if (typeof part !== 'object' || part === null) return whole === part
  if (typeof whole !== 'object' || whole === null) return false
  return Object.entries(part).every(([name, value]) => name === 'password' || keeps(Reflect.get(whole, name), value))
}

describe('any configuration', () => {
  it('becomes a job that the agent accepts, or a fault that names a member; it never throws', () => {
    fc.assert(
      fc.property(anyConfiguration, (given) => {
        const parsed = linuxCustomJobConfiguration.parse(given)
        const result = toJobInput(parsed, { defaultTarget: DEFAULT, isEnabled: true })
        if (!result.ok) {
          expect(result.failure.property).not.toBe('')
          return
        }
        const { definition, name } = result.value
        const job = { ...definition, jobUid: RESOURCE, rev: 1, name, isEnabled: true, timeZone: 'UTC' }
        expect(backupJob.safeParse(job).error).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  it('is answered as it was given, and given again means the same', () => {
    fc.assert(
      fc.property(anyConfiguration, (given) => {
        const { retentionSettings, ...rest } = given.jobConfiguration
        const first = toJobInput(linuxCustomJobConfiguration.parse(given), { defaultTarget: null, isEnabled: true })
        if (!first.ok) return
        expect(keeps(first.value.configuration, { ...given, jobConfiguration: rest })).toBe(true)
        expect(JSON.stringify(first.value.configuration)).not.toMatch(/"password":"/)
        const again = toJobInput(linuxCustomJobConfiguration.parse(first.value.configuration), {
          defaultTarget: null,
          isEnabled: true,
        })
        expect(again).toEqual(first)
      }),
      { numRuns: 500 },
    )
  })
})
