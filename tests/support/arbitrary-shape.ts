/** Values of any shape that the contract knows, and what of them XML can carry. */
import fc from 'fast-check'
import type { Shape } from '../../worker/http/shape.ts'

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
const json = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => !JSON.stringify(value).includes('__proto__'))
  // JSON itself has no -0.
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
const key = fc
  .oneof(
    fc.constantFrom('item', 'a b', '1', 'constructor', 'xmlThing', 'ünï'),
    fc.stringMatching(/^[a-zA-Z_][\w.-]{0,5}$/),
  )
  .filter((name) => name !== '__proto__')

/** What the ends of a value are taken from. */
export interface Leaves {
  uid: fc.Arbitrary<string>
  text: fc.Arbitrary<string>
  number: fc.Arbitrary<number>
}

export const ANY_LEAVES: Leaves = {
  uid: fc.uuid(),
  text,
  number: fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  ),
}

export function arbitraryOf(shape: Shape, leaves: Leaves = ANY_LEAVES, depth = 0): fc.Arbitrary<unknown> {
  const plain = plainArbitraryOf(shape, leaves, depth)
  return shape.isNullable ? fc.option(plain, { nil: null, freq: 4 }) : plain
}

function plainArbitraryOf(shape: Shape, leaves: Leaves, depth: number): fc.Arbitrary<unknown> {
  const below = (member: Shape) => arbitraryOf(member, leaves, depth + 1)
  switch (shape.kind) {
    case 'object': {
      const members = Object.fromEntries(shape.properties().map((property) => [property.name, below(property.shape)]))
      const requiredKeys = shape.properties().flatMap(({ name, isOptional }) => (isOptional ? [] : [name]))
      return fc.record(members, { requiredKeys, noNullPrototype: true })
    }
    case 'array':
      return fc.array(below(shape.item()), { maxLength: depth > 3 ? 1 : 3 })
    case 'record':
      return fc.dictionary(key, below(shape.value()), { maxKeys: 3, noNullPrototype: true })
    case 'union':
      return fc.oneof(
        ...shape
          .options()
          .map((option) => below(option.shape).filter((value) => option.schema.safeParse(value).success)),
      )
    case 'number':
      return leaves.number
    case 'boolean':
      return fc.boolean()
    case 'any':
      return json
    case 'string':
      return shape.isUid ? leaves.uid : shape.values === null ? leaves.text : fc.constantFrom(...shape.values)
  }
}

/** What XML cannot carry has become U+FFFD. */
export function asXmlCarries(value: unknown, shape: Shape): unknown {
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
