import './search-dialog.css'
import { useNavigate } from '@solidjs/router'
import { createEffect, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js'
import { getPage } from '../api/client.ts'
import { contains, listQuery } from '../api/filter.ts'
import { computerName } from '../api/names.ts'
import type { Company, Job, ManagementAgent } from '../api/types.ts'
import type { NavigationGroup } from '../frame/navigation.tsx'
import { t } from '../i18n/translate.ts'
import { Icon, type IconName } from '../icon/icon.tsx'
import { useScope } from '../scope/use-scope.ts'
import { can } from '../session/session.ts'

interface Hit {
  href: string
  icon: IconName
  title: string
  kind: string
}

const hitsPerKind = 5
const typingPauseMs = 150

async function find(text: string, signal: AbortSignal): Promise<Hit[]> {
  const query = (property: string) => listQuery({ filter: [contains(property, text)], limit: hitsPerKind })
  const searches: Promise<Hit[]>[] = []
  if (can('companies.read')) {
    searches.push(
      getPage<Company>('/organizations/companies', query('name'), signal).then((page) =>
        page.items.map((row) => ({
          href: `/companies/${row.instanceUid}`,
          icon: 'building',
          title: row.name,
          kind: t('search.company'),
        })),
      ),
    )
  }
  if (can('agents.read')) {
    searches.push(
      getPage<ManagementAgent>('/infrastructure/managementAgents', query('hostName'), signal).then((page) =>
        page.items.map((row) => ({
          href: `/computers/${row.instanceUid}`,
          icon: 'computer',
          title: computerName(row) ?? row.instanceUid,
          kind: t('search.computer'),
        })),
      ),
    )
  }
  if (can('jobs.read')) {
    searches.push(
      getPage<Job>('/infrastructure/backupAgents/jobs', query('name'), signal).then((page) =>
        page.items.map((row) => ({
          href: `/jobs/${row.instanceUid}`,
          icon: 'job',
          title: row.name ?? row.instanceUid,
          kind: t('search.job'),
        })),
      ),
    )
  }
  const settled = await Promise.allSettled(searches)
  return settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []))
}

/** Jump to anything by its name: pages at once, things of the console as they are found. */
export default function SearchDialog(props: { groups: readonly NavigationGroup[]; onClose: () => void }): JSX.Element {
  const navigate = useNavigate()
  const { href } = useScope()
  const [text, setText] = createSignal('')
  const [found, setFound] = createSignal<Hit[]>([])
  const [isSearching, setSearching] = createSignal(false)
  const [active, setActive] = createSignal(0)
  const opener = document.activeElement
  let dialog: HTMLDialogElement | undefined

  const pages = (): Hit[] =>
    props.groups
      .flatMap((group) => group.items)
      .filter((item) => !item.permission || can(item.permission))
      .filter((item) => item.label.toLowerCase().includes(text().toLowerCase()))
      .map((item) => ({ href: item.href, icon: item.icon, title: item.label, kind: t('search.page') }))
  const hits = () => [...pages(), ...found()]

  createEffect(() => {
    if (!dialog || dialog.open) return
    // A press outside closes it; the attribute is younger than the types.
    dialog.setAttribute('closedby', 'any')
    dialog.showModal()
  })
  createEffect(
    on(text, (wanted) => {
      setActive(0)
      if (wanted.length < 2) {
        setFound([])
        setSearching(false)
        return
      }
      const controller = new AbortController()
      setSearching(true)
      const timer = setTimeout(() => {
        find(wanted, controller.signal).then((result) => {
          if (controller.signal.aborted) return
          setFound(result)
          setSearching(false)
        })
      }, typingPauseMs)
      onCleanup(() => {
        clearTimeout(timer)
        controller.abort()
      })
    }),
  )
  onCleanup(() => {
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus()
  })

  function go(hit: Hit | undefined): void {
    if (!hit) return
    props.onClose()
    navigate(href(hit.href))
  }

  function pressed(event: KeyboardEvent): void {
    const count = hits().length
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (count > 0) setActive((active() + step + count) % count)
      document.getElementById(`search-hit-${active()}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      go(hits()[active()])
    }
  }

  /** The field keeps the focus and points at the hit that Enter opens; the list itself is only pressed with a pointer. */
  const optionAttributes = (hit: Hit, index: number) => ({
    role: 'option' as const,
    'aria-selected': index === active(),
    onPointerMove: () => setActive(index),
    onClick: () => go(hit),
  })

  return (
    <dialog ref={dialog} data-component="search-dialog" aria-label={t('search.open')} onClose={() => props.onClose()}>
      <div data-part="box">
        <div data-part="entry">
          <Icon name="search" />
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="search-hits"
            aria-autocomplete="list"
            aria-activedescendant={hits().length > 0 ? `search-hit-${active()}` : undefined}
            aria-label={t('search.placeholder')}
            placeholder={t('search.placeholder')}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setText(event.currentTarget.value.trim())}
            onKeyDown={pressed}
          />
        </div>
        <ul id="search-hits" {...{ role: 'listbox' }} aria-label={t('search.hits')}>
          <For each={hits()}>
            {(hit, index) => (
              <li id={`search-hit-${index()}`} {...optionAttributes(hit, index())}>
                <Icon name={hit.icon} />
                <span>{hit.title}</span>
                <small>{hit.kind}</small>
              </li>
            )}
          </For>
        </ul>
        <p role="status">
          <Show when={hits().length === 0 && !isSearching()}>{t('search.nothing', { text: text() })}</Show>
        </p>
      </div>
    </dialog>
  )
}
