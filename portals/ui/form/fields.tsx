import './fields.css'
import { createUniqueId, For, type JSX, Show } from 'solid-js'
import { t } from '../i18n/translate.ts'
import type { Form } from './form.ts'

/** Names of a form's fields that hold a value of the given type. */
type NamesOf<V, T> = { [K in keyof V & string]: V[K] extends T ? K : never }[keyof V & string]

interface FrameProps {
  label: string
  help?: string | undefined
  unit?: string | undefined
  error?: string | undefined
  isOptional?: boolean | undefined
}

interface ControlAttributes {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': 'true' | undefined
}

/** Label above, unit beside, help below; a refusal takes the help's place in red and is tied to the control. */
export function Field(props: FrameProps & { children: (attributes: ControlAttributes) => JSX.Element }): JSX.Element {
  const id = createUniqueId()
  const attributes: ControlAttributes = {
    id,
    get 'aria-describedby'() {
      return props.error || props.help ? `${id}-note` : undefined
    },
    get 'aria-invalid'() {
      return props.error ? 'true' : undefined
    },
  }
  return (
    <div data-component="field" data-invalid={props.error ? '' : undefined}>
      <label for={id}>
        {props.label}
        <Show when={props.isOptional}>
          <span data-tone="faint"> {t('form.optional')}</span>
        </Show>
      </label>
      <div data-part="control">
        {props.children(attributes)}
        <Show when={props.unit}>
          <span data-part="unit">{props.unit}</span>
        </Show>
      </div>
      <Show when={props.error || props.help}>
        <p id={`${id}-note`} data-part="note">
          {props.error ?? props.help}
        </p>
      </Show>
    </div>
  )
}

interface BoundProps<V extends object, K extends keyof V & string> extends Omit<FrameProps, 'error'> {
  form: Form<V>
  name: K
}

interface TextFieldProps<V extends object> extends BoundProps<V, NamesOf<V, string>> {
  type?: 'text' | 'password' | 'email' | 'url' | 'tel' | 'time'
  inputMode?: 'numeric' | 'text'
  autocomplete?: string
  placeholder?: string
  autofocus?: boolean
  maxLength?: number
}

export function TextField<V extends object>(props: TextFieldProps<V>): JSX.Element {
  return (
    <Field {...frame(props)}>
      {(attributes) => (
        <input
          {...attributes}
          ref={(element) => {
            props.form.control(props.name, element)
            if (props.autofocus) queueMicrotask(() => element.focus())
          }}
          type={props.type ?? 'text'}
          inputmode={props.inputMode}
          autocomplete={props.autocomplete ?? 'off'}
          placeholder={props.placeholder}
          maxlength={props.maxLength}
          spellcheck={false}
          value={String(props.form.values[props.name])}
          onInput={(event) => setText(props, event.currentTarget.value)}
          onBlur={() => props.form.leave(props.name)}
        />
      )}
    </Field>
  )
}

export function TextArea<V extends object>(
  props: BoundProps<V, NamesOf<V, string>> & { rows?: number; placeholder?: string; isCode?: boolean },
): JSX.Element {
  return (
    <Field {...frame(props)}>
      {(attributes) => (
        <textarea
          {...attributes}
          ref={(element) => props.form.control(props.name, element)}
          rows={props.rows ?? 4}
          placeholder={props.placeholder}
          spellcheck={!props.isCode}
          data-code={props.isCode ? '' : undefined}
          value={String(props.form.values[props.name])}
          onInput={(event) => setText(props, event.currentTarget.value)}
          onBlur={() => props.form.leave(props.name)}
        />
      )}
    </Field>
  )
}

export interface Choice {
  value: string
  label: string
  help?: string
  /** Heading above the choices that belong together; of radio fields only. */
  group?: string | undefined
}

