import { type JSX, Show } from 'solid-js'
import { createLiveOne } from '../../ui/api/reads.ts'
import type { EntityPermissions, PolicySettings } from '../../ui/api/types.ts'
import { Facts } from '../../ui/facts/facts.tsx'
import { t } from '../../ui/i18n/translate.ts'
import { can } from '../../ui/session/session.ts'
import { claimsSummary } from './claims-field.tsx'

/** What an organization's users are held to: second factor and, of a company, what they may do with jobs. */
export function OrganizationRules(props: { uid: string; isCompany?: boolean }): JSX.Element {
  const policy = createLiveOne<PolicySettings>(
    () =>
      can(props.isCompany ? 'mfa.manage' : 'mfaPolicies.manage')
        ? `/organizations/${props.uid}/configuration/policy`
        : undefined,
    { intervalMs: 0 },
  )
  const claims = createLiveOne<EntityPermissions>(
    () => (props.isCompany && can('claims.read') ? `/permissions/${props.uid}` : undefined),
    { intervalMs: 0 },
  )
  return (
    <Show when={policy.data() ?? claims.data()}>
      <Facts
        facts={[
          policy.data() && { label: t('company.mfa.short'), value: mfaPolicyText(policy.data()?.mfaPolicyStatus) },
          claims.data() && { label: t('claims.title'), value: claimsSummary(claims.data()?.claims ?? []) },
        ]}
      />
    </Show>
  )
}

export function mfaPolicyText(status: string | undefined): string {
  if (status === 'Enabled') return t('mfa.policy.enabled')
  if (status === 'EnabledByInheritance') return t('mfa.policy.inherited')
  return t('mfa.policy.disabled')
}
