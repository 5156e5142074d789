/** `filter`, `sort` and `select` at random, by what an item has, and what no request should hold. */
import fc from 'fast-check'
import type { Shape } from '../../worker/http/shape.ts'

const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  'x'.repeat(5_000),
  '\u0000',
  '\uD800',
  '🙂\u202e',
  "'; DROP TABLE users; --",
  '<script>alert(1)</script>',
  '%',
  '2024-02-30T25:00:00Z',
  '0001-01-01T00:00:00',
  '99999999999999999999',
  'NaN',
  [],
  {},
  [[]],
  [null],
  { toString: 1, constructor: null },
  JSON.parse('{"__proto__":{"a":1}}'),
]
/** A copy each time: what is mutated later must not be shared. */
export const junk = fc.constantFrom(...JUNK).map((value): unknown => JSON.parse(JSON.stringify(value)))

/** Dotted paths of the members, two levels deep. */
export function pathsOf(shape: Shape, prefix = '', depth = 0): { path: string; shape: Shape }[] {
  if (shape.kind !== 'object') return []
  return shape.properties().flatMap(({ name, shape: member }) => {
    const path = `${prefix}${name}`
    return [{ path, shape: member }, ...(depth < 2 ? pathsOf(member, `${path}.`, depth + 1) : [])]
  })
}

const COMPARISONS = [
  'in',
  'contains',
  'subset',
  'superset',
  'equals',
  'notEquals',
  'lessThan',
  'lessThanOrEqual',
  'greaterThan',
  'greaterThanOrEqual',
  'like',
]

function propertyOf(item: Shape): fc.Arbitrary<string> {
  const paths = pathsOf(item).map(({ path }) => path)
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...(paths.length === 0 ? ['name'] : paths)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('nonsense', '', '__proto__', '_embedded.organization.name', 'a.b.c', '1; DROP'),
    },
  )
}

export function filterOf(item: Shape): fc.Arbitrary<string> {
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof({ depthSize: 'small', maxDepth: 3 }, tie('comparison'), tie('logical')),
    comparison: fc.record(
      {
        property: propertyOf(item),
        operation: fc.constantFrom(...COMPARISONS),
        collation: fc.constantFrom('ordinal', 'ignorecase', 'lexicographic', 'klingon'),
        value: fc.oneof(
          junk,
          fc.string(),
          fc.integer(),
          fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxLength: 4 }),
        ),
      },
      { requiredKeys: ['property', 'operation', 'value'] },
    ),
    logical: fc.record({
      operation: fc.constantFrom('and', 'or', 'not', 'exclusiveOr'),
      items: fc.array(tie('node'), { maxLength: 3 }),
    }),
  }))
  return asText(fc.oneof(fc.array(node, { maxLength: 3 }), node))
}

export function sortOf(item: Shape): fc.Arbitrary<string> {
  return asText(
    fc.array(
      fc.record(
        {
          property: propertyOf(item),
          direction: fc.constantFrom('ascending', 'descending', 'up'),
          collation: fc.constantFrom('ordinal', 'lexicographic'),
        },
        { requiredKeys: ['property'] },
      ),
      { maxLength: 3 },
    ),
  )
}

export function selectOf(item: Shape): fc.Arbitrary<string> {
  return asText(fc.array(fc.record({ propertyPath: propertyOf(item) }), { maxLength: 4 }))
}

/** As JSON, with single quotes, or cut off. */
function asText(value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const json = value.map((given) => JSON.stringify(given))
  return fc.oneof(
    { weight: 6, arbitrary: json },
    { weight: 1, arbitrary: json.map((text) => text.replaceAll('"', "'")) },
    { weight: 1, arbitrary: fc.tuple(json, fc.nat(30)).map(([text, cut]) => text.slice(0, cut)) },
  )
}
