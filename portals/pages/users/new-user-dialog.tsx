import { type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { revalidate } from '../../ui/api/live.ts'
import { companies, resellers } from '../../ui/api/names.ts'
import type { User } from '../../ui/api/types.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { SelectField, TextField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { allowEmail, passwordHelp, problems, requirePassword, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { companySource, resellerSource } from '../../ui/pick/sources.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { roleName } from '../../ui/session/roles.ts'
import { useSession } from '../../ui/session/session.ts'
import { ErrorStrip } from '../../ui/state/states.tsx'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { assignableRoles, organizationTypeOf } from './assignable-roles.ts'
import { LocationsField } from './locations-field.tsx'

interface NewUserProps {
  isOpen: boolean
  onClose: () => void
  organizationUid: string | undefined
}

function seesLocations(role: string): boolean {
  return role === 'CompanyLocationUser'
}

export function NewUserDialog(props: NewUserProps): JSX.Element {
  return (
    <Show when={props.isOpen}>
      <OpenDialog {...props} />
    </Show>
  )
}

function OpenDialog(props: NewUserProps): JSX.Element {
  const session = useSession()
  const { scope } = useScope()
  const own = session.organization
  /** Inside one organization only its own kind of roles is offered. */
  const fixedType = () => {
    if (!props.organizationUid) return session.portal === 'client' ? 'Company' : undefined
    return resellers.row(props.organizationUid) ? 'Reseller' : 'Company'
  }
  const roles = assignableRoles(session.user.role, fixedType())
  const form = createForm({
    initial: {
      role: roles[0] ?? '',
      organizationUid: props.organizationUid ?? scope().company ?? '',
      userName: '',
      password: '',
      firstName: '',
      lastName: '',
      email: '',
      locationUids: [] as string[],
    },
    validate: (values) =>
      problems({
        role: requireText(values.role),
        organizationUid: asksOrganization(values.role) ? requireText(values.organizationUid) : undefined,
        userName: requireText(values.userName),
        password: requirePassword(values.password),
        email: allowEmail(values.email),
      }),
    wireNames: {
      role: 'role',
      organizationUid: 'organizationUid',
      locationUids: 'locationUids',
      'credentials.userName': 'userName',
      'credentials.password': 'password',
      'profile.firstName': 'firstName',
      'profile.lastName': 'lastName',
      'profile.email': 'email',
    },
  })

  /** A user of the viewer's own kind of organization belongs to the viewer's own. */
  function asksOrganization(role: string): boolean {
    return !props.organizationUid && organizationTypeOf(role) !== own.type
  }

  function organizationUid(): string {
    return asksOrganization(form.values.role) ? form.values.organizationUid : (props.organizationUid ?? own.instanceUid)
  }

  async function create(): Promise<void> {
    const created = await form.submit(async (values) => {
      const user = await post<User>('/users', {
        organizationUid: organizationUid(),
        role: values.role,
        ...(seesLocations(values.role) ? { locationUids: values.locationUids } : {}),
        credentials: { userName: values.userName.trim(), password: values.password },
        profile: {
          firstName: values.firstName.trim() || null,
          lastName: values.lastName.trim() || null,
          email: values.email.trim() || null,
        },
      })
      await revalidate('/users')
      return user
    })
    if (!created) return
    toastDone(t('user.created', { name: created.userName }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t('user.new')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={create}>
            {t('user.create')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <SelectField
          form={form}
          name="role"
          label={t('user.role')}
          choices={roles.map((role) => ({ value: role, label: roleName(role) }))}
        />
        <Show when={asksOrganization(form.values.role)}>
          <Show
            when={organizationTypeOf(form.values.role) === 'Reseller'}
            fallback={
              <PickField
                form={form}
                name="organizationUid"
                label={t('install.company')}
                placeholder={t('install.company.choose')}
                source={companySource()}
                nameOf={(uid) => companies.row(uid)?.name}
              />
            }
          >
            <PickField
              form={form}
              name="organizationUid"
              label={t('reseller.one')}
              placeholder={t('pick.findReseller')}
              source={resellerSource()}
              nameOf={(uid) => resellers.row(uid)?.name}
            />
          </Show>
        </Show>
        <Show when={seesLocations(form.values.role) && organizationUid()} keyed>
          {(companyUid) => (
            <LocationsField
              companyUid={companyUid}
              chosen={form.values.locationUids}
              onChange={(uids) => form.set('locationUids', uids)}
            />
          )}
        </Show>
        <div data-part="pair">
          <TextField form={form} name="userName" label={t('user.name')} help={t('user.name.help')} />
          <TextField
            form={form}
            name="password"
            type="password"
            label={t('user.password')}
            help={`${passwordHelp()}. ${t('user.password.help')}`}
            autocomplete="new-password"
          />
          <TextField form={form} name="firstName" label={t('user.firstName')} isOptional />
          <TextField form={form} name="lastName" label={t('user.lastName')} isOptional />
        </div>
        <TextField form={form} name="email" type="email" label={t('user.email')} isOptional />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
