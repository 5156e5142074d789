import './menu.css'
import { createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import { Button, type ButtonVariant } from '../button/button.tsx'
import type { IconName } from '../icon/icon.tsx'
import { placeBeside } from './place.ts'

interface PopoverProps {
  label: JSX.Element
  /** The trigger's name when its label is only an icon. */
  name?: string | undefined
  icon?: IconName
  variant?: ButtonVariant
  /** `menu`: a list of actions, walked with arrows. `group`: any controls. */
  kind: 'menu' | 'group'
  align?: 'start' | 'end'
  children: (close: () => void) => JSX.Element
}

/** A button and what opens below it, in the browser's top layer; Escape, a press outside or a choice close it. */
export function Popover(props: PopoverProps): JSX.Element {
  const id = createUniqueId()
  const [isOpen, setOpen] = createSignal(false)
  let trigger: HTMLDivElement | undefined
  let content: HTMLDivElement | undefined

  const close = () => content?.hidePopover()
  const items = () => [...(content?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not(:disabled)') ?? [])]

  function toggled(event: ToggleEvent): void {
    const opens = event.newState === 'open'
    setOpen(opens)
    if (!opens || !content || !trigger) return
    placeBeside(trigger, content, props.align ?? 'start')
    const first =
      props.kind === 'menu' ? items()[0] : content.querySelector<HTMLElement>('input, select, button, a, textarea')
    first?.focus()
  }

  function walk(event: KeyboardEvent): void {
    if (props.kind !== 'menu') return
    const all = items()
    const present = all.indexOf(document.activeElement as HTMLElement)
    const next = { ArrowDown: present + 1, ArrowUp: present - 1, Home: 0, End: all.length - 1 }[event.key]
    if (next === undefined) {
      if (event.key === 'Tab') close()
      return
    }
    event.preventDefault()
    all[(next + all.length) % all.length]?.focus()
  }

  const contentAttributes = () => ({
    role: props.kind === 'menu' ? ('menu' as const) : ('dialog' as const),
    'aria-label': props.name ?? (typeof props.label === 'string' ? props.label : undefined),
    onKeyDown: walk,
  })

  return (
    <div data-component="popover" ref={trigger}>
      <Button
        variant={props.variant ?? 'plain'}
        {...(props.icon ? { icon: props.icon } : {})}
        aria-label={props.name}
        title={props.name}
        aria-haspopup={props.kind === 'menu' ? 'menu' : 'dialog'}
        aria-expanded={isOpen()}
        aria-controls={isOpen() ? id : undefined}
        onClick={() => content?.togglePopover()}
      >
        {props.label}
      </Button>
      <div id={id} ref={content} popover="auto" data-part="content" onToggle={toggled} {...contentAttributes()}>
        <Show when={isOpen()}>{props.children(close)}</Show>
      </div>
    </div>
  )
}

interface MenuItemProps {
  onChoose: () => unknown
  children: JSX.Element
  isDanger?: boolean
  /** Present: one of several of which this one is, or is not, the chosen. */
  isChosen?: boolean
}

export function MenuItem(props: MenuItemProps): JSX.Element {
  return (
    <button
      type="button"
      {...(props.isChosen === undefined
        ? { role: 'menuitem' as const }
        : { role: 'menuitemradio' as const, 'aria-checked': props.isChosen })}
      tabindex="-1"
      data-component="menu-item"
      data-danger={props.isDanger ? '' : undefined}
      onClick={() => props.onChoose()}
    >
      {props.children}
    </button>
  )
}
