import { createSignal, type JSX, Show } from 'solid-js'
import { patch, remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { UserLogin } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { can } from '../../ui/session/session.ts'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'
import { EditApiKeyDialog } from './edit-api-key-dialog.tsx'

/** Enabling again is the provider's: whoever could switch a key off may have been told to. */
export function ApiKeyButtons(props: { row: UserLogin }): JSX.Element {
  const [asked, setAsked] = createSignal<'delete' | 'edit'>()
  const address = () => `/users/${props.row.userUid}/logins/${props.row.id}`
  const name = () => props.row.description || props.row.identifierInProvider

  async function setStatus(status: 'enabled' | 'disabled'): Promise<void> {
    try {
      await patch(address(), [{ op: 'replace', path: '/status', value: status }])
      toastDone(t(status === 'enabled' ? 'apiKey.enabled' : 'apiKey.disabled', { name: name() }))
    } catch (cause) {
      toastFailed(cause)
    }
    await revalidate('/users/logins')
  }

  return (
    <>
      <Button onPress={() => setAsked('edit')}>{t('action.edit')}</Button>
      <Show
        when={props.row.status === 'disabled'}
        fallback={<Button onPress={() => setStatus('disabled')}>{t('action.disable')}</Button>}
      >
        <Show when={can('apiKeys.enable')} fallback={<p data-tone="secondary">{t('apiKey.enable.byProvider')}</p>}>
          <Button onPress={() => setStatus('enabled')}>{t('action.enable')}</Button>
        </Show>
      </Show>
      <Button icon="trash" onPress={() => setAsked('delete')}>
        {t('action.delete')}
      </Button>
      <Show when={asked() === 'edit'}>
        <EditApiKeyDialog row={props.row} onClose={() => setAsked(undefined)} />
      </Show>
      <DestroyDialog
        isOpen={asked() === 'delete'}
        onClose={() => setAsked(undefined)}
        title={t('delete.title', { name: name() })}
        actionLabel={t('apiKey.delete')}
        losses={[]}
        note={t('apiKey.delete.note')}
        onConfirm={async () => {
          const said = t('apiKey.deleted', { name: name() })
          await remove(address())
          await revalidate('/users/logins')
          toastDone(said)
        }}
      />
    </>
  )
}
