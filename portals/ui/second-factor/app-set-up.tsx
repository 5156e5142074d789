import './second-factor.css'
import type { JSX } from 'solid-js'
import type { TotpSecret } from '../api/types.ts'
import { Copyable } from '../copyable/copyable.tsx'
import { TextField } from '../form/fields.tsx'
import { type Form, narrowForm } from '../form/form.ts'
import { t } from '../i18n/translate.ts'
import { QrCode } from './qr-code.tsx'

/** Groups of four are easier to type from a screen. */
function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}

/** What an authenticator app needs, and the code that shows that it has it. */
export function AppSetUp<V extends { code: string }>(props: { secret: TotpSecret; form: Form<V> }): JSX.Element {
  return (
    <div data-component="app-set-up">
      <p>{t('mfa.scan')}</p>
      <div data-part="secret">
        <QrCode text={props.secret.secretUrl} />
        <div data-component="field">
          <span data-tone="secondary">{t('mfa.secret')}</span>
          <Copyable text={grouped(props.secret.secret)} label={t('mfa.secret.short')} />
        </div>
      </div>
      <CodeField form={narrowForm<{ code: string }>(props.form)} />
    </div>
  )
}

export function CodeField(props: { form: Form<{ code: string }>; help?: string; autofocus?: boolean }): JSX.Element {
  return (
    <TextField
      form={props.form}
      name="code"
      inputMode="numeric"
      autocomplete="one-time-code"
      label={t('mfa.code')}
      {...(props.help ? { help: props.help } : {})}
      {...(props.autofocus ? { autofocus: true } : {})}
      maxLength={64}
    />
  )
}
