import { describe, expect, it } from 'vitest'
import { toPendingOperation } from './pending-operation.ts'

const STARTED = { name: 'disable', startedAt: Date.UTC(2026, 0, 2), error: null, pendingCount: 1, totalCount: 1 }

describe('a slow change', () => {
  it('is not shown when there is none', () => {
    expect(toPendingOperation(null)).toBeNull()
  })

  it('shows how much of it is done', () => {
    const shown = toPendingOperation(JSON.stringify({ ...STARTED, pendingCount: 2, totalCount: 8 }))
    expect(shown).toEqual({
      name: 'disable',
      status: 'running',
      progressPercent: 75,
      error: null,
      startedAt: '2026-01-02T00:00:00.0000000+00:00',
    })
  })

  it('shows why its last attempt failed', () => {
    const shown = toPendingOperation(JSON.stringify({ ...STARTED, error: 'No answer.' }))
    expect(shown).toMatchObject({ status: 'failed', error: 'No answer.', progressPercent: 0 })
  })

  it('is never less than begun, though companies came meanwhile or went', () => {
    const shown = (pendingCount: number, totalCount: number) =>
      toPendingOperation(JSON.stringify({ ...STARTED, pendingCount, totalCount }))?.progressPercent
    expect(shown(3, 2)).toBe(0)
    expect(shown(1, 0)).toBe(0)
  })
})
