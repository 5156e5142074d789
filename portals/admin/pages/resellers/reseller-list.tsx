import { type JSX, Show } from 'solid-js'
import { OperationFailure, OrganizationState } from '../../../pages/organizations/operation-state.tsx'
import { OrganizationButtons } from '../../../pages/organizations/organization-buttons.tsx'
import {
  countText,
  OrganizationFacts,
  secondFactorText,
  usedOfQuota,
  yesNo,
} from '../../../pages/organizations/organization-facts.tsx'
import {
  organizationPeople,
  resellerAgents,
  resellerCompanies,
} from '../../../pages/organizations/organization-tallies.ts'
import { withQuery } from '../../../ui/api/client.ts'
import { resellers } from '../../../ui/api/names.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ButtonLink, Link } from '../../../ui/link/link.tsx'
import { can } from '../../../ui/session/session.ts'
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
    {
      key: 'companies',
      title: t('reseller.column.companies'),
      isNumeric: true,
      isOnCard: true,
      render: (row) => countText(resellerCompanies.of(row.instanceUid)),
    },
    {
      key: 'servers',
      title: t('quota.servers'),
      property: `${agents}.serverAgentsQuota`,
      isNumeric: true,
      isOnCard: true,
      render: (row) => usedOfQuota(resellerAgents.of(row.instanceUid)?.servers, quotas(row).serverAgentsQuota),
    },
    {
      key: 'workstations',
      title: t('quota.workstations'),
      property: `${agents}.workstationAgentsQuota`,
      isNumeric: true,
      render: (row) =>
        usedOfQuota(resellerAgents.of(row.instanceUid)?.workstations, quotas(row).workstationAgentsQuota),
    },
    {
      key: 'mfa',
      title: t('company.column.mfa'),
      priority: 'wide',
      render: (row) => secondFactorText(organizationPeople.of(row.instanceUid)),
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
      priority: 'wide',
      expand: 'Organization',
      render: (row) => row._embedded?.organization?.countryName ?? '',
    },
    { key: 'partnerId', title: t('reseller.partnerId'), priority: 'wide', render: (row) => row.proPartnerId ?? '' },
  ]
}

export function resellerFacts(row: Reseller) {
  resellers.put([row])
  return [
    { label: t('organization.state'), value: <OrganizationState row={row} /> },
    {
      label: t('quota.servers'),
      value: usedOfQuota(resellerAgents.of(row.instanceUid)?.servers, quotas(row).serverAgentsQuota),
    },
    {
      label: t('quota.workstations'),
      value: usedOfQuota(resellerAgents.of(row.instanceUid)?.workstations, quotas(row).workstationAgentsQuota),
    },
    { label: t('reseller.storage'), value: yesNo(row.resellerServices.cloudConnectManagementEnabled) },
    { label: t('reseller.restore'), value: yesNo(row.resellerServices.isFileLevelRestoreEnabled) },
    row.proPartnerId ? { label: t('reseller.partnerId'), value: row.proPartnerId } : undefined,
    { label: t('company.restAccess'), value: yesNo(row.isRestAccessEnabled) },
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
      primaryAction={
        <>
          <Show when={can('resellers.delete')}>
            <ButtonLink href="/deleted-organizations" variant="quiet">
              {t('deleted.open')}
            </ButtonLink>
          </Show>
          {newReseller()}
        </>
      }
      empty={{
        icon: 'reseller',
        title: t('reseller.empty'),
        text: t('reseller.empty.text'),
        action: newReseller(),
      }}
      panel={(row) => <ResellerPanel row={row} />}
      bulk={(rows, clear) => <OrganizationButtons kind="reseller" rows={rows} onDone={clear} />}
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
        <Show when={can('resellers.edit')}>
          <ButtonLink href={`/resellers/${props.row.instanceUid}/edit`}>{t('action.edit')}</ButtonLink>
        </Show>
        <OrganizationButtons kind="reseller" rows={[props.row]} />
      </div>
      <OperationFailure operation={props.row.operation} />
      <OrganizationFacts
        uid={props.row.instanceUid}
        organization={reseller.data()?._embedded?.organization}
        first={resellerFacts(props.row)}
      />
    </>
  )
}
