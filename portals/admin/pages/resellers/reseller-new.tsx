import { useNavigate } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { quotaText } from '../../../pages/organizations/organization-facts.tsx'
import {
  checkOrganization,
  checkOwner,
  checkQuotas,
  emptyOrganization,
  NotesField,
  OrganizationFields,
  OwnerFields,
  organizationInput,
  organizationNames,
  organizationSummary,
  organizationWireNames,
  QuotaFields,
  quotaInput,
} from '../../../pages/organizations/organization-form.tsx'
import { post } from '../../../ui/api/client.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { CheckField, TextField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { problems } from '../../../ui/form/rules.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { formStep } from '../../../ui/wizard/form-step.ts'
import { Wizard, type WizardStep } from '../../../ui/wizard/wizard.tsx'

const agents = 'resellerServices.remoteServices.backupAgentsManagement.'

export default function ResellerNew(): JSX.Element {
  setTitle(() => t('reseller.new'))
  const navigate = useNavigate()
  const { href } = useScope()
  const form = createForm({
    initial: {
      ...emptyOrganization,
      partnerId: '',
      userName: '',
      password: '',
      workstations: '',
      servers: '',
      hasRestAccess: false,
    },
    validate: (values) => problems({ ...checkOrganization(values), ...checkOwner(values), ...checkQuotas(values) }),
    wireNames: {
      ...organizationWireNames('organizationInput.'),
      proPartnerId: 'partnerId',
      'ownerCredentials.userName': 'userName',
      'ownerCredentials.password': 'password',
      [`${agents}workstationAgentsQuota`]: 'workstations',
      [`${agents}serverAgentsQuota`]: 'servers',
    },
  })
  const steps: WizardStep[] = [
    formStep(form, {
      id: 'reseller',
      title: t('step.reseller'),
      fields: [...organizationNames.filter((name) => name !== 'notes'), 'partnerId'],
      content: () => (
        <>
          <OrganizationFields form={form} />
          <TextField form={form} name="partnerId" label={t('reseller.partnerId')} isOptional />
        </>
      ),
      summary: () => organizationSummary(form.values),
    }),
    formStep(form, {
      id: 'owner',
      title: t('step.owner'),
      fields: ['userName', 'password'],
      content: () => <OwnerFields form={form} help={t('owner.reseller.help')} />,
      summary: () => [form.values.userName ? { label: t('company.owner'), value: form.values.userName } : undefined],
    }),
    formStep(form, {
      id: 'services',
      title: t('step.services'),
      fields: ['workstations', 'servers', 'hasRestAccess'],
      content: () => (
        <>
          <QuotaFields form={form} />
          <CheckField
            form={form}
            name="hasRestAccess"
            label={t('company.restAccess')}
            help={t('company.restAccess.help')}
          />
        </>
      ),
      summary: () => [
        { label: t('quota.servers'), value: quotaText(quotaInput(form.values.servers)) },
        { label: t('quota.workstations'), value: quotaText(quotaInput(form.values.workstations)) },
        { label: t('company.restAccess'), value: form.values.hasRestAccess ? t('value.yes') : t('value.no') },
      ],
    }),
    formStep(form, {
      id: 'notes',
      title: t('step.notes'),
      fields: ['notes'],
      content: () => <NotesField form={form} />,
      summary: () => [form.values.notes ? { label: t('organization.notes'), value: form.values.notes } : undefined],
    }),
  ]

  async function create(): Promise<void> {
    const created = await form.submit((values) =>
      post<Reseller>('/organizations/resellers', {
        organizationInput: organizationInput(values),
        ownerCredentials: { userName: values.userName.trim(), password: values.password },
        ...(values.partnerId.trim() ? { proPartnerId: values.partnerId.trim() } : {}),
        isRestAccessEnabled: values.hasRestAccess,
        resellerServices: {
          remoteServices: {
            backupAgentsManagement: {
              workstationAgentsQuota: quotaInput(values.workstations),
              serverAgentsQuota: quotaInput(values.servers),
            },
          },
        },
      }),
    )
    if (!created) return
    toastDone(t('reseller.created', { name: created.name }))
    navigate(href(`/resellers/${created.instanceUid}`), { replace: true })
  }

  return (
    <Wizard
      title={t('reseller.new')}
      steps={steps}
      finishLabel={t('reseller.create')}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={create}
      onCancel={() => navigate(href('/resellers'))}
    />
  )
}
