import { type JSX, Show } from 'solid-js'
import { OrganizationFacts, quotaText } from '../../../pages/organizations/organization-facts.tsx'
import { withQuery } from '../../../ui/api/client.ts'
import { resellers } from '../../../ui/api/names.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ButtonLink, Link } from '../../../ui/link/link.tsx'
import { can } from '../../../ui/session/session.ts'
import { Status } from '../../../ui/status/status.tsx'
import { enabledStatus } from '../../../ui/status/vocabulary.ts'
import type { Column } from '../../../ui/table/columns.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'

const agents = 'resellerServices.remoteServices.backupAgentsManagement'

function quotas(row: Reseller) {
  return row.resellerServices.remoteServices.backupAgentsManagement
}

function resellerColumns(): Column<Reseller>[] {
  return [
    {
      key: 'name',
      title: t('organization.name'),
      property: 'name',
      isSortable: true,
      render: (row) => <Link href={`/resellers/${row.instanceUid}`}>{row.name}</Link>,
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
    {
      key: 'servers',
      title: t('quota.servers'),
      property: `${agents}.serverAgentsQuota`,
      isNumeric: true,
      isOnCard: true,
      render: (row) => quotaText(quotas(row).serverAgentsQuota),
    },
    {
      key: 'workstations',
      title: t('quota.workstations'),
      property: `${agents}.workstationAgentsQuota`,
      isNumeric: true,
      isOnCard: true,
      render: (row) => quotaText(quotas(row).workstationAgentsQuota),
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
    { key: 'partnerId', title: t('reseller.partnerId'), priority: 'widest', render: (row) => row.proPartnerId ?? '' },
  ]
}

export function resellerFacts(row: Reseller) {
  resellers.put([row])
  return [
    { label: t('organization.state'), value: <Status value={enabledStatus(row.status)} /> },
    { label: t('quota.servers'), value: quotaText(quotas(row).serverAgentsQuota) },
    { label: t('quota.workstations'), value: quotaText(quotas(row).workstationAgentsQuota) },
    row.proPartnerId ? { label: t('reseller.partnerId'), value: row.proPartnerId } : undefined,
    { label: t('company.restAccess'), value: row.isRestAccessEnabled ? t('value.yes') : t('value.no') },
  ]
}

export default function ResellerList(): JSX.Element {
  setTitle(() => t('nav.resellers'))
  const newReseller = () => (
    <Show when={can('resellers.create')}>
      <ButtonLink href="/resellers/new" variant="primary">
        {t('reseller.new')}
      </ButtonLink>
    </Show>
  )
  return (
    <DataTable<Reseller>
      name="resellers"
      title={t('nav.resellers')}
      path="/organizations/resellers"
      columns={resellerColumns()}
      keyName="instanceUid"
      nameOf={(row) => row.name}
      findProperty="name"
      defaultSort={{ property: 'name', isDescending: false }}
      scopeProperties={{ reseller: 'instanceUid' }}
      primaryAction={newReseller()}
      empty={{
        icon: 'reseller',
        title: t('reseller.empty'),
        text: t('reseller.empty.text'),
        action: newReseller(),
      }}
      panel={(row) => <ResellerPanel row={row} />}
    />
  )
}

function ResellerPanel(props: { row: Reseller }): JSX.Element {
  const reseller = createLiveOne<Reseller>(
    () => withQuery(`/organizations/resellers/${props.row.instanceUid}`, { expand: 'Organization' }),
    { intervalMs: 0 },
  )
  return (
    <>
      <div data-part="actions">
        <ButtonLink href={`/resellers/${props.row.instanceUid}`}>{t('action.open')}</ButtonLink>
      </div>
      <OrganizationFacts
        uid={props.row.instanceUid}
        organization={reseller.data()?._embedded?.organization}
        first={resellerFacts(props.row)}
      />
    </>
  )
}
