import fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { findTotpStep, newTotpSecret, readTotpUrl, totpUrl } from './totp.ts'

const STEP_MS = 30_000
const NOW = Date.UTC(2026, 10, 2, 12, 0, 7)

describe('a code', () => {
  test('is that of the standard', () => {
    const secret = Secret.fromUTF8('12345678901234567890').base32
    expect(findTotpStep(secret, '287082', 59_000)).toBe(1)
    expect(findTotpStep(secret, '081804', 1_111_111_109_000)).toBe(Math.floor(1_111_111_109 / 30))
  })

  test('counts a step before and after its own, and not two', () => {
    fc.assert(
      fc.property(fc.integer({ min: -4, max: 4 }), fc.nat(10_000_000), (steps, minutes) => {
        const now = NOW + minutes * 60_000
        const secret = newTotpSecret()
        const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now + steps * STEP_MS })
        const step = findTotpStep(secret, code, now)
        // Two steps may happen to have the same code.
        if (Math.abs(steps) <= 1) expect(step).not.toBeNull()
        else if (step !== null) expect(Math.abs(step - Math.floor(now / STEP_MS))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 50 },
    )
  })

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', '12345.'])('is not %j', (text) => {
    expect(findTotpStep(newTotpSecret(), text, NOW)).toBeNull()
  })
})

describe('an otpauth URL', () => {
  test('tells the app who it is for, and comes back with the secret', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (organizationName, userName) => {
        const secret = newTotpSecret()
        expect(readTotpUrl(totpUrl(secret, { organizationName, userName }))).toEqual({ ok: true, value: secret })
      }),
      { numRuns: 100 },
    )
    expect(totpUrl(newTotpSecret(), { organizationName: 'Acme: Ltd', userName: 'anna' })).toMatch(
      /^otpauth:\/\/totp\/Acme%20%20Ltd:anna\?issuer=Acme%20%20Ltd&secret=[A-Z2-7]{32}&/,
    )
  })

  test.each([
    ['', 'otpauth URL'],
    ['https://example.com', 'otpauth URL'],
    ['otpauth://hotp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&counter=1', 'kind totp'],
    ['otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ', '16 to 128 bytes'],
    ['otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&digits=8', '6 digits'],
    ['otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&algorithm=SHA256', 'SHA1'],
    ['otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&period=60', '30 seconds'],
  ])('is not %j', (url, reason) => {
    const read = readTotpUrl(url)
    expect(read.ok ? '' : read.failure).toContain(reason)
  })
})
