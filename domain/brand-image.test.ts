import { describe, expect, it } from 'vitest'
import { checkBrandImage } from './brand-image.ts'

const END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]

function png(width: number, height: number, extraBytes = 8): Uint8Array {
  const size = [width, height].flatMap((side) => [side >>> 24, (side >>> 16) & 255, (side >>> 8) & 255, side & 255])
  const head = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
  return Uint8Array.from([...head, ...size, 8, 2, 0, 0, 0, ...new Array(extraBytes).fill(0), ...END])
}

function icon(side: number): Uint8Array {
  return Uint8Array.from([0, 0, 1, 0, 1, 0, side, side, 0, 0, 1, 0, 32, 0, 4, 0, 0, 0, 22, 0, 0, 0, 1, 2, 3, 4])
}

describe('checkBrandImage', () => {
  it('takes a PNG up to the size of its place', () => {
    expect(checkBrandImage('loginLogo', png(48, 48))).toEqual({ ok: true, value: 'image/png' })
    expect(checkBrandImage('portalLogo', png(400, 32))).toEqual({ ok: true, value: 'image/png' })
    expect(checkBrandImage('loginLogo', png(49, 48))).toEqual({
      ok: false,
      failure: 'must be at most 48 × 48 pixels, not 49 × 48',
    })
  })

  it('takes an icon for the favicon only', () => {
    expect(checkBrandImage('favicon', icon(16))).toEqual({ ok: true, value: 'image/x-icon' })
    expect(checkBrandImage('favicon', icon(0)).ok).toBe(false)
    expect(checkBrandImage('portalLogo', icon(16)).ok).toBe(false)
  })

  it('takes nothing that only claims to be an image, is cut off or too large', () => {
    const whole = png(10, 10)
    expect(checkBrandImage('loginLogo', new TextEncoder().encode('<svg onload="alert(1)"/>')).ok).toBe(false)
    expect(checkBrandImage('loginLogo', whole.subarray(0, 30)).ok).toBe(false)
    expect(checkBrandImage('loginLogo', new Uint8Array()).ok).toBe(false)
    expect(checkBrandImage('favicon', icon(16).subarray(0, 23)).ok).toBe(false)
    expect(checkBrandImage('loginLogo', png(10, 10, 64 * 1024))).toEqual({
      ok: false,
      failure: 'must have at most 65536 bytes',
    })
  })
})
