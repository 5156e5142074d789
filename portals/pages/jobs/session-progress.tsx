import './session-progress.css'
import { createEffect, createSignal, type JSX, on, Show } from 'solid-js'
import type { JobSession } from '../../ui/api/types.ts'
import { formatCount, percentOf } from '../../ui/format/number.ts'
import { formatRate } from '../../ui/format/size.ts'
import { formatDuration, parseTime } from '../../ui/format/time.ts'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { Size } from '../../ui/moment/size.tsx'
import { Status } from '../../ui/status/status.tsx'
import { sessionStatus } from '../../ui/status/vocabulary.ts'
import { addSample, rateOf, type Sample } from './rate.ts'

/** A run under way: how far, how fast, at what. */
export function SessionProgress(props: { session: JobSession }): JSX.Element {
  const [samples, setSamples] = createSignal<readonly Sample[]>([])
  createEffect(
    on(
      () => [props.session.instanceUid, props.session.bytesDone] as const,
      ([uid, bytesDone], before) => {
        const kept = before?.[0] === uid ? samples() : []
        if (bytesDone !== null) setSamples(addSample(kept, { atMs: Date.now(), bytes: bytesDone }))
      },
    ),
  )
  const rate = () => rateOf(samples())
  const percent = () =>
    props.session.progressPercent ?? percentOf(props.session.bytesDone ?? 0, props.session.bytesTotal ?? 0)
  const remaining = () => {
    const left = (props.session.bytesTotal ?? 0) - (props.session.bytesDone ?? 0)
    const bytesPerSecond = rate()
    return bytesPerSecond && left > 0 ? formatDuration(left / bytesPerSecond) : undefined
  }
  const phase = () => (props.session.phase ? t(`session.phase.${props.session.phase}`) : t('session.running'))

  return (
    <section data-component="session-progress" aria-label={t('session.running')}>
      <header>
        <Status value={sessionStatus(props.session)} />
        <span data-tone="secondary">{phase()}</span>
        <span data-part="since" data-tone="secondary">
          {t('session.started')} <Moment at={props.session.startTime} />
        </span>
      </header>
      <progress max="100" value={percent()} aria-label={t('session.progress')} />
      <dl>
        <div>
          <dt>{t('session.files')}</dt>
          <dd>
            {t('session.files.of', {
              done: formatCount(props.session.filesDone ?? 0),
              total: formatCount(props.session.filesTotal ?? 0),
            })}
          </dd>
        </div>
        <div>
          <dt>{t('session.processed')}</dt>
          <dd>
            <Size bytes={props.session.bytesDone ?? 0} /> / <Size bytes={props.session.bytesTotal ?? 0} />
          </dd>
        </div>
        <div>
          <dt>{t('session.rate')}</dt>
          <dd>
            {rate() === undefined ? t('value.none') : formatRate(rate() ?? 0)}
            <Show when={remaining()}>
              {(duration) => <span data-tone="secondary"> · {t('session.lastSeconds', { duration: duration() })}</span>}
            </Show>
          </dd>
        </div>
        <div data-part="current">
          <dt>{t('session.current')}</dt>
          <dd>{props.session.currentFile ?? t('value.none')}</dd>
        </div>
      </dl>
    </section>
  )
}

/** Seconds that a session took, counted on while it runs. */
export function sessionSeconds(session: JobSession, nowMs: number): number {
  const started = parseTime(session.startTime)
  if (session.endTime || started === undefined) return session.durationSeconds
  return Math.max(0, (nowMs - started) / 1000)
}
