import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { shapeOf } from './shape.ts'
import { columnsOf, writeHeader, writeRow } from './write-csv.ts'

const schema = z.object({
  name: z.string().nullable(),
  size: z.int().nullable(),
  profile: z.object({ email: z.string().nullable(), address: z.object({ city: z.string() }) }).nullable(),
  tags: z.array(z.string()),
  free: z.unknown(),
  isEnabled: z.boolean(),
})
const columns = columnsOf(shapeOf(schema))
const row = (parts: Partial<z.output<typeof schema>>) => writeRow(parts, columns)

describe('CSV', () => {
  test('has dotted columns for nested objects, whatever the rows hold', () => {
    expect(writeHeader(columns)).toBe('name,size,profile.email,profile.address.city,tags,free,isEnabled\r\n')
  })

  test('tells null from the empty text', () => {
    expect(row({ name: null, size: null })).toBe(',,,,,,\r\n')
    expect(row({ name: '' })).toBe('"",,,,,,\r\n')
  })

  test('writes lists and free values as JSON text in a cell', () => {
    expect(row({ tags: ['a', 'b,"c"'], free: { x: 1 } })).toBe(',,,,"[""a"",""b,\\""c\\""""]","{""x"":1}",\r\n')
    expect(row({ tags: [] })).toBe(',,,,[],,\r\n')
  })

  test.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    [' blank ', '" blank "'],
    ['Müller 10 €', 'Müller 10 €'],
  ])('quotes %j as RFC 4180 says', (text, cell) => {
    expect(row({ name: text })).toBe(`${cell},,,,,,\r\n`)
  })

  test.each([
    ['=1+2', "'=1+2"],
    ['+SUM(A1)', "'+SUM(A1)"],
    ['-cmd', "'-cmd"],
    ['@A1', "'@A1"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['-5', '-5'],
    ['+49', '+49'],
    ['-1.5e3', '-1.5e3'],
    ['-', "'-"],
    ['=', "'="],
  ])('guards %j against being taken for a formula', (text, cell) => {
    expect(row({ name: text })).toBe(`${cell},,,,,,\r\n`)
  })

  test('leaves negative numbers alone', () => {
    expect(row({ size: -5 })).toBe(',-5,,,,,\r\n')
  })

  test('ends the header where an object is inside itself', () => {
    const node = z.object({
      name: z.string(),
      get child() {
        return node.nullable().optional()
      },
    })
    expect(columnsOf(shapeOf(node)).map(({ name }) => name)).toEqual(['name', 'child'])
  })

  test('has one column for a value that is no object', () => {
    const single = columnsOf(shapeOf(z.boolean()))
    expect(writeHeader(single) + writeRow(true, single)).toBe('value\r\ntrue\r\n')
  })
})
