import { describe, expect, it } from 'vitest'
import {
  type LinuxCustomJobConfigurationInput,
  linuxCustomJobConfiguration,
} from '../../contract/infrastructure/linux-job-configuration.ts'
import { toJobInput } from './linux-configuration.ts'

const RESOURCE = '0190c0de-0000-7000-8000-000000000001'
const DEFAULT = { backupResourceUid: '0190c0de-0000-7000-8000-0000000000de', tenantName: 'acme' }

type Input = LinuxCustomJobConfigurationInput
type JobConfiguration = Input['jobConfiguration']

/** A configuration as a client would send it, with parts of it replaced. */
function aConfiguration(parts: Partial<Input> = {}, job: Partial<JobConfiguration> = {}): Input {
  return {
    name: 'Nightly',
    operationMode: 'Server',
    cloudRepositoryConnectionSettings: { backupResourceUid: RESOURCE, username: 'acme' },
    ...parts,
    jobConfiguration: {
      backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv/data'] } },
      backupTarget: { targetType: 'CloudRepository' },
      ...job,
    },
  }
}

function translate(input: Input, defaultTarget: typeof DEFAULT | null = null) {
  return toJobInput(linuxCustomJobConfiguration.parse(input), { defaultTarget, isEnabled: true })
}

function definitionOf(input: Input) {
  const result = translate(input)
  if (!result.ok) throw new Error(`${result.failure.property} ${result.failure.message}`)
  return result.value.definition
}

function faultOf(input: Input): string {
  const result = translate(input)
  return result.ok ? 'accepted' : `${result.failure.property}: ${result.failure.message}`
}

describe('what is backed up', () => {
  it('takes an entire computer from its root, across file systems, without what the system makes up anew', () => {
    const { source } = definitionOf(aConfiguration({}, { backupSource: { backupMode: 'EntireComputer' } }))
    expect(source).toMatchObject({ paths: ['/'], isOneFileSystem: false, includeMasks: [] })
    expect(source.excludes).toEqual(expect.arrayContaining(['/proc/*', '/sys/*', '/dev/*', '/run/*', '/tmp/*']))
  })

  it('takes volumes by their mount points and stays on them', () => {
    const volumes = [
      { volumeType: 'MountPoint' as const, path: '/home' },
      { volumeType: 'MountPoint' as const, path: '/mnt/data' },
    ]
    const source = { backupMode: 'Volume' as const, volumeLevelOptions: { volumes } }
    expect(definitionOf(aConfiguration({}, { backupSource: source })).source).toEqual({
      paths: ['/home', '/mnt/data'],
      excludes: [],
      includeMasks: [],
      isOneFileSystem: true,
    })
  })

  it('takes directories with masks, each once, blank masks left out', () => {
    const fileLevelOptions = {
      directories: ['/etc', '/srv', '/etc'],
      inclusionMasks: ['*.conf', ' *.db '],
      exclusionMasks: ['*.tmp', '', '*.tmp'],
    }
    const backupSource = { backupMode: 'FilesFolders' as const, fileLevelOptions }
    expect(definitionOf(aConfiguration({}, { backupSource })).source).toEqual({
      paths: ['/etc', '/srv'],
      excludes: ['*.tmp'],
      includeMasks: ['*.conf', '*.db'],
      isOneFileSystem: false,
    })
  })

  it('leaves the mounted folder in that a job of the root names itself', () => {
    const fileLevelOptions = { directories: ['/', '/mnt/data', '/tmp'] }
    const backupSource = { backupMode: 'FilesFolders' as const, fileLevelOptions }
    const { excludes } = definitionOf(aConfiguration({}, { backupSource })).source
    expect(excludes).toContain('/proc/*')
    expect(excludes).not.toContain('/mnt/*')
    expect(excludes).not.toContain('/tmp/*')
  })
})

