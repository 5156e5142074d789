import { SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { issueAccessToken, readAccessToken } from './access-token.ts'
import { keyRing } from './keys.ts'

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url')
const OLD = { HOLDFAST_MASTER_SECRET: secret(1) }
const NEW = { HOLDFAST_MASTER_SECRET: secret(2), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(1) }
const NOW = Date.UTC(2026, 0, 1)
const HOUR_MS = 3_600_000

describe('an access token', () => {
  test('names its session for an hour', async () => {
    const token = await issueAccessToken(OLD, 'session', 'user', NOW)
    expect(await readAccessToken(OLD, token, NOW + HOUR_MS - 1000)).toEqual({
      sessionUid: 'session',
      expiresAt: NOW + HOUR_MS,
    })
    expect(await readAccessToken(OLD, token, NOW + HOUR_MS + 1000)).toBeNull()
  })

  test('outlives the rotation of the master secret once, not twice', async () => {
    const token = await issueAccessToken(OLD, 'session', 'user', NOW)
    expect(await readAccessToken(NEW, token, NOW)).toMatchObject({ sessionUid: 'session' })
    expect(await readAccessToken({ HOLDFAST_MASTER_SECRET: secret(2) }, token, NOW)).toBeNull()
  })

  test('is none when it was changed, signed for something else, or not signed', async () => {
    const token = await issueAccessToken(OLD, 'session', 'user', NOW)
    const [head = '', body = ''] = token.split('.')
    const unsigned = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`
    const vault = (await keyRing(OLD, 'vaultCredential')).current
    const foreign = await new SignJWT({ sid: 'session' })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: vault.kid })
      .setAudience('rest')
      .setExpirationTime(NOW / 1000 + 60)
      .sign(vault.key)
    for (const forged of [`${head}.${body}.AAAA`, unsigned, foreign, 'nonsense', '']) {
      expect(await readAccessToken(OLD, forged, NOW)).toBeNull()
    }
  })
})
