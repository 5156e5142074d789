/** Whatever an operation may answer comes back out of XML as it went in, and fits the header of its CSV. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readXml } from '../../tests/support/read-xml.ts'
import { parseCsv } from '../../tests/support/rest-client.ts'
import { responseError, responseMetadata } from '../contract/common.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { replyFailure, replyList, replyObject } from './reply.ts'
import { type Shape, shapeOf } from './shape.ts'

const RUNS = 25

const SCHEMAS = OPERATIONS.flatMap(({ operationId, answer }) => {
  if (answer.kind === 'object') return [{ operationId, shape: shapeOf(answer.schema) }]
  return answer.kind === 'page' || answer.kind === 'list' ? [{ operationId, shape: shapeOf(answer.item) }] : []
})

/** Text with everything that formats stumble over: blanks at its ends, markup, quotes, line ends, control characters. */
const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  fc.constantFrom(
    '',
    ' ',
    '\r\n',
    ' a ',
    ']]>',
    '<![CDATA[',
    '&amp;',
    '&#13;',
    '\u0000\u0008\uFFFE',
    '\uD800',
    '\u00a0x\u2028',
    '1',
    'true',
    '=1+1',
  ),
)
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
const key = fc
  .oneof(
    fc.constantFrom('item', 'a b', '1', 'constructor', 'xmlThing', 'ünï'),
    fc.stringMatching(/^[a-zA-Z_][\w.-]{0,5}$/),
  )
  .filter((name) => name !== '__proto__')

function arbitraryOf(shape: Shape, depth = 0): fc.Arbitrary<unknown> {
  const plain = plainArbitraryOf(shape, depth)
  return shape.isNullable ? fc.option(plain, { nil: null, freq: 4 }) : plain
}

function plainArbitraryOf(shape: Shape, depth: number): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'object': {
      const members = Object.fromEntries(
        shape.properties().map((property) => [property.name, arbitraryOf(property.shape, depth + 1)]),
      )
      const requiredKeys = shape.properties().flatMap(({ name, isOptional }) => (isOptional ? [] : [name]))
      return fc.record(members, { requiredKeys, noNullPrototype: true })
    }
    case 'array':
      return fc.array(arbitraryOf(shape.item(), depth + 1), { maxLength: depth > 3 ? 1 : 3 })
    case 'record':
      return fc.dictionary(key, arbitraryOf(shape.value(), depth + 1), { maxKeys: 3, noNullPrototype: true })
    case 'union':
      return fc.oneof(
        ...shape
          .options()
          .map((option) =>
            arbitraryOf(option.shape, depth + 1).filter((value) => option.schema.safeParse(value).success),
          ),
      )
    case 'number':
      return fc.oneof(
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
      )
    case 'boolean':
      return fc.boolean()
    case 'any':
      return json
    case 'string':
      return shape.isUid ? fc.uuid() : shape.values === null ? text : fc.constantFrom(...shape.values)
  }
}

/** What XML cannot carry has become U+FFFD. */
function asXmlCarries(value: unknown, shape: Shape): unknown {
  if (value === null || value === undefined) return value
  switch (shape.kind) {
    case 'object':
      return Object.fromEntries(
        shape.properties().flatMap(({ name, shape: member }) => {
          const at = Reflect.get(Object(value), name)
          return at === undefined ? [] : [[name, asXmlCarries(at, member)]]
        }),
      )
    case 'array':
      return (value as unknown[]).map((item) => asXmlCarries(item, shape.item()))
    case 'record':
      return Object.fromEntries(
        Object.entries(Object(value)).map(([name, member]) => [name, asXmlCarries(member, shape.value())]),
      )
    case 'any':
      return value
    default:
      return typeof value === 'string'
        ? value.replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
        : value
  }
}

const meta = shapeOf(responseMetadata.nullable())
const errors = shapeOf(z.array(responseError).nullable())

function envelopeOf(data: Shape): Shape {
  const member = (name: string, shape: Shape) => ({ name, shape, isOptional: true })
  return {
    kind: 'object',
    isNullable: false,
    properties: () => [member('data', data), member('meta', meta), member('errors', errors)],
  }
}

function listOf(item: Shape): Shape {
  return { kind: 'array', isNullable: false, item: () => item }
}

describe.each(SCHEMAS)('$operationId', ({ shape }) => {
  test('comes back out of XML without loss, however white space is treated by the reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(arbitraryOf(shape), { maxLength: 3 }), async (items) => {
        const paging = { total: 7, count: items.length, offset: 2 }
        const written = await replyList('xml', items, shape, paging).text()
        const expected = {
          data: items.map((item) => asXmlCarries(item, shape)),
          meta: { pagingInfo: paging },
          errors: null,
        }
        for (const trimValues of [true, false])
          expect(readXml(written, envelopeOf(listOf(shape)), { trimValues })).toEqual(expected)
      }),
      { numRuns: RUNS },
    )
  })

  test('has one CSV header and rows of its width, with and without rows', async () => {
    const [header] = parseCsv(await replyList('csv', [], shape, null).text())
    await fc.assert(
      fc.asyncProperty(arbitraryOf(shape), async (value) => {
        const rows = parseCsv(await replyObject('csv', value, shape).text())
        expect(rows[0]).toEqual(header)
        expect(rows.map((row) => row.length)).toEqual([header?.length, header?.length])
      }),
      { numRuns: RUNS },
    )
  })
})

describe('a refusal', () => {
  const failure = { code: 'invalid_input', message: 'The "name" is <too> long,\r\nby 5.', property: 'name' } as const

  test('is the same list of errors in XML', async () => {
    const read = readXml(await replyFailure('xml', failure).text(), envelopeOf(errors))
    const { message } = failure
    expect(read).toEqual({ errors: [{ message, type: 'logical', code: 400, propertyName: 'name' }] })
  })

  test('is code and message in CSV', async () => {
    expect(await replyFailure('csv', failure).text()).toBe(
      'code,message\r\n400,"The ""name"" is <too> long,\r\nby 5."\r\n',
    )
  })
})
