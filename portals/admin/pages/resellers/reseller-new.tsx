import { useNavigate } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { enforceMfa, runFollowUps, sendWelcome } from '../../../pages/organizations/follow-ups.ts'
import { createPlaces } from '../../../pages/organizations/organization-fields.tsx'
import { post } from '../../../ui/api/client.ts'
import type { Reseller } from '../../../ui/api/types.ts'
import { createForm } from '../../../ui/form/form.ts'
import { setTitle } from '../../../ui/frame/title.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useScope } from '../../../ui/scope/use-scope.ts'
import { can, draftOf } from '../../../ui/session/session.ts'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { Wizard } from '../../../ui/wizard/wizard.tsx'
import { finishStep, ownerStep, resellerStep, servicesStep } from './reseller-steps.tsx'
import {
  checkReseller,
  type ResellerValues,
  resellerInput,
  resellerValues,
  resellerWireNames,
} from './reseller-values.ts'

export default function ResellerNew(): JSX.Element {
  setTitle(() => t('reseller.new'))
  const navigate = useNavigate()
  const { href } = useScope()
  const form = createForm<ResellerValues>({
    initial: resellerValues(undefined),
    validate: (values) => checkReseller(values, false),
    wireNames: resellerWireNames,
    draft: draftOf('new-reseller', ['password']),
  })
  const options = { form, places: createPlaces() }
  const hasMfa = can('mfaPolicies.manage')
  const canWelcome = () => can('welcomeEmails.send') && form.values.ownerEmail.trim() !== ''

  async function create(): Promise<void> {
    const created = await form.submit((values) =>
      post<Reseller>('/organizations/resellers', resellerInput(values, options.places.countryName(values.country))),
    )
    if (!created) return
    toastDone(t('reseller.created', { name: created.name }))
    const uid = created.instanceUid
    await runFollowUps([
      hasMfa && form.values.isMfaEnforced ? enforceMfa(uid, true) : undefined,
      form.values.sendsWelcome && canWelcome() ? sendWelcome('resellers', uid, form.values.password) : undefined,
    ])
    navigate(href(`/resellers/${uid}/companies`), { replace: true })
  }

  return (
    <Wizard
      title={t('reseller.new')}
      steps={[
        resellerStep(options),
        ownerStep(options),
        servicesStep(options),
        finishStep(options, { hasMfa, canWelcome }),
      ]}
      finishLabel={t('reseller.create')}
      isBusy={form.isBusy()}
      failure={form.failure()}
      onFinish={create}
      onCancel={() => navigate(href('/resellers'))}
    />
  )
}
