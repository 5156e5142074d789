import './tabs.css'
import { useLocation } from '@solidjs/router'
import { For, type JSX } from 'solid-js'
import { t } from '../i18n/translate.ts'
import { Link } from '../link/link.tsx'

export interface Tab {
  href: string
  label: string
  count?: number | undefined
}

/** Parts of one thing, each with an address of its own: links, so that Back and a second window work. */
export function Tabs(props: { tabs: readonly Tab[]; base: string }): JSX.Element {
  const location = useLocation()
  const isCurrent = (href: string) => location.pathname === props.base + href
  return (
    <nav data-component="tabs" aria-label={t('frame.parts')}>
      <For each={props.tabs}>
        {(tab) => (
          <Link href={tab.href} aria-current={isCurrent(tab.href) ? 'page' : undefined} noScroll>
            {tab.label}
          </Link>
        )}
      </For>
    </nav>
  )
}
