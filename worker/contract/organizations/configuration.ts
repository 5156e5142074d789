/** Alarms, automatic deployment and the security token of an organization. */
import { z } from 'zod'
import { uid } from '../common.ts'
import { operation } from '../operation.ts'

const byUid = z.object({ organizationUid: uid })

export const alarm = z
  .object({
    name: z.string(),
    isEnabled: z.boolean(),
    instanceUid: uid.optional(),
    category: z
      .enum([
        'BackupAgent',
        'BackupAgentJob',
        'BackupAppliance',
        'BackupCloudGateway',
        'BackupLicense',
        'BackupMicrosoft365Server',
        'BackupProxy',
        'BackupRepository',
        'BackupServer',
        'BackupServerAgentJob',
        'BackupTenantRepository',
        'BackupVmJob',
        'BackupWanAccelerator',
        'Company',
        'DiscoveryRule',
        'EnterpriseManager',
        'Integrator',
        'Internal',
        'Location',
        'ManagementAgent',
        'OneServer',
        'Reseller',
        'ResellerCloudRepository',
        'Site',
        'SureBackupJob',
        'Unknown',
        'User',
        'VmFailoverPlan',
      ])
      .meta({ id: 'AlarmCategory' })
      .optional(),
    organizationUid: uid.optional(),
    internalId: z.int().optional(),
    knowledge: z
      .object({ summary: z.string().optional(), cause: z.string().optional(), resolution: z.string().optional() })
      .meta({ id: 'AlarmKnowledge' })
      .optional(),
    isPredifined: z.boolean().optional(),
  })
  .meta({ id: 'Alarm' })

export const getOrganizationAlarms = operation({
  operationId: 'getOrganizationAlarms',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/alarms',
  tag: 'organizations',
  summary: 'Lists the alarm templates that are assigned to an organization.',
  access: 'alarms.read',
  params: byUid,
  answer: { kind: 'page', item: alarm },
})

export const enableOrganizationAlarms = operation({
  operationId: 'enableOrganizationAlarms',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/alarms/enable',
  tag: 'organizations',
  summary: 'Has alarms of an organization detected.',
  access: 'companies.edit',
  params: byUid,
  answer: { kind: 'empty' },
})

export const disableOrganizationAlarms = operation({
  operationId: 'disableOrganizationAlarms',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/alarms/disable',
  tag: 'organizations',
  summary: 'Has alarms of an organization no longer detected.',
  access: 'companies.edit',
  params: byUid,
  answer: { kind: 'empty' },
})

export const backupAgentSettings = z
  .object({
    disableScheduledBackups: z.boolean().default(false),
    disableControlPanelNotification: z.boolean().default(false),
    disableScheduleWakeup: z.boolean().default(false),
    restrictVpnConnections: z.boolean().default(false),
    flrWithoutAdminPrivilegesAllowed: z.boolean().default(false),
    disableBackupOverMeteredConnection: z.boolean().default(true),
    throttleBackupActivity: z.boolean().default(true),
    backupAgentUid: uid.optional(),
    limitBandwidthConsumption: z.boolean().default(false),
    bandwidthSpeedLimit: z
      .int()
      .min(1, { error: 'must be at least 1' })
      .max(1_000_000, { error: 'must be at most 1000000' })
      .nullable()
      .default(null),
    bandwidthSpeedLimitUnit: z
      .enum(['KbytePerSec', 'MbitPerSec', 'MbytePerSec'])
      .meta({ id: 'BackupAgentSettingsBandwidthSpeedLimitUnit' })
      .default('MbytePerSec'),
  })
  .meta({ id: 'BackupAgentSettings' })

export const autoDeploymentSettings = z
  .object({
    organizationUid: uid,
    isEnabled: z.boolean().default(false),
    windowsBackupPolicyUid: uid.nullable().default(null),
    linuxBackupPolicyUid: uid.nullable().default(null),
    macBackupPolicyUid: uid.nullable().default(null),
    isRetryEnabled: z.boolean().default(false),
    retryCount: z.int().min(1, { error: 'must be at least 1' }).max(100, { error: 'must be at most 100' }).default(3),
    retryInterval: z
      .int()
      .min(1, { error: 'must be at least 1' })
      .max(1440, { error: 'must be at most 1440' })
      .default(7)
      .describe('Minutes.'),
    acceptNewConnections: z.boolean().default(true),
    installDriver: z.boolean().default(false),
    setReadOnlyAccess: z.boolean().default(true),
    backupAgentSettings: backupAgentSettings.prefault({}),
  })
  .meta({ id: 'AutoDeploymentSettings' })
export type AutoDeploymentSettings = z.output<typeof autoDeploymentSettings>

export const AUTO_DEPLOYMENT_CHANGEABLE = [
  'isEnabled',
  'windowsBackupPolicyUid',
  'linuxBackupPolicyUid',
  'macBackupPolicyUid',
  'isRetryEnabled',
  'retryCount',
  'retryInterval',
  'acceptNewConnections',
  'installDriver',
  'setReadOnlyAccess',
  'backupAgentSettings',
] as const

export const getOrganizationAutoDeploymentSettings = operation({
  operationId: 'getOrganizationAutoDeploymentSettings',
  method: 'get',
  path: '/organizations/{organizationUid}/configuration/autodeployment',
  tag: 'organizations',
  summary: 'Returns what happens to computers of an organization that join.',
  access: 'autodeployment.manage',
  params: byUid,
  answer: { kind: 'object', schema: autoDeploymentSettings },
})

export const patchOrganizationAutoDeploymentSettings = operation({
  operationId: 'patchOrganizationAutoDeploymentSettings',
  method: 'patch',
  path: '/organizations/{organizationUid}/configuration/autodeployment',
  tag: 'organizations',
  summary: 'Changes what happens to computers of an organization that join.',
  access: 'autodeployment.manage',
  params: byUid,
  isPatch: true,
  answer: { kind: 'object', schema: autoDeploymentSettings },
})

export const refreshSecurityToken = operation({
  operationId: 'refreshSecurityToken',
  method: 'post',
  path: '/organizations/{organizationUid}/configuration/refreshsecuritytoken',
  tag: 'organizations',
  summary: 'Takes their effect from all installers and links of an organization that were handed out; agents go on.',
  access: 'securityToken.reset',
  params: byUid,
  answer: { kind: 'empty' },
})

export const CONFIGURATION_OPERATIONS = [
  getOrganizationAlarms,
  enableOrganizationAlarms,
  disableOrganizationAlarms,
  getOrganizationAutoDeploymentSettings,
  patchOrganizationAutoDeploymentSettings,
  refreshSecurityToken,
]
