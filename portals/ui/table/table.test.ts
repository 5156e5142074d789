import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clearChange,
  filterChange,
  findChange,
  isFiltered,
  pageChange,
  readTableState,
  sortChange,
  tableFilter,
} from './address.ts'
import { type Column, shownColumns } from './columns.ts'
import { nearPages } from './pages.ts'
import { readPeriod, writePeriod } from './period.ts'
import { compareRows, rowAfterKey } from './rows.ts'

const column = (key: string, more: Partial<Column<object>> = {}): Column<object> => ({
  key,
  title: key,
  render: () => null,
  ...more,
})
const states = [
  { value: 'Failed', label: 'Failed' },
  { value: 'Warning', label: 'Warning' },
]
const columns = [
  column('name', { property: 'name', isSortable: true }),
  column('state', { property: 'status', filter: { kind: 'choice', choices: states } }),
  column('owner', { property: 'owner.name', filter: { kind: 'text' }, isSortable: true }),
  column('open', {
    property: 'isOpen',
    filter: {
      kind: 'flag',
      choices: [
        { value: 'true', label: 'Yes' },
        { value: 'false', label: 'No' },
      ],
    },
  }),
  column('date', { property: 'date', priority: 'chosen', filter: { kind: 'period' } }),
  column('wide', { priority: 'wide' }),
  column('widest', { priority: 'widest' }),
  column('hidden', { priority: 'chosen' }),
]

/** The address after a change, as the router makes it. */
function applied(search: string, change: Record<string, string | undefined>): string {
  const parameters = new URLSearchParams(search)
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) parameters.delete(name)
    else parameters.set(name, value)
  }
  return `?${parameters}`
}

describe('a table and its address', () => {
  it('starts at the first page in the usual order', () => {
    const usual = { property: 'name', isDescending: false }
    expect(readTableState('', columns, usual)).toEqual({ sort: usual, page: 1, find: '', filters: {} })
  })

  it('comes back from the address as it was left', () => {
    let search = applied('', findChange('north & south'))
    search = applied(search, filterChange('state', ['Failed', 'Warning']))
    search = applied(search, filterChange('owner', ['a, b']))
    search = applied(search, pageChange(3))
    expect(readTableState(search, columns)).toEqual({
      sort: undefined,
      page: 3,
      find: 'north & south',
      filters: { state: ['Failed', 'Warning'], owner: ['a, b'] },
    })
  })

  it('sorts up, then down, and goes back to the first page', () => {
    const name = columns[0] ?? column('name')
    const up = applied('?page=4', sortChange(readTableState('', columns), name))
    expect(up).toBe('?sort=name')
    const down = applied(up, sortChange(readTableState(up, columns), name))
    expect(down).toBe('?sort=-name')
    expect(applied(down, sortChange(readTableState(down, columns), name))).toBe('?sort=name')
  })

  it.each([
    '?page=0',
    '?page=-1',
    '?page=1.5',
    '?page=x',
    '?sort=state',
    '?sort=nothing',
    '?f.nothing=1',
    '?f.name=x',
    '?f.date=..',
    '?f.date=x',
  ])('passes over what makes no sense: %s', (search) => {
    expect(readTableState(search, columns)).toEqual({ sort: undefined, page: 1, find: '', filters: {} })
  })

  it('asks for what is filtered, and for nothing else', () => {
    const state = readTableState('?find=no&f.state=Failed,Warning&f.owner=ann&f.open=true', columns)
    expect(tableFilter(state, columns, 'name', 'UTC')).toEqual([
      { property: 'name', operation: 'contains', collation: 'ignorecase', value: 'no' },
      { property: 'status', operation: 'in', value: ['Failed', 'Warning'] },
      { property: 'owner.name', operation: 'contains', collation: 'ignorecase', value: 'ann' },
      { property: 'isOpen', operation: 'equals', value: true },
    ])
    expect(tableFilter(readTableState('?f.open=true,false', columns), columns, 'name', 'UTC')).toEqual([])
  })

  it('asks for days as they are where the viewer is', () => {
    const asked = (search: string) => tableFilter(readTableState(search, columns), columns, 'name', 'Europe/Berlin')
    expect(asked('?f.date=2026-03-29..2026-03-29')).toEqual([
      { property: 'date', operation: 'greaterThanOrEqual', value: '2026-03-28T23:00:00.000Z' },
      { property: 'date', operation: 'lessThan', value: '2026-03-29T22:00:00.000Z' },
    ])
    expect(asked('?f.date=..2026-12-31')).toEqual([
      { property: 'date', operation: 'lessThan', value: '2026-12-31T23:00:00.000Z' },
    ])
    expect(asked('?f.date=2026-99-99..')).toEqual([])
  })

  it('turns a period round that ends before it begins, and drops one that limits nothing', () => {
    expect(writePeriod({ from: '2026-02-02', to: '2026-01-01' })).toBe('2026-01-01..2026-02-02')
    expect(writePeriod({ from: '', to: '' })).toBe('')
    expect(readPeriod(writePeriod({ from: '2026-02-02', to: '' }))).toEqual({ from: '2026-02-02', to: '' })
  })

  it('is cleared at once', () => {
    const search = '?find=no&f.state=Failed&page=2'
    const cleared = readTableState(applied(search, clearChange(readTableState(search, columns))), columns)
    expect(isFiltered(cleared)).toBe(false)
    expect(cleared.page).toBe(1)
  })
})

