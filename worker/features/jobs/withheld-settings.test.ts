import { describe, expect, test } from 'vitest'
import type { PermissionClaim } from '../../../domain/permission-claims.ts'
import { linuxCustomJobConfiguration } from '../../contract/infrastructure/linux-job-configuration.ts'
import { withheldSettingsProblem } from './withheld-settings.ts'

const before = linuxCustomJobConfiguration.parse({
  name: 'Nightly',
  operationMode: 'Server',
  jobConfiguration: {
    backupSource: { backupMode: 'FilesFolders', fileLevelOptions: { directories: ['/srv'] } },
    backupTarget: { targetType: 'CloudRepository' },
  },
})

function changed(jobConfiguration: object) {
  return linuxCustomJobConfiguration.parse({
    ...before,
    jobConfiguration: { ...before.jobConfiguration, ...jobConfiguration },
  })
}

function callerWithout(...claims: PermissionClaim[]) {
  return { has: () => true, withheldClaims: new Set(claims) }
}

describe('a change of a job', () => {
  test('needs no claim on settings when it changes its name only', () => {
    const scope = { has: () => false, withheldClaims: new Set<PermissionClaim>() }
    expect(withheldSettingsProblem(scope, before, { ...before, name: 'Weekly' })).toBeNull()
  })

  test.each([
    ['HostedVbrJobScopeWrite', { backupSource: { backupMode: 'EntireComputer' } }],
    ['HostedVbrJobStorageWrite', { backupStorage: { encryptionEnabled: true } }],
    ['HostedVbrJobRetentionWrite', { retentionSettings: { retentionDays: 3 } }],
    ['HostedVbrJobScheduleWrite', { scheduleSettings: { scheduleType: 'Periodically' } }],
    ['HostedVbrJobGuestProcessingWrite', { scriptSettings: { enabled: true } }],
  ] as const)('is refused without %s, and with it is not', (claim, settings) => {
    const after = changed(settings)
    expect(withheldSettingsProblem(callerWithout(claim), before, after)).toMatchObject({ code: 'forbidden' })
    expect(withheldSettingsProblem(callerWithout(), before, after)).toBeNull()
  })

  test('leaves a claim on one part alone when it changes another', () => {
    const after = changed({ retentionSettings: { retentionDays: 3 } })
    expect(withheldSettingsProblem(callerWithout('HostedVbrJobScheduleWrite'), before, after)).toBeNull()
  })
})
