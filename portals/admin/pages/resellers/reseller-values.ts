import {
  checkOrganization,
  type OrganizationValues,
  organizationInput,
  organizationValues,
  organizationWireNames,
} from '../../../pages/organizations/organization-values.ts'
import {
  checkOwner,
  emptyOwner,
  type OwnerValues,
  ownerInput,
  ownerWireNames,
} from '../../../pages/organizations/owner-fields.tsx'
import { checkQuotas, type QuotaValues, quotaField, quotaInput } from '../../../pages/organizations/quota-fields.tsx'
import type { PatchOperation } from '../../../ui/api/client.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { problems } from '../../../ui/form/rules.ts'

export interface ResellerValues extends OrganizationValues, OwnerValues, QuotaValues {
  partnerId: string
  hasHosted: boolean
  hasStorage: boolean
  hasRestore: boolean
  hasRestAccess: boolean
  isMfaEnforced: boolean
  sendsWelcome: boolean
}

const services = 'resellerServices'
const agents = `${services}.remoteServices.backupAgentsManagement`

export const resellerWireNames = {
  ...organizationWireNames('organizationInput.'),
  ...ownerWireNames,
  proPartnerId: 'partnerId',
  [`${agents}.workstationAgentsQuota`]: 'workstations',
  [`${agents}.serverAgentsQuota`]: 'servers',
  [`${services}.hostedServices.backupResourcesEnabled`]: 'hasHosted',
  [`${services}.cloudConnectManagementEnabled`]: 'hasStorage',
  [`${services}.isFileLevelRestoreEnabled`]: 'hasRestore',
  isRestAccessEnabled: 'hasRestAccess',
}

export function checkReseller(values: ResellerValues, isEdit: boolean) {
  return problems({
    ...checkOrganization(values),
    ...(isEdit ? { userName: undefined, password: undefined, ownerEmail: undefined } : checkOwner(values)),
    ...checkQuotas(values),
  })
}

export function resellerValues(known: Reseller | undefined): ResellerValues {
  const given = known?.resellerServices
  const quotas = given?.remoteServices.backupAgentsManagement
  return {
    ...organizationValues(known?._embedded?.organization),
    ...emptyOwner,
    partnerId: known?.proPartnerId ?? '',
    workstations: quotaField(quotas?.workstationAgentsQuota),
    servers: quotaField(quotas?.serverAgentsQuota),
    hasHosted: given?.hostedServices.backupResourcesEnabled ?? false,
    hasStorage: given?.cloudConnectManagementEnabled ?? true,
    hasRestore: given?.isFileLevelRestoreEnabled ?? true,
    hasRestAccess: known?.isRestAccessEnabled ?? false,
    isMfaEnforced: false,
    sendsWelcome: false,
  }
}

export function resellerInput(values: ResellerValues, countryName: string | undefined) {
  return {
    organizationInput: organizationInput(values, countryName),
    ...ownerInput(values),
    ...(values.partnerId.trim() ? { proPartnerId: values.partnerId.trim() } : {}),
    isRestAccessEnabled: values.hasRestAccess,
    resellerServices: {
      hostedServices: { backupResourcesEnabled: values.hasHosted },
      remoteServices: {
        backupAgentsManagement: {
          workstationAgentsQuota: quotaInput(values.workstations),
          serverAgentsQuota: quotaInput(values.servers),
        },
      },
      cloudConnectManagementEnabled: values.hasStorage,
      isFileLevelRestoreEnabled: values.hasRestore,
    },
  }
}

/** What differs of the reseller's own members; those of its organization are patched at its organization. */
export function resellerPatch(known: Reseller, values: ResellerValues): PatchOperation[] {
  const given = known.resellerServices
  const quotas = given.remoteServices.backupAgentsManagement
  const root = '/resellerServices'
  const wanted: [path: string, before: unknown, after: unknown][] = [
    ['/proPartnerId', known.proPartnerId, values.partnerId.trim() || null],
    ['/isRestAccessEnabled', known.isRestAccessEnabled, values.hasRestAccess],
    [
      `${root}/remoteServices/backupAgentsManagement/workstationAgentsQuota`,
      quotas.workstationAgentsQuota,
      quotaInput(values.workstations),
    ],
    [
      `${root}/remoteServices/backupAgentsManagement/serverAgentsQuota`,
      quotas.serverAgentsQuota,
      quotaInput(values.servers),
    ],
    [`${root}/hostedServices/backupResourcesEnabled`, given.hostedServices.backupResourcesEnabled, values.hasHosted],
    [`${root}/cloudConnectManagementEnabled`, given.cloudConnectManagementEnabled, values.hasStorage],
    [`${root}/isFileLevelRestoreEnabled`, given.isFileLevelRestoreEnabled, values.hasRestore],
  ]
  return wanted.flatMap(([path, before, after]) => (before === after ? [] : [{ op: 'replace', path, value: after }]))
}
