import { ROLES, type RoleName } from '../../../domain/permissions.ts'
import type { PatchOperation } from '../../ui/api/client.ts'
import type { User, UserBackupResource } from '../../ui/api/types.ts'
import type { Choice } from '../../ui/form/fields.tsx'
import {
  allowEmail,
  allowWholeNumber,
  problems,
  requirePassword,
  requireText,
  requireUserName,
} from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { organizationTypeOf } from './assignable-roles.ts'

export interface UserValues {
  role: string
  /** Empty: the viewer's own organization. */
  organizationUid: string
  title: string
  firstName: string
  lastName: string
  email: string
  phone: string
  address: string
  userName: string
  password: string
  locationUids: string[]
  /** `all` with those to come, or `chosen`. */
  companies: string
  companyUids: string[]
  hasProviderResources: boolean
  siteUids: string[]
  backupResourceUid: string
  quotaGb: string
  isMfaEnforced: boolean
}

const bytesPerGb = 1_000_000_000
const mostGb = 9_000_000

/** Forms of address that the API knows; `Unknown` is none. */
export function personTitles(): Choice[] {
  return (['Unknown', 'Mr', 'Mrs', 'Ms', 'Miss'] as const).map((value) => ({ value, label: t(`user.title.${value}`) }))
}

/** By what a role's users are told apart in what they see; undefined: by nothing, they see all of their organization. */
export function limitOf(role: string): 'locations' | 'companies' | 'sites' | undefined {
  switch (ROLES[role as RoleName]?.scope) {
    case 'locations':
    case 'ownComputers':
      return 'locations'
    case 'chosenCompanies':
    case 'resellerChosenCompanies':
      return 'companies'
    case 'site':
      return 'sites'
    default:
      return undefined
  }
}

export function isSubtenant(role: string): boolean {
  return role === 'CompanySubtenant'
}

export function seesProviderResources(role: string): boolean {
  return limitOf(role) === 'companies' && organizationTypeOf(role) === 'Provider'
}

export const userWireNames = {
  role: 'role',
  organizationUid: 'organizationUid',
  locationUids: 'locationUids',
  companyUids: 'companyUids',
  siteUids: 'siteUids',
  hasProviderResources: 'hasProviderResources',
  mfaPolicyStatus: 'isMfaEnforced',
  'credentials.userName': 'userName',
  'credentials.password': 'password',
  'profile.title': 'title',
  'profile.firstName': 'firstName',
  'profile.lastName': 'lastName',
  'profile.email': 'email',
  'profile.phone': 'phone',
  'profile.address': 'address',
  'backupResource.tenantBackupResourceUid': 'backupResourceUid',
  'backupResource.storageQuota': 'quotaGb',
}

export function checkUser(values: UserValues, rules: { isEdit: boolean; asksOrganization: boolean }) {
  const isChosen = values.companies === 'chosen'
  return problems({
    role: requireText(values.role),
    organizationUid: rules.asksOrganization ? requireText(values.organizationUid) : undefined,
    email: allowEmail(values.email),
    userName: rules.isEdit ? undefined : requireUserName(values.userName),
    // Somebody who exists keeps the password unless a new one is typed.
    password: rules.isEdit && values.password === '' ? undefined : requirePassword(values.password),
    companyUids:
      limitOf(values.role) === 'companies' && isChosen && values.companyUids.length === 0
        ? t('user.companies.needed')
        : undefined,
    quotaGb: isSubtenant(values.role) ? allowWholeNumber(values.quotaGb, 1, mostGb) : undefined,
  })
}

export function userValues(known: User | undefined, given: Partial<UserValues> = {}): UserValues {
  return {
    role: known?.role ?? '',
    organizationUid: known?.organizationUid ?? '',
    title: known?.profile.title ?? 'Unknown',
    firstName: known?.profile.firstName ?? '',
    lastName: known?.profile.lastName ?? '',
    email: known?.profile.email ?? '',
    phone: known?.profile.phone ?? '',
    address: known?.profile.address ?? '',
    userName: known?.userName ?? '',
    password: '',
    locationUids: [...(known?.locationUids ?? [])],
    companies: known && !known.hasAllCompanies ? 'chosen' : 'all',
    companyUids: [...(known?.companyUids ?? [])],
    hasProviderResources: known?.hasProviderResources ?? false,
    siteUids: [...(known?.siteUids ?? [])],
    backupResourceUid: '',
    quotaGb: '',
    isMfaEnforced: known?.mfaPolicyStatus === 'Enabled',
    ...given,
  }
}

function profile(values: UserValues): Record<string, string | null> {
  const text = (value: string) => value.trim() || null
  return {
    title: values.title,
    firstName: text(values.firstName),
    lastName: text(values.lastName),
    email: text(values.email),
    phone: text(values.phone),
    address: text(values.address),
  }
}

/** Members of the request that say what the user is limited to; only those that its role has. */
function limits(values: UserValues): Record<string, unknown> {
  switch (limitOf(values.role)) {
    case 'locations':
      return { locationUids: values.locationUids }
    case 'companies': {
      const isAll = values.companies === 'all'
      return {
        hasAllCompanies: isAll,
        companyUids: isAll ? [] : values.companyUids,
        ...(seesProviderResources(values.role) ? { hasProviderResources: values.hasProviderResources } : {}),
      }
    }
    case 'sites':
      return { siteUids: values.siteUids }
    default:
      return {}
  }
}

export function storageQuota(values: UserValues): { storageQuota: number | null; isStorageQuotaUnlimited: boolean } {
  const quota = values.quotaGb.trim() === '' ? null : Number(values.quotaGb) * bytesPerGb
  return { storageQuota: quota, isStorageQuotaUnlimited: quota === null }
}

export function quotaText(resource: UserBackupResource | undefined): string {
  if (!resource || resource.isStorageQuotaUnlimited || resource.storageQuota === null) return ''
  return String(Math.round(resource.storageQuota / bytesPerGb))
}

export function userInput(values: UserValues, organizationUid: string) {
  return {
    organizationUid,
    role: values.role,
    profile: profile(values),
    credentials: { userName: values.userName.trim(), password: values.password },
    mfaPolicyStatus: values.isMfaEnforced ? 'Enabled' : 'Disabled',
    ...limits(values),
    ...(isSubtenant(values.role) && values.backupResourceUid
      ? {
          backupResource: {
            tenantBackupResourceUid: values.backupResourceUid,
            // What the subtenant's share is called: nobody is asked, its owner says which it is.
            resourceFriendlyName: values.userName.trim(),
            ...storageQuota(values),
          },
        }
      : {}),
  }
}

/** Only what differs: a role is not sent again, since a new one ends the sessions of the user. */
export function userPatch(known: User, values: UserValues): PatchOperation[] {
  const operations: PatchOperation[] = []
  const replace = (path: string, before: unknown, after: unknown) => {
    if (JSON.stringify(before) !== JSON.stringify(after)) operations.push({ op: 'replace', path, value: after })
  }
  replace('/role', known.role, values.role)
  for (const [name, value] of Object.entries(profile(values))) {
    replace(`/profile/${name}`, known.profile[name as keyof User['profile']], value)
  }
  for (const [name, value] of Object.entries(limits(values))) replace(`/${name}`, known[name as keyof User], value)
  if (values.password !== '') replace('/credentials/password', null, values.password)
  return operations
}
