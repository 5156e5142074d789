import { For, type JSX, Show } from 'solid-js'
import { equals } from '../../ui/api/filter.ts'
import { createLivePage } from '../../ui/api/reads.ts'
import type { Location } from '../../ui/api/types.ts'
import '../../ui/form/fields.css'
import { t } from '../../ui/i18n/translate.ts'

/** Which locations of a company a user sees. */
export function LocationsField(props: {
  companyUid: string
  chosen: readonly string[]
  onChange: (uids: string[]) => void
}): JSX.Element {
  const locations = createLivePage<Location>(
    () => '/organizations/locations',
    () => ({ filter: [equals('organizationUid', props.companyUid)], limit: 500 }),
    { intervalMs: 0 },
  )
  function toggle(uid: string): void {
    props.onChange(props.chosen.includes(uid) ? props.chosen.filter((other) => other !== uid) : [...props.chosen, uid])
  }
  return (
    <Show when={(locations.data()?.items.length ?? 0) > 0}>
      <fieldset data-component="radio-field">
        <legend>{t('user.chooseLocations')}</legend>
        <For each={locations.data()?.items ?? []}>
          {(location) => (
            <div data-component="choice">
              <input
                id={`location-${location.instanceUid}`}
                type="checkbox"
                checked={props.chosen.includes(location.instanceUid)}
                onChange={() => toggle(location.instanceUid)}
              />
              <label for={`location-${location.instanceUid}`}>{location.name}</label>
            </div>
          )}
        </For>
        <p data-part="note">{t('user.chooseLocations.help')}</p>
      </fieldset>
    </Show>
  )
}
