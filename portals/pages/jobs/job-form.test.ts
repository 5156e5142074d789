import { describe, expect, it } from 'vitest'
import { linuxCustomJobConfiguration } from '../../../worker/contract/infrastructure/linux-job-configuration.ts'
import { checkJob, type JobValues, newJob } from './job-form.ts'
import { jobInput, jobPatch, jobValues } from './job-wire.ts'

const uid = '01900000-0000-7000-8000-00000000000a'

function aJob(more: Partial<JobValues> = {}): JobValues {
  return {
    ...newJob,
    backupAgentUid: uid,
    name: 'Office files',
    directories: '/home\n /srv/data \n\n',
    resourceUid: uid,
    ...more,
  }
}

/** What the console keeps of what the wizard sends, and what the wizard makes of that again. */
function roundTrip(values: JobValues): JobValues {
  const kept = linuxCustomJobConfiguration.parse(jobInput(values, 'Server', 'acme'))
  return jobValues(values.backupAgentUid, { ...kept, instanceUid: uid })
}

describe('a job in the wizard', () => {
  it.each([
    ['daily', {}],
    ['on weekdays', { dailyMode: 'WeekDays', time: '06:30' }],
    ['on chosen days', { dailyMode: 'SpecificDays', days: ['Monday', 'Sunday'] }],
    ['on a day of the month', { schedule: 'Monthly', monthlyOn: 'Day', dayOfMonth: '15' }],
    ['on the last day of the month', { schedule: 'Monthly' }],
    ['on the second Friday', { schedule: 'Monthly', monthlyOn: 'DayOfWeek', week: 'Second', weekday: 'Friday' }],
    ['again and again', { schedule: 'Periodically', interval: '120' }],
    ['by hand only', { schedule: 'NotScheduled', hasRetry: false }],
    ['of the entire computer', { mode: 'EntireComputer', directories: '' }],
    ['of two volumes', { mode: 'Volume', directories: '', volumes: '/home\n/var' }],
    ['in a folder', { target: 'LocalFolder', resourceUid: '', localPath: '/backup' }],
    ['kept by every rule', { keepLast: '5', keepWeekly: '4', keepMonthly: '12', keepYearly: '3' }],
  ] satisfies [string, Partial<JobValues>][])('that runs or keeps %s comes back as it was sent', (_, more) => {
    const values = aJob({ description: 'Every night', ...more })
    const back = roundTrip(values)
    expect(checkJob(values)).toEqual({})
    expect(jobInput(back, 'Server', 'acme')).toEqual(jobInput(values, 'Server', 'acme'))
  })

  it('sends one path a line, without blanks around it', () => {
    const { backupSource } = jobInput(aJob(), 'Server', 'acme').jobConfiguration
    expect(backupSource.fileLevelOptions?.directories).toEqual(['/home', '/srv/data'])
  })

  it('needs a computer, a name, something to back up and somewhere to put it', () => {
    const empty = checkJob({ ...newJob, keepDays: '' })
    expect(Object.keys(empty).sort()).toEqual(['backupAgentUid', 'directories', 'keepDays', 'name', 'resourceUid'])
  })

  it('names the path that is not absolute', () => {
    expect(checkJob(aJob({ directories: '/home\nrelative/one' })).directories).toContain('relative/one')
  })

  it.each([
    [{ time: '24:00' }, 'time'],
    [{ dailyMode: 'SpecificDays', days: [] }, 'days'],
    [{ schedule: 'Monthly', monthlyOn: 'Day', dayOfMonth: '32' }, 'dayOfMonth'],
    [{ retryTimes: '0' }, 'retryTimes'],
    [{ keepLast: '1000' }, 'keepLast'],
    [{ keepDays: '-1' }, 'keepDays'],
  ] satisfies [Partial<JobValues>, keyof JobValues][])('is told what is wrong at its field: %j', (more, field) => {
    expect(Object.keys(checkJob(aJob(more)))).toEqual([field])
  })

  it('does not ask for the time of a schedule that it does not have', () => {
    expect(checkJob(aJob({ schedule: 'Periodically', time: '' }))).toEqual({})
  })

  it('leaves alone what the wizard does not ask for', () => {
    const kept = linuxCustomJobConfiguration.parse({
      ...jobInput(aJob({ keepWeekly: '4' }), 'Server', 'acme'),
      jobConfiguration: {
        ...jobInput(aJob(), 'Server', 'acme').jobConfiguration,
        backupStorage: { compressionLevel: 'High' },
        gfsRetentionSettings: { weekly: { keepWeeklyBackupsForWeeks: 4 } },
        scheduleSettings: { activeFullSettings: { scheduleType: 'Weekly', weeklyOnDays: ['Monday'] } },
      },
    })
    const patch = jobPatch({ ...kept, instanceUid: uid }, jobInput(aJob(), 'Server', 'acme'))
    expect(patch.filter(({ path }) => /backupStorage|scriptSettings/.test(path))).toEqual([])
    expect(patch).toContainEqual({ op: 'remove', path: '/jobConfiguration/gfsRetentionSettings' })
    const schedule = patch.find(({ path }) => path === '/jobConfiguration/scheduleSettings')?.value
    expect(schedule).toMatchObject({
      scheduleType: 'Daily',
      activeFullSettings: { scheduleType: 'Weekly', weeklyOnDays: ['Monday'] },
    })
  })
})
