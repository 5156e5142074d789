import { useNavigate } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { post } from '../../ui/api/client.ts'
import type { Company } from '../../ui/api/types.ts'
import { CheckField } from '../../ui/form/fields.tsx'
import { createForm } from '../../ui/form/form.ts'
import { setTitle } from '../../ui/frame/title.ts'
import { t } from '../../ui/i18n/translate.ts'
import { useScope } from '../../ui/scope/use-scope.ts'
import { can, draftOf } from '../../ui/session/session.ts'
import { toastDone } from '../../ui/toast/toasts.tsx'
import { formStep } from '../../ui/wizard/form-step.ts'
import { Wizard } from '../../ui/wizard/wizard.tsx'
import { everyClaim } from '../organizations/claims-field.tsx'
import { enforceMfa, runFollowUps, saveClaims, sendWelcome } from '../organizations/follow-ups.ts'
import { createPlaces } from '../organizations/organization-fields.tsx'
import { WelcomeNote } from '../organizations/welcome-note.tsx'
import { companyStep, ownerStep, rulesStep, servicesStep } from './company-steps.tsx'
import { type CompanyValues, checkCompany, companyInput, companyValues, companyWireNames } from './company-values.ts'

export default function CompanyNew(): JSX.Element {
  setTitle(() => t('company.new'))
  const navigate = useNavigate()
  const { scope, href } = useScope()
  const form = createForm<CompanyValues>({
    initial: { ...companyValues(undefined, scope().reseller), claims: [...everyClaim] },
    validate: (values) => checkCompany(values, false),
    wireNames: companyWireNames,
    draft: draftOf('new-company', ['password']),
  })
  const options = { form, places: createPlaces(), isEdit: false }
  const rules = { hasClaims: can('claims.manage'), hasMfa: can('mfa.manage') }
  const canWelcome = () => can('welcomeEmails.send') && form.values.ownerEmail.trim() !== ''

  const finishStep = formStep(form, {
    id: 'finish',
    title: t('step.finish'),
    fields: ['sendsWelcome'],
    content: () => (
      <>
        <p>{t('company.finish.text')}</p>
        <CheckField
          form={form}
          name="sendsWelcome"
          label={t('welcome.send')}
          help={canWelcome() ? t('welcome.send.help') : t('welcome.send.noAddress')}
          disabled={!canWelcome()}
        />
        <Show when={canWelcome()}>
          <WelcomeNote kind="company" rows={[{ instanceUid: '', resellerUid: form.values.resellerUid }]} isInTab />
        </Show>
      </>
    ),
    summary: () => [],
  })

  async function create(): Promise<void> {
    const created = await form.submit((values) =>
      post<Company>('/organizations/companies', companyInput(values, options.places.countryName(values.country))),
    )
    if (!created) return
    toastDone(t('company.created', { name: created.name }))
    const { values } = form
    const uid = created.instanceUid
    await runFollowUps([
      rules.hasMfa && values.isMfaEnforced ? enforceMfa(uid, true) : undefined,
      rules.hasClaims && values.claims.length < everyClaim.length ? saveClaims(uid, values.claims) : undefined,
      values.sendsWelcome && canWelcome() ? sendWelcome('companies', uid, values.password) : undefined,
    ])
    navigate(href(`/companies/${uid}`), { replace: true })
  }

  return (
    <Wizard
      title={t('company.new')}
      steps={[
        companyStep(options),
        ownerStep(options),
        servicesStep(options),
        ...(rules.hasClaims || rules.hasMfa ? [rulesStep(options, rules)] : []),
        finishStep,
      ]}
      finishLabel={t('company.create')}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={create}
      onCancel={() => navigate(href('/companies'))}
    />
  )
}
