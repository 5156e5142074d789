import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { auditPublicKey, auditSigner } from './audit-key.ts'

const secretOf = (byte: number) => Buffer.alloc(32, byte).toString('base64url')
const SECRETS = { HOLDFAST_MASTER_SECRET: secretOf(7) }

function isSigned(publicKey: string, text: string, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

describe('the key of the audit', () => {
  it('signs what its public half verifies, and nothing else', async () => {
    const signer = await auditSigner(SECRETS)
    const signature = await signer.sign('text')
    expect(isSigned(signer.publicKey, 'text', signature)).toBe(true)
    expect(isSigned(signer.publicKey, 'texT', signature)).toBe(false)
  })

  it('is another one under another master secret, and the one before is still known', async () => {
    const before = await auditSigner(SECRETS)
    const rotated = { HOLDFAST_MASTER_SECRET: secretOf(8), HOLDFAST_MASTER_SECRET_PREVIOUS: secretOf(7) }
    const after = await auditSigner(rotated)
    expect(after.publicKey).not.toBe(before.publicKey)
    expect(await auditPublicKey(rotated, before.kid)).toBe(before.publicKey)
    expect(await auditPublicKey(SECRETS, after.kid)).toBeNull()
  })
})
