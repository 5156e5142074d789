import type { JSX } from 'solid-js'
import type { Organization } from '../../ui/api/types.ts'
import type { Fact } from '../../ui/facts/facts.tsx'
import { TextArea, TextField } from '../../ui/form/fields.tsx'
import { type Form, narrowForm } from '../../ui/form/form.ts'
import { allowEmail, allowWholeNumber, passwordHelp, requirePassword, requireText } from '../../ui/form/rules.ts'
import type { WireNames } from '../../ui/form/server-errors.ts'
import { t } from '../../ui/i18n/translate.ts'

/** What a company and a reseller are asked for alike; text throughout, as typed. */
export interface OrganizationValues {
  name: string
  alias: string
  email: string
  phone: string
  countryName: string
  city: string
  street: string
  zipCode: string
  taxId: string
  website: string
  companyId: string
  notes: string
}

export interface OwnerValues {
  userName: string
  password: string
}

export interface QuotaValues {
  workstations: string
  servers: string
}

export const emptyOrganization: OrganizationValues = {
  name: '',
  alias: '',
  email: '',
  phone: '',
  countryName: '',
  city: '',
  street: '',
  zipCode: '',
  taxId: '',
  website: '',
  companyId: '',
  notes: '',
}

export const organizationNames = Object.keys(emptyOrganization) as (keyof OrganizationValues)[]
export const mostAgents = 1_000_000

export function checkOrganization(values: OrganizationValues) {
  return { name: requireText(values.name), email: allowEmail(values.email) }
}

export function checkOwner(values: OwnerValues) {
  return {
    userName: requireText(values.userName),
    password: requirePassword(values.password),
  }
}

export function checkQuotas(values: QuotaValues) {
  return {
    workstations: allowWholeNumber(values.workstations, 0, mostAgents),
    servers: allowWholeNumber(values.servers, 0, mostAgents),
  }
}

/** Wire names below `prefix` for the fields of the organization. */
export function organizationWireNames(prefix: string): WireNames {
  return Object.fromEntries(organizationNames.map((name) => [prefix + name, name]))
}

/** What was left empty is not sent: the console then keeps its own default. */
export function organizationInput(values: OrganizationValues): Partial<Organization> {
  const given = organizationNames.flatMap((name) => {
    const text = values[name].trim()
    return text === '' ? [] : [[name, text] as const]
  })
  return Object.fromEntries(given)
}

/** Empty means no limit. */
export function quotaInput(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

export function organizationSummary(values: OrganizationValues): (Fact | undefined)[] {
  const fact = (label: string, value: string) => (value.trim() === '' ? undefined : { label, value })
  return [
    fact(t('organization.name'), values.name),
    fact(t('organization.alias'), values.alias),
    fact(t('organization.email'), values.email),
    fact(t('organization.city'), [values.zipCode, values.city, values.countryName].filter(Boolean).join(' ')),
  ]
}

export function OrganizationFields<V extends OrganizationValues>(props: { form: Form<V> }): JSX.Element {
  const form = () => narrowForm<OrganizationValues>(props.form)
  return (
    <>
      <TextField form={form()} name="name" label={t('organization.name')} autocomplete="organization" maxLength={255} />
      <div data-part="pair">
        <TextField
          form={form()}
          name="alias"
          label={t('organization.alias')}
          help={t('organization.alias.help')}
          isOptional
        />
        <TextField
          form={form()}
          name="companyId"
          label={t('organization.companyId')}
          help={t('organization.companyId.help')}
          isOptional
        />
        <TextField form={form()} name="email" type="email" label={t('organization.email')} isOptional />
        <TextField form={form()} name="phone" type="tel" label={t('organization.phone')} isOptional />
        <TextField form={form()} name="street" label={t('organization.street')} isOptional />
        <TextField form={form()} name="zipCode" label={t('organization.zipCode')} isOptional />
        <TextField form={form()} name="city" label={t('organization.city')} isOptional />
        <TextField form={form()} name="countryName" label={t('organization.country')} isOptional />
        <TextField form={form()} name="taxId" label={t('organization.taxId')} isOptional />
        <TextField form={form()} name="website" type="url" label={t('organization.website')} isOptional />
      </div>
    </>
  )
}

export function OwnerFields<V extends OwnerValues>(props: { form: Form<V>; help: string }): JSX.Element {
  const form = () => narrowForm<OwnerValues>(props.form)
  return (
    <>
      <p data-tone="secondary">{props.help}</p>
      <TextField form={form()} name="userName" label={t('owner.userName')} help={t('owner.userName.help')} />
      <TextField
        form={form()}
        name="password"
        type="password"
        label={t('owner.password')}
        help={`${passwordHelp()}. ${t('owner.password.help')}`}
        autocomplete="new-password"
      />
    </>
  )
}

export function QuotaFields<V extends QuotaValues>(props: { form: Form<V> }): JSX.Element {
  const form = () => narrowForm<QuotaValues>(props.form)
  return (
    <div data-part="pair">
      <TextField
        form={form()}
        name="servers"
        inputMode="numeric"
        label={t('quota.servers')}
        unit={t('quota.agents')}
        help={t('quota.help')}
        isOptional
      />
      <TextField
        form={form()}
        name="workstations"
        inputMode="numeric"
        label={t('quota.workstations')}
        unit={t('quota.agents')}
        help={t('quota.help')}
        isOptional
      />
    </div>
  )
}

export function NotesField<V extends OrganizationValues>(props: { form: Form<V> }): JSX.Element {
  const form = () => narrowForm<OrganizationValues>(props.form)
  return <TextArea form={form()} name="notes" label={t('organization.notes')} rows={6} isOptional />
}