export function SelectField<V extends object>(
  props: BoundProps<V, NamesOf<V, string>> & { choices: readonly Choice[]; placeholder?: string },
): JSX.Element {
  return (
    <Field {...frame(props)}>
      {(attributes) => (
        <select
          {...attributes}
          ref={(element) => props.form.control(props.name, element)}
          onChange={(event) => setText(props, event.currentTarget.value)}
          onBlur={() => props.form.leave(props.name)}
        >
          <Show when={props.placeholder !== undefined}>
            <option value="" selected={props.form.values[props.name] === ''}>
              {props.placeholder}
            </option>
          </Show>
          <For each={props.choices}>
            {(choice) => (
              <option value={choice.value} selected={props.form.values[props.name] === choice.value}>
                {choice.label}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

export function CheckField<V extends object>(
  props: BoundProps<V, NamesOf<V, boolean>> & { disabled?: boolean },
): JSX.Element {
  const id = createUniqueId()
  return (
    <div data-component="choice">
      <input
        id={id}
        type="checkbox"
        checked={Boolean(props.form.values[props.name])}
        disabled={props.disabled}
        aria-describedby={props.help ? `${id}-note` : undefined}
        onChange={(event) => props.form.set(props.name, event.currentTarget.checked as V[NamesOf<V, boolean>])}
      />
      <label for={id}>{props.label}</label>
      <Show when={props.help}>
        <p id={`${id}-note`} data-part="note">
          {props.help}
        </p>
      </Show>
    </div>
  )
}

export function RadioField<V extends object>(
  props: BoundProps<V, NamesOf<V, string>> & { choices: readonly Choice[] },
): JSX.Element {
  const id = createUniqueId()
  const groups = () => [...new Set(props.choices.map((choice) => choice.group))]
  const choicesOf = (group: string | undefined) => props.choices.filter((choice) => choice.group === group)
  return (
    <fieldset data-component="radio-field" aria-describedby={props.form.errorOf(props.name) ? `${id}-note` : undefined}>
      <legend>{props.label}</legend>
      <For each={groups()}>
        {(group, index) => (
          <Show
            when={group}
            fallback={<Radios {...props} id={id} choices={choicesOf(group)} isFirst={index() === 0} />}
          >
            <fieldset data-part="group">
              <legend>{group}</legend>
              <Radios {...props} id={id} choices={choicesOf(group)} isFirst={index() === 0} />
            </fieldset>
          </Show>
        )}
      </For>
      <Show when={props.form.errorOf(props.name)}>
        <p id={`${id}-note`} data-part="note" data-invalid="">
          {props.form.errorOf(props.name)}
        </p>
      </Show>
    </fieldset>
  )
}

/** The radio buttons of a field, or of one group of it: one name, so that one of all is chosen. */
function Radios<V extends object>(
  props: BoundProps<V, NamesOf<V, string>> & { id: string; choices: readonly Choice[]; isFirst: boolean },
): JSX.Element {
  return (
    <For each={props.choices}>
      {(choice, index) => (
        <div data-component="choice">
          <input
            id={`${props.id}-${choice.value}`}
            ref={(element) => {
              if (props.isFirst && index() === 0) props.form.control(props.name, element)
            }}
            type="radio"
            name={props.id}
            checked={props.form.values[props.name] === choice.value}
            onChange={() => setText(props, choice.value)}
          />
          <label for={`${props.id}-${choice.value}`}>{choice.label}</label>
          <Show when={choice.help}>
            <p data-part="note">{choice.help}</p>
          </Show>
        </div>
      )}
    </For>
  )
}

function setText<V extends object>(props: { form: Form<V>; name: NamesOf<V, string> }, value: string): void {
  // A field of these components always holds text; the wider value type is the form's, not theirs.
  props.form.set(props.name, value as V[NamesOf<V, string>])
}

/** The frame's props, read lazily so that an error that comes later is seen. */
function frame<V extends object, K extends keyof V & string>(props: BoundProps<V, K>): FrameProps {
  return {
    get label() {
      return props.label
    },
    get help() {
      return props.help
    },
    get unit() {
      return props.unit
    },
    get isOptional() {
      return props.isOptional
    },
    get error() {
      return props.form.errorOf(props.name)
    },
  }
}