describe('where it is backed up to', () => {
  it('uses the backup resource that the configuration names', () => {
    expect(definitionOf(aConfiguration()).target).toEqual({ kind: 'repository', backupResourceUid: RESOURCE })
  })

  it.each([undefined, null, { backupResourceUid: '00000000-0000-0000-0000-000000000000', username: '' }])(
    'uses the default backup resource, and shows it, when %j is named',
    (cloudRepositoryConnectionSettings) => {
      const { cloudRepositoryConnectionSettings: _, ...rest } = aConfiguration()
      const input =
        cloudRepositoryConnectionSettings === undefined ? rest : { ...rest, cloudRepositoryConnectionSettings }
      const result = translate(input, DEFAULT)
      expect(result).toMatchObject({
        ok: true,
        value: {
          definition: { target: { kind: 'repository', backupResourceUid: DEFAULT.backupResourceUid } },
          configuration: {
            cloudRepositoryConnectionSettings: { backupResourceUid: DEFAULT.backupResourceUid, username: 'acme' },
          },
        },
      })
    },
  )

  it('uses a folder of the computer', () => {
    const target = { targetType: 'LocalFolder' as const, localPath: '/backup' }
    expect(definitionOf(aConfiguration({}, { backupTarget: target })).target).toEqual({
      kind: 'localFolder',
      path: '/backup',
    })
  })
})

describe('when it runs', () => {
  type Settings = NonNullable<JobConfiguration['scheduleSettings']>
  const scheduled = (scheduleSettings: Settings) => aConfiguration({}, { scheduleSettings })
  const cases: [string, Settings, object, string][] = [
    ['nothing said', {}, { kind: 'notScheduled' }, 'Not scheduled'],
    ['Daily alone', { scheduleType: 'Daily' }, { kind: 'daily', timeOfDay: '00:30' }, 'Daily at 00:30'],
    [
      'weekdays with seconds',
      { scheduleType: 'Daily', dailyScheduleSettings: { time: '22:15:00', dailyMode: 'WeekDays' } },
      { kind: 'daily', timeOfDay: '22:15', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] },
      'Weekdays at 22:15',
    ],
    [
      'chosen days in any order',
      {
        scheduleType: 'Daily',
        dailyScheduleSettings: { dailyMode: 'SpecificDays', specificDays: ['Sunday', 'Tuesday'] },
      },
      { kind: 'daily', timeOfDay: '00:30', days: ['Tuesday', 'Sunday'] },
      'Tuesday, Sunday at 00:30',
    ],
    [
      'a day of the month',
      {
        scheduleType: 'Monthly',
        monthlyScheduleSettings: { monthlyMode: 'Day', dayOfMonth: 31, months: ['Mar', 'Jan'] },
      },
      { kind: 'monthly', timeOfDay: '10:00', on: { day: 31 }, months: [1, 3] },
      'On day 31 of Jan, Mar at 10:00',
    ],
    [
      'the last day',
      { scheduleType: 'Monthly', monthlyScheduleSettings: { monthlyMode: 'LastDayOfMonth', time: '3:05' } },
      { kind: 'monthly', timeOfDay: '03:05', on: { day: 'last' } },
      'On the last day of every month at 03:05',
    ],
    [
      'a weekday of the month',
      {
        scheduleType: 'Monthly',
        monthlyScheduleSettings: { monthlyMode: 'DayOfWeek', weekDayNumber: 'Last', dayOfWeek: 'Friday' },
      },
      { kind: 'monthly', on: { week: 'last', weekday: 'Friday' } },
      'On the last Friday of every month at 10:00',
    ],
    [
      'every such weekday',
      { scheduleType: 'Monthly', monthlyScheduleSettings: { monthlyMode: 'DayOfWeek', weekDayNumber: 'Every' } },
      { kind: 'daily', timeOfDay: '10:00', days: ['Sunday'] },
      'Sunday at 10:00',
    ],
    [
      'an interval',
      { scheduleType: 'Periodically', periodicallyScheduleSettings: { intervalInMinutes: 240 } },
      { kind: 'periodically', everyMinutes: 240 },
      'Every 4 hours',
    ],
    ['Periodically alone', { scheduleType: 'Periodically' }, { kind: 'periodically', everyMinutes: 60 }, 'Every hour'],
  ]

  it.each(cases)('reads %s', (_, settings, expected, display) => {
    const result = translate(scheduled(settings))
    expect(result).toMatchObject({
      ok: true,
      value: { definition: { schedule: expected }, scheduleDisplayName: display },
    })
  })

  it('retries three times after ten minutes when retries are switched on and nothing else is said', () => {
    expect(definitionOf(scheduled({ retrySettings: { enabled: true } })).retry).toEqual({ count: 3, waitMinutes: 10 })
    expect(definitionOf(scheduled({ retrySettings: { retryTimes: 5 } })).retry).toBeNull()
  })
})

