import { type JSX, Show } from 'solid-js'
import { type PatchOperation, patch } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { UserLogin } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { createForm } from '../../ui/form/form.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { checkKey, KeyFields, type KeyValues, keyWireNames } from './key-fields.tsx'

export function EditApiKeyDialog(props: { row: UserLogin; onClose: () => void }): JSX.Element {
  const row = props.row
  const form = createForm<KeyValues>({
    initial: { description: row.description, scopes: [...row.scopes], isReadOnly: row.isReadAccessOnly },
    validate: checkKey,
    wireNames: keyWireNames,
  })

  async function save(): Promise<void> {
    const saved = await form.submit(async (values) => {
      const wanted: PatchOperation[] = [
        { op: 'replace', path: '/description', value: values.description.trim() },
        { op: 'replace', path: '/scopes', value: values.scopes },
        { op: 'replace', path: '/isReadAccessOnly', value: values.isReadOnly },
      ]
      await patch(`/users/${row.userUid}/logins/${row.id}`, wanted)
      await revalidate('/users/logins')
      return true
    })
    if (!saved) return
    toastDone(t('apiKey.saved', { name: form.values.description }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t('apiKey.edit')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <KeyFields form={form} />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
