import { createSignal, type JSX, Show } from 'solid-js'
import { remove } from '../../ui/api/client.ts'
import type { Expression } from '../../ui/api/filter.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { Location } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { Size } from '../../ui/moment/size.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { CompanyName } from '../organizations/names.tsx'
import { bytesPerGb } from '../storage/give-storage.ts'
import { LocationDialog } from './location-dialog.tsx'

interface LocationTableProps {
  title?: string
  fixedFilter?: Expression[]
  companyUid?: string
}

/** A quota of 0 is none: locations then share what the company has. */
function Quota(props: { quotaGb: number }): JSX.Element {
  return (
    <Show when={props.quotaGb > 0} fallback={t('value.unlimited')}>
      <Size bytes={props.quotaGb * bytesPerGb} />
    </Show>
  )
}

function columns(isOfCompany: boolean): Column<Location>[] {
  return [
    { key: 'name', title: t('location.name'), property: 'name', isSortable: true, render: (row) => row.name },
    ...(isOfCompany || useSession().portal === 'client'
      ? []
      : [
          {
            key: 'company',
            title: t('computer.company'),
            isOnCard: true,
            render: (row: Location) => <CompanyName uid={row.organizationUid} />,
          },
        ]),
    {
      key: 'type',
      title: t('location.type'),
      property: 'type',
      isOnCard: true,
      filter: {
        kind: 'choice',
        choices: (['Default', 'Hosted', 'Custom'] as const).map((value) => ({
          value,
          label: t(`location.type.${value}`),
        })),
      },
      render: (row) => t(`location.type.${row.type}`),
    },
    {
      key: 'quota',
      title: t('location.quota'),
      property: 'quotaGb',
      isSortable: true,
      isNumeric: true,
      isOnCard: true,
      render: (row) => <Quota quotaGb={row.quotaGb} />,
    },
  ]
}

export function LocationTable(props: LocationTableProps): JSX.Element {
  const [edited, setEdited] = createSignal<Location | 'new'>()
  const [deleted, setDeleted] = createSignal<Location>()
  const make = () => (
    <Show when={can('locations.manage')}>
      <Button variant="primary" onPress={() => setEdited('new')}>
        {t('location.new')}
      </Button>
    </Show>
  )
  return (
    <>
      <DataTable<Location>
        name="locations"
        title={props.title ?? t('nav.locations')}
        isEmbedded={!props.title}
        {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
        path="/organizations/locations"
        columns={columns(props.companyUid !== undefined)}
        keyName="instanceUid"
        nameOf={(row) => row.name}
        findProperty="name"
        defaultSort={{ property: 'name', isDescending: false }}
        scopeProperties={
          props.companyUid ? {} : { reseller: 'resellerUid', company: 'organizationUid', location: 'instanceUid' }
        }
        primaryAction={make()}
        empty={{ icon: 'pin', title: t('location.empty'), text: t('location.empty.text'), action: make() }}
        panel={(row) => (
          <>
            <Show when={can('locations.manage')}>
              <div data-part="actions">
                <Button onPress={() => setEdited(row)}>{t('action.edit')}</Button>
                <Show when={row.type === 'Custom'}>
                  <Button icon="trash" onPress={() => setDeleted(row)}>
                    {t('action.delete')}
                  </Button>
                </Show>
              </div>
            </Show>
            <Facts
              facts={[
                { label: t('computer.company'), value: <CompanyName uid={row.organizationUid} /> },
                { label: t('location.type'), value: t(`location.type.${row.type}`) },
                { label: t('location.quota'), value: <Quota quotaGb={row.quotaGb} /> },
                {
                  label: t('organization.id'),
                  value: <Copyable text={row.instanceUid} label={t('organization.id')} />,
                },
              ]}
            />
          </>
        )}
      />
      <LocationDialog edited={edited()} companyUid={props.companyUid} onClose={() => setEdited(undefined)} />
      <Show when={deleted()}>
        {(row) => (
          <DestroyDialog
            isOpen
            onClose={() => setDeleted(undefined)}
            title={t('location.delete.title', { name: row().name })}
            actionLabel={t('action.delete')}
            losses={[]}
            note={t('location.delete.note')}
            onConfirm={async () => {
              const name = row().name
              await remove(`/organizations/locations/${row().instanceUid}`)
              await revalidate('/organizations/locations')
              toastDone(t('location.deleted', { name }))
            }}
          />
        )}
      </Show>
    </>
  )
}