describe('columns', () => {
  const keys = (chosen: string[] | null, width: 'narrow' | 'wide' | 'widest') =>
    shownColumns(columns, chosen, width).map(({ key }) => key)

  it('come in with the width of the window', () => {
    expect(keys(null, 'narrow')).toEqual(['name', 'state', 'owner', 'open'])
    expect(keys(null, 'wide')).toEqual(['name', 'state', 'owner', 'open', 'wide'])
    expect(keys(null, 'widest')).toEqual(['name', 'state', 'owner', 'open', 'wide', 'widest'])
  })

  it('stand as somebody chose them, the name always first', () => {
    expect(keys(['hidden', 'state', 'gone since'], 'narrow')).toEqual(['name', 'hidden', 'state'])
    expect(keys([], 'widest')).toEqual(['name'])
  })
})

describe('rows', () => {
  it('tell new ones from the same in another order', () => {
    expect(compareRows(['a', 'b'], ['a', 'b'])).toEqual({ newCount: 0, isRearranged: false })
    expect(compareRows(['a', 'b'], ['b', 'a'])).toEqual({ newCount: 0, isRearranged: true })
    expect(compareRows(['a', 'b'], ['c', 'a', 'b'])).toEqual({ newCount: 1, isRearranged: true })
    expect(compareRows(['a', 'b'], ['a'])).toEqual({ newCount: 0, isRearranged: true })
  })

  it('are walked with the keyboard, never off the end', () => {
    expect(rowAfterKey('ArrowDown', 0, 3)).toBe(1)
    expect(rowAfterKey('ArrowDown', 2, 3)).toBe(2)
    expect(rowAfterKey('ArrowUp', 0, 3)).toBe(0)
    expect(rowAfterKey('End', 0, 3)).toBe(2)
    expect(rowAfterKey('Home', 2, 3)).toBe(0)
    expect(rowAfterKey('PageDown', 1, 30)).toBe(11)
    expect(rowAfterKey('ArrowDown', 0, 0)).toBeUndefined()
    expect(rowAfterKey('Enter', 0, 3)).toBeUndefined()
  })
})

describe('page numbers', () => {
  it.each([
    [1, 1, [1]],
    [1, 5, [1, 2, 0, 5]],
    [3, 5, [1, 2, 3, 4, 5]],
    [10, 20, [1, 0, 9, 10, 11, 0, 20]],
  ])('of page %d of %d are %j', (page, pages, numbers) => {
    expect(nearPages(page, pages)).toEqual(numbers)
  })

  it('hold the first, the last and the present one, each once', () => {
    const pair = fc
      .integer({ min: 1, max: 500 })
      .chain((pages) => fc.tuple(fc.integer({ min: 1, max: pages }), fc.constant(pages)))
    fc.assert(
      fc.property(pair, ([page, pages]) => {
        const numbers = nearPages(page, pages).filter((number) => number > 0)
        expect(new Set(numbers).size).toBe(numbers.length)
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
        expect(numbers).toEqual(expect.arrayContaining([1, page, pages]))
      }),
    )
  })
})
