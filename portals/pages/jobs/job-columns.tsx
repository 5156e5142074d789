import { Show } from 'solid-js'
import { backupAgents } from '../../ui/api/names.ts'
import type { Job } from '../../ui/api/types.ts'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { Duration, Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { jobStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { CompanyName, ComputerName } from '../organizations/names.tsx'

const backupModes = ['EntireComputer', 'File', 'Volume'] as const
const scheduleTypes = ['Continuously', 'Daily', 'Monthly', 'NotScheduled', 'Periodically'] as const

export function backupModeWord(mode: string): string {
  const known = backupModes.find((candidate) => candidate === mode)
  return known ? t(`job.backupMode.${known}`) : t('status.unknown')
}

export function scheduleWord(job: Job): string {
  if (job.scheduleDisplayName) return job.scheduleDisplayName
  const known = scheduleTypes.find((candidate) => candidate === job.scheduleType)
  return known ? t(`job.schedule.${known}`) : t('status.unknown')
}

export function NextRun(props: { job: Job }) {
  return (
    <Show when={props.job.isEnabled} fallback={<span data-tone="faint">{t('status.disabled')}</span>}>
      <Moment at={props.job.nextRun} none={t('job.notScheduled')} />
    </Show>
  )
}

/** `isOf`: what the list already belongs to, whose name would say nothing in it. */
export function jobColumns(isOf: 'anything' | 'company' | 'computer'): Column<Job>[] {
  const showsCompany = isOf === 'anything' && useSession().portal !== 'client'
  return [
    {
      key: 'name',
      title: t('job.name'),
      property: 'name',
      isSortable: true,
      render: (row) => <Link href={`/jobs/${row.instanceUid}`}>{row.name ?? row.instanceUid}</Link>,
    },
    {
      key: 'status',
      title: t('job.status'),
      property: 'status',
      isSortable: true,
      isOnCard: true,
      text: (row) => `${row.status} ${row.isEnabled} ${row.progressPercent}`,
      filter: {
        kind: 'choice',
        choices: [
          { value: 'Success', label: t('status.success') },
          { value: 'Warning', label: t('status.warning') },
          { value: 'Failed', label: t('status.failed') },
          { value: 'Running', label: t('status.running') },
          { value: 'Starting', label: t('status.starting') },
          { value: 'Stopping', label: t('status.stopping') },
          { value: 'None', label: t('status.neverRun') },
        ],
      },
      render: (row) => <Status value={jobStatus(row)} />,
    },
    ...(isOf === 'computer'
      ? []
      : [
          {
            key: 'computer',
            title: t('job.computer'),
            isOnCard: true,
            text: (row: Job) => backupAgents.row(row.backupAgentUid)?.name,
            render: (row: Job) => <ComputerName backupAgentUid={row.backupAgentUid} />,
          },
        ]),
    ...(showsCompany
      ? [
          {
            key: 'company',
            title: t('job.company'),
            render: (row: Job) => <CompanyName uid={row.organizationUid} />,
          },
        ]
      : []),
    {
      key: 'lastRun',
      title: t('job.lastRun'),
      property: 'lastRun',
      isSortable: true,
      isOnCard: true,
      text: (row) => row.lastRun,
      render: (row) => <Moment at={row.lastRun} none={t('value.never')} />,
    },
    {
      key: 'nextRun',
      title: t('job.nextRun'),
      property: 'nextRun',
      isSortable: true,
      text: (row) => row.nextRun,
      render: (row) => <NextRun job={row} />,
    },
    {
      key: 'size',
      title: t('job.size'),
      property: 'backedUpSize',
      isSortable: true,
      isNumeric: true,
      text: (row) => row.backedUpSize,
      render: (row) => <Size bytes={row.backedUpSize} />,
    },
    {
      key: 'restorePoints',
      title: t('job.restorePoints'),
      property: 'restorePoints',
      isSortable: true,
      isNumeric: true,
      priority: 'wide',
      text: (row) => row.restorePoints,
      render: (row) => (row.restorePoints === null ? t('value.none') : formatCount(row.restorePoints)),
    },
    {
      key: 'duration',
      title: t('job.duration'),
      property: 'lastDuration',
      isSortable: true,
      isNumeric: true,
      priority: 'wide',
      text: (row) => row.lastDuration,
      render: (row) => <Duration seconds={row.lastDuration} />,
    },
    { key: 'schedule', title: t('job.schedule'), priority: 'wide', render: scheduleWord },
    {
      key: 'destination',
      title: t('job.destination'),
      property: 'destination',
      priority: 'widest',
      filter: { kind: 'text' },
      render: (row) => row.destination ?? '',
    },
    {
      key: 'backupMode',
      title: t('job.backupMode'),
      property: 'backupMode',
      priority: 'widest',
      filter: {
        kind: 'choice',
        choices: backupModes.map((value) => ({ value, label: t(`job.backupMode.${value}`) })),
      },
      render: (row) => backupModeWord(row.backupMode),
    },
    {
      key: 'averageDuration',
      title: t('job.averageDuration'),
      property: 'avgDuration',
      isNumeric: true,
      priority: 'chosen',
      render: (row) => <Duration seconds={row.avgDuration} />,
    },
    {
      key: 'freeSpace',
      title: t('job.freeSpace'),
      property: 'freeSpace',
      isNumeric: true,
      priority: 'chosen',
      render: (row) => <Size bytes={row.freeSpace} />,
    },
    {
      key: 'modified',
      title: t('job.modified'),
      property: 'lastModifiedDate',
      isSortable: true,
      priority: 'chosen',
      render: (row) => <Moment at={row.lastModifiedDate} />,
    },
  ]
}
