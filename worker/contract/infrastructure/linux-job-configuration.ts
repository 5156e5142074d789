/**
 * The configuration of a backup job on Linux: the body a client sends, and the one it reads back. Its shape comes from
 * image backup; docs/jobs.md says what each member means for a backup of files.
 */
import { z } from 'zod'
import { uid } from '../common.ts'
import { linuxApplicationSettings } from './linux-application-settings.ts'
import { dayOfWeek, linuxJobScheduleSettings, month } from './linux-job-schedule.ts'

const password = z.string().nullable().optional()

const linuxBackupSource = z
  .object({
    backupMode: z
      .enum(['EntireComputer', 'FilesFolders', 'Unknown', 'Volume'])
      .meta({ id: 'LinuxBackupSourceBackupMode' }),
    volumeLevelOptions: z
      .object({
        volumes: z.array(
          z
            .object({
              volumeType: z
                .enum(['BTRFS', 'Device', 'LVM', 'MountPoint'])
                .meta({ id: 'LinuxBackupVolumeSourceSettingsVolumeType' }),
              path: z.string(),
            })
            .meta({ id: 'LinuxBackupVolumeSourceSettings' }),
        ),
      })
      .meta({ id: 'LinuxVolumeLevelBackupSource' })
      .optional(),
    fileLevelOptions: z
      .object({
        directories: z.array(z.string()).nullable(),
        inclusionMasks: z.array(z.string()).nullable().optional(),
        exclusionMasks: z.array(z.string()).nullable().optional(),
      })
      .meta({ id: 'LinuxFileLevelBackupSource' })
      .optional(),
  })
  .meta({ id: 'LinuxBackupSource' })

const folderCredentials = z
  .object({ username: z.string(), password, domain: z.string().nullable().optional() })
  .meta({ id: 'LinuxCommonCredentials' })

const linuxBackupTarget = z
  .object({
    targetType: z
      .enum(['BackupRepository', 'CloudRepository', 'ExternalRepository', 'LocalFolder', 'SharedFolder', 'Unknown'])
      .meta({ id: 'LinuxBackupTargetTargetType' }),
    localPath: z.string().nullable().optional(),
    sharedFolder: z
      .object({
        path: z.string(),
        targetType: z.enum(['NFS', 'SMB']).default('NFS').meta({ id: 'LinuxSharedFolderTargetTargetType' }),
        credentials: folderCredentials.optional(),
      })
      .meta({ id: 'LinuxSharedFolderTarget' })
      .optional(),
    backupRepository: z
      .object({
        connection: z
          .object({ serverName: z.string(), serverPort: z.int().default(10006) })
          .meta({ id: 'LinuxConnectionSettings' }),
        credentials: folderCredentials,
        remoteRepositoryName: z.string().nullable().optional(),
      })
      .meta({ id: 'LinuxBackupServerSettings' })
      .optional(),
    enableDeletedFilesRetention: z.boolean().default(false),
    removeDeletedItemsDataAfter: z.int().default(30),
  })
  .meta({ id: 'LinuxBackupTarget' })

const linuxBackupStorage = z
  .object({
    compressionLevel: z
      .enum(['Dedupe', 'Extreme', 'High', 'NoCompression', 'Optimal', 'Unknown'])
      .default('Optimal')
      .meta({ id: 'LinuxBackupStorageCompressionLevel' }),
    blockSize: z
      .enum(['Lan512KB', 'Local1MB', 'LocalPb4MB', 'Unknown', 'Wan256KB'])
      .default('Local1MB')
      .meta({ id: 'LinuxBackupStorageBlockSize' }),
    encryptionEnabled: z.boolean().default(false),
    password,
    passwordHint: z.string().nullable().optional(),
    isSnapshotRequired: z.boolean().default(true),
  })
  .meta({ id: 'LinuxBackupStorage' })

const linuxJobScript = z
  .object({ fileName: z.string(), content: z.string().nullable().optional() })
  .meta({ id: 'LinuxJobScript' })

const linuxJobScriptSettings = z
  .object({
    enabled: z.boolean().default(false),
    preJobScript: linuxJobScript.optional(),
    postJobScript: linuxJobScript.optional(),
    preFreezeScript: linuxJobScript.optional(),
    postThawScript: linuxJobScript.optional(),
  })
  .meta({ id: 'LinuxJobScriptSettings' })

const linuxGfsRetentionSettings = z
  .object({
    weekly: z
      .object({ keepWeeklyBackupsForWeeks: z.int(), useFullBackupFrom: dayOfWeek.default('Sunday') })
      .meta({ id: 'LinuxGfsWeeklyRetentionSettings' })
      .optional(),
    monthly: z
      .object({
        keepMonthlyBackupsForMonths: z.int(),
        useWeeklyFullBackupForTheFollowingWeekOfMonth: z
          .enum(['First', 'Second', 'Third', 'Fourth', 'Last'])
          .default('First'),
      })
      .meta({ id: 'LinuxGfsMonthlyRetentionSettings' })
      .optional(),
    yearly: z
      .object({ keepYearlyBackupsForYears: z.int(), useMonthlyFullBackupForTheFollowingMonth: month.default('Jan') })
      .meta({ id: 'LinuxGfsYearlyRetentionSettings' })
      .optional(),
  })
  .meta({ id: 'LinuxGfsRetentionSettings' })

const linuxBackupJobConfiguration = z
  .object({
    backupSource: linuxBackupSource,
    backupTarget: linuxBackupTarget,
    backupStorage: linuxBackupStorage.prefault({}),
    indexingSettings: z
      .object({
        indexingType: z
          .enum(['EveryFolders', 'ExceptSpecifiedFolders', 'None', 'SpecifiedFolders'])
          .default('None')
          .meta({ id: 'LinuxIndexingSettingsIndexingType' }),
        includedFolders: z.array(z.string()).nullable().optional(),
        excludedFolders: z.array(z.string()).nullable().optional(),
      })
      .meta({ id: 'LinuxIndexingSettings' })
      .optional(),
    scriptSettings: linuxJobScriptSettings.optional(),
    retentionSettings: z
      .object({ restorePointsCount: z.int().nullable().optional(), retentionDays: z.int().nullable().optional() })
      .meta({ id: 'LinuxJobRetentionSettings' })
      .prefault({}),
    scheduleSettings: linuxJobScheduleSettings.prefault({}),
    applicationAwareProcessingSettings: linuxApplicationSettings.optional(),
    gfsRetentionSettings: linuxGfsRetentionSettings.optional(),
  })
  .meta({ id: 'LinuxBackupJobConfiguration' })

const cloudRepositoryConnectionSettings = z
  .object({ backupResourceUid: uid, username: z.string(), password })
  .meta({ id: 'CloudRepositoryConnectionSettings' })

export const linuxCustomJobConfiguration = z
  .object({
    name: z.string(),
    description: z.string().nullable().optional(),
    operationMode: z.enum(['Server', 'Unknown', 'Workstation']).meta({ id: 'BackupJobOperationMode' }),
    jobConfiguration: linuxBackupJobConfiguration,
    cloudRepositoryConnectionSettings: cloudRepositoryConnectionSettings.nullable().optional(),
  })
  .meta({ id: 'LinuxCustomJobConfiguration' })

/** Checked input with the contract's defaults filled in; also what is kept and answered. */
export type LinuxCustomJobConfiguration = z.output<typeof linuxCustomJobConfiguration>
/** What a client may send. */
export type LinuxCustomJobConfigurationInput = z.input<typeof linuxCustomJobConfiguration>
