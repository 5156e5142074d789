import { createSignal, type JSX, Show } from 'solid-js'
import { post } from '../ui/api/client.ts'
import { Button } from '../ui/button/button.tsx'
import { TextField } from '../ui/form/fields.tsx'
import { createForm } from '../ui/form/form.ts'
import { problems, requireEmail, requireText } from '../ui/form/rules.ts'
import { createWait, WaitNotice } from '../ui/form/wait-notice.tsx'
import { setTitle } from '../ui/frame/title.ts'
import { t } from '../ui/i18n/translate.ts'
import { EmptyState, ErrorStrip } from '../ui/state/states.tsx'

/** Asks for a mailed link. What is answered does not tell whether there is such a user, and neither does this page. */
export function ForgottenPage(): JSX.Element {
  const [isSent, setSent] = createSignal(false)
  const form = createForm({
    initial: { userName: '', email: '' },
    validate: (values) => problems({ userName: requireText(values.userName), email: requireEmail(values.email) }),
    wireNames: { userName: 'userName', email: 'email' },
  })
  const wait = createWait(form.failure)
  setTitle(() => t('forgotten.title'))

  async function ask(): Promise<void> {
    if (wait() > 0) return
    const isAsked = await form.submit(async (values) => {
      await post('/users/resetpassword', { userName: values.userName.trim(), email: values.email.trim() })
      return true
    })
    if (isAsked) setSent(true)
  }

  return (
    <Show
      when={!isSent()}
      fallback={
        <EmptyState isPage icon="mail" title={t('forgotten.sent.title')} text={t('forgotten.sent.text')}>
          <a data-component="button" data-variant="plain" href="#sign-in">
            {t('forgotten.back')}
          </a>
        </EmptyState>
      }
    >
      <form
        data-component="form"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <div>
          <h1>{t('forgotten.title')}</h1>
          <p data-tone="secondary">{t('forgotten.text')}</p>
        </div>
        <TextField
          form={form}
          name="userName"
          label={t('signIn.userName')}
          help={t('signIn.userName.help')}
          autocomplete="username"
          autofocus
        />
        <TextField form={form} name="email" type="email" label={t('forgotten.email')} autocomplete="email" />
        <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
        <WaitNotice secondsLeft={wait()} />
        <Button type="submit" variant="primary" isBusy={form.isBusy()} disabled={wait() > 0}>
          {t('forgotten.submit')}
        </Button>
        <p>
          <a href="#sign-in">{t('forgotten.back')}</a>
        </p>
      </form>
    </Show>
  )
}
