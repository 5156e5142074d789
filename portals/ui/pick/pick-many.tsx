import './pick-many.css'
import { createUniqueId, For, type JSX, Show } from 'solid-js'
import '../form/fields.css'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import { OptionList, type OptionSource } from './option-list.tsx'

interface PickManyProps {
  label: string
  help?: string
  error?: string | undefined
  source: OptionSource
  chosen: readonly string[]
  nameOf: (uid: string) => string | undefined
  onChange: (uids: string[]) => void
}

/** Some of many, found by typing: the chosen ones as chips above the list that narrows. */
export function PickMany(props: PickManyProps): JSX.Element {
  const id = createUniqueId()
  const drop = (uid: string) => props.onChange(props.chosen.filter((other) => other !== uid))
  return (
    <fieldset data-component="pick-many" aria-describedby={props.help || props.error ? `${id}-note` : undefined}>
      <legend>{props.label}</legend>
      <Show when={props.chosen.length > 0}>
        <ul data-part="chosen">
          <For each={props.chosen}>
            {(uid) => (
              <li>
                <span>{props.nameOf(uid) ?? uid}</span>
                <button
                  type="button"
                  aria-label={t('pick.drop', { name: props.nameOf(uid) ?? uid })}
                  onClick={() => drop(uid)}
                >
                  <Icon name="close" size={12} />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <OptionList
        source={props.source}
        chosen={props.chosen}
        onChoose={(option) => {
          if (!option) return
          if (props.chosen.includes(option.uid)) drop(option.uid)
          else props.onChange([...props.chosen, option.uid])
        }}
      />
      <Show when={props.error ?? props.help}>
        <p id={`${id}-note`} data-part="note" data-invalid={props.error ? '' : undefined}>
          {props.error ?? props.help}
        </p>
      </Show>
    </fieldset>
  )
}
