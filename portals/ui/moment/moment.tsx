import { type JSX, Show } from 'solid-js'
import { formatDuration, formatExact, formatMoment, formatRelative, parseTime } from '../format/time.ts'
import { t } from '../i18n/translate.ts'
import { viewerZone } from '../session/session.ts'
import { now } from './clock.ts'

interface MomentProps {
  at: string | null | undefined
  /** Instead of nothing, where "never" is an answer. */
  none?: string
  /** Calendar time instead of the distance from now. */
  isAbsolute?: boolean
}

/** A point in time: the distance from now to read, the exact moment in the viewer's zone on hover. */
export function Moment(props: MomentProps): JSX.Element {
  const at = () => parseTime(props.at)
  return (
    <Show when={at()} fallback={<span data-tone="faint">{props.none ?? t('value.none')}</span>}>
      {(time) => (
        <time datetime={new Date(time()).toISOString()} title={formatExact(time(), viewerZone())}>
          {props.isAbsolute ? formatMoment(time(), viewerZone()) : formatRelative(time(), now(), viewerZone())}
        </time>
      )}
    </Show>
  )
}

export function Duration(props: { seconds: number | null | undefined }): JSX.Element {
  return (
    <Show when={typeof props.seconds === 'number'} fallback={<span data-tone="faint">{t('value.none')}</span>}>
      {formatDuration(props.seconds ?? 0)}
    </Show>
  )
}
