/** Jobs of backup servers, which this console does not drive: their items. The notation is read by compact-schema.ts. */
export const BACKUP_SERVER_JOBS_ITEMS = {
  BackupServerAgentJob: `
    instanceUid? uid, uniqueUid? uid, totalJobsCount? int, successJobsCount? int, destination? text,
    source? BackupServerAgentJobSource, jobMode? BackupServerAgentJobJobMode, osType? BackupServerAgentJobOsType,
    licenseType? BackupServerAgentJobLicenseType, _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerAgentJobJobMode: 'ManagedByAgent | ManagedByBackupServer | Unknown',
  BackupServerAgentJobLicenseType: 'Limited | Server | Unknown | Workstation',
  BackupServerAgentJobObject: `
    instanceUid? uid, uniqueUid? uid, backupServerUid? uid|null, agentUid? uid|null, jobUid? uid, uniqueJobUid? uid,
    computer? text|null, backupStatus? BackupServerAgentJobObjectBackupStatus, lastRun? time|null,
    lastEndTime? time|null, lastDuration? int|null, restorePointsCount? int,
    osType? BackupServerAgentJobObjectOsType, failureMessage? text|null`,
  BackupServerAgentJobObjectBackupStatus: 'Failed | None | Running | Success | Unknown | Warning',
  BackupServerAgentJobObjectOsType: 'Linux | Mac | Unknown | Windows',
  BackupServerAgentJobOsType: 'Linux | Mac | Unknown | Windows',
  BackupServerAgentJobSource: `
    backupMode? BackupServerAgentJobSourceBackupMode, backupUserFolders? bool, backupOperatingSystem? bool,
    fileSystemItems? BackupServerAgentJobSourceFileSystemItems|null`,
  BackupServerAgentJobSourceBackupMode: 'EntireComputer | File | Unknown | Volume',
  BackupServerAgentJobSourceFileSystemItems: 'volumes? text[], filesAndFolders? text[]',
  BackupServerBackupCopyJob: `
    instanceUid? uid, uniqueUid? uid, targetRepositoryUid? uid, targetWanAcceleratorUid? uid|null,
    sourceWanAcceleratorUid? uid|null, weeklyRestorePointsToKeep? int, monthlyRestorePointsToKeep? int,
    yearlyRestorePointsToKeep? int, retentionPolicyType? BackupServerBackupCopyJobRetentionPolicyType,
    isRpoOptionsEnabled? bool, rpoOptionsValue? int, rpoOptionsUnit? BackupServerBackupCopyJobRpoOptionsUnit,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerBackupCopyJobRetentionPolicyType: 'GFS | None | Simple | Unknown',
  BackupServerBackupCopyJobRpoOptionsUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerBackupTapeJob: `
    instanceUid? uid, uniqueUid? uid, fullMediaPoolUid? uid, incrementalMediaPoolUid? uid, isGfsEnabled? bool,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerBackupVmJob: `
    instanceUid? uid, uniqueUid? uid, subtype? BackupServerBackupVmJobSubtype, targetRepositoryUid? uid,
    protectedVmCount? int, _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerBackupVmJobSubtype: `
    HyperV | NutanixAhv | OVirtKvm | ProxmoxVe | ScaleComputing | Unknown | Vcd | VSphere`,
  BackupServerCdpReplicationJob: `
    instanceUid? uid, uniqueUid? uid, rpo? int, rpoUnit? BackupServerCdpReplicationJobRpoUnit,
    shortTermRetention? int, shortTermRetentionUnit? BackupServerCdpReplicationJobShortTermRetentionUnit,
    longTermRetention? int, longTermRetentionUnit? BackupServerCdpReplicationJobLongTermRetentionUnit,
    _embedded? EmbeddedForBackupServerJobChildren|null, keepRestorePointsInDays? int, sourceProxyAutoDetect? bool,
    targetProxyAutoDetect? bool, isApplicationAwareEnabled? bool,
    lastPeriod? BackupServerCdpReplicationJobLastPeriod, lastDay? BackupServerCdpReplicationJobLastDay`,
  BackupServerCdpReplicationJobLastDay: `
    successCount? int, warningCount? int, errorsCount? int, totalSize? int|null, readData? int|null,
    transferredData? int|null, sla? int|null, maxDelay? int|null,
    bottleneck? BackupServerCdpReplicationJobLastDayBottleneck`,
  BackupServerCdpReplicationJobLastDayBottleneck: `
    Network | None | NotDefined | Proxy | Source | SourceNetwork | SourceProxy | SourceWan | Target | TargetDisk |
    TargetNetwork | TargetProxy | TargetWan | Throttling | Unknown`,
  BackupServerCdpReplicationJobLastPeriod: `
    successCount? int, warningCount? int, errorsCount? int, averageData? int|null, maximumData? int|null,
    totalData? int|null, averageDuration? int|null, maximumDuration? int|null, syncInterval? int|null, sla? int|null,
    maxDelay? int|null, bottleneck? BackupServerCdpReplicationJobLastPeriodBottleneck`,
  BackupServerCdpReplicationJobLastPeriodBottleneck: `
    Network | None | NotDefined | Proxy | Source | SourceNetwork | SourceProxy | SourceWan | Target | TargetDisk |
    TargetNetwork | TargetProxy | TargetWan | Throttling | Unknown`,
  BackupServerCdpReplicationJobLongTermRetentionUnit: 'Days | Hours | Minutes | Seconds | Unknown',
  BackupServerCdpReplicationJobObject: `
    jobUid? uid, uniqueJobUid? uid, instanceUid? uid, name? text, status? BackupServerCdpReplicationJobObjectStatus,
    failureMessage? text, lastSessionEndTime? text|null, sla? int,
    bottleneck? BackupServerCdpReplicationJobObjectBottleneck, maxDelaySec? int, avgDurationSec? int|null,
    maxDurationSec? int|null, intervalSec? int, successfulSessionsCount? int, failedSessionsCount? int,
    warningsCount? int, avgTransferredDataKb? int|null, maxTransferredDataKb? int|null,
    totalTransferredDataKb? int|null`,
  BackupServerCdpReplicationJobObjectBottleneck: `
    Network | None | NotDefined | Proxy | Source | SourceNetwork | SourceProxy | SourceWan | Target | TargetDisk |
    TargetNetwork | TargetProxy | TargetWan | Throttling | Unknown`,
  BackupServerCdpReplicationJobObjectStatus: 'Failed | InProgress | Pending | Success | Unknown | Warning',
  BackupServerCdpReplicationJobRpoUnit: 'Days | Hours | Minutes | Seconds | Unknown',
  BackupServerCdpReplicationJobShortTermRetentionUnit: 'Days | Hours | Minutes | Seconds | Unknown',
  BackupServerFileCopyJob: `
    instanceUid uid, uniqueUid? uid, targetHostUid? uid|null, targetPath? text|null, sourceSize? int|null,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerFileJobObjectSource: `
    path? text, type? BackupServerFileJobObjectSourceType, inclusionMasks? text[], exclusionMasks? text[]`,
  BackupServerFileJobObjectSourceType: 'Directory | File | Unknown',
  BackupServerFileShareCopyJob: `
    instanceUid? uid, uniqueUid? uid, sourceFileShareJobUid? uid, sourceFileShareJobUniqueUid? uid,
    targetRepositoryUid? uid, retention? int, retentionUnit? BackupServerFileShareCopyJobRetentionUnit,
    sourceSize? int|null, _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerFileShareCopyJobObject: `
    jobUid? uid, uniqueJobUid? uid, fileShareUid? uid, path? text, sources? BackupServerFileJobObjectSource[],
    lastSession? BackupServerJobObjectLastSession`,
  BackupServerFileShareCopyJobRetentionUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerFileShareJob: `
    instanceUid? uid, uniqueUid? uid, targetRepositoryUid? uid, archiveRepositoryUid? uid|null, retention? int,
    retentionUnit? BackupServerFileShareJobRetentionUnit, isArchiveRetentionEnabled? bool, archiveRetention? int,
    archiveRetentionUnit? BackupServerFileShareJobArchiveRetentionUnit,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerFileShareJobArchiveRetentionUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerFileShareJobObject: `
    jobUid? uid, uniqueJobUid? uid, fileShareUid? uid, name? text, sources? BackupServerFileJobObjectSource[],
    lastSession? BackupServerFileShareJobObjectLastSession`,
  BackupServerFileShareJobObjectLastSession: `
    backupStatus? BackupServerFileShareJobObjectLastSessionBackupStatus, sourceFilesCount? int|null,
    changedFilesCount? int|null, skippedFilesCount? int|null, backedUpFilesCount? int|null,
    transferredSize? int|null, sourceSize? int|null, duration? int|null, messages? text[]`,
  BackupServerFileShareJobObjectLastSessionBackupStatus: 'Failed | Running | Success | Unknown | Warning',
  BackupServerFileShareJobRetentionUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerFileTapeJob: `
    instanceUid? uid, uniqueUid? uid, fullMediaPoolUid? uid, incrementalMediaPoolUid? uid,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerFileTapeJobObject: `
    jobUid? uid, uniqueJobUid? uid, hostName? text, sources? BackupServerFileTapeJobObjectSource[],
    lastSession? BackupServerJobObjectLastSession`,
  BackupServerFileTapeJobObjectSource: 'path? text, type? BackupServerFileTapeJobObjectSourceType',
  BackupServerFileTapeJobObjectSourceType: 'Directory | File | Unknown',
  BackupServerJob: `
    status BackupServerJobStatus, isEnabled bool, instanceUid? uid, uniqueUid? uid, name? text, description? text,
    createdBy? text, creationTime? time|null, backupServerUid? uid, locationUid? uid, siteUid? uid|null,
    organizationUid? uid, mappedOrganizationUid? uid|null, type? BackupServerJobType, lastRun? time|null,
    lastEndTime? time|null, lastDuration? int|null, processingRate? number|null, avgDuration? int|null,
    transferredData? int|null, backupChainSize? int|null, bottleneck? BackupServerJobBottleneck,
    scheduleType? BackupServerJobScheduleType, schedule? BackupServerJobSchedule, failureMessage? text|null,
    targetType? BackupServerJobTargetType, destination? text|null, retentionLimit? int|null,
    retentionLimitType? BackupServerJobRetentionLimitType, isGfsOptionEnabled? bool,
    lastSessionTasks? BackupServerJobSessionTask[]`,
  BackupServerJobBottleneck: `
    Network | None | Proxy | Source | SourceWanAccelerator | Target | TargetWanAccelerator | Unknown`,
  BackupServerJobLinkedJobObject: 'jobUid? uid, uniqueJobUid? uid, linkedJobUid? uid',
  BackupServerJobLinkedRepositoryObject: 'jobUid? uid, uniqueJobUid? uid, linkedRepositoryUid? uid',
  BackupServerJobObjectLastSession: `
    backupStatus? BackupServerJobObjectLastSessionBackupStatus, totalBackedSize? int|null, sourceSize? int|null,
    startTime? time|null, endTime? time|null, duration? int|null, messages? text[]`,
  BackupServerJobObjectLastSessionBackupStatus: 'Failed | Running | Success | Unknown | Warning',
  BackupServerJobRetentionLimitType: 'Days | None | RestorePoints | Unknown',
  BackupServerJobSchedule: `
    startDateTime? time|null, startDateTimeUtc? time|null, dailyScheduleOptions? BackupServerJobScheduleOptionsDaily,
    monthlyScheduleOptions? BackupServerJobScheduleOptionsMonthly,
    periodicallyScheduleOptions? BackupServerJobScheduleOptionsPeriodically,
    backupWindowOptions? BackupServerJobScheduleOptionsBackupWindow, continuousScheduleEnabled? bool,
    chainingOptions? BackupServerJobScheduleOptionsChaining`,
  BackupServerJobScheduleOptionsBackupWindow: 'timePeriods? BackupServerJobTimePeriod[]|null',
  BackupServerJobScheduleOptionsChaining: 'previousJobId? uid|null, previousJobName? text|null',
  BackupServerJobScheduleOptionsDaily: `
    kind? BackupServerJobScheduleOptionsDailyKind, days? DaysOfWeek[]|null, time? text|null, timeUtc? text|null`,
  BackupServerJobScheduleOptionsDailyKind: 'Everyday | SelectedDays | Unknown | WeekDays',
  BackupServerJobScheduleOptionsMonthly: `
    time? text|null, timeUtc? text|null, dayNumberInMonth? BackupServerJobScheduleOptionsMonthlyDayNumberInMonth,
    dayOfWeek? BackupServerJobScheduleOptionsMonthlyDayOfWeek,
    months? BackupServerJobScheduleOptionsMonthlyMonthsItem[]|null`,
  BackupServerJobScheduleOptionsMonthlyDayNumberInMonth: 'First | Fourth | Last | OnDay | Second | Third | Unknown',
  BackupServerJobScheduleOptionsMonthlyDayOfWeek: `
    Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Wednesday`,
  BackupServerJobScheduleOptionsMonthlyMonthsItem: `
    April | August | December | February | January | July | June | March | May | November | October | September`,
  BackupServerJobScheduleOptionsPeriodically: `
    kind? BackupServerJobScheduleOptionsPeriodicallyKind, fullPeriod? int|null,
    schedule? BackupServerJobTimePeriod[]|null`,
  BackupServerJobScheduleOptionsPeriodicallyKind: 'Days | Hours | Minutes | Seconds | Unknown',
  BackupServerJobScheduleType: `
    BackupWindow | Chained | Continuously | Daily | Monthly | NotScheduled | Periodically | Unknown`,
  BackupServerJobSessionTask: `
    instanceUid? uid, objectUid? uid|null, objectName? text|null, totalObjects? int|null, processedObjects? int|null,
    readDataSize? int|null, transferredDataSize? int|null, startTime? time|null, endTime? time|null,
    duration? int|null, failureMessages? text[]|null, status? BackupServerJobSessionTaskStatus`,
  BackupServerJobSessionTaskStatus: 'Failed | Pending | Running | Success | Unknown | Warning',
  BackupServerJobStatus: `
    Disabling | Enabling | Failed | Idle | None | Running | Starting | Stopping | Success | Unknown |
    WaitingRepository | WaitingTape | Warning`,
  BackupServerJobTargetType: 'Cloud | Local | None | Unknown',
  BackupServerJobTimePeriod: 'day? BackupServerJobTimePeriodDay, hours? int[]|null',
  BackupServerJobTimePeriodDay: 'Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Wednesday',
  BackupServerJobType: `
    AgentBackupJob | AgentPolicy | AhvStorageSnapshotJob | AwsBackupJob | AzureBackupJob | BackupCopy | BackupFile |
    BackupFileCopy | BackupToTape | BackupVm | CdpReplicationVM | CopyFile | CopyVm | FileToTape | GoogleBackupJob |
    ObjectStorageBackup | ObjectStorageBackupCopy | OracleLogBackup | PostgreSqlLogBackup | ReplicationVM |
    SimpleBackupCopy | SobrMaintenance | SqlLogBackup | SureBackup | Unknown`,
  BackupServerObjectStorageBackupCopyJob: `
    instanceUid? uid, uniqueUid? uid, sourceObjectStorageBackupJobUid? uid, targetRepositoryUid? uid, retention? int,
    retentionUnit? BackupServerObjectStorageBackupCopyJobRetentionUnit, sourceSize? int|null,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerObjectStorageBackupCopyJobObject: `
    jobUid? uid, uniqueJobUid? uid, objectStorageUid? uid, path? text, sources? BackupServerFileJobObjectSource[],
    lastSession? BackupServerJobObjectLastSession`,
  BackupServerObjectStorageBackupCopyJobRetentionUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerObjectStorageBackupJob: `
    instanceUid? uid, uniqueUid? uid, targetRepositoryUid? uid, archiveRepositoryUid? uid|null, retention? int,
    retentionUnit? BackupServerObjectStorageBackupJobRetentionUnit, isArchiveRetentionEnabled? bool,
    archiveRetention? int, archiveRetentionUnit? BackupServerObjectStorageBackupJobArchiveRetentionUnit,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerObjectStorageBackupJobArchiveRetentionUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerObjectStorageBackupJobObject: `
    jobUid? uid, uniqueJobUid? uid, objectStorageUid? uid, name? text, sources? BackupServerFileJobObjectSource[],
    lastSession? BackupServerObjectStorageBackupJobObjectLastSession`,
  BackupServerObjectStorageBackupJobObjectLastSession: `
    backupStatus? BackupServerObjectStorageBackupJobObjectLastSessionBackupStatus, sourceFilesCount? int|null,
    changedFilesCount? int|null, skippedFilesCount? int|null, backedUpFilesCount? int|null,
    transferredSize? int|null, sourceSize? int|null, duration? int|null, messages? text[]`,
  BackupServerObjectStorageBackupJobObjectLastSessionBackupStatus: 'Failed | Running | Success | Unknown | Warning',
  BackupServerObjectStorageBackupJobRetentionUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerReplicationVmJob: `
    instanceUid? uid, uniqueUid? uid, protectedVmCount? int, isCloudJob? bool, cloudHostUid? uid|null,
    targetHostUid? uid, sourceWanAcceleratorUid? uid|null, targetWanAcceleratorUid? uid|null,
    throughWanAccelerators? bool, _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerSimpleBackupCopyJob: `
    instanceUid? uid, uniqueUid? uid, targetRepositoryUid? uid, targetWanAcceleratorUid? uid|null,
    sourceWanAcceleratorUid? uid|null, weeklyRestorePointsToKeep? int, monthlyRestorePointsToKeep? int,
    yearlyRestorePointsToKeep? int, retentionPolicyType? BackupServerSimpleBackupCopyJobRetentionPolicyType,
    isRpoOptionsEnabled? bool, rpoOptionsValue? int, rpoOptionsUnit? BackupServerSimpleBackupCopyJobRpoOptionsUnit,
    _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerSimpleBackupCopyJobRetentionPolicyType: 'GFS | None | Simple | Unknown',
  BackupServerSimpleBackupCopyJobRpoOptionsUnit: 'Days | Hours | Minutes | Months | Years',
  BackupServerVmCopyJob: `
    instanceUid? uid, uniqueUid? uid, targetRepositoryUid? uid, _embedded? EmbeddedForBackupServerJobChildren|null`,
  BackupServerVmJobObject: `
    jobUid? uid, uniqueJobUid? uid, instanceUid? uid, name? text, platform? BackupServerVmJobObjectPlatform,
    hierarchyRef? text, isExcluded? bool, lastSession? BackupServerJobObjectLastSession`,
  BackupServerVmJobObjectPlatform: 'HyperV | Unknown | Vcd | vSphere',
  DaysOfWeek: 'Friday | Monday | Saturday | Sunday | Thursday | Tuesday | Wednesday',
  EmbeddedForBackupServerJobChildren: 'backupServerJob? BackupServerJob',
} as const
