import { createSignal, type JSX, Show } from 'solid-js'
import type { Expression } from '../../ui/api/filter.ts'
import { backupAgents } from '../../ui/api/names.ts'
import type { Repository } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { repositoryStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { CompanyName, ComputerName } from '../organizations/names.tsx'
import { NewRepositoryDialog } from './new-repository-dialog.tsx'
import { RepositoryPanel } from './repository-panel.tsx'

interface RepositoryTableProps {
  title?: string
  fixedFilter?: Expression[]
  companyUid?: string
}

function repositoryColumns(isOfCompany: boolean): Column<Repository>[] {
  return [
    {
      key: 'name',
      title: t('repository.name'),
      property: 'name',
      isSortable: true,
      render: (row) => row.name,
    },
    {
      key: 'status',
      title: t('repository.status'),
      property: 'status',
      isOnCard: true,
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Active', label: t('status.active') },
          { value: 'Disabled', label: t('status.disabled') },
          { value: 'Deleted', label: t('status.deleted') },
        ],
      },
      render: (row) => <Status value={repositoryStatus(row.status)} />,
    },
    ...(isOfCompany || useSession().portal === 'client'
      ? []
      : [
          {
            key: 'company',
            title: t('repository.company'),
            isOnCard: true,
            render: (row: Repository) => <CompanyName uid={row.organizationUid} />,
          },
        ]),
    {
      key: 'computer',
      title: t('repository.computer'),
      text: (row) => backupAgents.row(row.backupAgentUid)?.name,
      render: (row) => <ComputerName backupAgentUid={row.backupAgentUid} />,
    },
    {
      key: 'used',
      title: t('repository.used'),
      property: 'usedBytes',
      isSortable: true,
      isNumeric: true,
      isOnCard: true,
      text: (row) => row.usedBytes,
      render: (row) => <Size bytes={row.usedBytes} />,
    },
    {
      key: 'objects',
      title: t('repository.objects'),
      property: 'objectCount',
      isSortable: true,
      isNumeric: true,
      priority: 'wide',
      text: (row) => row.objectCount,
      render: (row) => formatCount(row.objectCount),
    },
    {
      key: 'hidden',
      title: t('repository.hidden'),
      property: 'hiddenBytes',
      isSortable: true,
      isNumeric: true,
      priority: 'wide',
      text: (row) => row.hiddenBytes,
      render: (row) => <Size bytes={row.hiddenBytes} />,
    },
    {
      key: 'egress',
      title: t('repository.egress'),
      property: 'egressBytes',
      isNumeric: true,
      priority: 'widest',
      render: (row) => <Size bytes={row.egressBytes} />,
    },
    {
      key: 'created',
      title: t('repository.created'),
      property: 'creationDate',
      isSortable: true,
      priority: 'wide',
      render: (row) => <Moment at={row.creationDate} />,
    },
  ]
}

export function RepositoryTable(props: RepositoryTableProps): JSX.Element {
  const [isMaking, setMaking] = createSignal(false)
  const make = () => (
    <Show when={can('repositories.manage')}>
      <Button variant="primary" onPress={() => setMaking(true)}>
        {t('repository.new')}
      </Button>
    </Show>
  )
  return (
    <>
      <DataTable<Repository>
        name="repositories"
        title={props.title ?? t('repository.title')}
        isEmbedded={!props.title}
        {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
        path="/repositories"
        columns={repositoryColumns(props.companyUid !== undefined)}
        keyName="instanceUid"
        nameOf={(row) => row.name}
        findProperty="name"
        defaultSort={{ property: 'name', isDescending: false }}
        scopeProperties={
          props.companyUid
            ? { site: 'siteUid', location: 'locationUid' }
            : { site: 'siteUid', reseller: 'resellerUid', company: 'organizationUid', location: 'locationUid' }
        }
        primaryAction={make()}
        empty={{ icon: 'vault', title: t('repository.empty'), text: t('repository.empty.text'), action: make() }}
        panel={(row) => <RepositoryPanel row={row} />}
      />
      <NewRepositoryDialog isOpen={isMaking()} onClose={() => setMaking(false)} companyUid={props.companyUid} />
    </>
  )
}
