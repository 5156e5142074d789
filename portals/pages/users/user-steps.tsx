import { type JSX, Show } from 'solid-js'
import { equals } from '../../ui/api/filter.ts'
import { companies, locations, resellers, sites } from '../../ui/api/names.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { BackupResource } from '../../ui/api/types.ts'
import { CheckField, RadioField, SelectField, TextArea, TextField } from '../../ui/form/fields.tsx'
import type { Form } from '../../ui/form/form.ts'
import { passwordHelp } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { PickMany } from '../../ui/pick/pick-many.tsx'
import { companySource, locationSource, resellerSource, siteSource } from '../../ui/pick/sources.ts'
import { roleName } from '../../ui/session/roles.ts'
import { isActing, useSession } from '../../ui/session/session.ts'
import { formStep } from '../../ui/wizard/form-step.ts'
import type { WizardStep } from '../../ui/wizard/wizard.tsx'
import { PersonFields } from '../organizations/owner-fields.tsx'
import { organizationTypeOf } from './assignable-roles.ts'
import { roleGroup, roleHelp } from './role-help.ts'
import { limitOf, seesProviderResources, type UserValues } from './user-values.ts'

interface StepOptions {
  form: Form<UserValues>
  isEdit: boolean
  roles: () => readonly string[]
  asksOrganization: () => boolean
  organizationUid: () => string
}

/** What the user may do, and in whose organization. */
export function roleStep(options: StepOptions): WizardStep {
  const { form } = options
  const isOfReseller = () => organizationTypeOf(form.values.role) === 'Reseller'
  const organizationName = () =>
    companies.row(form.values.organizationUid)?.name ?? resellers.row(form.values.organizationUid)?.name
  return formStep(form, {
    id: 'role',
    title: t('step.role'),
    fields: ['role', 'organizationUid'],
    content: () => (
      <>
        <RadioField
          form={form}
          name="role"
          label={t('user.role')}
          choices={options.roles().map((role) => ({
            value: role,
            label: roleName(role),
            help: roleHelp(role),
            group: roleGroup(role, options.roles()),
          }))}
        />
        <Show when={options.asksOrganization()}>
          <PickField
            form={form}
            name="organizationUid"
            label={isOfReseller() ? t('reseller.one') : t('install.company')}
            placeholder={isOfReseller() ? t('pick.findReseller') : t('install.company.choose')}
            source={isOfReseller() ? resellerSource() : companySource()}
            nameOf={(uid) => companies.row(uid)?.name ?? resellers.row(uid)?.name}
          />
        </Show>
      </>
    ),
    summary: () => [
      form.values.role ? { label: t('user.role'), value: roleName(form.values.role) } : undefined,
      options.asksOrganization() && organizationName()
        ? { label: t('user.organization'), value: organizationName() }
        : undefined,
    ],
  })
}

/** Who it is, and what it signs in with. */
export function personStep({ form, isEdit }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'person',
    title: t('step.person'),
    fields: ['title', 'firstName', 'lastName', 'email', 'phone', 'address'],
    content: () => (
      <>
        <PersonFields form={form} emailName="email">
          <TextField form={form} name="phone" type="tel" label={t('organization.phone')} maxLength={255} isOptional />
        </PersonFields>
        <TextArea form={form} name="address" label={t('user.address')} rows={2} isOptional />
        <p data-part="note">{isEdit ? '' : t('user.email.help')}</p>
      </>
    ),
    summary: () => [
      fullNameFact(form.values),
      form.values.email ? { label: t('user.email'), value: form.values.email } : undefined,
    ],
  })
}

function fullNameFact(values: UserValues) {
  const name = [values.firstName, values.lastName].filter(Boolean).join(' ')
  return name ? { label: t('user.realName'), value: name } : undefined
}

export function loginStep({ form, isEdit }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'login',
    title: t('step.login'),
    fields: ['userName', 'password'],
    content: () => (
      <>
        <Show when={!isEdit} fallback={<p>{t('user.name.fixed', { name: form.values.userName })}</p>}>
          <TextField form={form} name="userName" label={t('user.name')} help={t('user.name.help')} maxLength={255} />
        </Show>
        <Show when={!isActing()}>
          <TextField
            form={form}
            name="password"
            type="password"
            label={isEdit ? t('user.password.new') : t('user.password')}
            help={isEdit ? t('user.password.newHelp') : `${passwordHelp()}. ${t('user.password.help')}`}
            autocomplete="new-password"
            isOptional={isEdit}
          />
        </Show>
      </>
    ),
    summary: () => [form.values.userName ? { label: t('user.name'), value: form.values.userName } : undefined],
  })
}

