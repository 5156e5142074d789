import { companies } from '../../ui/api/names.ts'
import type { Company } from '../../ui/api/types.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { ResellerName } from '../organizations/names.tsx'
import { quotaText } from '../organizations/organization-facts.tsx'

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
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Active', label: t('status.active') },
          { value: 'Disabled', label: t('status.disabled') },
        ],
      },
      render: (row) => <Status value={enabledStatus(row.status)} />,
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
      render: (row) => quotaText(quotas(row)?.serverAgentsQuota),
    },
    {
      key: 'workstations',
      title: t('quota.workstations'),
      property: `${agents}.workstationAgentsQuota`,
      isSortable: true,
      isNumeric: true,
      render: (row) => quotaText(quotas(row)?.workstationAgentsQuota),
    },
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
      priority: 'chosen',
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
      render: (row) => (row.isRestAccessEnabled ? t('value.yes') : t('value.no')),
    },
  ]
}

export function companyFacts(row: Company) {
  companies.put([row])
  return [
    { label: t('organization.state'), value: <Status value={enabledStatus(row.status)} /> },
    row.resellerUid ? { label: t('reseller.one'), value: <ResellerName uid={row.resellerUid} /> } : undefined,
    { label: t('company.owner'), value: row.ownerCredentials.userName },
    { label: t('quota.servers'), value: quotaText(quotas(row)?.serverAgentsQuota) },
    { label: t('quota.workstations'), value: quotaText(quotas(row)?.workstationAgentsQuota) },
    { label: t('company.restAccess'), value: row.isRestAccessEnabled ? t('value.yes') : t('value.no') },
  ]
}
