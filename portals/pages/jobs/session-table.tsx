import type { JSX } from 'solid-js'
import type { JobSession } from '../../ui/api/types.ts'
import { formatMoment, parseTime } from '../../ui/format/time.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Link } from '../../ui/link/link.tsx'
import { now } from '../../ui/moment/clock.ts'
import { Duration, Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { viewerZone } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { sessionStatus } from '../../ui/status/vocabulary.ts'
import type { Column } from '../../ui/table/columns.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { SessionPanel } from './session-panel.tsx'
import { sessionSeconds } from './session-progress.tsx'

export function sessionName(row: JobSession): string {
  return t('session.title', { time: formatMoment(parseTime(row.startTime) ?? 0, viewerZone()) })
}

/** The runs of a job, newest first: the one order the console keeps them in. */
export function SessionTable(props: { jobUid: string }): JSX.Element {
  const columns: Column<JobSession>[] = [
    {
      key: 'started',
      title: t('session.started'),
      render: (row) => (
        <Link href={`/jobs/${props.jobUid}/sessions/${row.instanceUid}`}>
          <Moment at={row.startTime} isAbsolute />
        </Link>
      ),
    },
    {
      key: 'result',
      title: t('session.result'),
      isOnCard: true,
      text: (row) => row.status,
      render: (row) => <Status value={sessionStatus(row)} />,
    },
    {
      key: 'duration',
      title: t('session.duration'),
      isNumeric: true,
      isOnCard: true,
      render: (row) => <Duration seconds={sessionSeconds(row, now())} />,
    },
    {
      key: 'processed',
      title: t('session.processed'),
      isNumeric: true,
      render: (row) => <Size bytes={row.processedBytes ?? row.bytesDone} />,
    },
    {
      key: 'added',
      title: t('session.added'),
      isNumeric: true,
      isOnCard: true,
      render: (row) => <Size bytes={row.addedBytes} />,
    },
    {
      key: 'trigger',
      title: t('session.trigger'),
      priority: 'wide',
      render: (row) => t(`session.trigger.${row.trigger}`),
    },
    { key: 'failure', title: t('job.failure'), render: (row) => row.failureMessage ?? '' },
  ]
  return (
    <DataTable<JobSession>
      name="sessions"
      title={t('job.tab.history')}
      isEmbedded
      path={`/backupJobs/${props.jobUid}/sessions`}
      columns={columns}
      keyName="instanceUid"
      nameOf={sessionName}
      empty={{ icon: 'history', title: t('session.empty'), text: t('session.empty.text') }}
      panel={(row) => <SessionPanel row={row} />}
    />
  )
}
