import { type Accessor, createEffect, createSignal, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { Page } from '../api/client.ts'
import type { Live } from '../api/live.ts'
import { type Arrival, compareRows } from './rows.ts'

export interface LiveRows<Row> {
  rows: Row[]
  total: Accessor<number>
  /** What has come but is not shown, since it would move rows under the pointer. */
  pending: Accessor<Arrival | undefined>
  showPending(): void
}

/**
 * Rows that change in place. An answer somebody asked for replaces what is shown; a quiet poll updates the values of the
 * rows there are, and brings in new ones at once only when nobody's pointer, focus or selection rests on the table.
 */
export function createLiveRows<Row extends object>(
  live: Live<Page<Row>>,
  keyName: keyof Row & string,
  isHeld: Accessor<boolean>,
): LiveRows<Row> {
  const [state, setState] = createStore<{ rows: Row[] }>({ rows: [] })
  const [total, setTotal] = createSignal(0)
  const [pending, setPending] = createSignal<Arrival>()
  const keyOf = (row: Row) => String(row[keyName])
  let latest: Page<Row> | undefined
  let seenGeneration = -1

  function showAll(page: Page<Row>): void {
    setState('rows', reconcile(page.items, { key: keyName }))
    setTotal(page.total)
    setPending(undefined)
  }

  function updateInPlace(page: Page<Row>): void {
    const incoming = new Map(page.items.map((row) => [keyOf(row), row]))
    state.rows.forEach((row, index) => {
      const next = incoming.get(keyOf(row))
      if (next) setState('rows', index, reconcile(next, { key: keyName }))
    })
  }

  createEffect(
    on([live.data, live.generation], ([page, generation]) => {
      if (!page) return
      latest = page
      const isAsked = generation !== seenGeneration
      seenGeneration = generation
      if (isAsked || state.rows.length === 0 || !isHeld()) {
        showAll(page)
        return
      }
      const arrival = compareRows(state.rows.map(keyOf), page.items.map(keyOf))
      if (!arrival.isRearranged) {
        showAll(page)
        return
      }
      updateInPlace(page)
      setPending(arrival)
    }),
  )

  return {
    get rows() {
      return state.rows
    },
    total,
    pending,
    showPending: () => {
      if (latest) showAll(latest)
    },
  }
}
