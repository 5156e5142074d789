import { createSignal, type JSX, Show } from 'solid-js'
import { put } from '../ui/api/client.ts'
import { ApiError, toApiError } from '../ui/api/error.ts'
import { Button } from '../ui/button/button.tsx'
import { TextField } from '../ui/form/fields.tsx'
import { createForm } from '../ui/form/form.ts'
import { passwordHelp, problems, requirePassword } from '../ui/form/rules.ts'
import { setTitle } from '../ui/frame/title.ts'
import { t } from '../ui/i18n/translate.ts'
import { EmptyState, ErrorStrip } from '../ui/state/states.tsx'
import { toSignIn } from './place.ts'

/** The code of a mailed link stands behind "#", which never reaches a server's log. */
export function readResetCode(place: string): string | undefined {
  return new URLSearchParams(place.slice(1)).get('resetPassword') ?? undefined
}

/** The code is the link to whoever opened it: what it is on the wire says nothing to them. */
function explained(cause: unknown): ApiError {
  const error = toApiError(cause)
  const isOfCode = error.errors.some((entry) => (entry.propertyName ?? entry.parameterName) === 'code')
  return isOfCode ? new ApiError(error.kind, error.status, [{ message: t('reset.badLink') }], undefined) : error
}

/** Sets a new password by the link of a mail. */
export function ResetPage(props: { code: string }): JSX.Element {
  const [isDone, setDone] = createSignal(false)
  const form = createForm({
    initial: { password: '', repeat: '' },
    validate: (values) =>
      problems({
        password: requirePassword(values.password),
        repeat: values.repeat === values.password ? undefined : t('setup.repeat.differs'),
      }),
    wireNames: { newPassword: 'password' },
  })
  setTitle(() => t('reset.title'))

  async function save(): Promise<void> {
    const isSaved = await form.submit(async (values) => {
      try {
        await put('/users/resetpassword', { code: props.code, newPassword: values.password })
      } catch (cause) {
        throw explained(cause)
      }
      return true
    })
    if (isSaved) setDone(true)
  }

  return (
    <Show
      when={!isDone()}
      fallback={
        <EmptyState isPage icon="check" title={t('reset.done.title')} text={t('reset.done.text')}>
          <Button variant="primary" onPress={toSignIn}>
            {t('setup.toSignIn')}
          </Button>
        </EmptyState>
      }
    >
      <form
        data-component="form"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <h1>{t('reset.title')}</h1>
        <TextField
          form={form}
          name="password"
          type="password"
          label={t('reset.password')}
          help={passwordHelp()}
          autocomplete="new-password"
          autofocus
        />
        <TextField form={form} name="repeat" type="password" label={t('setup.repeat')} autocomplete="new-password" />
        <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
        <Button type="submit" variant="primary" isBusy={form.isBusy()}>
          {t('reset.submit')}
        </Button>
        <p>
          <a href="#forgotten">{t('reset.again')}</a>
        </p>
      </form>
    </Show>
  )
}
