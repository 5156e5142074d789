import type { JSX } from 'solid-js'
import type { Form } from '../../ui/form/form.ts'
import { can } from '../../ui/session/session.ts'
import { Wizard, type WizardStep } from '../../ui/wizard/wizard.tsx'
import { limitStep, loginStep, personStep, quotaStep, roleStep, secondFactorStep } from './user-steps.tsx'
import type { UserValues } from './user-values.ts'

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

/** Who, with which role, and what of the organization. Steps stay where they are when the role changes what they ask. */
export function UserWizard(props: UserWizardProps): JSX.Element {
  const options = {
    form: props.form,
    isEdit: props.isEdit,
    roles: () => props.roles(),
    asksOrganization: () => props.asksOrganization(),
    organizationUid: () => props.organizationUid(),
  }
  const steps: WizardStep[] = [
    roleStep(options),
    personStep(options),
    loginStep(options),
    limitStep(options),
    quotaStep(options),
    ...(can('mfa.manage') && !props.isEdit ? [secondFactorStep(options)] : []),
  ]
  return (
    <Wizard
      isEdit={props.isEdit}
      title={props.title}
      steps={steps}
      finishLabel={props.finishLabel}
      isBusy={props.form.isBusy()}
      failure={props.form.failure()}
      onFinish={props.onFinish}
      onCancel={props.onCancel}
    />
  )
}
