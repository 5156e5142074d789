import { type JSX, Show } from 'solid-js'
import { put } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { SecuritySettings } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { passwordHelp, problems, requirePassword, requireText } from '../../ui/form/rules.ts'
import { createWait, WaitNotice } from '../../ui/form/wait-notice.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { Moment } from '../../ui/moment/moment.tsx'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'

const empty = { current: '', password: '', repeat: '' }

/** A new password, against the present one. Whoever has none signs in by an identity provider. */
export function PasswordForm(): JSX.Element {
  const settings = createLiveOne<SecuritySettings>(() => '/session/securitySettings', { intervalMs: 0 })
  const form = createForm({
    initial: empty,
    validate: (values) =>
      problems({
        current: requireText(values.current),
        password: requirePassword(values.password),
        repeat: values.repeat === values.password ? undefined : t('setup.repeat.differs'),
      }),
    wireNames: { currentPassword: 'current', newPassword: 'password' },
  })
  const wait = createWait(form.failure)

  async function change(): Promise<void> {
    if (wait() > 0) return
    const isChanged = await form.submit(async (values) => {
      await put('/session/password', { currentPassword: values.current, newPassword: values.password })
      return true
    })
    if (!isChanged) return
    form.reset()
    toastDone(t('profile.password.changed'))
    await revalidate('/session/')
  }

  return (
    <Show when={settings.data()?.hasPassword !== false} fallback={<p>{t('profile.password.none')}</p>}>
      <form
        data-component="form"
        novalidate
        onSubmit={(event) => {
          event.preventDefault()
          void change()
        }}
      >
        <h2>{t('profile.password')}</h2>
        <Show when={settings.data()?.passwordChangedAt}>
          {(at) => (
            <p data-tone="secondary">
              {t('profile.password.since')} <Moment at={at()} />
            </p>
          )}
        </Show>
        <TextField
          form={form}
          name="current"
          type="password"
          label={t('profile.password.current')}
          autocomplete="current-password"
        />
        <div data-part="pair">
          <TextField
            form={form}
            name="password"
            type="password"
            label={t('reset.password')}
            help={passwordHelp()}
            autocomplete="new-password"
          />
          <TextField form={form} name="repeat" type="password" label={t('setup.repeat')} autocomplete="new-password" />
        </div>
        <p data-part="note">{t('profile.password.ends')}</p>
        <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
        <WaitNotice secondsLeft={wait()} />
        <div data-part="buttons">
          <Button type="submit" variant="primary" isBusy={form.isBusy()} disabled={wait() > 0}>
            {t('profile.password.submit')}
          </Button>
        </div>
      </form>
    </Show>
  )
}
