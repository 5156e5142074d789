import type { JSX } from 'solid-js'
import { For, Show } from 'solid-js'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { JobSession, JobSessionDetail } from '../../ui/api/types.ts'
import { type Fact, Facts } from '../../ui/facts/facts.tsx'
import { formatCount } from '../../ui/format/number.ts'
import { formatClock, parseTime } from '../../ui/format/time.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { now } from '../../ui/moment/clock.ts'
import { Duration, Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { viewerZone } from '../../ui/session/session.ts'
import { ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { Status } from '../../ui/status/status.tsx'
import { type StatusValue, sessionStatus } from '../../ui/status/vocabulary.ts'
import { sessionSeconds } from './session-progress.tsx'

export function sessionFacts(row: JobSession): (Fact | undefined)[] {
  const count = (label: string, value: number | null): Fact | undefined =>
    value === null ? undefined : { label, value: formatCount(value) }
  return [
    { label: t('session.result'), value: <Status value={sessionStatus(row)} /> },
    row.failureMessage ? { label: t('job.failure'), value: row.failureMessage } : undefined,
    { label: t('session.started'), value: <Moment at={row.startTime} isAbsolute /> },
    row.endTime ? { label: t('session.ended'), value: <Moment at={row.endTime} isAbsolute /> } : undefined,
    { label: t('session.duration'), value: <Duration seconds={sessionSeconds(row, now())} /> },
    { label: t('session.trigger'), value: t(`session.trigger.${row.trigger}`) },
    row.attempt > 1 ? { label: t('session.attempt'), value: formatCount(row.attempt) } : undefined,
    { label: t('session.processed'), value: <Size bytes={row.processedBytes ?? row.bytesDone} /> },
    { label: t('session.added'), value: <Size bytes={row.addedBytes} /> },
    count(t('session.filesNew'), row.filesNew),
    count(t('session.filesChanged'), row.filesChanged),
    count(t('session.filesUnmodified'), row.filesUnmodified),
  ]
}

const levelWords: Record<string, StatusValue> = {
  warning: { kind: 'warning', label: 'status.warning' },
  error: { kind: 'failed', label: 'status.error' },
}

export function SessionLog(props: { log: JobSessionDetail['log'] }): JSX.Element {
  return (
    <Show when={props.log.length > 0} fallback={<p data-tone="secondary">{t('session.log.empty')}</p>}>
      <ol data-component="session-log" tabindex="0" aria-label={t('session.log')}>
        <For each={props.log}>
          {(line) => (
            <li>
              <span data-tone="secondary">{formatClock(parseTime(line.time) ?? 0, viewerZone())}</span>
              <span>
                <Show when={levelWords[line.level]}>{(value) => <Status value={value()} />}</Show>
              </span>
              <span>{line.message}</span>
            </li>
          )}
        </For>
      </ol>
    </Show>
  )
}

export function SessionPanel(props: { row: JobSession }): JSX.Element {
  const path = () => `/backupJobs/${props.row.jobUid}/sessions/${props.row.instanceUid}`
  const detail = createLiveOne<JobSessionDetail>(path, { intervalMs: props.row.endTime ? 0 : 5_000 })
  return (
    <>
      <div data-part="actions">
        <ButtonLink href={`/jobs/${props.row.jobUid}/sessions/${props.row.instanceUid}`}>{t('action.open')}</ButtonLink>
      </div>
      <Facts facts={sessionFacts(props.row)} />
      <section>
        <h3>{t('session.log')}</h3>
        <Show
          when={detail.data()}
          fallback={
            <Show when={detail.error()} fallback={<Skeleton />}>
              {(error) => <ErrorState error={error()} onRetry={detail.refresh} />}
            </Show>
          }
        >
          {(known) => <SessionLog log={known().log} />}
        </Show>
      </section>
    </>
  )
}
