import fc from 'fast-check'
import { base64url } from 'jose'
import { describe, expect, it } from 'vitest'
import { fail, ok } from '../../domain/result.ts'
import { issueVaultCredential, verifyVaultCredential } from './credential.ts'

const NOW = Date.UTC(2026, 10, 1)
const HOUR_MS = 3_600_000
const REPOSITORY = '01938f3e-0000-7000-8000-000000000001'
const secret = (fill: number) => base64url.encode(new Uint8Array(32).fill(fill))
const env = { HOLDFAST_MASTER_SECRET: secret(1), HOLDFAST_URL: 'https://console.example/' }
const request = {
  repositoryUid: REPOSITORY,
  access: 'appendOnly',
  epoch: 3,
  hours: 2,
  resticVersion: '0.18.0',
} as const
const basic = (userName: string, password: string) => `Basic ${btoa(`${userName}:${password}`)}`

describe('a vault credential', () => {
  it('names the address under the public one, and says what its bearer may do', async () => {
    const credential = await issueVaultCredential(env, request, NOW)
    expect(credential).toMatchObject({
      url: `https://console.example/vault/${REPOSITORY}/`,
      userName: REPOSITORY,
      expiresAt: NOW + 2 * HOUR_MS,
    })
    expect(await verifyVaultCredential(env, basic(credential.userName, credential.password), NOW)).toEqual(
      ok({ repositoryUid: REPOSITORY, access: 'appendOnly', epoch: 3, resticVersion: '0.18.0' }),
    )
  })

  it('fits into an address without escaping', async () => {
    const { userName, password } = await issueVaultCredential(env, request, NOW)
    expect(encodeURIComponent(userName + password)).toBe(userName + password)
  })

  it('ends when it expires', async () => {
    const { userName, password } = await issueVaultCredential(env, request, NOW)
    const at = (time: number) => verifyVaultCredential(env, basic(userName, password), time)
    expect((await at(NOW + 2 * HOUR_MS - 1000)).ok).toBe(true)
    expect(await at(NOW + 2 * HOUR_MS)).toEqual(fail({ code: 'expired' }))
  })

  it('outlives one rotation of the master secret, and no second one', async () => {
    const { userName, password } = await issueVaultCredential(env, request, NOW)
    const rotated = { HOLDFAST_MASTER_SECRET: secret(2), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(1) }
    expect((await verifyVaultCredential(rotated, basic(userName, password), NOW)).ok).toBe(true)
    const again = { HOLDFAST_MASTER_SECRET: secret(3), HOLDFAST_MASTER_SECRET_PREVIOUS: secret(2) }
    expect(await verifyVaultCredential(again, basic(userName, password), NOW)).toEqual(fail({ code: 'invalid' }))
  })

  it('is refused under another user name or with any character changed', async () => {
    const { userName, password } = await issueVaultCredential(env, request, NOW)
    expect(await verifyVaultCredential(env, basic('root', password), NOW)).toEqual(fail({ code: 'invalid' }))
    for (const index of [0, 20, password.length - 10]) {
      const other = password[index] === 'A' ? 'B' : 'A'
      const forged = `${password.slice(0, index)}${other}${password.slice(index + 1)}`
      expect(await verifyVaultCredential(env, basic(userName, forged), NOW)).toEqual(fail({ code: 'invalid' }))
    }
  })

  it.each([
    ['no header', undefined],
    ['a bearer token', 'Bearer abc'],
    ['no colon', `Basic ${btoa('abc')}`],
    ['broken base64', 'Basic a'],
    ['nothing', 'Basic '],
  ])('counts %s as missing', async (_what, header) => {
    expect(await verifyVaultCredential(env, header, NOW)).toEqual(fail({ code: 'missing' }))
  })

  it('refuses any other password as invalid, without throwing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (password) => {
        const latin = Array.from(password, (char) => String.fromCharCode(char.charCodeAt(0) & 0xff)).join('')
        expect(await verifyVaultCredential(env, basic(REPOSITORY, latin), NOW)).toEqual(fail({ code: 'invalid' }))
      }),
    )
  })

  it('is not issued without a public address', async () => {
    await expect(issueVaultCredential({ ...env, HOLDFAST_URL: '' }, request, NOW)).rejects.toThrow('HOLDFAST_URL')
  })
})
