/**
 * What a provider may withhold from a company or a reseller, in the words of the v3 API. The claims of hosted jobs bind
 * the jobs of this console; those of products that it does not run are kept and answered, and bind nothing.
 */
import type { Permission } from './permission-names.ts'

export const PERMISSION_CLAIMS = [
  'HostedVbm365JobCreate',
  'HostedVbm365JobDelete',
  'HostedVbm365JobEdit',
  'HostedVbm365JobEnableDisable',
  'HostedVbm365JobRepositoryWrite',
  'HostedVbm365JobScheduleWrite',
  'HostedVbm365JobScopeWrite',
  'HostedVbm365JobStartStop',
  'HostedVbrJobCreate',
  'HostedVbrJobDelete',
  'HostedVbrJobEdit',
  'HostedVbrJobEnableDisable',
  'HostedVbrJobGuestProcessingWrite',
  'HostedVbrJobRetentionWrite',
  'HostedVbrJobScheduleWrite',
  'HostedVbrJobScopeWrite',
  'HostedVbrJobStartStop',
  'HostedVbrJobStorageWrite',
  'PublicCloudJobCreate',
  'PublicCloudJobDelete',
  'PublicCloudJobEdit',
  'PublicCloudJobEnableDisable',
  'PublicCloudJobStartStop',
] as const
export type PermissionClaim = (typeof PERMISSION_CLAIMS)[number]

/** Each part of a job's settings that a claim protects. */
export const SETTING_CLAIMS = {
  scope: 'HostedVbrJobScopeWrite',
  storage: 'HostedVbrJobStorageWrite',
  retention: 'HostedVbrJobRetentionWrite',
  schedule: 'HostedVbrJobScheduleWrite',
  processing: 'HostedVbrJobGuestProcessingWrite',
} as const satisfies Record<string, PermissionClaim>
export type JobSettingsPart = keyof typeof SETTING_CLAIMS

const CLAIM_OF: Partial<Record<Permission, PermissionClaim>> = {
  'jobs.create': 'HostedVbrJobCreate',
  'jobs.edit': 'HostedVbrJobEdit',
  'jobs.delete': 'HostedVbrJobDelete',
  'jobs.enable': 'HostedVbrJobEnableDisable',
  'jobs.run': 'HostedVbrJobStartStop',
}

/** A role's permissions as far as the claims of its organization go. Without any claim on settings there are none to set. */
export function withoutWithheld(
  permissions: readonly Permission[],
  withheld: ReadonlySet<PermissionClaim>,
): readonly Permission[] {
  if (withheld.size === 0) return permissions
  const hasSettings = Object.values(SETTING_CLAIMS).some((claim) => !withheld.has(claim))
  return permissions.filter((permission) => {
    if (permission === 'jobs.settings') return hasSettings
    const claim = CLAIM_OF[permission]
    return claim === undefined || !withheld.has(claim)
  })
}

/** What is stored of an organization; what is not read as a claim is none. */
export function readWithheld(stored: string | null): PermissionClaim[] {
  const names: unknown = stored === null ? [] : JSON.parse(stored)
  return PERMISSION_CLAIMS.filter((claim) => Array.isArray(names) && names.includes(claim))
}
