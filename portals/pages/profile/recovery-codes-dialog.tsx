import { createSignal, type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { CodeField } from '../../ui/second-factor/app-set-up.tsx'
import { RecoveryCodes } from '../../ui/second-factor/recovery-codes.tsx'
import { useSession } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'

/** New recovery codes against a code of the app; the older ones are worth nothing afterwards. */
export function RecoveryCodesDialog(props: { onClose: () => void }): JSX.Element {
  const { user } = useSession()
  const [codes, setCodes] = createSignal<string[]>()
  const form = createForm({
    initial: { code: '' },
    validate: (values) => problems({ code: requireText(values.code) }),
    wireNames: { code: 'code' },
  })

  async function make(): Promise<void> {
    const made = await form.submit((values) =>
      post<{ recoveryCodes: string[] }>('/session/recoveryCodes', { code: values.code.trim() }),
    )
    if (!made) return
    setCodes(made.recoveryCodes)
    await revalidate('/session/securitySettings')
  }

  return (
    <Dialog
      isOpen
      isHeld={codes() !== undefined}
      size="small"
      onClose={props.onClose}
      title={codes() ? t('mfa.codes.title') : t('mfa.codes.new')}
      actions={
        <Show
          when={!codes()}
          fallback={
            <Button variant="primary" onPress={props.onClose}>
              {t('mfa.codes.kept')}
            </Button>
          }
        >
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={make}>
            {t('mfa.codes.make')}
          </Button>
        </Show>
      }
    >
      <Show
        when={codes()}
        fallback={
          <form
            data-component="form"
            novalidate
            onSubmit={(event) => {
              event.preventDefault()
              void make()
            }}
          >
            <p>{t('mfa.codes.replaces')}</p>
            <CodeField form={form} help={t('signIn.code.help')} />
            <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
          </form>
        }
      >
        {(list) => <RecoveryCodes codes={list()} account={user.userName} />}
      </Show>
    </Dialog>
  )
}
