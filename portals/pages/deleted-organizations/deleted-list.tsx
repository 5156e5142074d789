import { createSignal, type JSX, Show } from 'solid-js'
import type { DeletedOrganization } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { useSession } from '../../ui/session/session.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ResellerName } from '../organizations/names.tsx'
import { OperationFailure, OrganizationState } from '../organizations/operation-state.tsx'
import { yesNo } from '../organizations/organization-facts.tsx'
import { RestoreDialog } from './restore-dialog.tsx'

function kindText(row: DeletedOrganization): string {
  return row.type === 'Reseller' ? t('reseller.one') : t('company.one')
}

function columns(): Column<DeletedOrganization>[] {
  return [
    { key: 'name', title: t('organization.name'), property: 'name', isSortable: true, render: (row) => row.name },
    {
      key: 'type',
      title: t('deleted.kind'),
      property: 'type',
      isOnCard: true,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Company', label: t('company.one') },
          { value: 'Reseller', label: t('reseller.one') },
        ],
      },
      render: kindText,
    },
    ...(useSession().portal === 'admin'
      ? [
          {
            key: 'reseller',
            title: t('reseller.one'),
            priority: 'wide' as const,
            render: (row: DeletedOrganization) => <ResellerName uid={row.resellerUid} />,
          },
        ]
      : []),
    {
      key: 'deletedAt',
      title: t('deleted.at'),
      property: 'deletedAt',
      isSortable: true,
      isOnCard: true,
      render: (row) => <Moment at={row.deletedAt} />,
    },
    { key: 'deletedBy', title: t('deleted.by'), render: (row) => row.deletedBy ?? '' },
    {
      key: 'restorableUntil',
      title: t('deleted.until'),
      property: 'restorableUntil',
      isSortable: true,
      isOnCard: true,
      render: (row) => (row.isRestorable ? <Moment at={row.restorableUntil} isAbsolute /> : t('deleted.gone')),
    },
    {
      key: 'stored',
      title: t('deleted.stored'),
      property: 'storedBytes',
      isNumeric: true,
      render: (row) => <Size bytes={row.storedBytes} />,
    },
    {
      key: 'state',
      title: t('organization.state'),
      text: (row) => `${row.operation?.name} ${row.operation?.status}`,
      render: (row) => <OrganizationState row={{ operation: row.operation }} />,
    },
  ]
}

/** What was deleted and can still come back. */
export default function DeletedList(): JSX.Element {
  setTitle(() => t('deleted.title'))
  const [restored, setRestored] = createSignal<DeletedOrganization>()
  return (
    <>
      <DataTable<DeletedOrganization>
        name="deleted-organizations"
        title={t('deleted.title')}
        path="/organizations/deleted"
        columns={columns()}
        keyName="instanceUid"
        nameOf={(row) => row.name}
        findProperty="name"
        defaultSort={{ property: 'deletedAt', isDescending: true }}
        empty={{ icon: 'trash', title: t('deleted.empty'), text: t('deleted.empty.text') }}
        panel={(row) => (
          <>
            <Show when={row.isRestorable}>
              <div data-part="actions">
                <Button variant="primary" onPress={() => setRestored(row)}>
                  {t('deleted.restore')}
                </Button>
              </div>
            </Show>
            <OperationFailure operation={row.operation} />
            <Facts
              facts={[
                { label: t('deleted.kind'), value: kindText(row) },
                row.alias ? { label: t('organization.alias'), value: row.alias } : undefined,
                { label: t('deleted.at'), value: <Moment at={row.deletedAt} isAbsolute /> },
                row.deletedBy ? { label: t('deleted.by'), value: row.deletedBy } : undefined,
                { label: t('deleted.until'), value: <Moment at={row.restorableUntil} isAbsolute /> },
                { label: t('deleted.agentsRemoved'), value: yesNo(row.areAgentsRemoved) },
                { label: t('deleted.backupsRemoved'), value: yesNo(row.areBackupsRemoved) },
                { label: t('nav.repositories'), value: formatCount(row.repositoriesCount) },
                { label: t('deleted.stored'), value: <Size bytes={row.storedBytes} /> },
                {
                  label: t('organization.id'),
                  value: <Copyable text={row.instanceUid} label={t('organization.id')} />,
                },
              ]}
            />
          </>
        )}
      />
      <Show when={restored()} keyed>
        {(row) => <RestoreDialog row={row} onClose={() => setRestored(undefined)} />}
      </Show>
    </>
  )
}
