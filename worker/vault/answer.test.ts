import { describe, expect, it } from 'vitest'
import type { VaultFailure } from '../../durable-objects/repository/rpc.ts'
import { knowsStatus507, methodNotAllowed, refuse, refuseCredential, sentence } from './answer.ts'

const request = new Request('https://console.example/vault/x', { method: 'POST' })
const claims = { repositoryUid: 'x', access: 'appendOnly', epoch: 1, resticVersion: '0.18.1' } as const

describe('a refusal', () => {
  it.each([
    ['0.18.1', true],
    ['0.19.0', true],
    ['v0.18.10', true],
    ['1.0.0', true],
    ['0.18.1-dev', true],
    ['0.18.0', false],
    ['0.18', false],
    ['0.17.3', false],
    ['0.14.0', false],
    ['', false],
    ['unknown', false],
    [null, false],
  ])('of restic %s for a full quota may be a 507: %s', (version, isKnown) => {
    expect(knowsStatus507(version)).toBe(isKnown)
    const failure = { code: 'quota_exceeded', limitBytes: 10, usedBytes: 9 } as const
    expect(refuse(request, failure, { ...claims, resticVersion: version }).status).toBe(isKnown ? 507 : 403)
  })

  it.each([
    [{ code: 'not_found' }, 404],
    [{ code: 'repository_missing' }, 404],
    [{ code: 'repository_disabled' }, 403],
    [{ code: 'credential_revoked' }, 401],
    [{ code: 'access_denied' }, 403],
    [{ code: 'exists_with_other_content' }, 403],
    [{ code: 'protected' }, 403],
  ] satisfies [VaultFailure, number][])('for %j is a %i with a sentence and its length', async (failure, status) => {
    const response = refuse(request, failure, claims)
    const text = await response.clone().text()
    expect(response.status).toBe(status)
    expect(response.headers.get('Content-Length')).toBe(String(new TextEncoder().encode(text).length))
    expect(text).toMatch(/^[A-Z].*\.\n$/)
  })

  it.each(['missing', 'expired', 'invalid'] as const)(
    'of a credential that is %s is a 401 with a challenge',
    (code) => {
      const response = refuseCredential(request, { code })
      expect(response.status).toBe(401)
      expect(response.headers.get('WWW-Authenticate')).toContain('Basic')
    },
  )

  it('of a method names those that are possible', () => {
    expect(methodNotAllowed(request, ['GET', 'HEAD']).headers.get('Allow')).toBe('GET, HEAD')
  })

  it('of a HEAD has a length and no body', async () => {
    const response = sentence(new Request('https://console.example/', { method: 'HEAD' }), 404, 'Nothing here.')
    expect(response.headers.get('Content-Length')).toBe('14')
    expect(response.body).toBeNull()
  })
})
