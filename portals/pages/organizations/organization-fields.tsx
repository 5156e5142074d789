import { createMemo, type JSX, Show } from 'solid-js'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { ListedCode } from '../../ui/api/types.ts'
import type { Fact } from '../../ui/facts/facts.tsx'
import { SelectField, TextArea, TextField } from '../../ui/form/fields.tsx'
import { type Form, narrowForm } from '../../ui/form/form.ts'
import { t } from '../../ui/i18n/translate.ts'
import { type OrganizationValues, usa } from './organization-values.ts'

/** Countries and states by their numbers, asked once per wizard. */
export interface Places {
  countries: () => readonly ListedCode[]
  states: () => readonly ListedCode[]
  countryName: (id: string) => string | undefined
}

export function createPlaces(): Places {
  const countries = createLiveOne<ListedCode[]>(() => '/misc/countries', { intervalMs: 0 })
  const states = createLiveOne<ListedCode[]>(() => '/misc/usaStates', { intervalMs: 0 })
  const sorted = createMemo(() => (countries.data() ?? []).toSorted((one, other) => one.name.localeCompare(other.name)))
  return {
    countries: sorted,
    states: () => states.data() ?? [],
    countryName: (id) => sorted().find((country) => String(country.id) === id)?.name,
  }
}

function choices(listed: readonly ListedCode[]) {
  return listed.map(({ id, name }) => ({ value: String(id), label: name }))
}

/** Name and identifiers of an organization: what it is called, here and in other systems. */
export function OrganizationFields<V extends OrganizationValues>(props: {
  form: Form<V>
  places: Places
  /** True: without the numbers that only whoever manages the organization keeps of it. */
  isOwn?: boolean
}): JSX.Element {
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
          maxLength={255}
          isOptional
        />
        <TextField form={form()} name="taxId" label={t('organization.taxId')} maxLength={64} isOptional />
        <Show when={!props.isOwn}>
          <TextField
            form={form()}
            name="companyId"
            label={t('organization.companyId')}
            help={t('organization.companyId.help')}
            maxLength={255}
            isOptional
          />
          <TextField
            form={form()}
            name="veeamTenantId"
            label={t('organization.tenantId')}
            help={t('organization.tenantId.help')}
            maxLength={255}
            isOptional
          />
        </Show>
      </div>
      <ContactFields form={form()} places={props.places} />
    </>
  )
}

/** Where an organization is and how it is reached. */
export function ContactFields<V extends OrganizationValues>(props: { form: Form<V>; places: Places }): JSX.Element {
  const form = () => narrowForm<OrganizationValues>(props.form)
  return (
    <div data-part="pair">
      <TextField form={form()} name="email" type="email" label={t('organization.email')} maxLength={254} isOptional />
      <TextField form={form()} name="phone" type="tel" label={t('organization.phone')} maxLength={64} isOptional />
      <SelectField
        form={form()}
        name="country"
        label={t('organization.country')}
        placeholder={t('value.notSet')}
        choices={choices(props.places.countries())}
        isOptional
      />
      <Show
        when={form().values.country === usa}
        fallback={
          <TextField form={form()} name="regionName" label={t('organization.region')} maxLength={255} isOptional />
        }
      >
        <SelectField
          form={form()}
          name="state"
          label={t('organization.usState')}
          placeholder={t('value.notSet')}
          choices={choices(props.places.states())}
          isOptional
        />
      </Show>
      <TextField form={form()} name="zipCode" label={t('organization.zipCode')} maxLength={32} isOptional />
      <TextField form={form()} name="city" label={t('organization.city')} maxLength={255} isOptional />
      <TextField form={form()} name="street" label={t('organization.street')} maxLength={255} isOptional />
      <TextField
        form={form()}
        name="website"
        type="url"
        label={t('organization.website')}
        maxLength={2000}
        isOptional
      />
    </div>
  )
}

export function NotesField<V extends OrganizationValues>(props: { form: Form<V> }): JSX.Element {
  const form = () => narrowForm<OrganizationValues>(props.form)
  return <TextArea form={form()} name="notes" label={t('organization.notes')} rows={4} isOptional />
}

export function organizationSummary(values: OrganizationValues, places: Places): (Fact | undefined)[] {
  const fact = (label: string, value: string) => (value.trim() === '' ? undefined : { label, value })
  const city = [values.zipCode, values.city].filter(Boolean).join(' ')
  return [
    fact(t('organization.name'), values.name),
    fact(t('organization.alias'), values.alias),
    fact(t('organization.email'), values.email),
    fact(t('organization.place'), [city, places.countryName(values.country)].filter(Boolean).join(', ')),
  ]
}
