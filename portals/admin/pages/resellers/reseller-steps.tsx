import { Show } from 'solid-js'
import { quotaText, yesNo } from '../../../pages/organizations/organization-facts.tsx'
import {
  NotesField,
  OrganizationFields,
  organizationSummary,
  type Places,
} from '../../../pages/organizations/organization-fields.tsx'
import { organizationNames } from '../../../pages/organizations/organization-values.ts'
import { OwnerFields, ownerNames, ownerSummary } from '../../../pages/organizations/owner-fields.tsx'
import { QuotaFields, quotaInput } from '../../../pages/organizations/quota-fields.tsx'
import { WelcomeNote } from '../../../pages/organizations/welcome-note.tsx'
import { CheckField, TextField } from '../../../ui/form/fields.tsx'
import type { Form } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { formStep } from '../../../ui/wizard/form-step.ts'
import type { WizardStep } from '../../../ui/wizard/wizard.tsx'
import type { ResellerValues } from './reseller-values.ts'

interface StepOptions {
  form: Form<ResellerValues>
  places: Places
}

export function resellerStep({ form, places }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'reseller',
    title: t('step.reseller'),
    fields: [...organizationNames, 'partnerId'],
    content: () => (
      <>
        <OrganizationFields form={form} places={places} />
        <TextField form={form} name="partnerId" label={t('reseller.partnerId')} maxLength={255} isOptional />
        <NotesField form={form} />
      </>
    ),
    summary: () => organizationSummary(form.values, places),
  })
}

export function ownerStep({ form }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'owner',
    title: t('step.globalAdministrator'),
    fields: [...ownerNames],
    content: () => <OwnerFields form={form} help={t('owner.reseller.help')} />,
    summary: () => ownerSummary(form.values),
  })
}

/** What it may give to its companies, and how much of it. */
export function servicesStep({ form }: StepOptions): WizardStep {
  return formStep(form, {
    id: 'services',
    title: t('step.services'),
    fields: ['workstations', 'servers', 'hasStorage', 'hasHosted', 'hasRestore', 'hasRestAccess'],
    content: () => (
      <>
        <p data-tone="secondary">{t('reseller.quota.help')}</p>
        <QuotaFields form={form} />
        <CheckField form={form} name="hasStorage" label={t('reseller.storage')} help={t('reseller.storage.help')} />
        <CheckField form={form} name="hasHosted" label={t('reseller.hosted')} help={t('reseller.hosted.help')} />
        <CheckField form={form} name="hasRestore" label={t('reseller.restore')} help={t('reseller.restore.help')} />
        <CheckField
          form={form}
          name="hasRestAccess"
          label={t('company.restAccess')}
          help={t('reseller.restAccess.help')}
        />
      </>
    ),
    summary: () => [
      { label: t('quota.servers'), value: quotaText(quotaInput(form.values.servers)) },
      { label: t('quota.workstations'), value: quotaText(quotaInput(form.values.workstations)) },
      { label: t('reseller.storage'), value: yesNo(form.values.hasStorage) },
      { label: t('reseller.restore'), value: yesNo(form.values.hasRestore) },
      { label: t('company.restAccess'), value: yesNo(form.values.hasRestAccess) },
    ],
  })
}

/** What happens besides when it is made. */
export function finishStep({ form }: StepOptions, options: { hasMfa: boolean; canWelcome: () => boolean }): WizardStep {
  return formStep(form, {
    id: 'finish',
    title: t('step.finish'),
    fields: ['isMfaEnforced', 'sendsWelcome'],
    content: () => (
      <>
        <p>{t('reseller.finish.text')}</p>
        {options.hasMfa && (
          <CheckField form={form} name="isMfaEnforced" label={t('company.mfa')} help={t('reseller.mfa.help')} />
        )}
        <CheckField
          form={form}
          name="sendsWelcome"
          label={t('welcome.send')}
          help={options.canWelcome() ? t('welcome.send.help') : t('welcome.send.noAddress')}
          disabled={!options.canWelcome()}
        />
        <Show when={options.canWelcome()}>
          <WelcomeNote kind="reseller" rows={[{ instanceUid: '' }]} isInTab />
        </Show>
      </>
    ),
    summary: () => [],
  })
}
