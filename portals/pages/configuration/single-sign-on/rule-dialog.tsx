import { type JSX, Show } from 'solid-js'
import { patch, post } from '../../../ui/api/client.ts'
import { revalidate } from '../../../ui/api/live.ts'
import { companies, locations } from '../../../ui/api/names.ts'
import type { IdentityProviderRule, IdentityProviderSettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { CheckField, SelectField, TextArea, TextField } from '../../../ui/form/fields.tsx'
import { createForm, type Form } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { PickMany } from '../../../ui/pick/pick-many.tsx'
import { companySource, locationSource } from '../../../ui/pick/sources.ts'
import { roleName } from '../../../ui/session/roles.ts'
import { useSession } from '../../../ui/session/session.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { seesProviderResources } from '../../users/user-values.ts'
import { providerPath } from './provider.ts'
import {
  checkRule,
  isTenant,
  limitsTo,
  type RuleValues,
  ruleInput,
  rulePatch,
  ruleRoles,
  ruleValues,
  ruleWireNames,
} from './rule-form.ts'

interface RuleDialogProps {
  provider: IdentityProviderSettings
  /** The rule to change, or `new`; nothing: closed. */
  edited: IdentityProviderRule | 'new' | undefined
  onClose: () => void
}

export function RuleDialog(props: RuleDialogProps): JSX.Element {
  return (
    <Show when={props.edited} keyed>
      {(edited) => (
        <OpenDialog provider={props.provider} rule={edited === 'new' ? undefined : edited} onClose={props.onClose} />
      )}
    </Show>
  )
}

function OpenDialog(props: {
  provider: IdentityProviderSettings
  rule: IdentityProviderRule | undefined
  onClose: () => void
}): JSX.Element {
  const path = `${providerPath(props.provider)}/rules`
  const roles = ruleRoles(useSession().user.role)
  const form = createForm<RuleValues>({
    initial: ruleValues(props.rule, roles),
    validate: checkRule,
    wireNames: ruleWireNames,
  })

  async function save(): Promise<void> {
    const saved = await form.submit(async (values) => {
      const { rule: known } = props
      const rule = known
        ? await patch<IdentityProviderRule>(`${path}/${known.instanceUid}`, rulePatch(known, values))
        : await post<IdentityProviderRule>(path, ruleInput(values))
      await revalidate(providerPath(props.provider))
      return rule
    })
    if (!saved) return
    toastDone(t('sso.rule.saved', { name: saved.name }))
    props.onClose()
  }

  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t(props.rule ? 'sso.rule.edit' : 'sso.rule.new')}
      actions={
        <>
          <Button onPress={props.onClose}>{t('action.cancel')}</Button>
          <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
            {t(props.rule ? 'action.save' : 'sso.rule.create')}
          </Button>
        </>
      }
    >
      <div data-component="form">
        <div data-part="pair">
          <TextField form={form} name="name" label={t('sso.rule.name')} maxLength={255} />
          <SelectField
            form={form}
            name="role"
            label={t('user.role')}
            choices={roles.map((role) => ({ value: role, label: roleName(role) }))}
          />
        </div>
        <TextField form={form} name="description" label={t('jobForm.description')} isOptional />
        <TextArea
          form={form}
          name="conditions"
          label={t('sso.rule.conditions')}
          help={t('sso.rule.conditions.help')}
          rows={4}
          isCode
        />
        <TextField
          form={form}
          name="organizationClaim"
          label={t('sso.rule.organizationClaim')}
          help={t('sso.rule.organizationClaim.help')}
          isOptional
        />
        <RuleLimits form={form} provider={props.provider} />
        <CheckField form={form} name="enabled" label={t('sso.rule.enabled')} />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}

/** What of the organization its users see: fixed, or named by a claim. */
function RuleLimits(props: { form: Form<RuleValues>; provider: IdentityProviderSettings }): JSX.Element {
  const role = () => props.form.values.role
  const isOfCompany = useSession().portal === 'client'
  return (
    <>
      <Show when={limitsTo(role(), 'locations')}>
        <Show when={isOfCompany}>
          <PickMany
            label={t('user.chooseLocations')}
            help={t('sso.rule.locations.help')}
            source={locationSource(props.provider.organizationUid)}
            chosen={props.form.values.locationUids}
            nameOf={(uid) => locations.row(uid)?.name}
            onChange={(uids) => props.form.set('locationUids', uids)}
          />
        </Show>
        <TextField
          form={props.form}
          name="locationsClaim"
          label={t('sso.rule.locationsClaim')}
          help={t('sso.rule.list.help')}
          isOptional
        />
      </Show>
      <Show when={limitsTo(role(), 'companies')}>
        <CheckField form={props.form} name="manageAllCompanies" label={t('sso.rule.allCompanies')} />
        <Show when={!props.form.values.manageAllCompanies}>
          <PickMany
            label={t('user.companies.which')}
            error={props.form.errorOf('companyUids')}
            source={companySource()}
            chosen={props.form.values.companyUids}
            nameOf={(uid) => companies.row(uid)?.name}
            onChange={(uids) => props.form.set('companyUids', uids)}
          />
          <TextField
            form={props.form}
            name="companiesClaim"
            label={t('sso.rule.companiesClaim')}
            help={t('sso.rule.list.help')}
            isOptional
          />
        </Show>
      </Show>
      <Show when={seesProviderResources(role())}>
        <CheckField
          form={props.form}
          name="hasProviderResources"
          label={t('user.providerResources')}
          help={t('user.providerResources.help')}
        />
      </Show>
      <Show when={isTenant(role())}>
        <div data-part="pair">
          <TextField form={props.form} name="siteClaim" label={t('sso.rule.siteClaim')} />
          <TextField form={props.form} name="tenantClaim" label={t('sso.rule.tenantClaim')} />
        </div>
      </Show>
    </>
  )
}
