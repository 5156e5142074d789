import { createUniqueId, type JSX, Match, Show, Switch } from 'solid-js'
import '../../../ui/form/fields.css'
import { type PatchOperation, patch } from '../../../ui/api/client.ts'
import { createLiveOne } from '../../../ui/api/reads.ts'
import type { PolicySettings } from '../../../ui/api/types.ts'
import { Button } from '../../../ui/button/button.tsx'
import { createForm } from '../../../ui/form/form.ts'
import { t } from '../../../ui/i18n/translate.ts'
import { useSession } from '../../../ui/session/session.ts'
import { ErrorState, ErrorStrip, Skeleton } from '../../../ui/state/states.tsx'
import { toastDone } from '../../../ui/toast/toasts.tsx'

/** The two policies of a provider or a reseller; a company has the first only. */
export function SecondFactorPolicies(): JSX.Element {
  const path = `/organizations/${useSession().organization.instanceUid}/configuration/policy`
  const policy = createLiveOne<PolicySettings>(() => path, { intervalMs: 0 })
  return (
    <section>
      <h2>{t('user.mfa')}</h2>
      <Switch fallback={<Skeleton lines={2} />}>
        <Match when={policy.error()}>{(error) => <ErrorState error={error()} onRetry={policy.refresh} />}</Match>
        <Match when={policy.data()}>
          <Show when={policy.data()} keyed>
            {(known) => <PolicyForm path={path} policy={known} />}
          </Show>
        </Match>
      </Switch>
    </section>
  )
}

function PolicyForm(props: { path: string; policy: PolicySettings }): JSX.Element {
  const { organization } = useSession()
  let known = props.policy
  const isInherited = known.mfaPolicyStatus === 'EnabledByInheritance'
  const form = createForm({
    initial: { own: known.mfaPolicyStatus !== 'Disabled', below: known.enforceMfaPolicy ?? false },
    validate: () => ({}),
    wireNames: { mfaPolicyStatus: 'own', enforceMfaPolicy: 'below' },
  })

  async function save(): Promise<void> {
    const isSaved = await form.submit(async (values) => {
      const changes: PatchOperation[] = []
      if (!isInherited && values.own !== (known.mfaPolicyStatus !== 'Disabled')) {
        changes.push({ op: 'replace', path: '/mfaPolicyStatus', value: values.own ? 'Enabled' : 'Disabled' })
      }
      if (known.enforceMfaPolicy !== null && values.below !== known.enforceMfaPolicy) {
        changes.push({ op: 'replace', path: '/enforceMfaPolicy', value: values.below })
      }
      if (changes.length > 0) known = await patch<PolicySettings>(props.path, changes)
      return true
    })
    if (isSaved) toastDone(t('security.saved'))
  }

  return (
    <div data-component="form">
      <Policy
        label={t('security.mfa.own', { name: organization.name })}
        help={isInherited ? t('security.mfa.inherited') : t('company.mfa.help.own')}
        isOn={form.values.own}
        isLocked={isInherited}
        onChange={(isOn) => form.set('own', isOn)}
      />
      <Show when={known.enforceMfaPolicy !== null}>
        <Policy
          label={t(organization.type === 'Provider' ? 'security.mfa.below.Provider' : 'security.mfa.below.Reseller')}
          help={t('security.mfa.below.help')}
          isOn={form.values.below}
          isLocked={false}
          onChange={(isOn) => form.set('below', isOn)}
        />
      </Show>
      <p data-part="note">{t('security.mfa.sso')}</p>
      <Show when={form.failure()}>{(error) => <ErrorStrip error={error()} />}</Show>
      <div data-part="buttons">
        <Button variant="primary" isBusy={form.isBusy()} onPress={save}>
          {t('action.save')}
        </Button>
      </div>
    </div>
  )
}

function Policy(props: {
  label: string
  help: string
  isOn: boolean
  isLocked: boolean
  onChange: (isOn: boolean) => void
}): JSX.Element {
  const id = createUniqueId()
  return (
    <div data-component="choice">
      <input
        id={id}
        type="checkbox"
        checked={props.isOn}
        disabled={props.isLocked}
        aria-describedby={`${id}-note`}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <label for={id}>{props.label}</label>
      <p id={`${id}-note`} data-part="note">
        {props.help}
      </p>
    </div>
  )
}
