import { describe, expect, it } from 'vitest'
import type { Account } from './account-store.ts'
import { needToDelete, needToWrite, refusalOf } from './authorization.ts'
import type { VaultClaims } from './rpc.ts'

const anAccount = (change: Partial<Account> = {}): Account => ({
  repositoryUid: 'repository',
  companyUid: 'company',
  bucketBinding: 'SITE_1',
  isQuotaLimited: false,
  protectionDays: 7,
  isEnabled: true,
  epoch: 2,
  leaseBytes: 0,
  leaseSeq: 0,
  quotaBytes: 0,
  usedBytes: 0,
  objectCount: 0,
  hiddenBytes: 0,
  egressBytes: 0,
  seq: 0,
  reportedSeq: 0,
  createdAt: 0,
  deletedAt: null,
  ...change,
})
const claims = (change: Partial<VaultClaims> = {}): VaultClaims => ({
  repositoryUid: 'repository',
  access: 'full',
  epoch: 2,
  resticVersion: null,
  ...change,
})

describe('the vault', () => {
  it.each([
    ['readOnly', 'read', true],
    ['readOnly', 'lock', true],
    ['readOnly', 'write', false],
    ['readOnly', 'delete', false],
    ['appendOnly', 'read', true],
    ['appendOnly', 'lock', true],
    ['appendOnly', 'write', true],
    ['appendOnly', 'delete', false],
    ['full', 'read', true],
    ['full', 'lock', true],
    ['full', 'write', true],
    ['full', 'delete', true],
  ] as const)('lets %s access %s: %s', (access, need, isAllowed) => {
    const refusal = refusalOf(anAccount(), claims({ access }), need)
    expect(refusal).toEqual(isAllowed ? null : { code: 'access_denied' })
  })

  it('treats writing and deleting a lock alike, and apart from all else', () => {
    expect([needToWrite('locks'), needToDelete('locks')]).toEqual(['lock', 'lock'])
    expect([needToWrite('snapshots'), needToDelete('config')]).toEqual(['write', 'delete'])
  })

  it.each([
    ['no repository was configured', null, {}, 'repository_missing'],
    ['the repository was deleted', anAccount({ deletedAt: 1, epoch: 3 }), {}, 'repository_missing'],
    ['the credential names another repository', anAccount(), { repositoryUid: 'other' }, 'repository_missing'],
    ['the credential is of an older epoch', anAccount({ epoch: 3 }), {}, 'credential_revoked'],
    ['the repository is disabled', anAccount({ isEnabled: false }), {}, 'repository_disabled'],
  ] as const)('refuses everything when %s', (_when, account, change, code) => {
    for (const need of ['read', 'lock', 'write', 'delete'] as const) {
      expect(refusalOf(account, claims(change), need)).toEqual({ code })
    }
  })
})
