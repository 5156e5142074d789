import { createSignal, type JSX, Show } from 'solid-js'
import type { Expression } from '../../ui/api/filter.ts'
import { sites, tenants } from '../../ui/api/names.ts'
import type { BackupResource } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { percentOf } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Size } from '../../ui/moment/size.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { CompanyName } from '../organizations/names.tsx'
import { GiveStorageDialog } from './give-storage-dialog.tsx'
import './storage.css'

interface ResourceTableProps {
  title?: string
  fixedFilter?: Expression[]
  companyUid?: string
}

/** How full a quota is: a bar to see, the figures to read. */
export function Usage(props: { usedBytes: number | null; quotaBytes: number }): JSX.Element {
  const percent = () => percentOf(props.usedBytes ?? 0, props.quotaBytes)
  return (
    <span data-component="usage" data-full={percent() >= 90 ? '' : undefined}>
      <meter min="0" max="100" high={90} value={percent()} aria-label={t('resource.usage')}>
        {percent()} %
      </meter>
      <span>{percent()} %</span>
    </span>
  )
}

function resourceColumns(isOfCompany: boolean): Column<BackupResource>[] {
  return [
    {
      key: 'name',
      title: t('resource.name'),
      property: 'cloudRepositoryName',
      isSortable: true,
      render: (row) => row.cloudRepositoryName,
    },
    ...(isOfCompany || useSession().portal === 'client'
      ? []
      : [
          {
            key: 'company',
            title: t('resource.company'),
            isOnCard: true,
            render: (row: BackupResource) => <CompanyName uid={row.companyUid} />,
          },
        ]),
    {
      key: 'site',
      title: t('resource.site'),
      render: (row) => sites.row(row.siteUid)?.siteName ?? '',
    },
    {
      key: 'used',
      title: t('resource.usage'),
      property: 'usedSpace',
      isNumeric: true,
      isOnCard: true,
      text: (row) => row.usedSpace,
      render: (row) => <Size bytes={row.usedSpace ?? 0} />,
    },
    {
      key: 'quota',
      title: t('resource.quota'),
      property: 'storageQuota',
      isSortable: true,
      isNumeric: true,
      isOnCard: true,
      text: (row) => row.storageQuota,
      render: (row) => <Size bytes={row.storageQuota} />,
    },
    {
      key: 'share',
      title: t('resource.share'),
      render: (row) => <Usage usedBytes={row.usedSpace} quotaBytes={row.storageQuota} />,
    },
    {
      key: 'tenant',
      title: t('resource.tenant'),
      priority: 'wide',
      render: (row) => tenants.row(row.tenantUid)?.credentials.userName ?? '',
    },
  ]
}

export function ResourceTable(props: ResourceTableProps): JSX.Element {
  const [isGiving, setGiving] = createSignal(false)
  const give = () => (
    <Show when={can('tenants.manage')}>
      <Button variant="primary" onPress={() => setGiving(true)}>
        {t('giveStorage.new')}
      </Button>
    </Show>
  )
  return (
    <>
      <DataTable<BackupResource>
        name="backup-resources"
        title={props.title ?? t('resource.title')}
        isEmbedded={!props.title}
        {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
        path="/infrastructure/sites/tenants/backupResources"
        columns={resourceColumns(props.companyUid !== undefined)}
        keyName="instanceUid"
        nameOf={(row) => row.cloudRepositoryName}
        findProperty="cloudRepositoryName"
        defaultSort={{ property: 'cloudRepositoryName', isDescending: false }}
        scopeProperties={
          props.companyUid ? { site: 'siteUid' } : { site: 'siteUid', reseller: 'resellerUid', company: 'companyUid' }
        }
        primaryAction={give()}
        empty={{ icon: 'disk', title: t('resource.empty'), text: t('resource.empty.text'), action: give() }}
        panel={(row) => (
          <Facts
            facts={[
              { label: t('resource.company'), value: <CompanyName uid={row.companyUid} /> },
              { label: t('resource.site'), value: sites.row(row.siteUid)?.siteName ?? '' },
              { label: t('resource.usage'), value: <Size bytes={row.usedSpace ?? 0} /> },
              { label: t('resource.quota'), value: <Size bytes={row.storageQuota} /> },
              {
                label: t('resource.share'),
                value: <Usage usedBytes={row.usedSpace} quotaBytes={row.storageQuota} />,
              },
              { label: t('resource.tenant'), value: tenants.row(row.tenantUid)?.credentials.userName ?? '' },
              { label: t('resource.id'), value: <Copyable text={row.instanceUid} label={t('resource.id')} /> },
            ]}
          />
        )}
      />
      <GiveStorageDialog isOpen={isGiving()} onClose={() => setGiving(false)} companyUid={props.companyUid} />
    </>
  )
}
