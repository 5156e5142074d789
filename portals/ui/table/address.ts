import { contains, type Expression, oneOf, type SortOrder } from '../api/filter.ts'
import type { Column } from './columns.ts'
import { periodFilter, readPeriod, writePeriod } from './period.ts'

/** What a table shows, as it stands in the address: it survives reload, Back and being sent to somebody. */
export interface TableState {
  sort: SortOrder | undefined
  /** From 1. */
  page: number
  find: string
  /** Column key → chosen values (or the one text to look for). */
  filters: Record<string, string[]>
}

const filterPrefix = 'f.'

export function readTableState<Row>(
  search: string,
  columns: readonly Column<Row>[],
  defaultSort?: SortOrder,
): TableState {
  const parameters = new URLSearchParams(search)
  const filters: Record<string, string[]> = {}
  for (const column of columns) {
    const text = parameters.get(filterPrefix + column.key)
    if (!text || !column.filter) continue
    const values = column.filter.kind === 'text' ? [text] : text.split(',')
    if (column.filter.kind !== 'period') filters[column.key] = values
    else if (writePeriod(readPeriod(text)) !== '') filters[column.key] = [text]
  }
  const page = Number(parameters.get('page') ?? 1)
  return {
    sort: readSort(parameters.get('sort'), columns) ?? defaultSort,
    page: Number.isInteger(page) && page >= 1 ? page : 1,
    find: parameters.get('find') ?? '',
    filters,
  }
}

function readSort<Row>(text: string | null, columns: readonly Column<Row>[]): SortOrder | undefined {
  if (!text) return undefined
  const isDescending = text.startsWith('-')
  const key = isDescending ? text.slice(1) : text
  const column = columns.find((candidate) => candidate.key === key && candidate.isSortable)
  return column?.property ? { property: column.property, isDescending } : undefined
}

export type AddressChange = Record<string, string | undefined>

/** Ascending, then descending: what a press on a column's head asks for. Every change leads back to the first page. */
export function sortChange<Row>(state: TableState, column: Column<Row>): AddressChange {
  const isSorted = state.sort?.property === column.property
  const descends = isSorted && !state.sort?.isDescending
  return { sort: `${descends ? '-' : ''}${column.key}`, page: undefined }
}

export function filterChange(key: string, values: readonly string[]): AddressChange {
  return { [filterPrefix + key]: values.length === 0 ? undefined : values.join(','), page: undefined }
}

export function findChange(text: string): AddressChange {
  return { find: text === '' ? undefined : text, page: undefined }
}

export function pageChange(page: number): AddressChange {
  return { page: page <= 1 ? undefined : String(page) }
}

export function clearChange(state: TableState): AddressChange {
  const change: AddressChange = { find: undefined, page: undefined }
  for (const key of Object.keys(state.filters)) change[filterPrefix + key] = undefined
  return change
}

export function isFiltered(state: TableState): boolean {
  return state.find !== '' || Object.keys(state.filters).length > 0
}

/** The table's own part of the filter; scope and the page's fixed conditions come beside it. */
export function tableFilter<Row>(
  state: TableState,
  columns: readonly Column<Row>[],
  findProperty: string | undefined,
  timeZone: string,
): Expression[] {
  const filter: Expression[] = []
  if (state.find && findProperty) filter.push(contains(findProperty, state.find))
  for (const column of columns) {
    const values = state.filters[column.key]
    const property = column.property
    const [first] = values ?? []
    if (!values || first === undefined || !property || !column.filter) continue
    if (column.filter.kind === 'text') filter.push(contains(property, first))
    else if (column.filter.kind === 'period') filter.push(...periodFilter(property, readPeriod(first), timeZone))
    else if (column.filter.kind === 'choice') filter.push(oneOf(property, values))
    else if (values.length === 1) filter.push({ property, operation: 'equals', value: first === 'true' })
  }
  return filter
}
