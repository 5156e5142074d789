/** Which parts of a job's settings a change touches, and whether the caller's organization has the claims for them. */
import { type JobSettingsPart, SETTING_CLAIMS } from '../../../domain/permission-claims.ts'
import type { Scope } from '../../auth/scope.ts'
import type { LinuxCustomJobConfiguration } from '../../contract/infrastructure/linux-job-configuration.ts'
import type { ApiFailure } from '../../http/failure.ts'

type Settings = LinuxCustomJobConfiguration['jobConfiguration']

const PART_OF: Record<keyof Settings, JobSettingsPart> = {
  backupSource: 'scope',
  backupTarget: 'storage',
  backupStorage: 'storage',
  retentionSettings: 'retention',
  gfsRetentionSettings: 'retention',
  scheduleSettings: 'schedule',
  indexingSettings: 'processing',
  scriptSettings: 'processing',
  applicationAwareProcessingSettings: 'processing',
}

export function withheldSettingsProblem(
  scope: Pick<Scope, 'has' | 'withheldClaims'>,
  before: LinuxCustomJobConfiguration,
  after: LinuxCustomJobConfiguration,
): ApiFailure | null {
  for (const { path, part } of changedSettings(before, after)) {
    if (!scope.has('jobs.settings')) return { code: 'forbidden', permission: 'jobs.settings' }
    const claim = SETTING_CLAIMS[part]
    if (scope.withheldClaims.has(claim))
      return { code: 'forbidden', message: `"${path}" cannot be changed: the claim ${claim} was not given.` }
  }
  return null
}

function changedSettings(before: LinuxCustomJobConfiguration, after: LinuxCustomJobConfiguration) {
  const changed = (Object.keys(PART_OF) as (keyof Settings)[])
    .filter((name) => !isSame(before.jobConfiguration[name], after.jobConfiguration[name]))
    .map((name) => ({ path: `jobConfiguration.${name}`, part: PART_OF[name] }))
  if (isSame(before.cloudRepositoryConnectionSettings, after.cloudRepositoryConnectionSettings)) return changed
  return [...changed, { path: 'cloudRepositoryConnectionSettings', part: 'storage' as const }]
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
