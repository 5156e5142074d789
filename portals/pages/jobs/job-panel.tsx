import { type JSX, Show } from 'solid-js'
import type { Job } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Copyable } from '../../ui/copyable/copyable.tsx'
import { type Fact, Facts } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { Duration, Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { can, useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { jobStatus } from '../../ui/status/vocabulary.ts'
import { CompanyName, ComputerName } from '../organizations/names.tsx'
import { isRunning, startJobs, stopJobs } from './job-actions.ts'
import { backupModeWord, NextRun, scheduleWord } from './job-columns.tsx'

export function jobFacts(row: Job): (Fact | undefined)[] {
  return [
    { label: t('job.status'), value: <Status value={jobStatus(row)} /> },
    row.failureMessage ? { label: t('job.failure'), value: row.failureMessage } : undefined,
    { label: t('job.computer'), value: <ComputerName backupAgentUid={row.backupAgentUid} /> },
    useSession().portal === 'client'
      ? undefined
      : { label: t('job.company'), value: <CompanyName uid={row.organizationUid} /> },
    { label: t('job.lastRun'), value: <Moment at={row.lastRun} none={t('value.never')} /> },
    { label: t('job.duration'), value: <Duration seconds={row.lastDuration} /> },
    { label: t('job.nextRun'), value: <NextRun job={row} /> },
    { label: t('job.schedule'), value: scheduleWord(row) },
    { label: t('job.backupMode'), value: backupModeWord(row.backupMode) },
    row.destination ? { label: t('job.destination'), value: row.destination } : undefined,
    { label: t('job.size'), value: <Size bytes={row.backedUpSize} /> },
    {
      label: t('job.restorePoints'),
      value: row.restorePoints === null ? t('value.none') : formatCount(row.restorePoints),
    },
    row.description ? { label: t('jobForm.description'), value: row.description } : undefined,
    row.lastModifiedDate
      ? {
          label: t('job.modified'),
          value: (
            <>
              <Moment at={row.lastModifiedDate} /> {row.lastModifiedBy ?? ''}
            </>
          ),
        }
      : undefined,
    { label: t('job.id'), value: <Copyable text={row.instanceUid} label={t('job.id')} /> },
  ]
}

/** Start or Stop, whichever the job's state calls for. */
export function RunButton(props: { row: Job; variant?: 'primary' | 'plain' }): JSX.Element {
  return (
    <Show when={can('jobs.run')}>
      <Show
        when={isRunning(props.row)}
        fallback={
          <Button variant={props.variant ?? 'plain'} icon="play" onPress={() => startJobs([props.row])}>
            {t('job.start')}
          </Button>
        }
      >
        <Button icon="stop" disabled={props.row.status === 'Stopping'} onPress={() => stopJobs([props.row])}>
          {t('job.stop')}
        </Button>
      </Show>
    </Show>
  )
}

export function JobPanel(props: { row: Job }): JSX.Element {
  return (
    <>
      <div data-part="actions">
        <ButtonLink href={`/jobs/${props.row.instanceUid}`}>{t('action.open')}</ButtonLink>
        <RunButton row={props.row} />
      </div>
      <Facts facts={jobFacts(props.row)} />
    </>
  )
}
