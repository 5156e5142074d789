import { type JSX, Show } from 'solid-js'
import type { Expression } from '../../ui/api/filter.ts'
import { backupAgents, jobs } from '../../ui/api/names.ts'
import type { RestorePoint } from '../../ui/api/types.ts'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { formatMoment, parseTime } from '../../ui/format/time.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { viewerZone } from '../../ui/session/session.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ComputerName } from '../organizations/names.tsx'

interface RestorePointTableProps {
  title?: string
  fixedFilter?: Expression[]
  /** The list belongs to one computer, whose name would say nothing. */
  isOfComputer?: boolean
}

function JobName(props: { uid: string | null }): JSX.Element {
  return (
    <Show when={props.uid} fallback={<span data-tone="faint">{t('restorePoint.jobDeleted')}</span>}>
      {(uid) => <Link href={`/jobs/${uid()}`}>{jobs.row(uid())?.name ?? ''}</Link>}
    </Show>
  )
}

function columns(isOfComputer: boolean): Column<RestorePoint>[] {
  return [
    {
      key: 'created',
      title: t('restorePoint.created'),
      property: 'creationDate',
      isSortable: true,
      render: (row) => <Moment at={row.creationDate} isAbsolute />,
    },
    ...(isOfComputer
      ? []
      : [
          {
            key: 'computer',
            title: t('restorePoint.computer'),
            isOnCard: true,
            text: (row: RestorePoint) => backupAgents.row(row.backupAgentUid)?.name,
            render: (row: RestorePoint) => <ComputerName backupAgentUid={row.backupAgentUid} />,
          },
        ]),
    {
      key: 'job',
      title: t('restorePoint.job'),
      isOnCard: true,
      render: (row) => <JobName uid={row.jobUid} />,
    },
    {
      key: 'sourceSize',
      title: t('restorePoint.sourceSize'),
      property: 'sourceSize',
      isSortable: true,
      isNumeric: true,
      render: (row) => <Size bytes={row.sourceSize} />,
    },
    {
      key: 'size',
      title: t('restorePoint.size'),
      property: 'size',
      isSortable: true,
      isNumeric: true,
      isOnCard: true,
      render: (row) => <Size bytes={row.size} />,
    },
    {
      key: 'items',
      title: t('restorePoint.items'),
      property: 'backedupItems',
      filter: { kind: 'text' },
      render: (row) => row.backedupItems,
    },
    {
      key: 'destination',
      title: t('restorePoint.destination'),
      property: 'destination',
      priority: 'wide',
      filter: { kind: 'text' },
      render: (row) => row.destination,
    },
  ]
}

export function RestorePointTable(props: RestorePointTableProps): JSX.Element {
  return (
    <DataTable<RestorePoint>
      name="restore-points"
      title={props.title ?? t('restorePoint.title')}
      isEmbedded={!props.title}
      {...(props.fixedFilter ? { fixedFilter: props.fixedFilter } : {})}
      path="/protectedWorkloads/computersManagedByConsole/restorePoints"
      columns={columns(props.isOfComputer ?? false)}
      keyName="instanceUid"
      nameOf={(row) => formatMoment(parseTime(row.creationDate) ?? 0, viewerZone())}
      defaultSort={{ property: 'creationDate', isDescending: true }}
      scopeProperties={
        props.isOfComputer ? {} : { reseller: 'resellerUid', company: 'organizationUid', location: 'locationUid' }
      }
      empty={{ icon: 'history', title: t('restorePoint.empty'), text: t('restorePoint.empty.text') }}
      panel={(row) => (
        <Facts
          facts={[
            { label: t('restorePoint.created'), value: <Moment at={row.creationDate} isAbsolute /> },
            { label: t('restorePoint.computer'), value: <ComputerName backupAgentUid={row.backupAgentUid} /> },
            { label: t('restorePoint.job'), value: <JobName uid={row.jobUid} /> },
            { label: t('restorePoint.items'), value: row.backedupItems },
            { label: t('restorePoint.destination'), value: row.destination },
            { label: t('restorePoint.sourceSize'), value: <Size bytes={row.sourceSize} /> },
            { label: t('restorePoint.size'), value: <Size bytes={row.size} /> },
            { label: t('restorePoint.id'), value: <Copyable text={row.instanceUid} label={t('restorePoint.id')} /> },
          ]}
        />
      )}
    />
  )
}
