import { type JSX, Show } from 'solid-js'
import { post } from '../../../ui/api/client.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { TextField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { allowEmail, problems, requireText } from '../../../ui/form/rules.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'

interface TestMailProps {
  isOpen: boolean
  onClose: () => void
  path: string
  from: string
}

export function TestMailDialog(props: TestMailProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenDialog {...props} />
    </Show>
  )
}

function OpenDialog(props: TestMailProps): JSX.Element {
  const form = createForm({
    initial: { to: '', from: props.from },
    validate: (values) =>
      problems({
        to: requireText(values.to) ?? allowEmail(values.to),
        from: requireText(values.from) ?? allowEmail(values.from),
      }),
    wireNames: { to: 'to', from: 'from' },
  })

  async function send(): Promise<void> {
    const to = await form.submit(async (values) => {
      await post(`${props.path}/test`, { from: values.from.trim(), to: values.to.trim() })
      return values.to.trim()
    })
    if (to === undefined) return
    toastDone(t('mail.test.sent', { to }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('mail.test')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={send}>
            {t('mail.test.send')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <TextField form={form} name="to" type="email" label={t('mail.test.to')} />
        <TextField form={form} name="from" type="email" label={t('mail.from')} />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
