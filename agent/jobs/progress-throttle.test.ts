import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SessionProgress } from '../../worker/contract/agent-protocol.ts'
import { ProgressThrottle } from './progress-throttle.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const at = (percent: number): SessionProgress => ({
  phase: 'uploading',
  percent,
  filesDone: 0,
  filesTotal: 0,
  bytesDone: 0,
  bytesTotal: 0,
})

it('sends the first progress at once, then the newest once a second, and none after the end', () => {
  const sent: number[] = []
  const throttle = new ProgressThrottle(({ percent }) => sent.push(percent))
  throttle.report(at(1))
  throttle.report(at(2))
  throttle.report(at(3))
  expect(sent).toEqual([1])
  vi.advanceTimersByTime(999)
  expect(sent).toEqual([1])
  vi.advanceTimersByTime(1)
  expect(sent).toEqual([1, 3])
  vi.advanceTimersByTime(5000)
  throttle.report(at(4))
  throttle.report(at(5))
  expect(sent).toEqual([1, 3, 4])
  throttle.end()
  vi.advanceTimersByTime(5000)
  expect(sent).toEqual([1, 3, 4])
})