/** What of the organization it sees. */
export function limitStep(options: StepOptions): WizardStep {
  const { form } = options
  return formStep(form, {
    id: 'limits',
    title: t('step.limits'),
    fields: ['locationUids', 'companies', 'companyUids', 'hasProviderResources', 'siteUids'],
    content: (): JSX.Element => {
      switch (limitOf(form.values.role)) {
        case 'locations':
          return (
            <PickMany
              label={t('user.chooseLocations')}
              help={t('user.chooseLocations.help')}
              source={locationSource(options.organizationUid())}
              chosen={form.values.locationUids}
              nameOf={(uid) => locations.row(uid)?.name}
              onChange={(uids) => form.set('locationUids', uids)}
            />
          )
        case 'sites':
          return (
            <PickMany
              label={t('user.chooseSites')}
              help={t('user.chooseSites.help')}
              source={siteSource()}
              chosen={form.values.siteUids}
              nameOf={(uid) => sites.row(uid)?.siteName}
              onChange={(uids) => form.set('siteUids', uids)}
            />
          )
        case 'companies':
          return <CompanyLimits form={form} resellerUid={resellerUidOf(options)} />
        default:
          return null
      }
    },
    summary: () => [{ label: t('step.limits'), value: limitSummary(form.values) }],
  })
}

/** A reseller's user is limited to companies of that reseller. */
function resellerUidOf(options: StepOptions): string | undefined {
  return organizationTypeOf(options.form.values.role) === 'Reseller' && useSession().portal === 'admin'
    ? options.organizationUid()
    : undefined
}

function limitSummary(values: UserValues): string {
  const some = (count: number, none: string) => (count === 0 ? none : t('user.limits.some', { count }))
  switch (limitOf(values.role)) {
    case 'locations':
      return some(values.locationUids.length, t('user.limits.defaultLocation'))
    case 'sites':
      return some(values.siteUids.length, t('user.limits.everySite'))
    case 'companies':
      return values.companies === 'all'
        ? t('user.companies.all')
        : some(values.companyUids.length, t('user.limits.noCompany'))
    default:
      return t('user.limits.whole')
  }
}

function CompanyLimits(props: { form: Form<UserValues>; resellerUid: string | undefined }): JSX.Element {
  return (
    <>
      <RadioField
        form={props.form}
        name="companies"
        label={t('user.companies')}
        choices={[
          { value: 'all', label: t('user.companies.all'), help: t('user.companies.all.help') },
          { value: 'chosen', label: t('user.companies.chosen') },
        ]}
      />
      <Show when={props.form.values.companies === 'chosen'}>
        <PickMany
          label={t('user.companies.which')}
          error={props.form.errorOf('companyUids')}
          source={companySource(props.resellerUid)}
          chosen={props.form.values.companyUids}
          nameOf={(uid) => companies.row(uid)?.name}
          onChange={(uids) => props.form.set('companyUids', uids)}
        />
      </Show>
      <Show when={seesProviderResources(props.form.values.role)}>
        <CheckField
          form={props.form}
          name="hasProviderResources"
          label={t('user.providerResources')}
          help={t('user.providerResources.help')}
        />
      </Show>
    </>
  )
}

/** How much a subtenant may store. */
export function quotaStep(options: StepOptions): WizardStep {
  const { form } = options
  return formStep(form, {
    id: 'quota',
    title: t('step.quota'),
    fields: ['backupResourceUid', 'quotaGb'],
    content: () => <SubtenantQuota form={form} isEdit={options.isEdit} organizationUid={options.organizationUid()} />,
    summary: () => [
      { label: t('step.quota'), value: form.values.quotaGb ? `${form.values.quotaGb} GB` : t('value.unlimited') },
    ],
  })
}

function SubtenantQuota(props: { form: Form<UserValues>; isEdit: boolean; organizationUid: string }): JSX.Element {
  const resources = createLivePage<BackupResource>(
    () => (props.organizationUid ? '/infrastructure/sites/tenants/backupResources' : undefined),
    () => ({ filter: [equals('companyUid', props.organizationUid)], limit: 100 }),
    { intervalMs: 0 },
  )
  return (
    <>
      <Show when={!props.isEdit}>
        <SelectField
          form={props.form}
          name="backupResourceUid"
          label={t('user.quota.resource')}
          help={t('user.quota.resource.help')}
          placeholder={t('user.quota.default')}
          choices={(resources.data()?.items ?? []).map((row) => ({
            value: row.instanceUid,
            label: row.cloudRepositoryName,
          }))}
        />
      </Show>
      <Show when={props.isEdit || props.form.values.backupResourceUid}>
        <TextField
          form={props.form}
          name="quotaGb"
          inputMode="numeric"
          label={t('location.quota')}
          unit="GB"
          help={t('user.quota.help')}
          isOptional
        />
      </Show>
    </>
  )
}

export function secondFactorStep({ form }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'mfa',
    title: t('step.mfa'),
    fields: ['isMfaEnforced'],
    content: () => (
      <CheckField form={form} name="isMfaEnforced" label={t('user.mfa.enforce')} help={t('user.mfa.enforce.help')} />
    ),
    summary: () => [
      { label: t('company.mfa.short'), value: form.values.isMfaEnforced ? t('value.yes') : t('value.no') },
    ],
  })
}
