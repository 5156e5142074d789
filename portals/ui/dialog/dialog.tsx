import './dialog.css'
import { createEffect, createUniqueId, type JSX, onCleanup, Show } from 'solid-js'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'

interface DialogProps {
  isOpen: boolean
  onClose: () => void
  title: string
  children: JSX.Element
  /** The row of buttons; a plain Close when left out. */
  actions?: JSX.Element
  size?: 'small' | 'medium'
  /** Shows what is shown once: it is left by its own button, and by nothing that slips. */
  isHeld?: boolean
}

const fields = '[data-part="body"] :is(input, select, textarea, [data-component="pick-field"])'

const mainAction = 'footer :is([data-variant="primary"], [data-variant="danger"]):not(:disabled)'

/** The browser's own modal dialog: it keeps the focus, answers Escape and hides what is behind. */
export function Dialog(props: DialogProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenDialog {...props} />
    </Show>
  )
}

function OpenDialog(props: DialogProps): JSX.Element {
  const titleId = createUniqueId()
  let element: HTMLDialogElement | undefined
  const opener = document.activeElement

  createEffect(() => {
    if (!element || element.open) return
    element.showModal()
    // What is to be filled in comes first, not the button that closes.
    element.querySelector<HTMLElement>(fields)?.focus()
  })
  onCleanup(() => {
    element?.close()
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  })

  /** Enter in a field does what it does in a form: what the dialog is for. */
  function pressed(event: KeyboardEvent): void {
    const isPlain = event.key === 'Enter' && !event.isComposing && !event.defaultPrevented
    if (!isPlain || !(event.target instanceof HTMLInputElement)) return
    // A form inside of the dialog answers by itself, and what is typed to find something is not yet an answer.
    if (event.target.form || event.target.type === 'search') return
    event.preventDefault()
    element?.querySelector<HTMLElement>(mainAction)?.click()
  }

  return (
    <dialog
      ref={element}
      data-component="dialog"
      data-size={props.size ?? 'medium'}
      aria-labelledby={titleId}
      onKeyDown={pressed}
      onCancel={(event) => {
        event.preventDefault()
        if (!props.isHeld) props.onClose()
      }}
      onClose={() => {
        // A second Escape closes without asking.
        if (props.isHeld && element?.isConnected) element.showModal()
      }}
    >
      <header>
        <h2 id={titleId}>{props.title}</h2>
        <Show when={!props.isHeld}>
          <Button variant="quiet" icon="close" aria-label={t('action.close')} onPress={props.onClose} />
        </Show>
      </header>
      <div data-part="body">{props.children}</div>
      <footer>
        <Show when={props.actions} fallback={<Button onPress={props.onClose}>{t('action.close')}</Button>}>
          {props.actions}
        </Show>
      </footer>
    </dialog>
  )
}
