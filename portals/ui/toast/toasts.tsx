import './toasts.css'
import { createSignal, For, type JSX } from 'solid-js'
import { toApiError } from '../api/error.ts'
import { withoutWireName } from '../form/server-errors.ts'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import { errorText } from '../state/error-text.ts'

interface Toast {
  id: number
  kind: 'done' | 'failed'
  text: string
}

const [toasts, setToasts] = createSignal<Toast[]>([])
let lastId = 0
const doneMs = 5_000
const failedMs = 15_000

function dismiss(id: number): void {
  setToasts((shown) => shown.filter((toast) => toast.id !== id))
}

function show(kind: Toast['kind'], text: string): void {
  lastId += 1
  const id = lastId
  setToasts((shown) => [...shown.slice(-3), { id, kind, text }])
  setTimeout(() => dismiss(id), kind === 'done' ? doneMs : failedMs)
}

export function toastDone(text: string): void {
  show('done', text)
}

/** Says what went wrong with something that has no place of its own on the page; `lead` says what was tried. */
export function toastFailed(cause: unknown, lead?: string): void {
  const error = toApiError(cause)
  const [only, ...others] = error.errors
  const text = only && others.length === 0 ? withoutWireName(only.message) : errorText(error)
  show('failed', lead ? `${lead} ${text}` : text)
}

export function Toasts(): JSX.Element {
  return (
    <div data-component="toasts" role="status" aria-live="polite">
      <For each={toasts()}>
        {(toast) => (
          <div data-part="toast" data-kind={toast.kind}>
            <Icon name={toast.kind === 'done' ? 'check' : 'alert'} />
            <p>{toast.text}</p>
            <button type="button" aria-label={t('action.dismiss')} onClick={() => dismiss(toast.id)}>
              <Icon name="close" />
            </button>
          </div>
        )}
      </For>
    </div>
  )
}
