import type { JSX } from 'solid-js'
import { TextField } from '../../ui/form/fields.tsx'
import { type Form, narrowForm } from '../../ui/form/form.ts'
import { allowWholeNumber } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'

/** Agents that an organization may have, as typed; empty is no limit. */
export interface QuotaValues {
  workstations: string
  servers: string
}

export const mostAgents = 1_000_000

export function checkQuotas(values: QuotaValues) {
  return {
    workstations: allowWholeNumber(values.workstations, 0, mostAgents),
    servers: allowWholeNumber(values.servers, 0, mostAgents),
  }
}

export function quotaInput(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

export function quotaField(quota: number | null | undefined): string {
  return typeof quota === 'number' ? String(quota) : ''
}

export function QuotaFields<V extends QuotaValues>(props: { form: Form<V> }): JSX.Element {
  const form = () => narrowForm<QuotaValues>(props.form)
  return (
    <div data-part="pair">
      <TextField
        form={form()}
        name="servers"
        inputMode="numeric"
        label={t('quota.servers')}
        unit={t('quota.agents')}
        help={t('quota.help')}
        isOptional
      />
      <TextField
        form={form()}
        name="workstations"
        inputMode="numeric"
        label={t('quota.workstations')}
        unit={t('quota.agents')}
        help={t('quota.help')}
        isOptional
      />
    </div>
  )
}
