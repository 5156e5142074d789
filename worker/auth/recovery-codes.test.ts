import { describe, expect, test } from 'vitest'
import { newRecoveryCodes, recoveryCodeDigest } from './recovery-codes.ts'

describe('a recovery code', () => {
  test('is one of ten, each in four groups of four', () => {
    const codes = newRecoveryCodes()
    expect(new Set(codes).size).toBe(10)
    for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
  })

  test('is known again however it is typed, and only as its user’s', async () => {
    const code = 'k3v9-01ab-cdef-ghjk'
    const digest = await recoveryCodeDigest('anna', code)
    expect(digest).toMatch(/^[0-9a-f]{64}$/)
    for (const typed of ['K3V9 01AB CDEF GHJK', 'k3v901abcdefghjk', ' k3v9-oiab-cdef-ghjk ', 'k3v9-0lab-cdef-ghjk'])
      expect(await recoveryCodeDigest('anna', typed), typed).toBe(digest)
    expect(await recoveryCodeDigest('bert', code)).not.toBe(digest)
  })

  test.each(['', '123456', 'k3v9-01ab-cdef-ghj', 'k3v9-01ab-cdef-ghju', 'k3v9-01ab-cdef-ghjk-0'])(
    'is not %j',
    async (text) => {
      expect(await recoveryCodeDigest('anna', text)).toBeNull()
    },
  )
})
