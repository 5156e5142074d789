import './settings-page.css'
import { type JSX, Show } from 'solid-js'
import type { Live } from '../../ui/api/live.ts'
import { Button } from '../../ui/button/button.tsx'
import type { Form } from '../../ui/form/form.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ErrorState, ErrorStrip, Skeleton } from '../../ui/state/states.tsx'

/** A page of settings: its title, and what is below it once the settings were loaded. */
export function SettingsPage<T>(props: {
  title: string
  live: Live<T>
  actions?: JSX.Element
  children: (settings: T) => JSX.Element
}): JSX.Element {
  setTitle(() => props.title)
  return (
    <>
      <header data-component="page-head">
        <h1 tabindex="-1">{props.title}</h1>
        <div data-part="actions">{props.actions}</div>
      </header>
      <Show
        when={props.live.data()}
        fallback={
          <Show when={props.live.error()} fallback={<Skeleton />}>
            {(error) => <ErrorState isPage error={error()} onRetry={props.live.refresh} />}
          </Show>
        }
        keyed
      >
        {(settings) => <div data-component="settings-page">{props.children(settings)}</div>}
      </Show>
    </>
  )
}

/**
 * A form of settings: Enter in a field saves as the button at its foot does; what the console refused and no field stands
 * for is said above the button.
 */
export function SettingsForm<V extends object>(props: {
  form: Form<V>
  onSave: () => Promise<void>
  children: JSX.Element
  /** What the button says that saves. */
  saveLabel?: string
  /** Beside it. */
  actions?: JSX.Element
}): JSX.Element {
  return (
    <form
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        void props.onSave()
      }}
    >
      {props.children}
      <Show when={props.form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <div data-part="buttons">
        <Button type="submit" variant="primary" isBusy={props.form.isBusy()}>
          {props.saveLabel ?? t('action.save')}
        </Button>
        {props.actions}
      </div>
    </form>
  )
}
