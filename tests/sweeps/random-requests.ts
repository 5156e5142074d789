/** Requests to an operation: what its declaration allows, and mutations of that. */
import fc from 'fast-check'
import type { Operation } from '../../worker/contract/operation.ts'
import { isRecord } from '../../worker/http/lenient-input.ts'
import { type Shape, shapeOf } from '../../worker/http/shape.ts'
import { writeXml, XML_HEAD } from '../../worker/http/write-xml.ts'
import { ANY_LEAVES, arbitraryOf, type Leaves } from '../support/arbitrary-shape.ts'
import { filterOf, junk, pathsOf, selectOf, sortOf } from './random-lists.ts'

export interface SweptRequest {
  method: string
  /** Below /api/v3, with its query. */
  path: string
  headers: Record<string, string>
  body: string | null
}

/** By the name of a path parameter: what exists. */
export type KnownUids = Readonly<Record<string, readonly string[]>>

const pathJunk = fc.constantFrom(
  'x',
  'null',
  '-1',
  '0',
  '1',
  '9007199254740993',
  '%00',
  '%2e%2e',
  '%F0%9F%98%80',
  '%FF',
  'a'.repeat(2_000),
  '00000000-0000-0000-0000-000000000000',
  "'%20OR%201=1--",
  '{}',
)
const headerChoices = fc.record({
  accept: fc.constantFrom(
    null,
    null,
    'application/json',
    'application/xml',
    'text/csv',
    '*/*',
    'image/png',
    'text/;q=x',
  ),
  version: fc.constantFrom(null, null, '3.4', '3.6.2', 'latest'),
  requestId: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, fc.uuid(), fc.constant('no uuid')),
})

/** Much of what names, addresses and times have to look like, and some of what they must not. */
const text = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      'Alpha',
      'user@example.com',
      'https://example.com',
      '2026-01-01T00:00:00Z',
      '12:30:00',
      'Europe/Berlin',
      '/srv/data',
      'Correct horse 5 battery',
      '10.0.0.0/8',
      '+49 228 1234',
    ),
  },
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z]{3,12}$/) },
  { weight: 2, arbitrary: ANY_LEAVES.text },
)
const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 60 }) },
  { weight: 1, arbitrary: ANY_LEAVES.number },
)

export function requestsTo(operation: Operation, known: KnownUids): fc.Arbitrary<SweptRequest> {
  const leaves = { uid: uidsOf(known), text, number }
  return fc
    .record({
      path: pathTo(operation, known),
      query: queryOf(operation, leaves),
      body: bodyOf(operation, leaves),
      headers: headerChoices,
    })
    .map(({ path, query, body, headers }) => ({
      method: operation.method.toUpperCase(),
      path: query === '' ? path : `${path}?${query}`,
      headers: {
        ...(headers.accept === null ? {} : { Accept: headers.accept }),
        ...(headers.version === null ? {} : { 'X-Client-Version': headers.version }),
        ...(headers.requestId === null ? {} : { 'X-Request-id': headers.requestId }),
        ...(body?.mediaType === undefined ? {} : { 'Content-Type': body.mediaType }),
      },
      body: body?.text ?? null,
    }))
}

/** UUIDs of what exists, of whatever kind. */
function uidsOf(known: KnownUids): fc.Arbitrary<string> {
  const existing = Object.values(known)
    .flat()
    .filter((uid) => uid.length === 36)
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...existing) }, { weight: 1, arbitrary: fc.uuid() })
}

function pathTo({ path }: Operation, known: KnownUids): fc.Arbitrary<string> {
  const segments = path.split('/').map((segment) => {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (name === undefined) return fc.constant(segment)
    const existing = known[name] ?? []
    return fc.oneof(
      ...(existing.length === 0 ? [] : [{ weight: 8, arbitrary: fc.constantFrom(...existing) }]),
      { weight: 1, arbitrary: fc.uuid() },
      { weight: 1, arbitrary: pathJunk },
    )
  })
  return fc.tuple(...segments).map((parts) => parts.join('/'))
}

function queryOf(operation: Operation, leaves: Leaves): fc.Arbitrary<string> {
  const shape = operation.query === undefined ? null : shapeOf(operation.query)
  const declared = (shape?.kind === 'object' ? shape.properties() : []).map(({ name, shape: member }) => ({
    name,
    values: fc.oneof({ weight: 5, arbitrary: arbitraryOf(member, leaves) }, { weight: 1, arbitrary: junk }),
  }))
  const isPage = operation.answer.kind === 'page'
  const item = answerShape(operation)
  const shared = [
    ...(isPage ? LISTED : []),
    ...(isPage && item !== null
      ? [
          { name: 'filter', values: filterOf(item) },
          { name: 'sort', values: sortOf(item) },
        ]
      : []),
    ...(item === null ? [] : [{ name: 'select', values: selectOf(item) }]),
    { name: 'expand', values: fc.constantFrom(...(operation.expand ?? []), 'nonsense', 'a,b') },
    { name: 'format', values: fc.constantFrom('json', 'xml', 'xml', 'csv', 'pdf') },
  ]
  const parameters = [
    ...declared.map(({ name, values }) =>
      fc.option(fc.record({ name: fc.constant(name), value: values }), { freq: 6 }),
    ),
    ...shared.map(({ name, values }) =>
      fc.oneof(
        { weight: 6, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.record({ name: fc.constant(name), value: values as fc.Arbitrary<unknown> }) },
      ),
    ),
  ]
  return fc.tuple(...parameters).map((chosen) => {
    const search = new URLSearchParams()
    for (const parameter of chosen) {
      if (parameter === null || parameter.value === null || parameter.value === undefined) continue
      const values = Array.isArray(parameter.value) ? parameter.value : [parameter.value]
      for (const value of values) search.append(parameter.name, asParameter(value))
    }
    return search.toString()
  })
}

