import { describe, expect, it } from 'vitest'
import { readLiveMessage, retryDelayMs } from './live-sessions.ts'
import { addSample, rateOf, type Sample } from './rate.ts'

describe('the speed of a run', () => {
  it('is that of the last seconds, not of the whole run', () => {
    let samples: readonly Sample[] = []
    for (let second = 0; second <= 60; second += 1) {
      const bytes = second <= 30 ? second * 1000 : 30_000 + (second - 30) * 10
      samples = addSample(samples, { atMs: second * 1000, bytes })
    }
    expect(rateOf(samples)).toBe(10)
  })

  it('is not known from one look', () => {
    expect(rateOf([])).toBeUndefined()
    expect(rateOf(addSample([], { atMs: 0, bytes: 5 }))).toBeUndefined()
  })

  it('starts anew when a retry starts from nothing', () => {
    const samples = addSample([{ atMs: 0, bytes: 9000 }], { atMs: 1000, bytes: 10 })
    expect(samples).toEqual([{ atMs: 1000, bytes: 10 }])
  })
})

describe('the live connection', () => {
  it('waits longer with each failure, by chance, and never longer than half a minute', () => {
    expect(retryDelayMs(0, 1)).toBe(1000)
    expect(retryDelayMs(3, 1)).toBe(8000)
    expect(retryDelayMs(3, 0.25)).toBe(2000)
    expect(retryDelayMs(50, 1)).toBe(30_000)
  })

  it.each(['pong', '', '{"type":"other"}', '{broken', undefined])('passes over what is no session: %s', (text) => {
    expect(readLiveMessage(text)).toBeUndefined()
  })

  it('takes a session', () => {
    expect(readLiveMessage('{"type":"session","session":{"instanceUid":"s1"}}')).toEqual({ instanceUid: 's1' })
  })
})
