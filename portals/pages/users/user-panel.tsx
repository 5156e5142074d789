import { createSignal, type JSX, Show } from 'solid-js'
import { patch, remove } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import type { User } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { DestroyDialog } from '../../ui/dialog/destroy-dialog.tsx'
import { Facts } from '../../ui/facts/facts.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { roleName } from '../../ui/session/roles.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { Status } from '../../ui/status/status.tsx'
import { enabledStatus } from '../../ui/status/vocabulary.ts'
import { toastDone, toastFailed } from '../../ui/toast/toasts.tsx'
import { OrganizationName } from '../organizations/names.tsx'
import { isManagedBy } from './assignable-roles.ts'

export function fullName(row: User): string {
  return [row.profile.firstName, row.profile.lastName].filter(Boolean).join(' ')
}

export function mfaWord(row: User): string {
  return row.mfaPolicyConfigurationStatus === 'Configured' ? t('user.mfa.configured') : t('user.mfa.notConfigured')
}

async function setStatus(row: User, status: 'Enabled' | 'Disabled'): Promise<void> {
  try {
    await patch(`/users/${row.instanceUid}`, [{ op: 'replace', path: '/status', value: status }])
    toastDone(t(status === 'Enabled' ? 'user.enabled' : 'user.disabled', { name: row.userName }))
  } catch (cause) {
    toastFailed(cause)
  }
  await revalidate('/users')
}

export function UserPanel(props: { row: User }): JSX.Element {
  const session = useSession()
  const [isDeleting, setDeleting] = createSignal(false)
  const isChangeable = () =>
    can('users.manage') &&
    props.row.instanceUid !== session.user.instanceUid &&
    isManagedBy(session.user.role, props.row.role)

  return (
    <>
      <Show when={isChangeable()}>
        <div data-part="actions">
          <Show
            when={props.row.status === 'Disabled'}
            fallback={<Button onPress={() => setStatus(props.row, 'Disabled')}>{t('action.disable')}</Button>}
          >
            <Button onPress={() => setStatus(props.row, 'Enabled')}>{t('action.enable')}</Button>
          </Show>
          <Button icon="trash" onPress={() => setDeleting(true)}>
            {t('action.delete')}
          </Button>
        </div>
      </Show>
      <Facts
        facts={[
          { label: t('user.status'), value: <Status value={enabledStatus(props.row.status)} /> },
          { label: t('user.role'), value: roleName(props.row.role) },
          { label: t('user.organization'), value: <OrganizationName uid={props.row.organizationUid} /> },
          fullName(props.row) ? { label: t('user.realName'), value: fullName(props.row) } : undefined,
          props.row.profile.email ? { label: t('user.email'), value: props.row.profile.email } : undefined,
          { label: t('user.mfa'), value: mfaWord(props.row) },
        ]}
      />
      <DestroyDialog
        isOpen={isDeleting()}
        onClose={() => setDeleting(false)}
        title={t('user.delete.title', { name: props.row.userName })}
        actionLabel={t('action.delete')}
        losses={[]}
        note={t('user.delete.note')}
        confirmName={props.row.userName}
        onConfirm={async () => {
          const name = props.row.userName
          await remove(`/users/${props.row.instanceUid}`)
          await revalidate('/users')
          toastDone(t('user.deleted', { name }))
        }}
      />
    </>
  )
}
