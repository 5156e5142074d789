import { createSignal, type JSX, Show } from 'solid-js'
import { post } from '../ui/api/client.ts'
import type { SignInAnswer } from '../ui/api/types.ts'
import { Button } from '../ui/button/button.tsx'
import { TextField } from '../ui/form/fields.tsx'
import { createForm } from '../ui/form/form.ts'
import { problems, requireText } from '../ui/form/rules.ts'
import { createWait, WaitNotice } from '../ui/form/wait-notice.tsx'
import { t } from '../ui/i18n/translate.ts'
import { CodeField } from '../ui/second-factor/app-set-up.tsx'
import { ErrorStrip } from '../ui/state/states.tsx'
import { enterPortal } from './enter-portal.ts'

/** The second step: a code of the app, or one of the recovery codes when the phone is not there. */
export function CodeStep(props: { mfaToken: string; onRestart: () => void }): JSX.Element {
  const [isRecovery, setRecovery] = createSignal(false)
  const form = createForm({
    initial: { code: '' },
    validate: (values) => problems({ code: requireText(values.code) }),
    wireNames: { code: 'code' },
  })
  const wait = createWait(form.failure)

  async function confirm(): Promise<void> {
    if (wait() > 0) return
    const answer = await form.submit((values) =>
      post<SignInAnswer>('/session/mfa', { mfaToken: props.mfaToken, code: values.code.trim() }),
    )
    if (answer) enterPortal(answer)
  }

  return (
    <form
      data-component="form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        void confirm()
      }}
    >
      <h1>{t('signIn.code.title')}</h1>
      <Show when={isRecovery()} fallback={<CodeField form={form} help={t('signIn.code.help')} autofocus />}>
        <TextField
          form={form}
          name="code"
          label={t('signIn.recoveryCode')}
          help={t('signIn.recoveryCode.help')}
          maxLength={64}
          autofocus
        />
      </Show>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <WaitNotice secondsLeft={wait()} />
      <Button type="submit" variant="primary" isBusy={form.isBusy()} disabled={wait() > 0}>
        {t('signIn.submit')}
      </Button>
      <div data-part="links">
        <Button
          variant="quiet"
          onPress={() => {
            form.set('code', '')
            setRecovery(!isRecovery())
          }}
        >
          {isRecovery() ? t('signIn.useApp') : t('signIn.useRecoveryCode')}
        </Button>
        <Button variant="quiet" onPress={props.onRestart}>
          {t('signIn.restart')}
        </Button>
      </div>
    </form>
  )
}
