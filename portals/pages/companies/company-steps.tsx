import { type JSX, Show } from 'solid-js'
import { resellers } from '../../ui/api/names.ts'
import type { Fact } from '../../ui/facts/facts.tsx'
import { CheckField } from '../../ui/form/fields.tsx'
import type { Form } from '../../ui/form/form.ts'
import { t } from '../../ui/i18n/translate.ts'
import { PickField } from '../../ui/pick/pick-field.tsx'
import { resellerSource } from '../../ui/pick/sources.ts'
import { can, useSession } from '../../ui/session/session.ts'
import { formStep } from '../../ui/wizard/form-step.ts'
import type { WizardStep } from '../../ui/wizard/wizard.tsx'
import { ClaimsField, claimsSummary } from '../organizations/claims-field.tsx'
import { quotaText, yesNo } from '../organizations/organization-facts.tsx'
import {
  NotesField,
  OrganizationFields,
  organizationSummary,
  type Places,
} from '../organizations/organization-fields.tsx'
import { organizationNames } from '../organizations/organization-values.ts'
import { OwnerFields, ownerNames, ownerSummary } from '../organizations/owner-fields.tsx'
import { QuotaFields, quotaInput } from '../organizations/quota-fields.tsx'
import type { CompanyValues } from './company-values.ts'

interface StepOptions {
  form: Form<CompanyValues>
  places: Places
  isEdit: boolean
}

/** Who it is: name, identifiers, contact, and whose customer. */
export function companyStep({ form, places, isEdit }: StepOptions): WizardStep {
  const isPlaced = !isEdit && useSession().portal === 'admin' && can('resellers.read')
  const resellerName = () => resellers.row(form.values.resellerUid)?.name
  return formStep(form, {
    id: 'company',
    title: t('step.company'),
    fields: [...organizationNames, 'resellerUid'],
    content: () => (
      <>
        <OrganizationFields form={form} places={places} />
        <Show when={isPlaced}>
          <PickField
            form={form}
            name="resellerUid"
            label={t('reseller.one')}
            placeholder={t('reseller.none')}
            noneLabel={t('reseller.none')}
            source={resellerSource()}
            nameOf={(uid) => resellers.row(uid)?.name}
          />
        </Show>
        <NotesField form={form} />
      </>
    ),
    summary: () => [
      ...organizationSummary(form.values, places),
      form.values.resellerUid ? { label: t('reseller.one'), value: resellerName() ?? '' } : undefined,
    ],
  })
}

/** Its first user. */
export function ownerStep({ form }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'owner',
    title: t('step.owner'),
    fields: [...ownerNames],
    content: () => <OwnerFields form={form} help={t('owner.company.help')} />,
    summary: () => ownerSummary(form.values),
  })
}

/** What it may use, and how much of it. */
export function servicesStep({ form }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'services',
    title: t('step.services'),
    fields: ['hasAgents', 'workstations', 'servers', 'isEnforced', 'hasBackupResources', 'hasRestAccess', 'hasAlarms'],
    content: () => (
      <>
        <CheckField form={form} name="hasAgents" label={t('company.agents')} help={t('company.agents.help')} />
        <Show when={form.values.hasAgents}>
          <div data-part="nested">
            <QuotaFields form={form} />
            <CheckField form={form} name="isEnforced" label={t('quota.enforced')} help={t('quota.enforced.help')} />
          </div>
        </Show>
        <CheckField
          form={form}
          name="hasBackupResources"
          label={t('company.backupResources')}
          help={t('company.backupResources.help')}
        />
        <CheckField
          form={form}
          name="hasRestAccess"
          label={t('company.restAccess')}
          help={t('company.restAccess.help')}
        />
        <CheckField form={form} name="hasAlarms" label={t('company.alarms')} help={t('company.alarms.help')} />
      </>
    ),
    summary: () => [
      ...agentsSummary(form.values),
      { label: t('company.backupResources'), value: yesNo(form.values.hasBackupResources) },
      { label: t('company.restAccess'), value: yesNo(form.values.hasRestAccess) },
    ],
  })
}

function agentsSummary(values: CompanyValues): Fact[] {
  if (!values.hasAgents) return [{ label: t('company.agents'), value: t('value.no') }]
  return [
    { label: t('quota.servers'), value: quotaText(quotaInput(values.servers)) },
    { label: t('quota.workstations'), value: quotaText(quotaInput(values.workstations)) },
  ]
}

/** What its users may do with jobs, and what they need to sign in. */
export function rulesStep({ form }: StepOptions, rules: { hasClaims: boolean; hasMfa: boolean }): WizardStep {
  return formStep(form, {
    id: 'rules',
    title: t('step.rules'),
    fields: ['claims', 'isMfaEnforced'],
    content: (): JSX.Element => (
      <>
        <Show when={rules.hasMfa}>
          <CheckField form={form} name="isMfaEnforced" label={t('company.mfa')} help={t('company.mfa.help')} />
        </Show>
        <Show when={rules.hasClaims}>
          <ClaimsField chosen={form.values.claims} onChange={(claims) => form.set('claims', claims)} />
        </Show>
      </>
    ),
    summary: () => [
      rules.hasMfa ? { label: t('company.mfa.short'), value: yesNo(form.values.isMfaEnforced) } : undefined,
      rules.hasClaims ? { label: t('claims.title'), value: claimsSummary(form.values.claims) } : undefined,
    ],
  })
}
