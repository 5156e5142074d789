/**
 * A job configuration of a v3 client becomes a job that the agent can run, and what is kept of it for the next GET.
 * Pure: what the company has as its default target is an argument. docs/jobs.md lists the members without effect.
 */

import { fail, ok, type Result } from '../../../domain/result.ts'
import type { JobInput } from '../../../durable-objects/company/rpc.ts'
import type { BackupJob } from '../../contract/backup-job.ts'
import { NO_UID } from '../../contract/common.ts'
import {
  type LinuxCustomJobConfiguration,
  linuxCustomJobConfiguration,
} from '../../contract/infrastructure/linux-job-configuration.ts'
import { type ConfigurationFault, refuse } from './configuration-fault.ts'
import { toRetention, toRetry, toScripts } from './linux-run-settings.ts'
import { describeSchedule, toSchedule } from './linux-schedule.ts'
import { checkPath, toSource } from './linux-source.ts'

type JobConfiguration = LinuxCustomJobConfiguration['jobConfiguration']

/** The backup resource that jobs of a company use when they name none. */
export interface DefaultTarget {
  backupResourceUid: string
  tenantName: string
}

const MAX_NAME_LENGTH = 255
const MAX_DESCRIPTION_LENGTH = 4000
const DEFAULT_RETENTION_DAYS = 7
const BACKUP_MODES = { EntireComputer: 'EntireComputer', Volume: 'VolumeLevel', FilesFolders: 'FileLevel' } as const
const COMPRESSION = {
  Dedupe: 'auto',
  Optimal: 'auto',
  Unknown: 'auto',
  NoCompression: 'off',
  High: 'max',
  Extreme: 'max',
} as const

export function toJobInput(
  given: LinuxCustomJobConfiguration,
  options: { defaultTarget: DefaultTarget | null; isEnabled: boolean },
): Result<JobInput, ConfigurationFault> {
  const configuration = complete(given, options.defaultTarget)
  const { name, description = null, operationMode, jobConfiguration } = configuration
  const fault = checkTexts(name, description) ?? checkApplications(jobConfiguration)
  if (fault !== null) return fail(fault)
  if (operationMode === 'Unknown') return refuse('operationMode', 'must be Server or Workstation.')
  const { backupMode } = jobConfiguration.backupSource
  const source = toSource(jobConfiguration.backupSource)
  if (!source.ok) return source
  const target = toTarget(configuration)
  if (!target.ok) return target
  const schedule = toSchedule(jobConfiguration.scheduleSettings, 'jobConfiguration.scheduleSettings')
  if (!schedule.ok) return schedule
  const retry = toRetry(jobConfiguration)
  if (!retry.ok) return retry
  const retention = toRetention(jobConfiguration)
  if (!retention.ok) return retention
  const scripts = toScripts(jobConfiguration)
  if (!scripts.ok) return scripts
  return ok({
    name,
    description,
    operationMode,
    systemType: 'Linux',
    backupMode: backupMode === 'Unknown' ? 'FileLevel' : BACKUP_MODES[backupMode],
    configuration,
    isEnabled: options.isEnabled,
    scheduleDisplayName: describeSchedule(schedule.value),
    definition: {
      source: source.value,
      target: target.value,
      schedule: schedule.value,
      retry: retry.value,
      retention: retention.value,
      compression: COMPRESSION[jobConfiguration.backupStorage.compressionLevel],
      scripts: scripts.value,
    },
  })
}

/** What is kept and answered: as given, without passwords, with the defaults that take effect written out. */
function complete(
  given: LinuxCustomJobConfiguration,
  defaultTarget: DefaultTarget | null,
): LinuxCustomJobConfiguration {
  const withoutPasswords = JSON.stringify(given, (member, value) => (member === 'password' ? null : value))
  const configuration = linuxCustomJobConfiguration.parse(JSON.parse(withoutPasswords))
  const { backupTarget, retentionSettings, scheduleSettings } = configuration.jobConfiguration
  const { restorePointsCount = null, retentionDays = null } = retentionSettings
  const isRetentionGiven = restorePointsCount !== null || retentionDays !== null
  retentionSettings.restorePointsCount = restorePointsCount
  retentionSettings.retentionDays = isRetentionGiven ? retentionDays : DEFAULT_RETENTION_DAYS
  if (scheduleSettings.scheduleType === 'Daily') {
    scheduleSettings.dailyScheduleSettings ??= { time: '0:30', dailyMode: 'Everyday' }
  }
  if (scheduleSettings.scheduleType === 'Periodically') {
    scheduleSettings.periodicallyScheduleSettings ??= { intervalInMinutes: 60 }
  }
  const named = configuration.cloudRepositoryConnectionSettings?.backupResourceUid ?? NO_UID
  if (backupTarget.targetType === 'CloudRepository' && named === NO_UID && defaultTarget !== null) {
    const { backupResourceUid, tenantName } = defaultTarget
    configuration.cloudRepositoryConnectionSettings = { backupResourceUid, username: tenantName, password: null }
  }
  return configuration
}

function checkTexts(name: string, description: string | null): ConfigurationFault | null {
  if (name.trim() === '') return { property: 'name', message: 'must not be empty.' }
  if (name.length > MAX_NAME_LENGTH)
    return { property: 'name', message: `must have at most ${MAX_NAME_LENGTH} characters.` }
  if (/\p{Cc}/u.test(name)) return { property: 'name', message: 'must not contain control characters.' }
  if ((description?.length ?? 0) <= MAX_DESCRIPTION_LENGTH) return null
  return { property: 'description', message: `must have at most ${MAX_DESCRIPTION_LENGTH} characters.` }
}

/** A database whose consistent state is demanded must not be reported as backed up without it. */
function checkApplications({
  applicationAwareProcessingSettings: settings,
}: JobConfiguration): ConfigurationFault | null {
  for (const name of ['oracleAapSettings', 'mySqlAapSettings', 'postgreSqlAapSettings'] as const) {
    if (settings?.[name]?.processingType !== 'RequireSuccess') continue
    return {
      property: `jobConfiguration.applicationAwareProcessingSettings.${name}.processingType`,
      message: 'must be DisableProcess or TryProcess: databases are dumped by a pre-job script here.',
    }
  }
  return null
}

function toTarget(configuration: LinuxCustomJobConfiguration): Result<BackupJob['target'], ConfigurationFault> {
  const { backupTarget } = configuration.jobConfiguration
  const path = 'jobConfiguration.backupTarget'
  switch (backupTarget.targetType) {
    case 'CloudRepository': {
      const backupResourceUid = configuration.cloudRepositoryConnectionSettings?.backupResourceUid ?? NO_UID
      if (backupResourceUid !== NO_UID) return ok({ kind: 'repository', backupResourceUid })
      const message = 'must name a backup resource: the company has no default one.'
      return refuse('cloudRepositoryConnectionSettings.backupResourceUid', message)
    }
    case 'LocalFolder': {
      const fault = checkPath(backupTarget.localPath ?? '')
      return fault === null
        ? ok({ kind: 'localFolder', path: backupTarget.localPath ?? '' })
        : refuse(`${path}.localPath`, fault)
    }
    case 'BackupRepository':
    case 'ExternalRepository':
    case 'SharedFolder':
    case 'Unknown':
      return refuse(
        `${path}.targetType`,
        `must be CloudRepository or LocalFolder; ${backupTarget.targetType} is not possible.`,
      )
  }
}
