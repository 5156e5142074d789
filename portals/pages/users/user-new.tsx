import { useNavigate, useSearchParams } from '@solidjs/router'
import { createEffect, type JSX, on } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { Organization, User } from '../../ui/api/types.ts'
import { createForm } from '../../ui/form/form.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { draftOf, useSession } from '../../ui/session/session.ts'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { assignableRoles, organizationTypeOf } from './assignable-roles.ts'
import { checkUser, type UserValues, userInput, userValues, userWireNames } from './user-values.ts'
import { UserWizard } from './user-wizard.tsx'

/** Invites somebody: into the organization of the address, or into one that is asked for. */
export default function UserNew(): JSX.Element {
  setTitle(() => t('user.new'))
  const navigate = useNavigate()
  const { scope, href } = useScope()
  const session = useSession()
  const [parameters] = useSearchParams<{ organization?: string }>()
  const fixed = () => parameters.organization
  const organization = createLiveOne<Organization>(() => fixed() && `/organizations/${fixed()}`, { intervalMs: 0 })
  /** Inside one organization only its own kind of roles is offered. */
  const fixedType = () => {
    if (!fixed()) return session.portal === 'client' ? 'Company' : undefined
    const type = organization.data()?.type
    return type === 'Unknown' ? undefined : type
  }
  const roles = () => (fixed() && !organization.data() ? [] : assignableRoles(session.user.role, fixedType()))
  const form = createForm<UserValues>({
    initial: userValues(undefined, { organizationUid: scope().company ?? '' }),
    validate: (values) => checkUser(values, { isEdit: false, asksOrganization: asksOrganization() }),
    wireNames: userWireNames,
    draft: draftOf('new-user', ['password']),
  })
  // A role is chosen, not taken along: only where there is no choice is it made here.
  createEffect(() => {
    const [only, ...others] = roles()
    if (only && others.length === 0) form.set('role', only)
  })
  // What was picked in one organization means nothing in another.
  createEffect(
    on(
      organizationUid,
      () => {
        form.set('locationUids', [])
        form.set('backupResourceUid', '')
      },
      { defer: true },
    ),
  )
  // A company that was picked, or is the scope's, is no reseller; and the other way round.
  createEffect(
    on(
      () => organizationTypeOf(form.values.role),
      (type) => form.set('organizationUid', type === 'Company' ? (scope().company ?? '') : ''),
      { defer: true },
    ),
  )

  /** A user of the viewer's own kind of organization belongs to the viewer's own. */
  function asksOrganization(): boolean {
    const type = organizationTypeOf(form.values.role)
    return !fixed() && type !== undefined && type !== session.organization.type
  }

  function organizationUid(): string {
    return asksOrganization() ? form.values.organizationUid : (fixed() ?? session.organization.instanceUid)
  }

  const home = () => {
    const uid = fixed()
    if (!uid || uid === session.organization.instanceUid) return '/users'
    return `/${organization.data()?.type === 'Reseller' ? 'resellers' : 'companies'}/${uid}/users`
  }

  async function create(): Promise<void> {
    const created = await form.submit((values) => post<User>('/users', userInput(values, organizationUid())))
    if (!created) return
    toastDone(t('user.created', { name: created.userName }))
    navigate(href(`${home()}?panel=${created.instanceUid}`), { replace: true })
  }

  return (
    <UserWizard
      form={form}
      title={organization.data() ? t('user.newIn', { name: organization.data()?.name ?? '' }) : t('user.new')}
      finishLabel={t('user.create')}
      isEdit={false}
      roles={roles}
      asksOrganization={asksOrganization}
      organizationUid={organizationUid}
      onFinish={create}
      onCancel={() => navigate(href(home()))}
    />
  )
}
