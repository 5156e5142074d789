import type { JSX } from 'solid-js'
import type { Choice } from '../form/fields.tsx'

/** How a column can be filtered. `property` of the column is what goes on the wire. */
export type ColumnFilter =
  | { kind: 'text' }
  | { kind: 'choice'; choices: readonly Choice[] }
  /** True and false with their own words. */
  | { kind: 'flag'; choices: readonly [Choice, Choice] }
  /** Calendar days, from one to another. */
  | { kind: 'period' }

/** From which width of the window a column shows by itself; `chosen` only when somebody picked it. */
export type ColumnPriority = 'always' | 'wide' | 'widest' | 'chosen'

export interface Column<Row> {
  key: string
  title: string
  /** Path on the wire for sort and filter. */
  property?: string
  isSortable?: boolean
  isNumeric?: boolean
  /** Takes the room that the other columns leave: sentences, of which one wants to read as much as there is room for. */
  takesRest?: boolean
  priority?: ColumnPriority
  /** What the list has to be asked for besides, for as long as the column is shown. */
  expand?: string
  /** Shown on the card that a row becomes on a narrow screen; three at most beside the name. */
  isOnCard?: boolean
  filter?: ColumnFilter
  render: (row: Row) => JSX.Element
  /** What changes when the cell changes; undefined: the cell is not watched. */
  text?: (row: Row) => string | number | boolean | null | undefined
}

const rank: Record<ColumnPriority, number> = { always: 0, wide: 1, widest: 2, chosen: 3 }

/**
 * The columns to show, in order: the person's own choice where there is one (keys that no longer exist are dropped),
 * otherwise what the width gives. The first column is the row's name and always comes first.
 */
export function shownColumns<Row>(
  all: readonly Column<Row>[],
  chosen: readonly string[] | null,
  width: 'narrow' | 'wide' | 'widest',
): Column<Row>[] {
  const [name, ...others] = all
  if (!name) return []
  if (chosen) {
    const picked = chosen.flatMap((key) => others.find((column) => column.key === key) ?? [])
    return [name, ...picked]
  }
  const most = width === 'narrow' ? 0 : width === 'wide' ? 1 : 2
  return [name, ...others.filter((column) => rank[column.priority ?? 'always'] <= most)]
}

export function choicesOf(filter: ColumnFilter | undefined): readonly Choice[] {
  return filter && 'choices' in filter ? filter.choices : []
}
