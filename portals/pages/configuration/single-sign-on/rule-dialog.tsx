import { type JSX, Show } from 'solid-js'
import { patch, post } from '../../../ui/api/client.ts'
import { revalidate } from '../../../ui/api/live.ts'
import type { IdentityProviderRule, IdentityProviderSettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { Dialog } from '../../../ui/dialog/dialog.tsx'
import { CheckField, SelectField, TextArea, TextField } from '../../../ui/form/fields.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { roleName } from '../../../ui/session/roles.ts'
import { useSession } from '../../../ui/session/session.ts'
import { ErrorStrip } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'
import { providerPath } from './provider.ts'
import { checkRule, limitsTo, type RuleValues, ruleInput, ruleRoles, ruleValues, ruleWireNames } from './rule-form.ts'

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
      const input = ruleInput(values)
      const rule = props.rule
        ? await patch<IdentityProviderRule>(
            `${path}/${props.rule.instanceUid}`,
            Object.entries(input).map(([name, value]) => ({ op: 'replace' as const, path: `/${name}`, value })),
          )
        : await post<IdentityProviderRule>(path, input)
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
        <Show when={limitsTo(form.values.role, 'locations')}>
          <TextField
            form={form}
            name="locationsClaim"
            label={t('sso.rule.locationsClaim')}
            help={t('sso.rule.list.help')}
            isOptional
          />
        </Show>
        <Show when={limitsTo(form.values.role, 'companies')}>
          <CheckField form={form} name="manageAllCompanies" label={t('sso.rule.allCompanies')} />
          <Show when={!form.values.manageAllCompanies}>
            <TextField
              form={form}
              name="companiesClaim"
              label={t('sso.rule.companiesClaim')}
              help={t('sso.rule.list.help')}
              isOptional
            />
          </Show>
        </Show>
        <CheckField form={form} name="enabled" label={t('sso.rule.enabled')} />
      </div>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
    </Dialog>
  )
}
