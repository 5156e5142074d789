import type { PatchOperation } from '../../ui/api/client.ts'
import type { Company } from '../../ui/api/types.ts'
import { problems } from '../../ui/form/rules.ts'
import {
  checkOrganization,
  type OrganizationValues,
  organizationInput,
  organizationValues,
  organizationWireNames,
} from '../organizations/organization-values.ts'
import { checkOwner, emptyOwner, type OwnerValues, ownerInput, ownerWireNames } from '../organizations/owner-fields.tsx'
import { checkQuotas, type QuotaValues, quotaField, quotaInput } from '../organizations/quota-fields.tsx'

export interface CompanyServicesValues extends QuotaValues {
  hasAgents: boolean
  isEnforced: boolean
  hasBackupResources: boolean
  hasRestAccess: boolean
  hasAlarms: boolean
}

export interface CompanyValues extends OrganizationValues, OwnerValues, CompanyServicesValues {
  resellerUid: string
  isMfaEnforced: boolean
  /** Permission claims that its users have; empty where the viewer may not see them. */
  claims: string[]
  sendsWelcome: boolean
}

const services = 'companyServices.remoteServices'
const agents = `${services}.backupAgentsManagement`

export const companyWireNames = {
  ...organizationWireNames('organizationInput.'),
  ...ownerWireNames,
  resellerUid: 'resellerUid',
  [agents]: 'hasAgents',
  [`${agents}.workstationAgentsQuota`]: 'workstations',
  [`${agents}.serverAgentsQuota`]: 'servers',
  [`${agents}.isQuotaEnforced`]: 'isEnforced',
  [`${services}.isBackupResourcesEnabled`]: 'hasBackupResources',
  isRestAccessEnabled: 'hasRestAccess',
  isAlarmDetectEnabled: 'hasAlarms',
}

/** An existing company has its owner already; of the form's fields the owner's are then left alone. */
export function checkCompany(values: CompanyValues, isEdit: boolean) {
  return problems({
    ...checkOrganization(values),
    ...(isEdit ? { userName: undefined, password: undefined, ownerEmail: undefined } : checkOwner(values)),
    ...checkQuotas(values),
  })
}

export function companyValues(known: Company | undefined, resellerUid = ''): CompanyValues {
  const remote = known?.companyServices.remoteServices
  return {
    ...organizationValues(known?._embedded?.organization),
    ...emptyOwner,
    resellerUid: known?.resellerUid ?? resellerUid,
    hasAgents: known ? remote?.backupAgentsManagement !== null : true,
    workstations: quotaField(remote?.backupAgentsManagement?.workstationAgentsQuota),
    servers: quotaField(remote?.backupAgentsManagement?.serverAgentsQuota),
    isEnforced: remote?.backupAgentsManagement?.isQuotaEnforced ?? false,
    hasBackupResources: remote?.isBackupResourcesEnabled ?? true,
    hasRestAccess: known?.isRestAccessEnabled ?? false,
    hasAlarms: known?.isAlarmDetectEnabled ?? true,
    isMfaEnforced: false,
    claims: [],
    sendsWelcome: false,
  }
}

function agentsManagement(values: CompanyServicesValues) {
  if (!values.hasAgents) return null
  return {
    workstationAgentsQuota: quotaInput(values.workstations),
    serverAgentsQuota: quotaInput(values.servers),
    isQuotaEnforced: values.isEnforced,
  }
}

export function companyInput(values: CompanyValues, countryName: string | undefined) {
  return {
    organizationInput: organizationInput(values, countryName),
    ...ownerInput(values),
    ...(values.resellerUid ? { resellerUid: values.resellerUid } : {}),
    isRestAccessEnabled: values.hasRestAccess,
    isAlarmDetectEnabled: values.hasAlarms,
    companyServices: {
      remoteServices: {
        isBackupResourcesEnabled: values.hasBackupResources,
        backupAgentsManagement: agentsManagement(values),
      },
    },
  }
}

/** What differs of the company's own members; those of its organization are patched at its organization. */
export function companyPatch(known: Company, values: CompanyValues): PatchOperation[] {
  const remote = known.companyServices.remoteServices
  const wanted = agentsManagement(values)
  const operations: PatchOperation[] = []
  const replace = (path: string, before: unknown, after: unknown) => {
    if (JSON.stringify(before) !== JSON.stringify(after)) operations.push({ op: 'replace', path, value: after })
  }
  const before = remote.backupAgentsManagement
  const root = '/companyServices/remoteServices'
  if (before && wanted) {
    for (const name of ['workstationAgentsQuota', 'serverAgentsQuota', 'isQuotaEnforced'] as const) {
      replace(`${root}/backupAgentsManagement/${name}`, before[name], wanted[name])
    }
  } else {
    replace(`${root}/backupAgentsManagement`, before, wanted)
  }
  replace(`${root}/isBackupResourcesEnabled`, remote.isBackupResourcesEnabled, values.hasBackupResources)
  replace('/isRestAccessEnabled', known.isRestAccessEnabled, values.hasRestAccess)
  replace('/isAlarmDetectEnabled', known.isAlarmDetectEnabled, values.hasAlarms)
  return operations
}
