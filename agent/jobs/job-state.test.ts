import { describe, expect, it } from 'vitest'
import type { Schedule } from '../../worker/contract/backup-job.ts'
import { aJob } from '../testing/a-job.ts'
import { advanceJob, type EndedRun, newJobState, nextRunOf, settleRun } from './job-state.ts'

const DAILY: Schedule = {
  kind: 'daily',
  timeOfDay: '22:00',
  days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
}
const at = (iso: string) => Date.parse(`2026-${iso}Z`)
const MINUTE = 60_000

const ended = (changes: Partial<EndedRun>): EndedRun => ({
  sessionUid: 's',
  trigger: 'schedule',
  attempt: 1,
  startedAt: 0,
  finishedAt: 0,
  result: 'Failed',
  message: 'It failed.',
  wasInterrupted: false,
  ...changes,
})

describe('a scheduled job', () => {
  const job = aJob({ schedule: DAILY })

  it('does not run for times before it was known', () => {
    const state = advanceJob(job, undefined, at('11-24T23:00:00'), false)
    expect(state.pending).toBeNull()
    expect(nextRunOf(job, state, at('11-24T23:00:00'))).toBe(at('11-25T22:00:00'))
  })

  it('is owed a run when its time has come', () => {
    const state = newJobState(job, at('11-24T21:00:00'))
    expect(advanceJob(job, state, at('11-24T21:59:59'), false).pending).toBeNull()
    expect(advanceJob(job, state, at('11-24T22:00:00'), false).pending).toEqual({
      trigger: 'schedule',
      attempt: 1,
      notBeforeAt: at('11-24T22:00:00'),
    })
  })

  it('makes up once for all runs that were missed while the agent was off', () => {
    const woken = advanceJob(job, newJobState(job, at('11-01T00:00:00')), at('11-24T08:00:00'), false)
    expect(woken.pending?.trigger).toBe('schedule')
    const after = advanceJob(job, { ...woken, pending: null }, at('11-24T08:01:00'), false)
    expect(after.pending).toBeNull()
    expect(nextRunOf(job, after, at('11-24T08:01:00'))).toBe(at('11-24T22:00:00'))
  })

  it('leaves out a run that falls due while it runs', () => {
    const state = advanceJob(job, newJobState(job, at('11-24T21:00:00')), at('11-24T22:30:00'), true)
    expect(state.pending).toBeNull()
    expect(advanceJob(job, state, at('11-24T22:31:00'), false).pending).toBeNull()
  })

  it('does not run for the past when it is enabled again, or its schedule changes', () => {
    const off = advanceJob(
      { ...job, isEnabled: false },
      newJobState(job, at('11-20T00:00:00')),
      at('11-20T00:01:00'),
      false,
    )
    const on = advanceJob(job, off, at('11-24T00:00:00'), false)
    expect(on.pending).toBeNull()
    const earlier = aJob({ schedule: { ...DAILY, timeOfDay: '10:00' } as Schedule })
    expect(advanceJob(earlier, on, at('11-24T11:00:00'), false).pending).toBeNull()
  })

  it('drops an owed retry when it is disabled, but not a start that a person asked for', () => {
    const off = { ...job, isEnabled: false }
    const pending = (trigger: 'retry' | 'command') => ({
      ...newJobState(job, 0),
      pending: { trigger, attempt: 2, notBeforeAt: 5 },
    })
    expect(advanceJob(off, pending('retry'), 10, false).pending).toBeNull()
    expect(advanceJob(off, pending('command'), 10, false).pending?.trigger).toBe('command')
  })

  it('does not run twice when the clock is set back a little, and recovers when it was far ahead', () => {
    const done = { ...newJobState(job, at('11-24T22:00:01')) }
    expect(advanceJob(job, done, at('11-24T21:59:30'), false)).toEqual(done)
    const ahead = advanceJob(job, newJobState(job, at('12-24T00:00:00')), at('11-24T21:00:00'), false)
    expect(advanceJob(job, ahead, at('11-24T22:00:00'), false).pending?.trigger).toBe('schedule')
  })
})

describe('a continuous job', () => {
  const job = aJob({ schedule: { kind: 'continuously' }, retry: null })

  it('begins at once, and again soon after it ended well', () => {
    const first = advanceJob(job, undefined, 1000, false)
    expect(first.pending?.notBeforeAt).toBe(1000)
    const done = settleRun(job, { ...first, pending: null }, ended({ result: 'Success', finishedAt: 5000 }), 5000)
    expect(advanceJob(job, done, 5000, true).pending).toBeNull()
    expect(advanceJob(job, done, 5000, false).pending?.notBeforeAt).toBe(15_000)
  })

  it('waits longer after a failure', () => {
    const failed = settleRun(job, newJobState(job, 0), ended({ finishedAt: 5000 }), 5000)
    expect(advanceJob(job, failed, 5000, false).pending?.notBeforeAt).toBe(5000 + 5 * MINUTE)
  })
})

describe('a run that ended', () => {
  const job = aJob({ schedule: DAILY, retry: { count: 2, waitMinutes: 10 } })
  const state = newJobState(job, 0)

  it('is tried again as often as the job says, after its wait', () => {
    expect(settleRun(job, state, ended({}), 1000).pending).toEqual({
      trigger: 'retry',
      attempt: 2,
      notBeforeAt: 1000 + 10 * MINUTE,
    })
    expect(settleRun(job, state, ended({ trigger: 'retry', attempt: 2 }), 0).pending?.attempt).toBe(3)
    expect(settleRun(job, state, ended({ trigger: 'retry', attempt: 3 }), 0).pending).toBeNull()
  })

  it('is not tried again when it did well, was canceled, or was started by a person', () => {
    expect(settleRun(job, state, ended({ result: 'Warning' }), 0).pending).toBeNull()
    expect(settleRun(job, state, ended({ result: 'Canceled' }), 0).pending).toBeNull()
    expect(settleRun(job, state, ended({ trigger: 'command' }), 0).pending).toBeNull()
  })

  it('is begun again at once when the end of the agent cut it off, but not for ever', () => {
    const plain = { ...job, retry: null }
    expect(settleRun(plain, state, ended({ wasInterrupted: true }), 1000).pending).toEqual({
      trigger: 'retry',
      attempt: 2,
      notBeforeAt: 1000,
    })
    expect(settleRun(plain, state, ended({ wasInterrupted: true, trigger: 'retry', attempt: 2 }), 0).pending).toBeNull()
  })

  it('is remembered with its reason', () => {
    expect(settleRun(job, state, ended({ finishedAt: 7 }), 0).last).toMatchObject({
      result: 'Failed',
      message: 'It failed.',
      finishedAt: 7,
    })
  })
})
