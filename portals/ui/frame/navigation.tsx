import { useLocation } from '@solidjs/router'
import { createUniqueId, For, type JSX, Show } from 'solid-js'
import type { Permission } from '../../../domain/permissions.ts'
import { Icon, type IconName } from '../icon/icon.tsx'
import { Link } from '../link/link.tsx'
import { createPreference, isStringList } from '../preference/preference.ts'
import { can } from '../session/session.ts'

export interface NavigationItem {
  href: string
  label: string
  icon: IconName
  /** Not offered without it. */
  permission?: Permission
}

export interface NavigationGroup {
  id: string
  label: string
  items: readonly NavigationItem[]
}

const [closedGroups, setClosedGroups] = createPreference<string[]>('closedGroups', [], isStringList)

export function Navigation(props: { groups: readonly NavigationGroup[]; base: string }): JSX.Element {
  const offered = () =>
    props.groups
      .map((group) => ({ ...group, items: group.items.filter((item) => !item.permission || can(item.permission)) }))
      .filter((group) => group.items.length > 0)
  return (
    <div data-component="navigation">
      <For each={offered()}>{(group) => <Group group={group} base={props.base} />}</For>
    </div>
  )
}

function Group(props: { group: NavigationGroup; base: string }): JSX.Element {
  const id = createUniqueId()
  const location = useLocation()
  const isOpen = () => !closedGroups().includes(props.group.id)
  const isCurrent = (href: string) => {
    const path = location.pathname
    const full = props.base + href
    return href === '/' ? path === full || path === props.base : path === full || path.startsWith(`${full}/`)
  }

  function toggle(): void {
    const others = closedGroups().filter((group) => group !== props.group.id)
    setClosedGroups(isOpen() ? [...others, props.group.id] : others)
  }

  return (
    <section>
      <button type="button" data-part="group" aria-expanded={isOpen()} aria-controls={id} onClick={toggle}>
        <span>{props.group.label}</span>
        <Icon name={isOpen() ? 'chevronDown' : 'chevronRight'} size={12} />
      </button>
      <ul id={id} hidden={!isOpen()}>
        <For each={props.group.items}>
          {(item) => (
            <li>
              <Link href={item.href} title={item.label} aria-current={isCurrent(item.href) ? 'page' : undefined}>
                <Icon name={item.icon} />
                <Show when={item.label}>
                  <span>{item.label}</span>
                </Show>
              </Link>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}
