import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import type { ApiError } from '../api/error.ts'
import { formatDuration } from '../format/time.ts'
import { t } from '../i18n/translate.ts'

/** How long a throttled request has to wait; undefined: the refusal is another, or does not say. */
export function waitSeconds(error: ApiError | undefined): number | undefined {
  if (error?.kind !== 'throttled') return undefined
  return error.errors.find((entry) => typeof entry.retryAfter === 'number')?.retryAfter ?? undefined
}

/** Counts down the wait that a refusal asks for; true while it lasts. */
export function createWait(error: () => ApiError | undefined): () => number {
  const [left, setLeft] = createSignal(0)
  let timer: ReturnType<typeof setInterval> | undefined
  createEffect(
    on(error, (refusal) => {
      clearInterval(timer)
      const until = Date.now() + (waitSeconds(refusal) ?? 0) * 1000
      const tick = () => {
        setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)))
        if (left() === 0) clearInterval(timer)
      }
      tick()
      if (left() > 0) timer = setInterval(tick, 1000)
    }),
  )
  onCleanup(() => clearInterval(timer))
  return left
}

export function WaitNotice(props: { secondsLeft: number }): JSX.Element {
  return (
    <Show when={props.secondsLeft > 0}>
      <p data-tone="secondary">{t('wait.left', { duration: formatDuration(props.secondsLeft) })}</p>
    </Show>
  )
}
