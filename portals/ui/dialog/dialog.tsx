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
}

const fields = '[data-part="body"] :is(input, select, textarea, [data-component="pick-field"])'

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

  return (
    <dialog
      ref={element}
      data-component="dialog"
      data-size={props.size ?? 'medium'}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault()
        props.onClose()
      }}
    >
      <header>
        <h2 id={titleId}>{props.title}</h2>
        <Button variant="quiet" icon="close" aria-label={t('action.close')} onPress={props.onClose} />
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
