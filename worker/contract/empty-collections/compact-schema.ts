/**
 * Items of collections that are always empty here: products that this console does not drive. Clients and dashboards that
 * were written for several products still want to know what an item would look like, so each is declared, in a notation of
 * one line per schema: `name type, name? type` is an object (`?`: may be absent), `A | B` an enumeration. Types: text, uid,
 * time, int, number, bool, any, map<type>, or the name of another schema; `[]` makes a list, `|null` lets it be null.
 *
 * Schemas are made when they are first asked for: by the OpenAPI document, by `select`, by CSV.
 */
import { z } from 'zod'
import { dateTime, uid } from '../common.ts'
import type { Access } from '../operation.ts'

export interface EmptyCollection {
  operationId: string
  tag: string
  path: string
  olderPaths?: readonly string[]
  /** Name of the item's schema. */
  item: string
  access: Access
  expand?: readonly string[]
  /** Further parameters, which have nothing to narrow. */
  query?: readonly string[]
}

const PLAIN: Readonly<Record<string, () => z.ZodType>> = {
  text: () => z.string(),
  uid: () => uid,
  time: () => dateTime,
  int: () => z.int(),
  number: () => z.number(),
  bool: () => z.boolean(),
  any: () => z.unknown(),
}

/** Gives the schema of a name, made once. `elsewhere`: those that the contract has anyway, by name. */
export function compactSchemas(
  texts: Readonly<Record<string, string>>,
  elsewhere: Readonly<Record<string, z.ZodType>>,
): (name: string) => z.ZodType {
  const made = new Map<string, z.ZodType>(Object.entries(elsewhere))
  const find = (name: string): z.ZodType => {
    const known = made.get(name)
    if (known !== undefined) return known
    const text = texts[name]
    if (text === undefined) throw new Error(`The empty collections have no schema ${name}.`)
    // What refers to itself is looked up again when it is needed.
    made.set(
      name,
      z.lazy(() => find(name)),
    )
    const schema = parseSchema(text.trim().replace(/\s+/g, ' '), parseType).meta({ id: name })
    made.set(name, schema)
    return schema
  }
  const parseType = (type: string): z.ZodType => {
    if (type.endsWith('|null')) return parseType(type.slice(0, -'|null'.length)).nullable()
    if (type.endsWith('[]')) return z.array(parseType(type.slice(0, -2)))
    const value = /^map<(.+)>$/.exec(type)?.[1]
    if (value !== undefined) return z.record(z.string(), parseType(value))
    return PLAIN[type]?.() ?? find(type)
  }
  return find
}

function parseSchema(text: string, parseType: (type: string) => z.ZodType): z.ZodType {
  if (text.includes(' | ') || !text.includes(' ')) return z.enum(text.split(' | '))
  const members = text.split(', ').map((member) => {
    const [name = '', type = ''] = member.split(' ')
    const schema = parseType(type)
    return name.endsWith('?') ? ([name.slice(0, -1), schema.optional()] as const) : ([name, schema] as const)
  })
  return z.object(Object.fromEntries(members))
}
