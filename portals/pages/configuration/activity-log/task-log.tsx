import type { JSX } from 'solid-js'
import type { ManagementAgentTask } from '../../../ui/api/types.ts'
import { Facts } from '../../../ui/facts/facts.tsx'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { Link } from '../../../ui/link/link.tsx'
import { Moment } from '../../../ui/moment/moment.tsx'
import { useSession } from '../../../ui/session/session.ts'
import { Status } from '../../../ui/status/status.tsx'
import type { StatusValue } from '../../../ui/status/vocabulary.ts'
import type { Column } from '../../../ui/table/columns.ts'
import { DataTable } from '../../../ui/table/data-table.tsx'
import { OrganizationName } from '../../organizations/names.tsx'
import { LogTabs } from './activity-log.tsx'

const statuses: Record<string, StatusValue> = {
  Scheduled: { kind: 'never', label: 'tasks.status.Scheduled' },
  Running: { kind: 'running', label: 'status.running' },
  Success: { kind: 'success', label: 'status.success' },
  Failed: { kind: 'failed', label: 'status.failed' },
  Canceled: { kind: 'canceled', label: 'status.canceled' },
}
const unknown: StatusValue = { kind: 'unknown', label: 'status.unknown' }

function taskStatus(row: ManagementAgentTask): StatusValue {
  return statuses[row.status] ?? unknown
}

function columns(isOwnOnly: boolean): Column<ManagementAgentTask>[] {
  return [
    { key: 'description', title: t('tasks.task'), property: 'description', render: (row) => row.description },
    {
      key: 'status',
      title: t('tasks.status'),
      property: 'status',
      isSortable: true,
      isOnCard: true,
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: Object.entries(statuses).map(([value, status]) => ({ value, label: t(status.label) })),
      },
      render: (row) => <Status value={taskStatus(row)} />,
    },
    {
      key: 'computer',
      title: t('tasks.computer'),
      property: 'managementAgentName',
      isSortable: true,
      isOnCard: true,
      filter: { kind: 'text' },
      render: (row) => <Link href={`/computers/${row.managementAgentUid}`}>{row.managementAgentName}</Link>,
    },
    ...(isOwnOnly
      ? []
      : [
          {
            key: 'organization',
            title: t('activity.organization'),
            render: (row: ManagementAgentTask) => <OrganizationName uid={row.organizationUid} />,
          },
        ]),
    {
      key: 'created',
      title: t('tasks.created'),
      property: 'creationTime',
      isSortable: true,
      isOnCard: true,
      render: (row) => <Moment at={row.creationTime} isAbsolute />,
    },
    {
      key: 'end',
      title: t('tasks.ended'),
      property: 'endTime',
      isSortable: true,
      priority: 'wide',
      render: (row) => <Moment at={row.endTime} isAbsolute />,
    },
    { key: 'by', title: t('tasks.createdBy'), priority: 'wide', render: (row) => row.createdBy ?? '' },
    { key: 'message', title: t('tasks.message'), priority: 'widest', render: (row) => row.message ?? '' },
  ]
}

export default function TaskLogPage(): JSX.Element {
  const isOwnOnly = useSession().portal === 'client'
  setTitle(() => t('tasks.title'))
  return (
    <>
      <LogTabs />
      <DataTable<ManagementAgentTask>
        name="task-log"
        title={t('tasks.title')}
        path="/eventLogs/managementAgentTasks"
        columns={columns(isOwnOnly)}
        keyName="instanceUid"
        nameOf={(row) => row.description}
        findProperty="managementAgentName"
        findLabel={t('tasks.find')}
        defaultSort={{ property: 'creationTime', isDescending: true }}
        scopeProperties={isOwnOnly ? {} : { company: 'organizationUid' }}
        empty={{ icon: 'history', title: t('tasks.empty'), text: t('tasks.empty.text') }}
        panel={(row) => (
          <Facts
            facts={[
              { label: t('tasks.status'), value: <Status value={taskStatus(row)} /> },
              { label: t('tasks.computer'), value: row.managementAgentName },
              { label: t('tasks.created'), value: <Moment at={row.creationTime} isAbsolute /> },
              { label: t('tasks.started'), value: <Moment at={row.startTime} isAbsolute /> },
              { label: t('tasks.ended'), value: <Moment at={row.endTime} isAbsolute /> },
              row.createdBy ? { label: t('tasks.createdBy'), value: row.createdBy } : undefined,
              row.message ? { label: t('tasks.message'), value: row.message } : undefined,
            ]}
          />
        )}
      />
    </>
  )
}
