import { useNavigate } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { DeletedOrganization, Organization } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'

/** Brings a deleted organization back; under another name where its own was given away meanwhile. */
export function RestoreDialog(props: { row: DeletedOrganization; onClose: () => void }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const row = props.row
  const form = createForm({
    initial: { name: row.name, alias: row.alias ?? '' },
    validate: (values) => problems({ name: requireText(values.name) }),
    wireNames: { name: 'name', alias: 'alias' },
  })

  async function restore(): Promise<void> {
    const restored = await form.submit(async (values) => {
      const name = values.name.trim()
      const alias = values.alias.trim()
      return await post<Organization>(`/organizations/${row.instanceUid}/restore`, {
        ...(name === row.name ? {} : { name }),
        ...(alias === (row.alias ?? '') ? {} : { alias: alias || null }),
      })
    })
    await revalidate('/organizations/deleted')
    if (!restored) return
    toastDone(t('deleted.restored', { name: form.values.name.trim() }))
    props.onClose()
    navigate(href(`/${row.type === 'Reseller' ? 'resellers' : 'companies'}/${row.instanceUid}`))
  }

  return (
    <Dialog
      isOpen
      size="small"
      onClose={props.onClose}
      title={t('deleted.restore.title', { name: row.name })}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={restore}>
            {t('deleted.restore')}
          </Button>
        </>
      }
    >
      <p>{t(row.type === 'Reseller' ? 'deleted.restore.reseller' : 'deleted.restore.company')}</p>
      <Show when={row.areAgentsRemoved}>
        <p>{t('deleted.restore.agents')}</p>
      </Show>
      <Show when={row.areBackupsRemoved}>
        <p>{t('deleted.restore.backups')}</p>
      </Show>
      <div data-component="form">
        <TextField form={form} name="name" label={t('organization.name')} maxLength={255} />
        <TextField form={form} name="alias" label={t('organization.alias')} maxLength={255} isOptional />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
