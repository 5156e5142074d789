import { companies } from '../../ui/api/names.ts'
import type { Company } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import type { Column } from '../../ui/table/columns.ts'
import { ResellerName } from '../organizations/names.tsx'
import { OrganizationState } from '../organizations/operation-state.tsx'
import { countText, secondFactorText, usedOfQuota, yesNo } from '../organizations/organization-facts.tsx'
import { companyAgents, companyLocations, organizationPeople } from '../organizations/organization-tallies.ts'

const agents = 'companyServices.remoteServices.backupAgentsManagement'

function quotas(row: Company) {
  return row.companyServices.remoteServices.backupAgentsManagement
}

export function companyColumns(): Column<Company>[] {
  return [
    {
      key: 'name',
      title: t('organization.name'),
      property: 'name',
      isSortable: true,
      render: (row) => <Link href={`/companies/${row.instanceUid}`}>{row.name}</Link>,
    },
    {
      key: 'state',
      title: t('organization.state'),
      property: 'status',
      isSortable: true,
      isOnCard: true,
      text: (row) => `${row.status} ${row.operation?.name} ${row.operation?.status} ${row.operation?.progressPercent}`,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Active', label: t('status.active') },
          { value: 'Disabled', label: t('status.disabled') },
        ],
      },
      render: (row) => <OrganizationState row={row} />,
    },
    ...(useSession().portal === 'admin'
      ? [
          {
            key: 'reseller',
            title: t('reseller.one'),
            isOnCard: true,
            render: (row: Company) => <ResellerName uid={row.resellerUid} />,
          },
        ]
      : []),
    {
      key: 'owner',
      title: t('company.owner'),
      property: 'ownerCredentials.userName',
      isSortable: true,
      isOnCard: true,
      filter: { kind: 'text' },
      render: (row) => row.ownerCredentials.userName,
    },
    {
      key: 'servers',
      title: t('quota.servers'),
      property: `${agents}.serverAgentsQuota`,
      isSortable: true,
      isNumeric: true,
      render: (row) => usedOfQuota(companyAgents.of(row.instanceUid)?.servers, quotas(row)?.serverAgentsQuota),
    },
    {
      key: 'workstations',
      title: t('quota.workstations'),
      property: `${agents}.workstationAgentsQuota`,
      isSortable: true,
      isNumeric: true,
      render: (row) =>
        usedOfQuota(companyAgents.of(row.instanceUid)?.workstations, quotas(row)?.workstationAgentsQuota),
    },
    {
      key: 'locations',
      title: t('company.column.locations'),
      priority: 'wide',
      isNumeric: true,
      render: (row) => countText(companyLocations.of(row.instanceUid)),
    },
    ...(can('users.read')
      ? [
          {
            key: 'administrators',
            title: t('company.column.administrators'),
            priority: 'widest' as const,
            isNumeric: true,
            render: (row: Company) => countText(organizationPeople.of(row.instanceUid)?.administrators),
          },
          {
            key: 'users',
            title: t('company.column.users'),
            priority: 'widest' as const,
            isNumeric: true,
            render: (row: Company) => countText(organizationPeople.of(row.instanceUid)?.others),
          },
          {
            key: 'mfa',
            title: t('company.column.mfa'),
            priority: 'wide' as const,
            render: (row: Company) => secondFactorText(organizationPeople.of(row.instanceUid)),
          },
        ]
      : []),
    {
      key: 'email',
      title: t('organization.email'),
      priority: 'chosen',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.email ?? '',
    },
    {
      key: 'country',
      title: t('organization.country'),
      priority: 'widest',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.countryName ?? '',
    },
    {
      key: 'companyId',
      title: t('organization.companyId'),
      priority: 'chosen',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.companyId ?? '',
    },
    {
      key: 'taxId',
      title: t('organization.taxId'),
      priority: 'chosen',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.taxId ?? '',
    },
    {
      key: 'alias',
      title: t('organization.alias'),
      priority: 'chosen',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.alias ?? '',
    },
    {
      key: 'phone',
      title: t('organization.phone'),
      priority: 'chosen',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.phone ?? '',
    },
    {
      key: 'restAccess',
      title: t('company.restAccess'),
      property: 'isRestAccessEnabled',
      priority: 'widest',
      filter: {
        kind: 'flag',
        choices: [
          { value: 'true', label: t('value.yes') },
          { value: 'false', label: t('value.no') },
        ],
      },
      render: (row) => yesNo(row.isRestAccessEnabled),
    },
  ]
}

function agentFacts(row: Company) {
  const managed = quotas(row)
  if (!managed) return [{ label: t('company.agents'), value: t('value.no') }]
  const used = companyAgents.of(row.instanceUid)
  return [
    { label: t('quota.servers'), value: usedOfQuota(used?.servers, managed.serverAgentsQuota) },
    { label: t('quota.workstations'), value: usedOfQuota(used?.workstations, managed.workstationAgentsQuota) },
    { label: t('quota.enforced.short'), value: yesNo(managed.isQuotaEnforced) },
  ]
}

export function companyFacts(row: Company) {
  companies.put([row])
  return [
    { label: t('organization.state'), value: <OrganizationState row={row} /> },
    row.resellerUid ? { label: t('reseller.one'), value: <ResellerName uid={row.resellerUid} /> } : undefined,
    { label: t('company.owner'), value: row.ownerCredentials.userName },
    ...agentFacts(row),
    { label: t('company.backupResources'), value: yesNo(row.companyServices.remoteServices.isBackupResourcesEnabled) },
    { label: t('company.alarms.short'), value: yesNo(row.isAlarmDetectEnabled) },
    { label: t('company.restAccess'), value: yesNo(row.isRestAccessEnabled) },
  ]
}
