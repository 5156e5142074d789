import { useNavigate, useParams } from '@solidjs/router'
import { createEffect, type JSX, Match, Show, Switch } from 'solid-js'
import { patch } from '../../ui/api/client.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { User, UserBackupResource } from '../../ui/api/types.ts'
import { createForm } from '../../ui/form/form.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { ButtonLink } from '../../ui/link/link.tsx'
import { useScope } from '../../ui/scope/use-scope.ts'
import { roleName } from '../../ui/session/roles.ts'
import { draftOf, useSession } from '../../ui/session/session.ts'
import { EmptyState, ErrorState, Skeleton } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { assignableRoles, organizationTypeOf } from './assignable-roles.ts'
import { isChangeable } from './user-actions.ts'
import {
  checkUser,
  isSubtenant,
  quotaText,
  storageQuota,
  type UserValues,
  userPatch,
  userValues,
  userWireNames,
} from './user-values.ts'
import { UserWizard } from './user-wizard.tsx'

export default function UserEdit(): JSX.Element {
  const parameters = useParams<{ uid: string }>()
  const user = createLiveOne<User>(() => `/users/${parameters.uid}`, { intervalMs: 0 })
  const title = () => t('edit.title', { name: user.data()?.userName ?? '' })
  setTitle(() => user.data() && title())
  return (
    <Switch fallback={<Skeleton />}>
      <Match when={user.error()}>{(error) => <ErrorState isPage error={error()} onRetry={user.refresh} />}</Match>
      <Match when={user.data()}>
        <Show when={user.data()} keyed>
          {(row) => (
            <Show when={isChangeable(row)} fallback={<NotChangeable row={row} title={title()} />}>
              <EditWizard row={row} title={title()} />
            </Show>
          )}
        </Show>
      </Match>
    </Switch>
  )
}

/** Opened by its address: oneself is changed in one's profile, and not every role may change every other. */
function NotChangeable(props: { row: User; title: string }): JSX.Element {
  const isSelf = () => props.row.instanceUid === useSession().user.instanceUid
  return (
    <EmptyState
      isPage
      icon="key"
      title={props.title}
      text={isSelf() ? t('user.edit.self') : t('user.edit.refused', { role: roleName(props.row.role) })}
    >
      <ButtonLink href={isSelf() ? '/profile' : `/users/${props.row.instanceUid}`}>
        {isSelf() ? t('profile.open') : t('action.open')}
      </ButtonLink>
    </EmptyState>
  )
}

function EditWizard(props: { row: User; title: string }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const session = useSession()
  // Taken once: what the user was when the editing began is what the changes are told apart from.
  const row = props.row
  const home = `/users/${row.instanceUid}`
  const resource = createLiveOne<UserBackupResource>(
    () => (isSubtenant(row.role) ? `/users/${row.instanceUid}/backupResource` : undefined),
    { intervalMs: 0 },
  )
  const form = createForm<UserValues>({
    initial: userValues(row),
    validate: (values) => checkUser(values, { isEdit: true, asksOrganization: false }),
    wireNames: userWireNames,
    draft: draftOf(row.instanceUid, ['password']),
  })
  createEffect(() => {
    if (resource.data()) form.set('quotaGb', quotaText(resource.data()))
  })
  /** An owner stays the owner; everybody else may be given another role of the same kind. */
  const roles = () => {
    const offered: string[] = assignableRoles(session.user.role, organizationTypeOf(row.role))
    return offered.includes(row.role) ? offered : [row.role]
  }

  async function save(): Promise<void> {
    const saved = await form.submit(async (values) => {
      const changes = userPatch(row, values)
      if (changes.length > 0) await patch(`/users/${row.instanceUid}`, changes)
      if (resource.data() && quotaText(resource.data()) !== values.quotaGb.trim()) {
        const { storageQuota: quota, isStorageQuotaUnlimited } = storageQuota(values)
        await patch(`/users/${row.instanceUid}/backupResource`, [
          { op: 'replace', path: '/storageQuota', value: quota },
          { op: 'replace', path: '/isStorageQuotaUnlimited', value: isStorageQuotaUnlimited },
        ])
      }
      return true
    })
    if (!saved) return
    toastDone(t('user.saved', { name: row.userName }))
    navigate(href(home), { replace: true })
  }

  return (
    <UserWizard
      form={form}
      title={props.title}
      finishLabel={t('action.save')}
      isEdit
      roles={roles}
      asksOrganization={() => false}
      organizationUid={() => row.organizationUid}
      onFinish={save}
      onCancel={() => navigate(href(home))}
    />
  )
}