describe('what is kept', () => {
  it('keeps seven days when nothing is said, and shows it', () => {
    const result = translate(aConfiguration())
    expect(result).toMatchObject({
      ok: true,
      value: {
        definition: { retention: { keepDays: 7 } },
        configuration: { jobConfiguration: { retentionSettings: { retentionDays: 7, restorePointsCount: null } } },
      },
    })
  })

  it('joins counts, days and long-term retention', () => {
    const retention = definitionOf(
      aConfiguration(
        {},
        {
          retentionSettings: { restorePointsCount: 14, retentionDays: 30 },
          gfsRetentionSettings: {
            weekly: { keepWeeklyBackupsForWeeks: 8 },
            monthly: { keepMonthlyBackupsForMonths: 12 },
            yearly: { keepYearlyBackupsForYears: 7 },
          },
        },
      ),
    ).retention
    expect(retention).toEqual({ keepLast: 14, keepDays: 30, keepWeekly: 8, keepMonthly: 12, keepYearly: 7 })
  })
})

describe('how it is done', () => {
  it.each([
    ['NoCompression', 'off'],
    ['Dedupe', 'auto'],
    ['Optimal', 'auto'],
    ['High', 'max'],
    ['Extreme', 'max'],
  ] as const)('compresses %s as %s', (compressionLevel, expected) => {
    expect(definitionOf(aConfiguration({}, { backupStorage: { compressionLevel } })).compression).toBe(expected)
  })

  it('runs scripts only when they are switched on, with line feeds', () => {
    const preJobScript = { fileName: 'pre.sh', content: '#!/bin/sh\r\ntrue\r\n' }
    const postThawScript = { fileName: 'post.sh', content: 'echo done' }
    const on = aConfiguration({}, { scriptSettings: { enabled: true, preJobScript, postThawScript } })
    expect(definitionOf(on).scripts).toEqual({
      pre: { fileName: 'pre.sh', content: '#!/bin/sh\ntrue\n' },
      post: { fileName: 'post.sh', content: 'echo done' },
    })
    expect(definitionOf(aConfiguration({}, { scriptSettings: { preJobScript } })).scripts).toEqual({})
  })
})

