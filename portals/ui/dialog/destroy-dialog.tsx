import '../form/fields.css'
import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js'
import { type ApiError, toApiError } from '../api/error.ts'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'
import { ErrorStrip } from '../state/states.tsx'
import { Dialog } from './dialog.tsx'

interface DestroyDialogProps {
  isOpen: boolean
  onClose: () => void
  title: string
  /** The button's words: what it does. */
  actionLabel: string
  /** What goes, counted: "3 computers", "41 restore points". */
  losses: string[]
  /** Whether, and until when, it can be brought back. */
  note: string
  /** To be typed when what goes cannot be brought back. */
  confirmName?: string | undefined
  /** A question about something that destroys nothing: its button is not red. */
  isCareful?: boolean
  children?: JSX.Element
  onConfirm: () => Promise<unknown>
}

export function DestroyDialog(props: DestroyDialogProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenDestroyDialog {...props} />
    </Show>
  )
}

function OpenDestroyDialog(props: DestroyDialogProps): JSX.Element {
  const [typed, setTyped] = createSignal('')
  const [error, setError] = createSignal<ApiError>()
  const nameId = createUniqueId()
  const isNamed = () => props.confirmName === undefined || typed().trim() === props.confirmName.trim()

  async function confirm(): Promise<void> {
    setError(undefined)
    try {
      await props.onConfirm()
      props.onClose()
    } catch (cause) {
      setError(toApiError(cause))
    }
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={props.title}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant={props.isCareful ? 'primary' : 'danger'} disabled={!isNamed()} onPress={confirm}>
            {props.actionLabel}
          </Button>
        </>
      }
    >
      <Show when={props.losses.length > 0}>
        <div>
          <p>{t('destroy.goes')}</p>
          <ul data-part="losses">
            <For each={props.losses}>{(loss) => <li>{loss}</li>}</For>
          </ul>
        </div>
      </Show>
      <p>{props.note}</p>
      {props.children}
      <Show when={props.confirmName}>
        {(name) => (
          <div data-component="field">
            <label for={nameId}>{t('destroy.typeName', { name: name() })}</label>
            <input
              id={nameId}
              type="text"
              autocomplete="off"
              spellcheck={false}
              value={typed()}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        )}
      </Show>
      <Show when={error()}>{(failure) => <ErrorStrip error={failure()} />}</Show>
    </Dialog>
  )
}
