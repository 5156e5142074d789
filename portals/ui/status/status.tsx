import './status.css'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../i18n/translate.ts'
import type { StatusKind, StatusValue } from './vocabulary.ts'

function Shape(props: { kind: StatusKind }): JSX.Element {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
      <Switch>
        <Match when={props.kind === 'success'}>
          <circle cx="6" cy="6" r="4.5" />
        </Match>
        <Match when={props.kind === 'warning'}>
          <path d="M6 1.2 11.4 10.6H.6z" />
        </Match>
        <Match when={props.kind === 'failed'}>
          <rect x="1.5" y="1.5" width="9" height="9" rx="1" />
        </Match>
        <Match when={props.kind === 'running'}>
          <path fill-rule="evenodd" d="M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zm0 1.3v6.4a3.2 3.2 0 0 0 0-6.4z" />
        </Match>
        <Match when={props.kind === 'disabled'}>
          <path d="M2.5 1.8h2.6v8.4H2.5zM6.9 1.8h2.6v8.4H6.9z" />
        </Match>
        <Match when={props.kind === 'canceled'}>
          <path d="M6 .9 11.1 6 6 11.1.9 6z" />
        </Match>
        <Match when={props.kind === 'never'}>
          <circle cx="6" cy="6" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3" />
        </Match>
        <Match when={props.kind === 'unknown'}>
          <circle cx="6" cy="6" r="3.9" fill="none" stroke="currentColor" stroke-width="1.3" stroke-dasharray="2 1.6" />
        </Match>
      </Switch>
    </svg>
  )
}

/** Shape, colour and word together, so that a state is read without colour and without the picture. */
export function Status(props: { value: StatusValue }): JSX.Element {
  return (
    <span data-component="status" data-kind={props.value.kind}>
      <Shape kind={props.value.kind} />
      <span>
        {t(props.value.label)}
        <Show when={props.value.percent !== undefined}> {props.value.percent} %</Show>
      </span>
    </span>
  )
}
