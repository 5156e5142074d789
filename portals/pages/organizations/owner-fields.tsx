import { type JSX, Show } from 'solid-js'
import type { Fact } from '../../ui/facts/facts.tsx'
import { SelectField, TextField } from '../../ui/form/fields.tsx'
import { type Form, narrowForm } from '../../ui/form/form.ts'
import { allowEmail, passwordHelp, requirePassword, requireUserName } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { isActing } from '../../ui/session/session.ts'
import { personTitles } from '../users/user-values.ts'

/** The first user of an organization: what it signs in with, and who that is. */
export interface OwnerValues {
  userName: string
  password: string
  title: string
  firstName: string
  lastName: string
  ownerEmail: string
}

export const ownerNames = [
  'userName',
  'password',
  'title',
  'firstName',
  'lastName',
  'ownerEmail',
] as const satisfies readonly (keyof OwnerValues)[]

export const emptyOwner: OwnerValues = {
  userName: '',
  password: '',
  title: 'Unknown',
  firstName: '',
  lastName: '',
  ownerEmail: '',
}

export const ownerWireNames = {
  'ownerCredentials.userName': 'userName',
  'ownerCredentials.password': 'password',
  'ownerProfile.title': 'title',
  'ownerProfile.firstName': 'firstName',
  'ownerProfile.lastName': 'lastName',
  'ownerProfile.email': 'ownerEmail',
}

/** The members of a request that make the first user. */
export function ownerInput(values: OwnerValues) {
  return {
    ownerCredentials: { userName: values.userName.trim(), password: values.password },
    ownerProfile: {
      title: values.title,
      firstName: values.firstName.trim() || null,
      lastName: values.lastName.trim() || null,
      email: values.ownerEmail.trim() || null,
    },
  }
}

export function checkOwner(values: OwnerValues) {
  return {
    userName: requireUserName(values.userName),
    password: requirePassword(values.password),
    ownerEmail: allowEmail(values.ownerEmail),
  }
}

export function ownerSummary(values: OwnerValues): (Fact | undefined)[] {
  const name = [values.firstName, values.lastName].filter(Boolean).join(' ')
  if (!values.userName) return []
  return [{ label: t('company.owner'), value: name ? `${values.userName} (${name})` : values.userName }]
}

export function OwnerFields<V extends OwnerValues>(props: { form: Form<V>; help: string }): JSX.Element {
  const form = () => narrowForm<OwnerValues>(props.form)
  return (
    <>
      <p data-tone="secondary">{props.help}</p>
      <div data-part="pair">
        <TextField
          form={form()}
          name="userName"
          label={t('owner.userName')}
          help={t('owner.userName.help')}
          maxLength={255}
        />
        <TextField
          form={form()}
          name="password"
          type="password"
          label={t('owner.password')}
          help={`${passwordHelp()}. ${t('owner.password.help')}`}
          autocomplete="new-password"
        />
      </div>
      <PersonFields form={form()} emailName="ownerEmail" />
    </>
  )
}

interface PersonValues {
  title: string
  firstName: string
  lastName: string
}

/** Who a user is, as the console addresses them in mails and lists. */
export function PersonFields<V extends PersonValues>(props: {
  form: Form<V>
  /** The field for the address; forms that also have an organization's call it otherwise. */
  emailName: { [K in keyof V & string]: V[K] extends string ? K : never }[keyof V & string]
  children?: JSX.Element
}): JSX.Element {
  const form = () => narrowForm<PersonValues>(props.form)
  return (
    <div data-part="pair">
      <SelectField form={form()} name="title" label={t('user.title')} choices={personTitles()} />
      {/* Links for a new password go there, so it is none of what somebody who acts as the user changes. */}
      <Show when={!isActing()}>
        <TextField form={props.form} name={props.emailName} type="email" label={t('user.email')} isOptional />
      </Show>
      <TextField form={form()} name="firstName" label={t('user.firstName')} maxLength={255} isOptional />
      <TextField form={form()} name="lastName" label={t('user.lastName')} maxLength={255} isOptional />
      <Show when={props.children}>{props.children}</Show>
    </div>
  )
}
