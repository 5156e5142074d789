import { Show } from 'solid-js'
import { backupAgentsByMachine, computerName, locations } from '../../ui/api/names.ts'
import type { ManagementAgent } from '../../ui/api/types.ts'
import { formatCount } from '../../ui/format/number.ts'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { Moment } from '../../ui/moment/moment.tsx'
import { useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { connectionStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { CompanyName, LocationName } from '../organizations/names.tsx'

const agentWords: Record<string, MessageKey> = {
  Applying: 'agent.Applying',
  Error: 'agent.Error',
  FailedToUpdate: 'agent.FailedToUpdate',
  Healthy: 'agent.Healthy',
  Inaccessible: 'agent.Inaccessible',
  Installation: 'agent.Installation',
  Restarting: 'agent.Restarting',
  Updating: 'agent.Updating',
  Warning: 'agent.Warning',
}

export function agentWord(status: string): string {
  const key = agentWords[status]
  return key ? t(key) : t('status.unknown')
}

export function platformWord(platform: string): string {
  if (platform === 'Linux' || platform === 'Mac' || platform === 'Windows') return t(`platform.${platform}`)
  return platform
}

export function JobCounts(props: { managementAgentUid: string }) {
  const agent = () => backupAgentsByMachine.row(props.managementAgentUid)
  return (
    <Show when={agent()}>
      {(known) => (
        <>
          {formatCount(known().totalJobsCount)}
          <Show when={known().runningJobsCount > 0}>
            {' '}
            <span data-tone="faint">({t('computer.running', { count: known().runningJobsCount })})</span>
          </Show>
        </>
      )}
    </Show>
  )
}

/** `isOfCompany`: the list already belongs to one company, whose name would say nothing. */
export function computerColumns(isOfCompany: boolean): Column<ManagementAgent>[] {
  const showsCompany = !isOfCompany && useSession().portal !== 'client'
  return [
    {
      key: 'name',
      title: t('computer.name'),
      property: 'hostName',
      isSortable: true,
      render: (row) => <Link href={`/computers/${row.instanceUid}`}>{computerName(row)}</Link>,
    },
    {
      key: 'connection',
      title: t('computer.connection'),
      property: 'connectionStatus',
      isSortable: true,
      isOnCard: true,
      text: (row) => row.connectionStatus,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Online', label: t('status.online') },
          { value: 'Inaccessible', label: t('status.offline') },
        ],
      },
      render: (row) => <Status value={connectionStatus(row.connectionStatus)} />,
    },
    ...(showsCompany
      ? [
          {
            key: 'company',
            title: t('computer.company'),
            isOnCard: true,
            render: (row: ManagementAgent) => <CompanyName uid={row.organizationUid} />,
          },
        ]
      : []),
    {
      key: 'location',
      title: t('computer.location'),
      text: (row) => locations.row(row.locationUid)?.name,
      render: (row) => <LocationName uid={row.locationUid} />,
    },
    {
      key: 'os',
      title: t('computer.os'),
      property: 'computerInfo.guestOs',
      isSortable: true,
      filter: { kind: 'text' },
      render: (row) => row.computerInfo.guestOs,
    },
    {
      key: 'jobs',
      title: t('computer.jobs'),
      isNumeric: true,
      isOnCard: true,
      render: (row) => <JobCounts managementAgentUid={row.instanceUid} />,
    },
    {
      key: 'lastSeen',
      title: t('computer.lastSeen'),
      property: 'lastHeartbeatTime',
      isSortable: true,
      render: (row) => <Moment at={row.lastHeartbeatTime} none={t('value.never')} />,
    },
    {
      key: 'version',
      title: t('computer.agentVersion'),
      property: 'version',
      isSortable: true,
      priority: 'wide',
      filter: { kind: 'text' },
      text: (row) => row.version,
      render: (row) => row.version,
    },
    {
      key: 'state',
      title: t('computer.state'),
      property: 'status',
      priority: 'wide',
      text: (row) => row.status,
      filter: {
        kind: 'choice',
        choices: ['Healthy', 'Warning', 'Error', 'Inaccessible'].map((value) => ({ value, label: agentWord(value) })),
      },
      render: (row) => agentWord(row.status),
    },
    {
      key: 'ip',
      title: t('computer.ip'),
      priority: 'widest',
      render: (row) => row.computerInfo.ipAddresses.join(', '),
    },
    {
      key: 'tag',
      title: t('computer.tag'),
      property: 'tag',
      priority: 'widest',
      filter: { kind: 'text' },
      render: (row) => row.tag ?? '',
    },
    {
      key: 'enrolled',
      title: t('computer.enrolled'),
      property: 'discoveryTime',
      isSortable: true,
      priority: 'chosen',
      render: (row) => <Moment at={row.discoveryTime} />,
    },
  ]
}
