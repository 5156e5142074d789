import './copyable.css'
import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'

/** Text that a person takes elsewhere (ids, commands, passwords), with a button that copies it. */
export function Copyable(props: { text: string; label?: string; isBlock?: boolean }): JSX.Element {
  const [isCopied, setCopied] = createSignal(false)

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(props.text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }

  return (
    <span data-component="copyable" data-block={props.isBlock ? '' : undefined}>
      <code>{props.text}</code>
      <button
        type="button"
        title={isCopied() ? t('action.copied') : t('action.copy')}
        aria-label={props.label ? t('action.copyNamed', { name: props.label }) : t('action.copy')}
        onClick={() => void copy()}
      >
        <Icon name={isCopied() ? 'check' : 'copy'} size={14} />
      </button>
      <span data-visually-hidden role="status">
        <Show when={isCopied()}>{t('action.copied')}</Show>
      </span>
    </span>
  )
}
