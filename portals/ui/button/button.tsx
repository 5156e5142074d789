import './button.css'
import { createSignal, type JSX, Show, splitProps } from 'solid-js'
import { Icon, type IconName } from '../icon/icon.tsx'

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: ButtonVariant
  icon?: IconName
  /** Under way: shown by a ring, and a second press does nothing. */
  isBusy?: boolean
  /** Work to do on press; the button is busy until it ends. */
  onPress?: () => unknown
}

export function Button(props: ButtonProps): JSX.Element {
  const [own, rest] = splitProps(props, ['variant', 'icon', 'isBusy', 'onPress', 'children', 'type'])
  const [isWorking, setWorking] = createSignal(false)
  const isBusy = () => own.isBusy === true || isWorking()

  async function press(): Promise<void> {
    if (isBusy() || !own.onPress) return
    const outcome = own.onPress()
    if (!(outcome instanceof Promise)) return
    setWorking(true)
    try {
      await outcome
    } finally {
      setWorking(false)
    }
  }

  return (
    <button
      data-component="button"
      data-variant={own.variant ?? 'plain'}
      data-icon-only={own.icon && !own.children ? '' : undefined}
      type={own.type ?? 'button'}
      aria-busy={isBusy() ? 'true' : undefined}
      aria-disabled={isBusy() ? 'true' : undefined}
      onClick={own.onPress ? () => void press() : undefined}
      {...rest}
    >
      <Show when={isBusy()} fallback={<Show when={own.icon}>{(name) => <Icon name={name()} />}</Show>}>
        <span data-part="ring" aria-hidden="true" />
      </Show>
      <Show when={own.children}>
        <span data-part="label">{own.children}</span>
      </Show>
    </button>
  )
}
