import { createUniqueId, For, type JSX, Show } from 'solid-js'
import '../../ui/form/fields.css'
import { CheckField, TextField } from '../../ui/form/fields.tsx'
import type { Form } from '../../ui/form/form.ts'
import { problems, requireText } from '../../ui/form/rules.ts'
import { t } from '../../ui/i18n/translate.ts'
import { keyScopes } from './api-key-words.ts'

export interface KeyValues {
  description: string
  scopes: string[]
  isReadOnly: boolean
}

export const keyWireNames = { description: 'description', scopes: 'scopes', isReadAccessOnly: 'isReadOnly' }

export function checkKey(values: KeyValues) {
  return problems({
    description: requireText(values.description),
    scopes: values.scopes.length === 0 ? t('apiKey.scopes.needed') : undefined,
  })
}

/** What a key is for, what it opens, and whether it may change anything. */
export function KeyFields(props: { form: Form<KeyValues> }): JSX.Element {
  const id = createUniqueId()
  const toggle = (scope: string) => {
    const { scopes } = props.form.values
    props.form.set('scopes', scopes.includes(scope) ? scopes.filter((other) => other !== scope) : [...scopes, scope])
  }
  return (
    <>
      <TextField
        form={props.form}
        name="description"
        label={t('apiKey.description')}
        help={t('apiKey.description.help')}
        maxLength={1000}
      />
      <fieldset data-component="radio-field" aria-describedby={props.form.errorOf('scopes') ? `${id}-note` : undefined}>
        <legend>{t('apiKey.scopes')}</legend>
        <For each={keyScopes}>
          {(scope) => (
            <div data-component="choice">
              <input
                id={`${id}-${scope}`}
                type="checkbox"
                checked={props.form.values.scopes.includes(scope)}
                onChange={() => toggle(scope)}
              />
              <label for={`${id}-${scope}`}>{t(`apiKey.scope.${scope}`)}</label>
              <p data-part="note">{t(`apiKey.scope.${scope}.help`)}</p>
            </div>
          )}
        </For>
        <Show when={props.form.errorOf('scopes')}>
          <p id={`${id}-note`} data-part="note" data-invalid="">
            {props.form.errorOf('scopes')}
          </p>
        </Show>
      </fieldset>
      <CheckField form={props.form} name="isReadOnly" label={t('apiKey.readOnly')} help={t('apiKey.readOnly.help')} />
    </>
  )
}