describe('what is refused', () => {
  const source = (backupSource: JobConfiguration['backupSource']) => aConfiguration({}, { backupSource })
  const schedule = (scheduleSettings: JobConfiguration['scheduleSettings']) =>
    aConfiguration({}, scheduleSettings === undefined ? {} : { scheduleSettings })
  const script = { fileName: 'a.sh', content: 'true' }
  const cases: [string, Input][] = [
    ['name', aConfiguration({ name: '  ' })],
    ['name', aConfiguration({ name: 'x'.repeat(256) })],
    ['name', aConfiguration({ name: 'a\u0007b' })],
    ['description', aConfiguration({ description: 'x'.repeat(4001) })],
    ['operationMode', aConfiguration({ operationMode: 'Unknown' })],
    ['jobConfiguration.backupSource.backupMode', source({ backupMode: 'Unknown' })],
    ['jobConfiguration.backupSource.volumeLevelOptions.volumes', source({ backupMode: 'Volume' })],
    [
      'jobConfiguration.backupSource.volumeLevelOptions.volumes.0.volumeType',
      source({ backupMode: 'Volume', volumeLevelOptions: { volumes: [{ volumeType: 'LVM', path: '/dev/vg/a' }] } }),
    ],
    [
      'jobConfiguration.backupSource.volumeLevelOptions.volumes.1.path',
      source({
        backupMode: 'Volume',
        volumeLevelOptions: {
          volumes: [
            { volumeType: 'MountPoint', path: '/home' },
            { volumeType: 'MountPoint', path: 'home' },
          ],
        },
      }),
    ],
    ['jobConfiguration.backupSource.fileLevelOptions.directories', source({ backupMode: 'FilesFolders' })],
    [
      'jobConfiguration.backupSource.fileLevelOptions.directories.0',
      source({ backupMode: 'FilesFolders', fileLevelOptions: { directories: ['C:\\data'] } }),
    ],
    [
      'jobConfiguration.backupSource.fileLevelOptions.exclusionMasks.0',
      source({ backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/a'], exclusionMasks: ['!x'] } }),
    ],
    [
      'jobConfiguration.backupTarget.targetType',
      aConfiguration({}, { backupTarget: { targetType: 'SharedFolder', sharedFolder: { path: 'nas:/x' } } }),
    ],
    [
      'jobConfiguration.backupTarget.targetType',
      aConfiguration({}, { backupTarget: { targetType: 'BackupRepository' } }),
    ],
    [
      'jobConfiguration.backupTarget.localPath',
      aConfiguration({}, { backupTarget: { targetType: 'LocalFolder', localPath: 'x' } }),
    ],
    [
      'cloudRepositoryConnectionSettings.backupResourceUid',
      aConfiguration({ cloudRepositoryConnectionSettings: null }),
    ],
    ['jobConfiguration.scheduleSettings.scheduleType', schedule({ scheduleType: 'Unknown' })],
    [
      'jobConfiguration.scheduleSettings.dailyScheduleSettings.time',
      schedule({ scheduleType: 'Daily', dailyScheduleSettings: { time: '24:00' } }),
    ],
    [
      'jobConfiguration.scheduleSettings.dailyScheduleSettings.specificDays',
      schedule({ scheduleType: 'Daily', dailyScheduleSettings: { dailyMode: 'SpecificDays', specificDays: [] } }),
    ],
    ['jobConfiguration.scheduleSettings.monthlyScheduleSettings', schedule({ scheduleType: 'Monthly' })],
    [
      'jobConfiguration.scheduleSettings.monthlyScheduleSettings.dayOfMonth',
      schedule({ scheduleType: 'Monthly', monthlyScheduleSettings: { monthlyMode: 'Day', dayOfMonth: 32 } }),
    ],
    [
      'jobConfiguration.scheduleSettings.monthlyScheduleSettings.months',
      schedule({ scheduleType: 'Monthly', monthlyScheduleSettings: { monthlyMode: 'LastDayOfMonth', months: [] } }),
    ],
    [
      'jobConfiguration.scheduleSettings.monthlyScheduleSettings.weekDayNumber',
      schedule({
        scheduleType: 'Monthly',
        monthlyScheduleSettings: { monthlyMode: 'DayOfWeek', weekDayNumber: 'Every', months: ['Jan'] },
      }),
    ],
    [
      'jobConfiguration.scheduleSettings.periodicallyScheduleSettings.intervalInMinutes',
      schedule({ scheduleType: 'Periodically', periodicallyScheduleSettings: { intervalInMinutes: 0 } }),
    ],
    [
      'jobConfiguration.scheduleSettings.retrySettings.retryTimes',
      schedule({ retrySettings: { enabled: true, retryTimes: 101 } }),
    ],
    [
      'jobConfiguration.retentionSettings.retentionDays',
      aConfiguration({}, { retentionSettings: { retentionDays: 0 } }),
    ],
    [
      'jobConfiguration.gfsRetentionSettings.yearly.keepYearlyBackupsForYears',
      aConfiguration({}, { gfsRetentionSettings: { yearly: { keepYearlyBackupsForYears: 1000 } } }),
    ],
    [
      'jobConfiguration.applicationAwareProcessingSettings.mySqlAapSettings.processingType',
      aConfiguration(
        {},
        { applicationAwareProcessingSettings: { mySqlAapSettings: { processingType: 'RequireSuccess' } } },
      ),
    ],
    [
      'jobConfiguration.scriptSettings.preFreezeScript',
      aConfiguration({}, { scriptSettings: { enabled: true, preJobScript: script, preFreezeScript: script } }),
    ],
    [
      'jobConfiguration.scriptSettings.postJobScript.fileName',
      aConfiguration(
        {},
        { scriptSettings: { enabled: true, postJobScript: { fileName: '../a.sh', content: 'true' } } },
      ),
    ],
    [
      'jobConfiguration.scriptSettings.preJobScript.content',
      aConfiguration({}, { scriptSettings: { enabled: true, preJobScript: { fileName: 'a.sh', content: null } } }),
    ],
  ]

  it.each(cases)('names %s', (property, input) => {
    expect(faultOf(input)).toMatch(new RegExp(`^${property.replace(/[[\].]/g, '\\$&')}: (must|can|is) .+\\.$`))
  })
})
