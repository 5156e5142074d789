/** What a request says of a backup resource, as the columns that keep it. */
import { fail, ok, type Result } from '../../../domain/result.ts'
import type { BackupResourceInput } from '../../contract/storage/backup-resources.ts'
import type { ApiFailure } from '../../http/failure.ts'

export interface ResourceValues {
  storageQuotaBytes: number
  serversQuota: number | null
  workstationsQuota: number | null
  vmsQuota: number | null
  isWanAccelerationEnabled: boolean
}

export function resourceValues(input: BackupResourceInput): Result<ResourceValues, ApiFailure> {
  const servers = quotaOf('serversQuota', 'isServersQuotaUnlimited', input.serversQuota, input.isServersQuotaUnlimited)
  if (!servers.ok) return servers
  const workstations = quotaOf(
    'workstationsQuota',
    'isWorkstationsQuotaUnlimited',
    input.workstationsQuota,
    input.isWorkstationsQuotaUnlimited,
  )
  if (!workstations.ok) return workstations
  const vms = quotaOf('vmsQuota', 'isVmsQuotaUnlimited', input.vmsQuota, input.isVmsQuotaUnlimited)
  if (!vms.ok) return vms
  if (input.isWanAccelerationEnabled || input.wanAcceleratorUid != null) {
    const property = input.isWanAccelerationEnabled ? 'isWanAccelerationEnabled' : 'wanAcceleratorUid'
    return fail({ code: 'invalid_input', message: `${property}: a site has no WAN accelerators.`, property })
  }
  return ok({
    storageQuotaBytes: input.storageQuota,
    serversQuota: servers.value,
    workstationsQuota: workstations.value,
    vmsQuota: vms.value,
    isWanAccelerationEnabled: false,
  })
}

/** A number without its flag is a limit; "limited" without a number is a contradiction; "unlimited" drops the number. */
function quotaOf(
  property: string,
  flag: string,
  quota: number | null | undefined,
  isUnlimited: boolean | undefined,
): Result<number | null, ApiFailure> {
  if (isUnlimited === true || (isUnlimited === undefined && quota == null)) return ok(null)
  if (quota != null) return ok(quota)
  return fail({ code: 'invalid_input', message: `${property} must be given where ${flag} is false.`, property })
}
