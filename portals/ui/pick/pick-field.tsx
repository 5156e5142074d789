import { createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import { Field } from '../form/fields.tsx'
import type { Form } from '../form/form.ts'
import { Icon } from '../icon/icon.tsx'
import '../menu/menu.css'
import { placeBeside } from '../menu/place.ts'
import { OptionList, type OptionSource } from './option-list.tsx'

interface PickFieldProps<V extends object> {
  form: Form<V>
  /** A field that holds the chosen id, empty for none. */
  name: { [K in keyof V & string]: V[K] extends string ? K : never }[keyof V & string]
  label: string
  help?: string
  placeholder: string
  /** Present: choosing nothing is a choice, and this is its name. */
  noneLabel?: string
  source: OptionSource
  /** Name of an id that came with the address; those picked here are known already. */
  nameOf?: (uid: string) => string | undefined
}

/** A choice among many, found by typing: what a native select cannot do for a thousand companies. */
export function PickField<V extends object>(props: PickFieldProps<V>): JSX.Element {
  const id = createUniqueId()
  const [isOpen, setOpen] = createSignal(false)
  const [picked, setPicked] = createSignal<{ uid: string; name: string }>()
  let trigger: HTMLButtonElement | undefined
  let content: HTMLDivElement | undefined
  const uid = () => String(props.form.values[props.name])
  const chosenName = () => {
    if (uid() === '') return undefined
    const own = picked()
    return own?.uid === uid() ? own.name : props.nameOf?.(uid())
  }

  return (
    <Field label={props.label} {...(props.help ? { help: props.help } : {})} error={props.form.errorOf(props.name)}>
      {(attributes) => (
        <>
          <button
            {...attributes}
            ref={(element) => {
              trigger = element
              props.form.control(props.name, element)
            }}
            type="button"
            data-component="pick-field"
            data-empty={chosenName() ? undefined : ''}
            aria-haspopup="dialog"
            aria-expanded={isOpen()}
            onClick={() => content?.togglePopover()}
          >
            <span>{chosenName() ?? (uid() === '' ? props.placeholder : uid())}</span>
            <Icon name="chevronDown" size={12} />
          </button>
          <div data-component="popover" data-inline="">
            <div
              id={id}
              ref={content}
              popover="auto"
              role="dialog"
              aria-label={props.label}
              data-part="content"
              onToggle={(event) => {
                const opens = event.newState === 'open'
                setOpen(opens)
                if (!opens || !trigger || !content) {
                  if (!opens) props.form.leave(props.name)
                  return
                }
                placeBeside(trigger, content, 'start')
                content.querySelector('input')?.focus()
              }}
            >
              <Show when={isOpen()}>
                <OptionList
                  source={props.source}
                  chosen={uid()}
                  noneLabel={props.noneLabel}
                  onChoose={(option) => {
                    setPicked(option)
                    // The field's type is text; the form's own value type is wider than this component can name.
                    props.form.set(props.name, (option?.uid ?? '') as V[typeof props.name])
                    content?.hidePopover()
                    trigger?.focus()
                  }}
                />
              </Show>
            </div>
          </div>
        </>
      )}
    </Field>
  )
}
