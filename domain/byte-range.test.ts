import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseRange, resolveRange } from './byte-range.ts'

const whole = (lengthBytes: number) => ({ offsetBytes: 0, lengthBytes, isPartial: false })
const part = (offsetBytes: number, lengthBytes: number) => ({ offsetBytes, lengthBytes, isPartial: true })

describe('a byte range', () => {
  it.each([
    [undefined, 5, whole(5)],
    ['bytes=0-', 5, part(0, 5)],
    ['bytes=2-', 5, part(2, 3)],
    ['bytes=1-3', 5, part(1, 3)],
    ['bytes=4-4', 5, part(4, 1)],
    ['bytes=3-100', 5, part(3, 2)],
    ['BYTES=1-1', 5, part(1, 1)],
    ['bytes=-2', 5, part(3, 2)],
    ['bytes=-9', 5, part(0, 5)],
    ['bytes=0-18446744073709551615', 5, part(0, 5)],
    ['bytes=0-1,3-4', 5, whole(5)],
    ['bytes=0-', 0, whole(0)],
    ['bytes=-1', 0, whole(0)],
  ])('%j of %i bytes gives the bytes asked for', (header, sizeBytes, span) => {
    expect(resolveRange(parseRange(header), sizeBytes)).toEqual(span)
  })

  it.each([
    ['bytes=5-', 5],
    ['bytes=5-9', 5],
    ['bytes=1-', 0],
    ['bytes=-0', 5],
    ['bytes=3-1', 5],
    ['bytes=', 5],
    ['bytes=-', 5],
    ['bytes=a-b', 5],
    ['bytes 0-1', 5],
    ['items=0-1', 5],
    ['bytes=--1', 5],
    ['bytes=0-1,', 5],
    ['', 5],
    ['bytes=99999999999999999999-', 5],
  ])('%j of %i bytes cannot be satisfied', (header, sizeBytes) => {
    expect(resolveRange(parseRange(header), sizeBytes)).toBeNull()
  })

  it('never reaches outside the object', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.nat(), fc.nat(), (junk, first, last, sizeBytes) => {
        for (const header of [junk, `bytes=${first}-${last}`, `bytes=${first}-`, `bytes=-${last}`]) {
          const span = resolveRange(parseRange(header), sizeBytes)
          if (!span) continue
          expect(span.offsetBytes).toBeGreaterThanOrEqual(0)
          expect(span.lengthBytes).toBeGreaterThanOrEqual(0)
          expect(span.offsetBytes + span.lengthBytes).toBeLessThanOrEqual(sizeBytes)
        }
      }),
    )
  })
})
