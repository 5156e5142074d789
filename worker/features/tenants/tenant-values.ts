/** What a request says of a tenant, as the columns that keep it; refused where its members contradict each other. */
import { foldKey, naturalKey } from '../../../domain/collation.ts'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { fromWireTime } from '../../contract/common.ts'
import type { TenantInput } from '../../contract/storage/tenants.ts'
import type { ApiFailure } from '../../http/failure.ts'

export function tenantValues(input: TenantInput) {
  const problem = tenantProblem(input)
  if (problem !== null) return fail(problem)
  const description = input.description?.trim() || null
  const leaseExpiresAt = leaseOf(input.leaseExpirationDate)
  return ok({
    ...tenantNames(input),
    description,
    descriptionFold: description === null ? null : foldKey(description),
    isEnabled: input.isEnabled,
    isLeaseEnabled: input.isLeaseExpirationEnabled,
    leaseExpiresAt,
    isThrottlingEnabled: input.isThrottlingEnabled,
    throttlingValue: input.throttlingValue ?? 1,
    throttlingUnit: input.throttlingUnit,
    maxConcurrentTasks: input.maxConcurrentTask,
    isBackupProtectionEnabled: input.isBackupProtectionEnabled,
    backupProtectionDays: input.backupProtectionPeriod ?? 7,
    gatewaySelectionType: input.gatewaySelectionType,
    gatewayPoolUids: JSON.stringify([...new Set(input.gatewayPoolsUids ?? [])]),
    isGatewayFailoverEnabled: input.isGatewayFailoverEnabled,
  })
}

function tenantNames(input: TenantInput) {
  const userName = input.credentials.userName.trim()
  const name = input.name?.trim() || userName
  return {
    name,
    nameFold: foldKey(name),
    nameNatural: naturalKey(name),
    userName,
    userNameFold: foldKey(userName),
  }
}

/** "Never" of some clients is the year 1. */
function leaseOf(wireTime: string | null | undefined): number | null {
  const epochMs = wireTime === null || wireTime === undefined ? null : fromWireTime(wireTime)
  return epochMs === null || epochMs < 0 ? null : epochMs
}

function tenantProblem(input: TenantInput): ApiFailure | null {
  if (input.type !== 'General') return invalid('type', `only General tenants are possible here, not ${input.type}`)
  if (input.vCloudOrganizationUid != null) return invalid('vCloudOrganizationUid', 'must be null for a General tenant')
  if (input.gatewaySelectionType === 'Unknown') {
    return invalid('gatewaySelectionType', 'must be StandaloneGateways or GatewayPool')
  }
  if (input.gatewaySelectionType === 'GatewayPool' && (input.gatewayPoolsUids ?? []).length === 0) {
    return invalid('gatewayPoolsUids', 'must name a pool where gatewaySelectionType is GatewayPool')
  }
  if (input.isLeaseExpirationEnabled && leaseOf(input.leaseExpirationDate) === null) {
    return invalid('leaseExpirationDate', 'must be given where isLeaseExpirationEnabled is true')
  }
  return null
}

function invalid(property: string, problem: string): ApiFailure {
  return { code: 'invalid_input', message: `${property} ${problem}.`, property }
}

export type TenantValues = ReturnType<typeof tenantValues> extends Result<infer T, ApiFailure> ? T : never
