/** Whatever an operation may answer comes back out of XML as it went in, and fits the header of its CSV. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { arbitraryOf, asXmlCarries } from '../../tests/support/arbitrary-shape.ts'
import { readXml } from '../../tests/support/read-xml.ts'
import { parseCsv } from '../../tests/support/rest-client.ts'
import { responseError, responseMetadata } from '../contract/common.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { replyFailure, replyList, replyObject } from './reply.ts'
import { type Shape, shapeOf } from './shape.ts'

const RUNS = 25

const SCHEMAS = OPERATIONS.filter(({ isAlwaysEmpty }) => isAlwaysEmpty !== true).flatMap(({ operationId, answer }) => {
  if (answer.kind === 'object') return [{ operationId, shape: shapeOf(answer.schema) }]
  return answer.kind === 'page' || answer.kind === 'list' ? [{ operationId, shape: shapeOf(answer.item) }] : []
})

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
