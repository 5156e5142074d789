import { describe, expect, it } from 'vitest'
import { listTimeZones } from './time-zone-list.ts'

const WINTER = Date.UTC(2026, 0, 15)
const SUMMER = Date.UTC(2026, 6, 15)

function zone(name: string, atMs: number) {
  return listTimeZones(atMs).find(({ timeZone }) => timeZone === name)
}

describe('listTimeZones', () => {
  it('gives the offset of the moment, daylight saving time included', () => {
    expect(zone('Europe/Paris', WINTER)).toEqual({
      timeZone: 'Europe/Paris',
      displayName: '(UTC+01:00) Europe/Paris',
      utcOffsetMinutes: 60,
    })
    expect(zone('Europe/Paris', SUMMER)?.utcOffsetMinutes).toBe(120)
  })

  it('knows offsets west of UTC, and those of half and quarter hours', () => {
    expect(zone('America/New_York', WINTER)?.displayName).toBe('(UTC-05:00) America/New York')
    expect(zone('America/St_Johns', WINTER)?.displayName).toBe('(UTC-03:30) America/St Johns')
    expect(zone('Asia/Kathmandu', WINTER) ?? zone('Asia/Katmandu', WINTER)).toMatchObject({ utcOffsetMinutes: 345 })
  })

  it('names each zone once, UTC among them', () => {
    const names = listTimeZones(WINTER).map(({ timeZone }) => timeZone)
    expect(names).toContain('UTC')
    expect(new Set(names).size).toBe(names.length)
  })
})
