import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { dateTime, uid } from '../contract/common.ts'
import { QueryParameters } from './query-parameters.ts'
import { readBody, readPatch, readQuery } from './read-input.ts'

const schema = z.object({
  name: z.string().min(2).max(5),
  count: z.int().min(1).max(9).optional(),
  role: z.enum(['a', 'b']).optional(),
  ownerUid: uid.optional(),
  at: dateTime.optional(),
  isOn: z.boolean().optional(),
  tags: z
    .array(z.object({ text: z.string() }))
    .max(3)
    .optional(),
  own: z
    .string()
    .refine((text) => text !== 'no', { error: 'must not be no' })
    .optional(),
})

describe('a refused body', () => {
  test.each<[unknown, string, string]>([
    [{}, 'name', '"name" is required.'],
    [{ name: null }, 'name', '"name" must be a string, not null.'],
    [{ name: [] }, 'name', '"name" must be a string.'],
    [{ name: 'x' }, 'name', '"name" must have at least 2 characters.'],
    [{ name: 'xxxxxx' }, 'name', '"name" must have at most 5 characters.'],
    [{ name: 'ab', count: 0 }, 'count', '"count" must be at least 1.'],
    [{ name: 'ab', count: 10 }, 'count', '"count" must be at most 9.'],
    [{ name: 'ab', count: 1.5 }, 'count', '"count" must be a whole number.'],
    [{ name: 'ab', role: 'c' }, 'role', '"role" must be one of a, b.'],
    [{ name: 'ab', ownerUid: 'c' }, 'ownerUid', '"ownerUid" must be a valid UUID.'],
    [{ name: 'ab', at: 'noon' }, 'at', '"at" must be a valid ISO 8601 date-time.'],
    [{ name: 'ab', isOn: 'perhaps' }, 'isOn', '"isOn" must be a boolean.'],
    [{ name: 'ab', tags: [{ text: 5 }, {}] }, 'tags.1.text', '"tags.1.text" is required.'],
    [{ name: 'ab', own: 'no' }, 'own', '"own" must not be no.'],
  ])('%j names %s and says what it must be', (body, property, message) => {
    expect(readBody(schema, body)).toEqual({ ok: false, failure: { code: 'invalid_input', property, message } })
  })

  test('that is missing or no object says so', () => {
    expect(readBody(schema, undefined)).toMatchObject({ failure: { message: 'A body is needed, and there is none.' } })
    expect(readBody(schema, 5)).toMatchObject({ failure: { message: 'The body must be an object.' } })
  })
})

describe('a query', () => {
  const query = z.object({
    scopes: z.array(z.enum(['rest', 'ui'])).min(1),
    siteUid: uid.nullable().optional(),
    isOn: z.boolean().default(false),
  })

  test('takes lists by repeats and commas, booleans as text, and empty parameters for none', () => {
    expect(readQuery(query, new QueryParameters('?Scopes=REST,ui&scopes=rest&siteUid=&isOn=TRUE&foo=bar'))).toEqual({
      ok: true,
      value: { scopes: ['rest', 'ui', 'rest'], isOn: true },
    })
  })

  test('names the parameter that is missing', () => {
    expect(readQuery(query, new QueryParameters(''))).toMatchObject({
      failure: { parameter: 'scopes', message: '"scopes" is required.' },
    })
  })
})

describe('a patch', () => {
  test('is a list of operations, or one of them', () => {
    const operation = { op: 'replace', path: '/name', value: 'x' }
    expect(readPatch(operation)).toEqual({ ok: true, value: [operation] })
    expect(readPatch([{ Op: 'Replace', Path: '/name', Value: 'x' }])).toEqual({ ok: true, value: [operation] })
  })

  test.each([
    [undefined],
    ['text'],
    [[{ op: 'rename', path: '/name' }]],
    [[{ op: 'add' }]],
    [Array(201).fill({ op: 'remove', path: '/a' })],
  ])('is refused when it is %j', (body) => {
    expect(readPatch(body)).toMatchObject({ ok: false, failure: { code: 'invalid_input' } })
  })
})
