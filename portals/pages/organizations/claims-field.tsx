import '../../ui/form/fields.css'
import { createUniqueId, For, type JSX } from 'solid-js'
import { type MessageKey, t } from '../../ui/i18n/translate.ts'

/**
 * What the provider leaves to a company's users of the work with jobs, in words of ours over the wire's names. The wire
 * splits changing a job's settings into several claims; people are asked for all of them at once.
 */
const groups: readonly { label: MessageKey; claims: readonly string[] }[] = [
  { label: 'claims.create', claims: ['HostedVbrJobCreate'] },
  {
    label: 'claims.edit',
    claims: ['HostedVbrJobEdit', 'HostedVbrJobScopeWrite', 'HostedVbrJobScheduleWrite'],
  },
  {
    label: 'claims.settings',
    claims: ['HostedVbrJobRetentionWrite', 'HostedVbrJobStorageWrite', 'HostedVbrJobGuestProcessingWrite'],
  },
  { label: 'claims.enable', claims: ['HostedVbrJobEnableDisable'] },
  { label: 'claims.run', claims: ['HostedVbrJobStartStop'] },
  { label: 'claims.delete', claims: ['HostedVbrJobDelete'] },
]

function hasAll(chosen: readonly string[], claims: readonly string[]): boolean {
  return claims.every((claim) => chosen.includes(claim))
}

export function claimsSummary(chosen: readonly string[]): string {
  const held = groups.filter((group) => hasAll(chosen, group.claims)).map((group) => t(group.label))
  return held.length === groups.length ? t('claims.all') : held.join(', ') || t('claims.none')
}

export const everyClaim: readonly string[] = groups.flatMap((group) => group.claims)

export function ClaimsField(props: { chosen: readonly string[]; onChange: (claims: string[]) => void }): JSX.Element {
  const id = createUniqueId()
  function toggle(claims: readonly string[], isOn: boolean): void {
    const others = props.chosen.filter((claim) => !claims.includes(claim))
    props.onChange(isOn ? [...others, ...claims] : others)
  }
  return (
    <fieldset data-component="radio-field">
      <legend>{t('claims.title')}</legend>
      <For each={groups}>
        {(group, index) => (
          <div data-component="choice">
            <input
              id={`${id}-${index()}`}
              type="checkbox"
              checked={hasAll(props.chosen, group.claims)}
              onChange={(event) => toggle(group.claims, event.currentTarget.checked)}
            />
            <label for={`${id}-${index()}`}>{t(group.label)}</label>
          </div>
        )}
      </For>
      <p data-part="note">{t('claims.help')}</p>
    </fieldset>
  )
}
