import { useNavigate } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { Company, Reseller } from '../../ui/api/types.ts'
import { CheckField, SelectField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { problems } from '../../ui/form/rules.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { useSession } from '../../ui/session/session.ts'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { formStep } from '../../ui/wizard/form-step.ts'
import { Wizard, type WizardStep } from '../../ui/wizard/wizard.tsx'
import { quotaText } from '../organizations/organization-facts.tsx'
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
} from '../organizations/organization-form.tsx'

const agents = 'companyServices.remoteServices.backupAgentsManagement.'

export default function CompanyNew(): JSX.Element {
  setTitle(() => t('company.new'))
  const navigate = useNavigate()
  const { scope, href } = useScope()
  const isProvider = useSession().portal === 'admin'
  const resellers = createLivePage<Reseller>(
    () => (isProvider ? '/organizations/resellers' : undefined),
    () => ({ sort: { property: 'name', isDescending: false }, limit: 500 }),
    { intervalMs: 0 },
  )
  const form = createForm({
    initial: {
      ...emptyOrganization,
      resellerUid: scope().reseller ?? '',
      userName: '',
      password: '',
      workstations: '',
      servers: '',
      isEnforced: false,
      hasRestAccess: false,
    },
    validate: (values) => problems({ ...checkOrganization(values), ...checkOwner(values), ...checkQuotas(values) }),
    wireNames: {
      ...organizationWireNames('organizationInput.'),
      resellerUid: 'resellerUid',
      'ownerCredentials.userName': 'userName',
      'ownerCredentials.password': 'password',
      [`${agents}workstationAgentsQuota`]: 'workstations',
      [`${agents}serverAgentsQuota`]: 'servers',
      isRestAccessEnabled: 'hasRestAccess',
    },
  })
  const resellerName = () => resellers.data()?.items.find((row) => row.instanceUid === form.values.resellerUid)?.name

  const steps: WizardStep[] = [
    formStep(form, {
      id: 'company',
      title: t('step.company'),
      fields: [...organizationNames.filter((name) => name !== 'notes'), 'resellerUid'],
      content: () => (
        <>
          <OrganizationFields form={form} />
          <Show when={isProvider && (resellers.data()?.total ?? 0) > 0}>
            <SelectField
              form={form}
              name="resellerUid"
              label={t('reseller.one')}
              placeholder={t('reseller.none')}
              choices={(resellers.data()?.items ?? []).map((row) => ({ value: row.instanceUid, label: row.name }))}
            />
          </Show>
        </>
      ),
      summary: () => [
        ...organizationSummary(form.values),
        resellerName() ? { label: t('reseller.one'), value: resellerName() } : undefined,
      ],
    }),
    formStep(form, {
      id: 'owner',
      title: t('step.owner'),
      fields: ['userName', 'password'],
      content: () => <OwnerFields form={form} help={t('owner.company.help')} />,
      summary: () => [form.values.userName ? { label: t('company.owner'), value: form.values.userName } : undefined],
    }),
    formStep(form, {
      id: 'services',
      title: t('step.services'),
      fields: ['workstations', 'servers', 'isEnforced', 'hasRestAccess'],
      content: () => (
        <>
          <QuotaFields form={form} />
          <CheckField form={form} name="isEnforced" label={t('quota.enforced')} help={t('quota.enforced.help')} />
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
      post<Company>('/organizations/companies', {
        organizationInput: organizationInput(values),
        ownerCredentials: { userName: values.userName.trim(), password: values.password },
        ...(values.resellerUid ? { resellerUid: values.resellerUid } : {}),
        isRestAccessEnabled: values.hasRestAccess,
        companyServices: {
          remoteServices: {
            backupAgentsManagement: {
              workstationAgentsQuota: quotaInput(values.workstations),
              serverAgentsQuota: quotaInput(values.servers),
              isQuotaEnforced: values.isEnforced,
            },
          },
        },
      }),
    )
    if (!created) return
    toastDone(t('company.created', { name: created.name }))
    navigate(href(`/companies/${created.instanceUid}`), { replace: true })
  }

  return (
    <Wizard
      title={t('company.new')}
      steps={steps}
      finishLabel={t('company.create')}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={create}
      onCancel={() => navigate(href('/companies'))}
    />
  )
}
