/** Bodies in XML say what bodies in JSON say, and nothing that XML can do beyond that. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { arbitraryOf, asXmlCarries } from '../../tests/support/arbitrary-shape.ts'
import { jsonPatchOperation } from '../contract/common.ts'
import { OPERATIONS } from '../contract/operations.ts'
import { toSpelling } from './lenient-input.ts'
import { readXml } from './read-xml.ts'
import { type Shape, shapeOf } from './shape.ts'
import { writeXml, XML_HEAD } from './write-xml.ts'

const BODIES = OPERATIONS.flatMap(({ operationId, body }) =>
  body?.mediaType === 'application/json' ? [{ operationId, schema: body.schema }] : [],
)

function read(text: string, schema: z.ZodType): unknown {
  const shape = shapeOf(schema)
  const value = readXml(text, shape)
  return value.ok ? toSpelling(value.value, shape) : value.failure
}

const patch = z.array(jsonPatchOperation)
const person = z.object({
  name: z.string(),
  age: z.int().nullable(),
  isAdult: z.boolean().optional(),
  tags: z.array(z.string()).optional(),
  homes: z.array(z.object({ town: z.string() })).optional(),
  notes: z.record(z.string(), z.string()).optional(),
})

describe.each(BODIES)('the body of $operationId', ({ schema }) => {
  it('is read from XML as it is written in our answers', () => {
    const shape: Shape = shapeOf(schema)
    fc.assert(
      fc.property(arbitraryOf(shape), (value) => {
        const text = `${XML_HEAD}${writeXml('body', value, shape)}`
        const expected = toSpelling(JSON.parse(JSON.stringify(asXmlCarries(value, shape))), shape)
        expect(read(text, schema)).toEqual(expected)
      }),
      { numRuns: 15 },
    )
  })
})

describe('readXml', () => {
  it('reads a JSON Patch, its values as JSON or as plain text', () => {
    const text = `<patch>
      <item><op>replace</op><path>/name</path><value>New name</value></item>
      <item><op>replace</op><path>/quota</path><value>450</value></item>
      <item><op>replace</op><path>/name</path><value>1.10</value></item>
      <item><op>replace</op><path>/taxId</path><value>12345678901234567890</value></item>
      <item><op>add</op><path>/tags</path><value><item>a</item><item>b</item></value></item>
      <item><op>remove</op><path>/notes</path></item>
      <item><op>replace</op><path>/x</path><value nil="true"/></item>
    </patch>`
    expect(read(text, patch)).toEqual([
      { op: 'replace', path: '/name', value: 'New name' },
      { op: 'replace', path: '/quota', value: 450 },
      { op: 'replace', path: '/name', value: '1.10' },
      { op: 'replace', path: '/taxId', value: '12345678901234567890' },
      { op: 'add', path: '/tags', value: ['a', 'b'] },
      { op: 'remove', path: '/notes' },
      { op: 'replace', path: '/x', value: null },
    ])
  })

  it('takes lists of items and lists of repeated elements, prefixes, other letter case, and xsi:nil', () => {
    const text = `<?xml version="1.0"?><!-- by hand --><p:Person xmlns:p="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <p:Name>A &amp; B &#x41;</p:Name><age xsi:nil="true"/><IsAdult>TRUE</IsAdult>
      <tags>one</tags><tags>two</tags><homes><item><town><![CDATA[<Bonn>]]></town></item></homes>
      <notes><a>1</a><item key="b c">2</item></notes><unknown><deep/></unknown></p:Person>`
    expect(read(text, person)).toEqual({
      name: 'A & B A',
      age: null,
      isAdult: true,
      tags: ['one', 'two'],
      homes: [{ town: '<Bonn>' }],
      notes: { a: '1', 'b c': '2' },
    })
  })

  it.each([
    ['<!DOCTYPE p [<!ENTITY x "y">]><p><name>&x;</name></p>', 'document type declaration'],
    ['<!DOCTYPE p SYSTEM "http://127.0.0.1/x"><p/>', 'document type declaration'],
    ['<p><name>&x;</name></p>', 'unknown entity "&x;"'],
    ['<p><name>a & b</name></p>', 'not well-formed'],
    ['<p><name>a</name><name>b</name></p>', 'element "name" more than once in "p"'],
    ['<p><name>a</p>', 'not well-formed'],
    ['<p><!-- <!DOCTYPE q> --><![CDATA[<!DOCTYPE q>]]><!ELEMENT p></p>', 'document type declaration'],
    ['<p/><q/>', 'exactly one root element'],
    ['', 'not well-formed'],
    ['just text', 'not well-formed'],
    [`${'<a>'.repeat(40)}${'</a>'.repeat(40)}`, 'nested more than 32 deep'],
    [`<p><tags>${'<item/>'.repeat(50_001)}</tags></p>`, 'more than 50000 elements'],
    ['<p><__proto__>1</__proto__></p>', 'not XML that can be taken'],
  ])('refuses %.40s', (text, reason) => {
    expect(read(text, person)).toContain(reason)
  })

  it.each(['<!--', '<![CDATA[', '<p><!--', '<!-->', '<!---->', '<p><![CDATA[]]>', '<!-- --><!'])(
    'is done at once with a body of as many %s as it may have',
    (piece) => {
      const text = piece.repeat((2 * 1024 * 1024) / piece.length)
      const startedAt = performance.now()
      expect(readXml(text, shapeOf(person)).ok).toBe(false)
      // Minutes, when each of them is followed to the end.
      expect(performance.now() - startedAt).toBeLessThan(3_000)
    },
  )

  it('reads a long list of repeated elements in one pass', () => {
    const startedAt = performance.now()
    expect(read(`<p>${'<tags>a</tags>'.repeat(49_000)}</p>`, person)).toHaveProperty('tags.48999', 'a')
    // A minute and a half, when each of them is held against all others.
    expect(performance.now() - startedAt).toBeLessThan(3_000)
  })

  it('leaves what is of another kind to the schema to refuse', () => {
    const shape = shapeOf(person)
    const value = readXml('<p><name><first>a</first></name><age>old</age></p>', shape)
    const parsed = person.safeParse(value.ok ? toSpelling(value.value, shape) : null)
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['name', 'age'])
  })
})
