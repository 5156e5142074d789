import { describe, expect, test } from 'vitest'
import type { FilterNode } from '../db/page-source.ts'
import { readExpand, readFilter, readLimit, readOffset, readSelect, readSort } from './list-query.ts'
import { QueryParameters } from './query-parameters.ts'

const equalsSeventeen: FilterNode = {
  kind: 'comparison',
  operation: 'equals',
  property: 'internalId',
  collation: 'ordinal',
  value: 17,
}

function filterOf(text: string) {
  return readFilter(new QueryParameters(`?filter=${encodeURIComponent(text)}`))
}

describe('readFilter', () => {
  test.each([
    ['strict JSON', '[{"property":"internalId","operation":"equals","value":17}]'],
    ['single quotes', "[{'property':'internalId','operation':'equals','value':17}]"],
    ['a single object', '{"property":"internalId","operation":"equals","value":17}'],
    ['items null', '[{"property":"internalId","operation":"equals","items":null,"value":17}]'],
    ['other letter case', '[{"Property":"internalId","Operation":"Equals","Collation":"Ordinal","Value":17}]'],
    ['an empty collation', '[{"property":"internalId","operation":"equals","collation":"","value":17}]'],
    ['JSON in a JSON string', JSON.stringify('[{"property":"internalId","operation":"equals","value":17}]')],
  ])('reads %s', (_name, text) => {
    expect(filterOf(text)).toEqual({ ok: true, value: equalsSeventeen })
  })

  test('reads brackets, quotes and spaces that were not encoded, and + as a space', () => {
    const query = new QueryParameters(`?filter=[{"property":"name",+"operation":"contains","value":"a b"}]`)
    expect(readFilter(query)).toMatchObject({ ok: true, value: { property: 'name', value: 'a b' } })
  })

  test('keeps quotes inside quotes, and the constants of Python', () => {
    expect(filterOf(`[{'property':'name','operation':'equals','value':'O\\'Brien says "hi"'}]`)).toMatchObject({
      value: { value: 'O\'Brien says "hi"' },
    })
    expect(filterOf(`[{'property':'isEnabled','operation':'equals','value':True}]`)).toMatchObject({
      value: { value: true },
    })
    expect(filterOf(`[{'property':'name','operation':'equals','value':'True'}]`)).toMatchObject({
      value: { value: 'True' },
    })
  })

  test.each(["\\'", '\\"'])('refuses an open quote before many %s at once', (escaped) => {
    const startedAt = performance.now()
    for (let run = 0; run < 20; run++)
      expect(filterOf(`${escaped[1]}${escaped.repeat(16_000)}`)).toMatchObject({ ok: false })
    // Seconds, when each of them is followed to the end.
    expect(performance.now() - startedAt).toBeLessThan(1_500)
  })

  test('joins several expressions by and', () => {
    const expression = '{"property":"name","operation":"equals","value":"x"}'
    expect(filterOf(`[${expression},${expression}]`)).toMatchObject({
      value: { kind: 'logical', operation: 'and', items: [{ property: 'name' }, { property: 'name' }] },
    })
  })

  test.each(['', '[]', 'null', ' '])('takes %j for no filter', (text) => {
    expect(filterOf(text)).toEqual({ ok: true, value: null })
  })

  test.each([
    ['OData', "assignedForCompany eq 'x'"],
    ['a number', '5'],
    ['a list of texts', '["name"]'],
    ['an unknown operation', '[{"property":"name","operation":"startsWith","value":"x"}]'],
    ['an unknown collation', '[{"property":"name","operation":"equals","collation":"binary","value":"x"}]'],
    ['no property', '[{"operation":"equals","value":"x"}]'],
    ['and without items', '[{"operation":"and"}]'],
    ['too many comparisons', `[${Array(51).fill('{"property":"name","operation":"equals","value":"x"}').join()}]`],
    [
      'too deep nesting',
      `${'{"operation":"not","items":['.repeat(9)}{"property":"a","operation":"equals"}${']}'.repeat(9)}`,
    ],
    ['too long text', JSON.stringify([{ property: 'name', operation: 'equals', value: 'x'.repeat(40_000) }])],
  ])('refuses %s, naming the parameter', (_name, text) => {
    expect(filterOf(text)).toMatchObject({ ok: false, failure: { code: 'invalid_input', parameter: 'filter' } })
  })
})

describe('readSort', () => {
  const sortOf = (text: string) => readSort(new QueryParameters(`?sort=${encodeURIComponent(text)}`))

  test('sorts ascending and ordinal unless told otherwise', () => {
    expect(
      sortOf(`[{'property':'name'},{"property":"lastRun","direction":"Descending","collation":"ignorecase"}]`),
    ).toEqual({
      ok: true,
      value: [
        { property: 'name', isDescending: false, collation: 'ordinal' },
        { property: 'lastRun', isDescending: true, collation: 'ignorecase' },
      ],
    })
  })

  test.each(['name', '[{"direction":"ascending"}]', '[{"property":"name","direction":"up"}]', '["name"]'])(
    'refuses %j',
    (text) => {
      expect(sortOf(text)).toMatchObject({ ok: false, failure: { parameter: 'sort' } })
    },
  )
})

describe('paging', () => {
  const limitOf = (search: string) => readLimit(new QueryParameters(search))
  const offsetOf = (search: string) => readOffset(new QueryParameters(search))

  test.each([
    ['', undefined],
    ['?limit=', undefined],
    ['?limit=1', 1],
    ['?Limit=500', 500],
  ])('takes %j as the limit', (search, limit) => {
    expect(limitOf(search)).toEqual({ ok: true, value: limit })
  })

  test.each(['0', '-1', '501', '1.5', 'all', '1e2', '99999999999999999999'])('refuses the limit %j', (limit) => {
    expect(limitOf(`?limit=${limit}`)).toMatchObject({ ok: false, failure: { parameter: 'limit' } })
  })

  test.each(['-1', '0.5', 'x'])('refuses the offset %j', (offset) => {
    expect(offsetOf(`?offset=${offset}`)).toMatchObject({ ok: false, failure: { parameter: 'offset' } })
  })

  test('takes an offset far past every end', () => {
    expect(offsetOf('?offset=1000000000')).toEqual({ ok: true, value: 1_000_000_000 })
  })
})

describe('readExpand', () => {
  test('takes repeats, commas and other letter case, and passes over what it does not know', () => {
    const query = new QueryParameters('?expand=organization,Job&expand=BackupServerJob&expand=')
    expect([...readExpand(query, ['Organization', 'BackupServerJob', 'Other'])]).toEqual([
      'Organization',
      'BackupServerJob',
    ])
  })
})

describe('readSelect', () => {
  test('takes property paths', () => {
    const query = new QueryParameters(
      `?select=${encodeURIComponent('[{"propertyPath":"name"},{"PropertyPath":"a.b"}]')}`,
    )
    expect(readSelect(query)).toEqual({ ok: true, value: ['name', 'a.b'] })
  })

  test('refuses an expression without a path', () => {
    expect(readSelect(new QueryParameters('?select=[{}]'))).toMatchObject({
      ok: false,
      failure: { parameter: 'select' },
    })
  })
})
