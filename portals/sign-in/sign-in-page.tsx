import { type JSX, onMount, Show } from 'solid-js'
import { getOne, post } from '../ui/api/client.ts'
import type { Session } from '../ui/api/types.ts'
import { Button } from '../ui/button/button.tsx'
import { TextField } from '../ui/form/fields.tsx'
import { createForm } from '../ui/form/form.ts'
import { problems, requireText } from '../ui/form/rules.ts'
import { t } from '../ui/i18n/translate.ts'
import { safeReturn } from '../ui/session/session.ts'
import { ErrorStrip } from '../ui/state/states.tsx'

/** Leads to the portal of the role, or back to the page that asked to sign in. */
export function enterPortal(session: Session): void {
  const returnTo = new URLSearchParams(location.search).get('returnTo')
  location.replace(safeReturn(returnTo, session.portal))
}

export function SignInPage(): JSX.Element {
  const form = createForm({
    initial: { userName: '', password: '' },
    validate: (values) => problems({ userName: requireText(values.userName), password: requireText(values.password) }),
  })

  onMount(() => {
    document.title = `${t('signIn.title')} · Holdfast`
    // Somebody who is signed in already goes straight on; everybody else sees the form meanwhile.
    getOne<Session>('/session').then(enterPortal, () => {})
  })

  async function signIn(): Promise<void> {
    const done = await form.submit(async (values) => {
      await post('/session', { userName: values.userName.trim(), password: values.password })
      return getOne<Session>('/session')
    })
    if (done) enterPortal(done)
  }

  return (
    <form
      data-component="form"
      novalidate
      onSubmit={(event) => {
        event.preventDefault()
        void signIn()
      }}
    >
      <h1>{t('signIn.title')}</h1>
      <TextField
        form={form}
        name="userName"
        label={t('signIn.userName')}
        help={t('signIn.userName.help')}
        autocomplete="username"
        autofocus
      />
      <TextField
        form={form}
        name="password"
        type="password"
        label={t('signIn.password')}
        autocomplete="current-password"
      />
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <Button type="submit" variant="primary" isBusy={form.isBusy()}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}
