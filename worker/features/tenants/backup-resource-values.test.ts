import { describe, expect, it } from 'vitest'
import { backupResourceInput } from '../../contract/storage/backup-resources.ts'
import { resourceValues } from './backup-resource-values.ts'

function valuesOf(input: Record<string, unknown>) {
  return resourceValues(backupResourceInput.parse({ cloudRepositoryName: 'Cloud', storageQuota: 1000, ...input }))
}

describe('resourceValues', () => {
  it('limits nothing but the bytes unless told to', () => {
    expect(valuesOf({})).toMatchObject({
      value: { storageQuotaBytes: 1000, serversQuota: null, workstationsQuota: null, vmsQuota: null },
    })
  })

  it('takes a number without its flag as a limit', () => {
    expect(valuesOf({ serversQuota: 5 })).toMatchObject({ value: { serversQuota: 5 } })
  })

  it('lets "unlimited" win over a number', () => {
    expect(valuesOf({ serversQuota: 5, isServersQuotaUnlimited: true })).toMatchObject({
      value: { serversQuota: null },
    })
  })

  it.each([
    [{ isServersQuotaUnlimited: false }, 'serversQuota'],
    [{ isWorkstationsQuotaUnlimited: false, workstationsQuota: null }, 'workstationsQuota'],
    [{ isVmsQuotaUnlimited: false }, 'vmsQuota'],
    [{ isWanAccelerationEnabled: true }, 'isWanAccelerationEnabled'],
    [{ wanAcceleratorUid: '0190a0b0-0000-7000-8000-000000000001' }, 'wanAcceleratorUid'],
  ])('refuses %j, naming the member', (input, property) => {
    expect(valuesOf(input)).toMatchObject({ ok: false, failure: { code: 'invalid_input', property } })
  })
})
