import './states.css'
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { ApiError } from '../api/error.ts'
import { Button } from '../button/button.tsx'
import { Copyable } from '../copyable/copyable.tsx'
import { type MessageKey, t } from '../i18n/translate.ts'
import { Icon, type IconName } from '../icon/icon.tsx'
import { errorText } from './error-text.ts'

interface StateProps {
  icon: IconName
  title: string
  text?: string | undefined
  children?: JSX.Element
  role?: 'alert' | 'status'
  /** It stands for the whole page, whose heading it then is. */
  isPage?: boolean | undefined
}

function State(props: StateProps): JSX.Element {
  return (
    <div data-component="state" role={props.role}>
      <Icon name={props.icon} size={24} />
      <Dynamic component={props.isPage ? 'h1' : 'h2'}>{props.title}</Dynamic>
      <Show when={props.text}>
        <p>{props.text}</p>
      </Show>
      {props.children}
    </div>
  )
}

/** What will be here, and the one action that starts it. */
export function EmptyState(props: {
  icon: IconName
  title: string
  text?: string | undefined
  isPage?: boolean
  children?: JSX.Element
}): JSX.Element {
  return <State {...props} />
}

const titles: Partial<Record<ApiError['kind'], MessageKey>> = {
  offline: 'error.offline.title',
  forbidden: 'error.forbidden.title',
  notFound: 'error.notFound.title',
  throttled: 'error.throttled.title',
}

/** What happened, what to do, the request id to hand on. A refused permission says who can give it. */
export function ErrorState(props: {
  error: ApiError
  onRetry?: (() => unknown) | undefined
  isPage?: boolean
}): JSX.Element {
  const isForbidden = () => props.error.kind === 'forbidden'
  return (
    <State
      role="alert"
      isPage={props.isPage}
      icon={isForbidden() ? 'key' : 'alert'}
      title={t(titles[props.error.kind] ?? 'error.server.title')}
      text={errorText(props.error)}
    >
      <Show when={isForbidden()}>
        <p>{t('error.forbidden.help')}</p>
      </Show>
      <Show when={!isForbidden() && props.error.kind !== 'notFound' && props.onRetry}>
        {(retry) => <Button onPress={retry()}>{t('action.retry')}</Button>}
      </Show>
      <Show when={props.error.requestId}>
        {(id) => (
          <p data-tone="faint">
            {t('error.requestId')} <Copyable text={id()} />
          </p>
        )}
      </Show>
    </State>
  )
}

/** An error beside content that is still worth showing. */
export function ErrorStrip(props: { error: ApiError; onRetry?: () => unknown }): JSX.Element {
  return (
    <div data-component="error-strip" role="alert">
      <Icon name="alert" />
      <p>{errorText(props.error)}</p>
      <Show when={props.onRetry}>
        {(retry) => (
          <Button variant="quiet" onPress={retry()}>
            {t('action.retry')}
          </Button>
        )}
      </Show>
    </div>
  )
}

/** True once the wait is long enough to be worth saying: a quick answer shows no flicker. */
function isWaitingLong(): () => boolean {
  const [isLong, setLong] = createSignal(false)
  const timer = setTimeout(() => setLong(true), 150)
  onCleanup(() => clearTimeout(timer))
  return isLong
}

/** Placeholder lines of roughly the shape that is to come. */
export function Skeleton(props: { lines?: number }): JSX.Element {
  const isLong = isWaitingLong()
  return (
    <div data-component="skeleton" role="status" aria-busy="true">
      <span data-visually-hidden>{t('state.loading')}</span>
      <Show when={isLong()}>
        <For each={Array.from({ length: props.lines ?? 4 })}>{() => <span data-part="line" />}</For>
      </Show>
    </div>
  )
}
