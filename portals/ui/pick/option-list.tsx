import './option-list.css'
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { contains, type Expression } from '../api/filter.ts'
import { createLivePage } from '../api/reads.ts'
import { t } from '../i18n/translate.ts'
import { Skeleton } from '../state/states.tsx'

export interface Option {
  uid: string
  name: string
  /** A second line, such as the computer's company. */
  detail?: string | undefined
}

/** Where options come from: a collection that can be searched by a property. */
export interface OptionSource {
  path: string
  filter: Expression[]
  findProperty: string
  findLabel: string
  option: (row: object) => Option
}

const offered = 12
const typingPauseMs = 200

/** A short list that narrows as one types: works for five options and for fifty thousand. */
export function OptionList(props: {
  source: OptionSource
  chosen: string | readonly string[] | undefined
  /** Present: an entry that chooses nothing. */
  noneLabel?: string | undefined
  onChoose: (option: Option | undefined) => void
}): JSX.Element {
  const [text, setText] = createSignal('')
  const isChosen = (uid: string) =>
    typeof props.chosen === 'string' ? props.chosen === uid : (props.chosen?.includes(uid) ?? false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const page = createLivePage<object>(
    () => props.source.path,
    () => ({
      filter: [...props.source.filter, ...(text() ? [contains(props.source.findProperty, text())] : [])],
      sort: { property: props.source.findProperty, isDescending: false },
      limit: offered,
    }),
    { intervalMs: 0 },
  )

  /** Enter takes the one that is left; it never sends the form that the list stands in. */
  function entered(event: KeyboardEvent & { currentTarget: HTMLInputElement }): void {
    if (event.key !== 'Enter') return
    event.preventDefault()
    const [only, ...others] = page.data()?.items ?? []
    const isFound = !page.isLoading() && event.currentTarget.value.trim() === text()
    if (only && others.length === 0 && isFound) props.onChoose(props.source.option(only))
  }

  return (
    <div data-component="option-list">
      <input
        type="search"
        aria-label={props.source.findLabel}
        placeholder={props.source.findLabel}
        onKeyDown={entered}
        onInput={(event) => {
          const value = event.currentTarget.value.trim()
          clearTimeout(timer)
          timer = setTimeout(() => setText(value), typingPauseMs)
        }}
      />
      <Show when={props.noneLabel}>
        <button type="button" data-component="menu-item" onClick={() => props.onChoose(undefined)}>
          {props.noneLabel}
        </button>
      </Show>
      <Show when={page.data()} fallback={<Skeleton lines={3} />}>
        {(found) => (
          <>
            <For each={found().items.map(props.source.option)}>
              {(option) => (
                <button
                  type="button"
                  data-component="menu-item"
                  aria-pressed={isChosen(option.uid)}
                  onClick={() => props.onChoose(option)}
                >
                  <span>
                    {option.name}
                    <Show when={option.detail}>
                      <small>{option.detail}</small>
                    </Show>
                  </span>
                </button>
              )}
            </For>
            <Show when={found().total > offered}>
              <p data-tone="faint">{t('pick.more', { count: found().total - offered })}</p>
            </Show>
            <Show when={found().total === 0}>
              <p data-tone="faint">{t('pick.none')}</p>
            </Show>
          </>
        )}
      </Show>
    </div>
  )
}
