import { createEffect, createSignal, createUniqueId, For, type JSX, Match, onCleanup, Show, Switch } from 'solid-js'
import { Button } from '../button/button.tsx'
import { formatDay } from '../format/time.ts'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import { Popover } from '../menu/menu.tsx'
import { type AddressChange, clearChange, filterChange, findChange, isFiltered, type TableState } from './address.ts'
import { type Column, choicesOf } from './columns.ts'
import { type Period, readPeriod, writePeriod } from './period.ts'

interface FilterBarProps<Row> {
  columns: readonly Column<Row>[]
  state: TableState
  /** Undefined: this collection cannot be searched by name. */
  findLabel: string | undefined
  onChange: (change: AddressChange) => void
}

const typingPauseMs = 250

export function FilterBar<Row>(props: FilterBarProps<Row>): JSX.Element {
  const filterable = () => props.columns.filter((column) => column.filter)
  const inUse = () => filterable().filter((column) => props.state.filters[column.key])
  const unused = () => filterable().filter((column) => !props.state.filters[column.key])

  return (
    <div data-part="filters">
      <Show when={props.findLabel}>
        {(label) => (
          <FindField label={label()} value={props.state.find} onChange={(text) => props.onChange(findChange(text))} />
        )}
      </Show>
      <For each={inUse()}>
        {(column) => (
          <span data-part="chip">
            <Popover kind="group" variant="quiet" label={chipText(column, props.state)}>
              {(close) => <FilterEditor column={column} state={props.state} onChange={props.onChange} close={close} />}
            </Popover>
            <button
              type="button"
              aria-label={t('table.removeFilter', { name: column.title })}
              onClick={() => props.onChange(filterChange(column.key, []))}
            >
              <Icon name="close" size={12} />
            </button>
          </span>
        )}
      </For>
      <Show when={unused().length > 0}>
        <Popover kind="group" variant="quiet" icon="plus" label={t('table.filter')}>
          {(close) => <NewFilter columns={unused()} state={props.state} onChange={props.onChange} close={close} />}
        </Popover>
      </Show>
      <Show when={isFiltered(props.state)}>
        <Button variant="quiet" onPress={() => props.onChange(clearChange(props.state))}>
          {t('table.clear')}
        </Button>
      </Show>
    </div>
  )
}

function chipText<Row>(column: Column<Row>, state: TableState): string {
  const values = state.filters[column.key] ?? []
  if (column.filter?.kind === 'period') return `${column.title}: ${periodText(readPeriod(values[0]))}`
  const words =
    column.filter?.kind === 'text'
      ? values.map((value) => `“${value}”`)
      : values.map((value) => choicesOf(column.filter).find((choice) => choice.value === value)?.label ?? value)
  return `${column.title}: ${words.join(', ')}`
}

function periodText({ from, to }: Period): string {
  const day = (text: string) => formatDay(Date.parse(text), 'UTC')
  if (to === '') return t('table.period.from', { from: day(from) })
  if (from === '') return t('table.period.to', { to: day(to) })
  return from === to ? day(from) : t('table.period.both', { from: day(from), to: day(to) })
}

function FindField(props: { label: string; value: string; onChange: (text: string) => void }): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined
  let input: HTMLInputElement | undefined
  onCleanup(() => clearTimeout(timer))
  // Back and "Clear" change the text from outside; the address answering what is being typed must not take a blank away.
  createEffect(() => {
    const text = props.value
    if (input && timer === undefined && input.value.trim() !== text) input.value = text
  })
  return (
    <label data-part="find">
      <span data-visually-hidden>{props.label}</span>
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        placeholder={props.label}
        onInput={(event) => {
          const text = event.currentTarget.value.trim()
          clearTimeout(timer)
          timer = setTimeout(() => {
            timer = undefined
            props.onChange(text)
          }, typingPauseMs)
        }}
      />
    </label>
  )
}

interface EditorProps<Row> {
  state: TableState
  onChange: (change: AddressChange) => void
  close: () => void
  column: Column<Row>
}

/** First which property, then what of it: a small dialog in two steps. */
function NewFilter<Row>(props: Omit<EditorProps<Row>, 'column'> & { columns: readonly Column<Row>[] }): JSX.Element {
  const [picked, setPicked] = createSignal<Column<Row>>()
  // The list above shrinks as soon as a first value is chosen; the editor stays with what was picked.
  return (
    <Show
      when={picked()}
      fallback={
        <For each={props.columns}>
          {(column) => (
            <button type="button" data-component="menu-item" onClick={() => setPicked(column)}>
              {column.title}
            </button>
          )}
        </For>
      }
    >
      {(column) => <FilterEditor column={column()} state={props.state} onChange={props.onChange} close={props.close} />}
    </Show>
  )
}

function FilterEditor<Row>(props: EditorProps<Row>): JSX.Element {
  const id = createUniqueId()
  const values = () => props.state.filters[props.column.key] ?? []
  const [draft, setDraft] = createSignal<readonly string[]>(values())

  function apply(event: SubmitEvent): void {
    event.preventDefault()
    props.onChange(
      filterChange(
        props.column.key,
        draft().filter((value) => value !== ''),
      ),
    )
    props.close()
  }

  function toggle(value: string): void {
    setDraft((before) => (before.includes(value) ? before.filter((other) => other !== value) : [...before, value]))
  }

  return (
    <form data-part="filter-editor" onSubmit={apply}>
      <h3>{props.column.title}</h3>
      <Switch>
        <Match when={props.column.filter?.kind === 'text'}>
          <div data-component="field">
            <label for={id}>{t('table.contains')}</label>
            <input
              id={id}
              type="text"
              ref={(element) => queueMicrotask(() => element.focus())}
              value={draft()[0] ?? ''}
              onInput={(event) => setDraft([event.currentTarget.value.trim()])}
            />
          </div>
        </Match>
        <Match when={props.column.filter?.kind === 'period'}>
          <PeriodFields period={readPeriod(draft()[0])} onChange={(period) => setDraft([writePeriod(period)])} />
        </Match>
        <Match when={choicesOf(props.column.filter).length > 0}>
          <For each={choicesOf(props.column.filter)}>
            {(choice) => (
              <div data-component="choice">
                <input
                  id={`${id}-${choice.value}`}
                  type="checkbox"
                  checked={draft().includes(choice.value)}
                  onChange={() => toggle(choice.value)}
                />
                <label for={`${id}-${choice.value}`}>{choice.label}</label>
              </div>
            )}
          </For>
        </Match>
      </Switch>
      <Button type="submit" variant="primary">
        {t('table.applyFilter')}
      </Button>
    </form>
  )
}

function PeriodFields(props: { period: Period; onChange: (period: Period) => void }): JSX.Element {
  const id = createUniqueId()
  // What is typed stays in its field until it is applied: the two may stand in the wrong order meanwhile.
  const [period, setPeriod] = createSignal(props.period)
  const sides = ['from', 'to'] as const
  return (
    <For each={sides}>
      {(side) => (
        <div data-component="field">
          <label for={`${id}-${side}`}>{t(`table.period.label.${side}`)}</label>
          <input
            id={`${id}-${side}`}
            type="date"
            max="9999-12-31"
            ref={(element) => side === 'from' && queueMicrotask(() => element.focus())}
            value={period()[side]}
            onInput={(event) => props.onChange(setPeriod({ ...period(), [side]: event.currentTarget.value }))}
          />
        </div>
      )}
    </For>
  )
}
