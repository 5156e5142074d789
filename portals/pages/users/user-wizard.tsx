import type { JSX } from 'solid-js'
import type { Form } from '../../ui/form/form.ts'
import { can } from '../../ui/session/session.ts'
import { Wizard, type WizardStep } from '../../ui/wizard/wizard.tsx'
import { limitStep, loginStep, personStep, quotaStep, roleStep, secondFactorStep } from './user-steps.tsx'
import { isSubtenant, limitOf, type UserValues } from './user-values.ts'

interface UserWizardProps {
  form: Form<UserValues>
  title: string
  finishLabel: string
  isEdit: boolean
  roles: () => readonly string[]
  asksOrganization: () => boolean
  organizationUid: () => string
  onFinish: () => Promise<unknown>
  onCancel: () => void
}

/** Who, with which role, and what of the organization. Only what the role has a use for is asked. */
export function UserWizard(props: UserWizardProps): JSX.Element {
  const options = {
    form: props.form,
    isEdit: props.isEdit,
    roles: () => props.roles(),
    asksOrganization: () => props.asksOrganization(),
    organizationUid: () => props.organizationUid(),
  }
  const role = () => props.form.values.role
  const always = [roleStep(options), personStep(options), loginStep(options)]
  const limit = limitStep(options)
  const quota = quotaStep(options)
  const last = can('mfa.manage') && !props.isEdit ? [secondFactorStep(options)] : []
  const steps = (): WizardStep[] => [
    ...always,
    ...(limitOf(role()) ? [limit] : []),
    ...(isSubtenant(role()) ? [quota] : []),
    ...last,
  ]
  return (
    <Wizard
      isEdit={props.isEdit}
      title={props.title}
      steps={steps()}
      finishLabel={props.finishLabel}
      isBusy={props.form.isBusy()}
      failure={props.form.failure()}
      onFinish={props.onFinish}
      onCancel={props.onCancel}
    />
  )
}