function asParameter(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const LISTED: { name: string; values: fc.Arbitrary<unknown> }[] = [
  { name: 'limit', values: fc.constantFrom('1', '2', '500', '501', '0', '-1', 'all', '1e3', ' 5 ') },
  { name: 'offset', values: fc.constantFrom('0', '1', '100000', '9007199254740991', '-1', 'x') },
]

function bodyOf(operation: Operation, leaves: Leaves): fc.Arbitrary<{ text: string; mediaType?: string } | null> {
  if (operation.isPatch === true) {
    const item = answerShape(operation)
    return encoded(patchOf(item, leaves), null)
  }
  if (operation.body === undefined) return fc.constant(null)
  const shape = shapeOf(operation.body.schema)
  const value = fc.oneof(
    { weight: 3, arbitrary: arbitraryOf(shape, leaves) },
    { weight: 3, arbitrary: mutated(arbitraryOf(shape, leaves)) },
    { weight: 1, arbitrary: junk },
  )
  if (operation.body.mediaType !== 'application/x-www-form-urlencoded') return encoded(value, shape)
  return value.map((given) => ({
    text: new URLSearchParams(
      Object.entries(isRecord(given) ? given : { x: given }).map(([name, member]) => [name, asParameter(member)]),
    ).toString(),
    mediaType: 'application/x-www-form-urlencoded',
  }))
}

function encoded(
  value: fc.Arbitrary<unknown>,
  shape: Shape | null,
): fc.Arbitrary<{ text: string; mediaType?: string } | null> {
  const json = value.map((given) => JSON.stringify(given) ?? '')
  return fc.oneof(
    { weight: 8, arbitrary: json.map((text) => ({ text, mediaType: 'application/json' })) },
    {
      weight: 2,
      arbitrary: value.map((given) => ({
        text: toXml(given, shape),
        mediaType: 'application/xml',
      })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(json, fc.nat(40))
        .map(([text, cut]) => ({ text: text.slice(0, cut), mediaType: 'application/json; charset=utf-8' })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(json, fc.constantFrom('text/plain', 'application/json; charset=klingon', 'multipart/form-data', 'x'))
        .map(([text, mediaType]) => ({ text, mediaType })),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  )
}

/** What is none of its shape becomes JSON text in its element. */
function toXml(value: unknown, shape: Shape | null): string {
  const free: Shape = { kind: 'any', isNullable: true }
  try {
    return `${XML_HEAD}${writeXml('body', value, shape ?? free)}`
  } catch {
    return `${XML_HEAD}${writeXml('body', value, free)}`
  }
}

/** One to three members, at any depth, become something else, or go. */
function mutated(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const change = fc.record({ at: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), junk, isRemoval: fc.boolean() })
  return fc.tuple(value, fc.array(change, { minLength: 1, maxLength: 3 })).map(([given, changes]) => {
    const copy: unknown = JSON.parse(JSON.stringify(given ?? null))
    for (const { at, junk: replacement, isRemoval } of changes) {
      let target: unknown = copy
      for (const [step, index] of at.entries()) {
        if (typeof target !== 'object' || target === null) break
        const names = Object.keys(target)
        const name = names[index % Math.max(1, names.length)]
        if (name === undefined) break
        if (step === at.length - 1) {
          if (isRemoval) Reflect.deleteProperty(target, name)
          else
            Object.defineProperty(target, name, {
              value: replacement,
              enumerable: true,
              configurable: true,
              writable: true,
            })
        } else target = Reflect.get(target, name)
      }
    }
    return copy
  })
}

function patchOf(item: Shape | null, leaves: Leaves): fc.Arbitrary<unknown> {
  const targets = item === null ? [] : pathsOf(item)
  const operation = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .constantFrom(...(targets.length === 0 ? [{ path: 'x', shape: null }] : targets))
        .chain(({ path, shape }) =>
          fc.record({
            op: fc.constantFrom('replace', 'replace', 'add', 'remove', 'test', 'move', 'copy'),
            path: fc.constantFrom(`/${path.replaceAll('.', '/')}`, path.replaceAll('.', '/'), path.toUpperCase()),
            value: shape === null ? junk : fc.oneof(arbitraryOf(shape, leaves), junk),
            from: fc.constantFrom(null, '/name', '', '/0/-'),
          }),
        ),
    },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          op: fc.constantFrom('replace', 'destroy'),
          path: fc.constantFrom('', '/', '//', '/~2', '/__proto__/x', '/constructor', '/a/b/c/d'),
          value: junk,
        },
        { requiredKeys: [] },
      ),
    },
  )
  return fc.oneof(
    { weight: 6, arbitrary: fc.array(operation, { maxLength: 4 }) },
    { weight: 1, arbitrary: operation },
    { weight: 1, arbitrary: junk },
  )
}

function answerShape({ answer }: Operation): Shape | null {
  if (answer.kind === 'object') return shapeOf(answer.schema)
  return answer.kind === 'page' || answer.kind === 'list' ? shapeOf(answer.item) : null
}
