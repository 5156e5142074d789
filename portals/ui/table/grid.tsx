import { createEffect, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js'
import type { SortOrder } from '../api/filter.ts'
import { t } from '../i18n/translate.ts'
import { Icon } from '../icon/icon.tsx'
import type { Column } from './columns.ts'
import { rowAfterKey } from './rows.ts'

interface GridProps<Row> {
  columns: readonly Column<Row>[]
  rows: Row[]
  total: number
  label: string
  isLoading: boolean
  hasData: boolean
  keyOf: (row: Row) => string
  nameOf: (row: Row) => string
  sort: SortOrder | undefined
  openKey: string | undefined
  /** Undefined: nothing can be selected. */
  selected: ReadonlySet<string> | undefined
  onSelect: (keys: ReadonlySet<string>) => void
  onSort: (column: Column<Row>) => void
  onOpen: (row: Row) => void
  canOpen: boolean
  /** Whether pointer or focus rests on the rows. */
  onTouch: (isTouched: boolean) => void
}

/**
 * A table whose rows take the focus is a grid. The roles are said outright: as cards (data-table.css) the elements are no
 * table to the browser any more.
 */
const roles = {
  grid: { role: 'grid' },
  rowGroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHeader: { role: 'columnheader' },
  gridCell: { role: 'gridcell' },
} as const

const interactive = 'a, button, input, select, textarea, label'

export function Grid<Row>(props: GridProps<Row>): JSX.Element {
  const [active, setActive] = createSignal(0)
  const [isSlow, setSlow] = createSignal(false)
  const [hasPointer, setPointer] = createSignal(false)
  const [hasFocus, setFocus] = createSignal(false)
  const timer = setTimeout(() => setSlow(true), 150)
  onCleanup(() => clearTimeout(timer))
  let body: HTMLTableSectionElement | undefined

  createEffect(() => props.onTouch(hasPointer() || hasFocus()))

  const isAllSelected = () => props.rows.length > 0 && props.rows.every((row) => props.selected?.has(props.keyOf(row)))
  const isSomeSelected = () => (props.selected?.size ?? 0) > 0 && !isAllSelected()

  function toggle(row: Row): void {
    if (!props.selected) return
    const next = new Set(props.selected)
    const key = props.keyOf(row)
    if (!next.delete(key)) next.add(key)
    props.onSelect(next)
  }

  function toggleAll(): void {
    props.onSelect(new Set(isAllSelected() ? [] : props.rows.map(props.keyOf)))
  }

  function focusRow(index: number): void {
    setActive(index)
    const row = body?.rows[index]
    row?.focus()
  }

  function pressed(event: KeyboardEvent, row: Row, index: number): void {
    const isOnRow = event.target === event.currentTarget
    const next = rowAfterKey(event.key, index, props.rows.length)
    if (next !== undefined && (isOnRow || event.key.startsWith('Arrow'))) {
      event.preventDefault()
      focusRow(next)
    } else if (isOnRow && event.key === ' ') {
      event.preventDefault()
      toggle(row)
    } else if (isOnRow && event.key === 'Enter') {
      event.preventDefault()
      props.onOpen(row)
    }
  }

  function clicked(event: MouseEvent, row: Row, index: number): void {
    if (!props.canOpen || !(event.target instanceof Element) || event.target.closest(interactive)) return
    if (window.getSelection()?.isCollapsed === false) return
    setActive(index)
    props.onOpen(row)
  }

  const gridAttributes = () => ({
    ...roles.grid,
    'aria-rowcount': props.total + 1,
    'aria-multiselectable': props.selected ? ('true' as const) : undefined,
  })

  return (
    <div data-part="scroll">
      <table
        {...gridAttributes()}
        aria-label={props.label}
        aria-busy={props.isLoading}
        data-stale={props.isLoading && props.hasData ? '' : undefined}
      >
        <thead {...roles.rowGroup}>
          <tr {...roles.row}>
            <Show when={props.selected}>
              <th {...roles.columnHeader} scope="col" data-part="pick">
                <input
                  type="checkbox"
                  aria-label={t('table.selectAll')}
                  checked={isAllSelected()}
                  ref={(element) => createEffect(() => (element.indeterminate = isSomeSelected()))}
                  onChange={toggleAll}
                />
              </th>
            </Show>
            <For each={props.columns}>
              {(column) => <HeadCell column={column} sort={props.sort} onSort={() => props.onSort(column)} />}
            </For>
          </tr>
        </thead>
        <tbody
          {...roles.rowGroup}
          ref={body}
          onPointerEnter={() => setPointer(true)}
          onPointerLeave={() => setPointer(false)}
          onFocusIn={() => setFocus(true)}
          onFocusOut={() => setFocus(false)}
        >
          <Show when={!props.hasData && isSlow()}>
            <For each={Array.from({ length: 8 })}>
              {() => (
                <tr {...roles.row} data-part="placeholder">
                  <Show when={props.selected}>
                    <td {...roles.gridCell} />
                  </Show>
                  <For each={props.columns}>
                    {() => (
                      <td {...roles.gridCell}>
                        <span />
                      </td>
                    )}
                  </For>
                </tr>
              )}
            </For>
          </Show>
          <For each={props.rows}>
            {(row, index) => (
              <tr
                {...roles.row}
                tabindex={index() === Math.min(active(), props.rows.length - 1) ? '0' : '-1'}
                aria-selected={props.selected ? props.selected.has(props.keyOf(row)) : undefined}
                data-open={props.openKey === props.keyOf(row) ? '' : undefined}
                data-opens={props.canOpen ? '' : undefined}
                onFocus={() => setActive(index())}
                onKeyDown={(event) => pressed(event, row, index())}
                onClick={(event) => clicked(event, row, index())}
              >
                <Show when={props.selected}>
                  <td {...roles.gridCell} data-part="pick">
                    <input
                      type="checkbox"
                      tabindex="-1"
                      aria-label={t('table.selectRow', { name: props.nameOf(row) })}
                      checked={props.selected?.has(props.keyOf(row)) ?? false}
                      onChange={() => toggle(row)}
                    />
                  </td>
                </Show>
                <For each={props.columns}>
                  {(column, place) => <Cell column={column} row={row} isName={place() === 0} />}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

function HeadCell<Row>(props: { column: Column<Row>; sort: SortOrder | undefined; onSort: () => void }): JSX.Element {
  const order = () => {
    if (!props.column.property || props.sort?.property !== props.column.property) return undefined
    return props.sort.isDescending ? 'descending' : 'ascending'
  }
  return (
    <th
      {...roles.columnHeader}
      scope="col"
      aria-sort={props.column.isSortable ? (order() ?? 'none') : undefined}
      data-numeric={props.column.isNumeric ? '' : undefined}
      data-rest={props.column.takesRest ? '' : undefined}
    >
      <Show when={props.column.isSortable} fallback={props.column.title}>
        <button type="button" data-part="sort" data-order={order()} onClick={props.onSort}>
          {props.column.title}
          <Icon name="chevronDown" size={12} />
        </button>
      </Show>
    </th>
  )
}

function Cell<Row>(props: { column: Column<Row>; row: Row; isName: boolean }): JSX.Element {
  let cell: HTMLTableCellElement | undefined
  const watched = () => props.column.text?.(props.row)
  createEffect(
    on(
      watched,
      (value, before) => {
        if (before === undefined || value === before) return
        cell?.animate([{ backgroundColor: 'var(--color-tint)' }, { backgroundColor: 'transparent' }], 1_500)
      },
      { defer: false },
    ),
  )
  return (
    <td
      ref={cell}
      {...roles.gridCell}
      data-name={props.isName ? '' : undefined}
      data-numeric={props.column.isNumeric ? '' : undefined}
      data-rest={props.column.takesRest ? '' : undefined}
      data-card={props.column.isOnCard ? '' : undefined}
      data-title={props.column.title}
    >
      {props.column.render(props.row)}
    </td>
  )
}
