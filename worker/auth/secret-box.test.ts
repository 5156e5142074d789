import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openSecret, sealSecret } from './secret-box.ts'

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64url')
const OLD = { HOLDFAST_MASTER_SECRET: secret(1) }
const ROTATED = { HOLDFAST_MASTER_SECRET: secret(2), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(1) }

describe('a sealed secret', () => {
  test('opens to what was sealed, and looks different each time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const sealed = await sealSecret(OLD, 'totpSecret', text)
        expect(await openSecret(OLD, 'totpSecret', sealed)).toBe(text)
        expect(await sealSecret(OLD, 'totpSecret', text)).not.toBe(sealed)
      }),
      { numRuns: 50 },
    )
  })

  test('outlives one rotation of the master secret', async () => {
    const sealed = await sealSecret(OLD, 'mailPassword', 'hunter2')
    expect(await openSecret(ROTATED, 'mailPassword', sealed)).toBe('hunter2')
    expect(await openSecret({ HOLDFAST_MASTER_SECRET: secret(2) }, 'mailPassword', sealed)).toBeNull()
  })

  test('opens for its own purpose only', async () => {
    const sealed = await sealSecret(OLD, 'mailPassword', 'hunter2')
    expect(await openSecret(OLD, 'totpSecret', sealed)).toBeNull()
  })

  test('does not open when any part of it was changed', async () => {
    const sealed = await sealSecret(OLD, 'totpSecret', 'hunter2')
    const parts = sealed.split('.')
    for (const [index, part] of parts.entries()) {
      const changed = parts.with(index, part.startsWith('A') ? `B${part.slice(1)}` : `A${part.slice(1)}`).join('.')
      expect(await openSecret(OLD, 'totpSecret', changed)).toBeNull()
    }
    for (const nonsense of ['', 'v1', 'v1...', `${sealed}.more`, 'v1.a.b.c%'])
      expect(await openSecret(OLD, 'totpSecret', nonsense)).toBeNull()
  })
})
