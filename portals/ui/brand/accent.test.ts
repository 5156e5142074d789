import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contrast, readable, readColor, textOn, writeColor } from './accent.ts'

const lightGround = { red: 245, green: 246, blue: 248 }
const darkGround = { red: 15, green: 18, blue: 22 }
const part = fc.integer({ min: 0, max: 255 })
const color = fc.record({ red: part, green: part, blue: part })

describe('the accent colour of a brand', () => {
  it('is corrected until it can be read on light and on dark ground, whatever it was', () => {
    fc.assert(
      fc.property(color, fc.constantFrom(lightGround, darkGround), (wanted, ground) => {
        expect(contrast(readable(wanted, ground), ground)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  it('is left alone where it can be read already', () => {
    expect(writeColor(readable({ red: 0x1a, green: 0x5f, blue: 0xb4 }, lightGround))).toBe('#1a5fb4')
  })

  it('carries text that can be read', () => {
    fc.assert(
      fc.property(color, (ground) => {
        expect(contrast(textOn(ground), ground)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })

  it('is read from six hex digits only', () => {
    fc.assert(
      fc.property(color, (wanted) => {
        expect(readColor(writeColor(wanted))).toEqual(wanted)
      }),
    )
    for (const text of ['', 'red', '#fff', '#1a5fb', '1a5fb4', '#1a5fb4;', null])
      expect(readColor(text)).toBeUndefined()
  })
})
