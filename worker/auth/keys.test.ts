import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { keyRing } from './keys.ts'

const secret = (fill: number) => base64url.encode(new Uint8Array(32).fill(fill))
const message = new TextEncoder().encode('message')

describe('keyRing', () => {
  it('derives the same key for the same secret and purpose', async () => {
    const one = await keyRing({ HOLDFAST_MASTER_SECRET: secret(1) }, 'vaultCredential')
    const signature = await crypto.subtle.sign('HMAC', one.current.key, message)
    const previous = { HOLDFAST_MASTER_SECRET: secret(2), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(1) }
    const other = (await keyRing(previous, 'vaultCredential')).find(one.current.kid)
    expect(other && (await crypto.subtle.verify('HMAC', other.key, signature, message))).toBe(true)
  })

  it('gives each purpose a key of its own', async () => {
    const secrets = { HOLDFAST_MASTER_SECRET: secret(1) }
    const vault = await keyRing(secrets, 'vaultCredential')
    const access = await keyRing(secrets, 'accessToken')
    const signature = await crypto.subtle.sign('HMAC', vault.current.key, message)
    expect(await crypto.subtle.verify('HMAC', access.current.key, signature, message)).toBe(false)
  })

  it('signs with the new secret after a rotation and still finds the previous one', async () => {
    const before = await keyRing({ HOLDFAST_MASTER_SECRET: secret(1) }, 'accessToken')
    const after = await keyRing(
      { HOLDFAST_MASTER_SECRET: secret(2), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(1) },
      'accessToken',
    )
    expect(after.current.kid).not.toBe(before.current.kid)
    expect(after.find(before.current.kid)).not.toBeNull()
    expect(after.find('0000000000000000')).toBeNull()
  })

  it('forgets a secret that was rotated out twice', async () => {
    const first = await keyRing({ HOLDFAST_MASTER_SECRET: secret(1) }, 'accessToken')
    const third = await keyRing(
      { HOLDFAST_MASTER_SECRET: secret(3), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(2) },
      'accessToken',
    )
    expect(third.find(first.current.kid)).toBeNull()
  })

  it('derives sealing keys for the escrow', async () => {
    const { current } = await keyRing({ HOLDFAST_MASTER_SECRET: secret(1) }, 'passwordEscrow')
    const iv = new Uint8Array(12)
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, current.key, message)
    expect(new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, current.key, sealed))).toEqual(message)
  })

  it('keeps the keys inside the runtime', async () => {
    const { current } = await keyRing({ HOLDFAST_MASTER_SECRET: secret(1) }, 'vaultCredential')
    await expect(crypto.subtle.exportKey('raw', current.key)).rejects.toThrow()
  })

  it.each(['', 'too-short', `${secret(1)}!`, 'a b'])('refuses the master secret %j with a sentence', async (bad) => {
    await expect(keyRing({ HOLDFAST_MASTER_SECRET: bad }, 'accessToken')).rejects.toThrow(
      'HOLDFAST_MASTER_SECRET must be at least 32 random bytes in base64url',
    )
  })
})
