import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFurther, mergeSession, type SessionReport } from './session-merge.ts'
import type { SessionRecord } from './store/schema.ts'
import { aFinish, aProgress, aStart, START, testUid } from './testing/builders.setup.ts'

const jobUid = testUid()
const sessionUid = testUid()
const origin = { sessionUid, jobUid, backupAgentUid: testUid(), startedAt: START }

function fold(reports: readonly SessionReport[]): SessionRecord | null {
  return reports.reduce<SessionRecord | null>((session, report) => mergeSession(session, origin, report), null)
}

const started = aStart(jobUid, { sessionUid, trigger: 'command', attempt: 2 })
const finished = aFinish(jobUid, { sessionUid })
const progressOf = (bytesDone: number): SessionReport => ({
  kind: 'progress',
  sessionUid,
  jobUid,
  startedAt: START,
  progress: aProgress({ bytesDone, percent: bytesDone / 10 }),
})

const anyProgress = fc.integer({ min: 0, max: 1000 }).map(progressOf)

describe('mergeSession', () => {
  it('gives one session whatever the order and number of its reports', () => {
    const reports = fc
      .array(fc.oneof(fc.constant<SessionReport>(started), anyProgress, fc.constant<SessionReport>(finished)), {
        minLength: 1,
      })
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
    fc.assert(
      fc.property(reports, ([inOneOrder, inAnother]) => {
        expect(fold(inAnother)).toEqual(fold(inOneOrder))
      }),
    )
  })

  it('does not change by a report that it has had', () => {
    fc.assert(
      fc.property(fc.array(anyProgress), (progress) => {
        const once = fold([started, ...progress, finished])
        expect(fold([started, ...progress, finished, started, ...progress, finished])).toEqual(once)
      }),
    )
  })

  it('never runs again after it finished', () => {
    expect(fold([finished, started, progressOf(900)])).toMatchObject({
      status: 'Success',
      progress: null,
      finishedAt: START + 60_000,
      trigger: 'command',
      attempt: 2,
    })
  })

  it('lets the result of the agent replace the verdict that it is lost, and nothing else', () => {
    const lost = { kind: 'lost', at: START + 90_000, reason: 'It is gone.' } as const
    expect(fold([started, lost, progressOf(500)])).toMatchObject({
      status: 'Failed',
      isLost: true,
      failureMessage: 'It is gone.',
    })
    expect(fold([started, lost, finished])).toMatchObject({ status: 'Success', isLost: false, failureMessage: null })
    expect(fold([started, finished, lost])).toMatchObject({ status: 'Success', isLost: false })
  })

  it('never ends before it began', () => {
    expect(fold([{ ...finished, finishedAt: START - 5_000 }])).toMatchObject({ finishedAt: START })
  })

  it('returns the very record when nothing changed', () => {
    const session = fold([started, progressOf(500)])
    expect(session && mergeSession(session, origin, started)).toBe(session)
    expect(session && mergeSession(session, origin, progressOf(499))).toBe(session)
  })
})

describe('isFurther', () => {
  it('puts the phase before the bytes', () => {
    const uploading = aProgress({ phase: 'uploading', bytesDone: 5 })
    expect(isFurther(aProgress({ phase: 'scanning', bytesDone: 900 }), uploading)).toBe(false)
    expect(isFurther(aProgress({ phase: 'retention', bytesDone: 0 }), uploading)).toBe(true)
    expect(isFurther(uploading, uploading)).toBe(false)
    expect(isFurther(uploading, null)).toBe(true)
  })
})
