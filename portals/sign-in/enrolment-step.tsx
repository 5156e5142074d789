import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { post } from '../ui/api/client.ts'
import { toApiError } from '../ui/api/error.ts'
import type { EnrolmentAnswer, TotpSecret } from '../ui/api/types.ts'
import { Button } from '../ui/button/button.tsx'
import { createForm } from '../ui/form/form.ts'
import { problems, requireText } from '../ui/form/rules.ts'
import { createWait, WaitNotice } from '../ui/form/wait-notice.tsx'
import { t } from '../ui/i18n/translate.ts'
import { AppSetUp } from '../ui/second-factor/app-set-up.tsx'
import { RecoveryCodes } from '../ui/second-factor/recovery-codes.tsx'
import { ErrorState, ErrorStrip, Skeleton } from '../ui/state/states.tsx'
import { enterPortal } from './enter-portal.ts'

/** A second factor is demanded and there is none yet: it is set up here, before anything else can be seen. */
export function EnrolmentStep(props: { mfaToken: string; account: string; onRestart: () => void }): JSX.Element {
  const [secret] = createResource(() =>
    post<TotpSecret>('/session/mfa/enrolment', { mfaToken: props.mfaToken }).catch(toApiError),
  )
  const [done, setDone] = createSignal<EnrolmentAnswer>()
  const failure = () => {
    const outcome = secret()
    return outcome instanceof Error ? outcome : undefined
  }
  const known = () => {
    const outcome = secret()
    return outcome && !(outcome instanceof Error) ? outcome : undefined
  }

  return (
    <Switch fallback={<Skeleton />}>
      <Match when={done()}>
        {(answer) => (
          <div data-component="form">
            <h1>{t('mfa.codes.title')}</h1>
            <RecoveryCodes codes={answer().recoveryCodes} account={props.account} />
            <Button variant="primary" onPress={() => enterPortal(answer())}>
              {t('mfa.codes.kept')}
            </Button>
          </div>
        )}
      </Match>
      <Match when={failure()}>
        {(error) => (
          <>
            <ErrorState isPage error={error()} />
            <Button onPress={props.onRestart}>{t('signIn.restart')}</Button>
          </>
        )}
      </Match>
      <Match when={known()}>
        {(made) => (
          <ConfirmForm secret={made()} mfaToken={props.mfaToken} onDone={setDone} onRestart={props.onRestart} />
        )}
      </Match>
    </Switch>
  )
}

function ConfirmForm(props: {
  secret: TotpSecret
  mfaToken: string
  onDone: (answer: EnrolmentAnswer) => void
  onRestart: () => void
}): JSX.Element {
  const form = createForm({
    initial: { code: '' },
    validate: (values) => problems({ code: requireText(values.code) }),
    wireNames: { code: 'code' },
  })
  const wait = createWait(form.failure)

  async function confirm(): Promise<void> {
    if (wait() > 0) return
    const answer = await form.submit((values) =>
      post<EnrolmentAnswer>('/session/mfa/enrolment/confirmation', {
        mfaToken: props.mfaToken,
        code: values.code.trim(),
      }),
    )
    if (answer) props.onDone(answer)
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
      <div>
        <h1>{t('mfa.setUp.title')}</h1>
        <p data-tone="secondary">{t('mfa.setUp.demanded')}</p>
      </div>
      <AppSetUp secret={props.secret} form={form} />
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <WaitNotice secondsLeft={wait()} />
      <Button type="submit" variant="primary" isBusy={form.isBusy()} disabled={wait() > 0}>
        {t('mfa.setUp.submit')}
      </Button>
      <div data-part="links">
        <Button variant="quiet" onPress={props.onRestart}>
          {t('signIn.restart')}
        </Button>
      </div>
    </form>
  )
}
