import { describe, expect, test } from 'vitest'
import { negotiate } from './negotiate.ts'

describe('negotiate', () => {
  test.each([
    [null, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['*', 'json'],
    ['application/json', 'json'],
    ['Application/JSON; charset=utf-8', 'json'],
    ['application/xml', 'xml'],
    ['text/xml', 'xml'],
    ['text/csv', 'csv'],
    ['application/csv', 'csv'],
    ['text/csv, */*', 'csv'],
    ['application/json;q=0.5, text/csv', 'csv'],
    ['text/csv;q=0.8, application/xml;q=0.9, */*;q=0.1', 'xml'],
    ['application/*;q=0.5, text/csv;q=0.4', 'json'],
    ['text/*', 'csv'],
    ['application/json;q=0, */*', 'xml'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'xml'],
    ['application/octet-stream', 'json'],
    ['image/png, application/octet-stream;q=0.1', 'json'],
    ['application/xml;q=0.0, application/json;q=0.001', 'json'],
    ['application/xml;q=nonsense', 'xml'],
    ['json', 'json'],
  ])('of Accept %j makes %s', (accept, format) => {
    expect(negotiate(undefined, accept)).toEqual({ ok: true, value: format })
  })

  test.each(['image/png', 'text/html', 'application/json;q=0', '*/*;q=0', 'application/vnd.other+json'])(
    'cannot satisfy %j',
    (accept) => {
      expect(negotiate(undefined, accept)).toMatchObject({ ok: false, failure: { code: 'not_acceptable' } })
    },
  )

  test('lets ?format= win over Accept, in any letter case', () => {
    expect(negotiate('CSV', 'application/xml')).toEqual({ ok: true, value: 'csv' })
    expect(negotiate('json', 'image/png')).toEqual({ ok: true, value: 'json' })
    expect(negotiate('', 'application/xml')).toEqual({ ok: true, value: 'xml' })
  })

  test('refuses a format that there is not, and names the parameter', () => {
    expect(negotiate('yaml', null)).toMatchObject({
      ok: false,
      failure: { code: 'invalid_input', parameter: 'format' },
    })
  })
})
