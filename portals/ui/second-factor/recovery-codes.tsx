import './second-factor.css'
import { createSignal, For, type JSX } from 'solid-js'
import { Button } from '../button/button.tsx'
import { t } from '../i18n/translate.ts'

/** Shown once. They are what is left when the phone is lost, so they can be taken away in more than one way. */
export function RecoveryCodes(props: { codes: readonly string[]; account: string }): JSX.Element {
  const [isCopied, setCopied] = createSignal(false)
  const text = () => props.codes.join('\n')

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text())
    setCopied(true)
  }

  function save(): void {
    const lines = [t('mfa.codes.file', { name: props.account, host: location.host }), '', ...props.codes, '']
    const address = URL.createObjectURL(new Blob([lines.join('\n')], { type: 'text/plain' }))
    const link = document.createElement('a')
    link.href = address
    link.download = 'recovery-codes.txt'
    link.click()
    URL.revokeObjectURL(address)
  }

  return (
    <div data-component="recovery-codes">
      <p>{t('mfa.codes.text')}</p>
      <ol>
        <For each={props.codes}>{(code) => <li>{code}</li>}</For>
      </ol>
      <div data-part="tools">
        <Button icon={isCopied() ? 'check' : 'copy'} onPress={copy}>
          {isCopied() ? t('action.copied') : t('action.copy')}
        </Button>
        <Button icon="download" onPress={save}>
          {t('mfa.codes.save')}
        </Button>
      </div>
    </div>
  )
}
