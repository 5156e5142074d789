import { describe, expect, it } from 'vitest'
import { tenantInput } from '../../contract/storage/tenants.ts'
import { tenantValues } from './tenant-values.ts'

function valuesOf(input: Record<string, unknown>) {
  return tenantValues(tenantInput.parse({ credentials: { userName: 'alpha' }, ...input }))
}

describe('tenantValues', () => {
  it('takes the defaults of the contract', () => {
    const values = valuesOf({})
    expect(values).toMatchObject({
      ok: true,
      value: {
        name: 'alpha',
        userName: 'alpha',
        isEnabled: true,
        isLeaseEnabled: false,
        leaseExpiresAt: null,
        throttlingValue: 1,
        throttlingUnit: 'MbytePerSec',
        maxConcurrentTasks: 1,
        isBackupProtectionEnabled: false,
        backupProtectionDays: 7,
        gatewaySelectionType: 'StandaloneGateways',
        gatewayPoolUids: '[]',
      },
    })
  })

  it('keeps the moment at which a lease ends', () => {
    const values = valuesOf({ isLeaseExpirationEnabled: true, leaseExpirationDate: '2030-01-02T03:04:05+01:00' })
    expect(values).toMatchObject({ value: { leaseExpiresAt: Date.UTC(2030, 0, 2, 2, 4, 5) } })
  })

  it.each([
    [{ type: 'VCD' }, 'type'],
    [{ vCloudOrganizationUid: '0190a0b0-0000-7000-8000-000000000001' }, 'vCloudOrganizationUid'],
    [{ isLeaseExpirationEnabled: true }, 'leaseExpirationDate'],
    [{ isLeaseExpirationEnabled: true, leaseExpirationDate: '0001-01-01T00:00:00Z' }, 'leaseExpirationDate'],
    [{ gatewaySelectionType: 'GatewayPool' }, 'gatewayPoolsUids'],
    [{ gatewaySelectionType: 'Unknown' }, 'gatewaySelectionType'],
  ])('refuses %j, naming the member', (input, property) => {
    expect(valuesOf(input)).toMatchObject({ ok: false, failure: { code: 'invalid_input', property } })
  })
})
