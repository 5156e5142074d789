/** Reads an XML answer back by the schema that it was written from, as an integrator with the OpenAPI document would. */
import { type X2jOptions, XMLParser } from 'fast-xml-parser'
import type { Shape } from '../../worker/http/shape.ts'

const OPTIONS: X2jOptions = {
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  // Numeric references, by which carriage returns are written.
  htmlEntities: true,
}

/** `options` may differ in what must not matter. */
export function readXml(text: string, shape: Shape, options: X2jOptions = {}): unknown {
  const parsed: unknown = new XMLParser({ ...OPTIONS, ...options }).parse(text)
  if (!isObject(parsed)) throw new Error(`No XML document: ${text.slice(0, 200)}`)
  return read(parsed.response, shape)
}

function isObject(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}

function read(node: unknown, shape: Shape): unknown {
  if (isObject(node) && node['@nil'] === 'true') return null
  switch (shape.kind) {
    case 'object': {
      const members = isObject(node) ? node : {}
      const present = shape.properties().filter(({ name }) => Object.hasOwn(members, name))
      return Object.fromEntries(
        present.map((property) => [property.name, read(members[property.name], property.shape)]),
      )
    }
    case 'array':
      return isObject(node) && Object.hasOwn(node, 'item')
        ? [node.item].flat().map((item) => read(item, shape.item()))
        : []
    case 'record':
      return Object.fromEntries(entriesOf(node).map(([name, member]) => [name, read(member, shape.value())]))
    case 'union': {
      for (const option of shape.options()) {
        const value = read(node, option.shape)
        if (option.schema.safeParse(value).success) return value
      }
      throw new Error('An element is none of the alternatives of its schema.')
    }
    case 'number':
      return Number(textOf(node))
    case 'boolean':
      return textOf(node) === 'true'
    case 'any':
      return JSON.parse(textOf(node))
    case 'string':
      return textOf(node)
  }
}

function entriesOf(node: unknown): [string, unknown][] {
  if (!isObject(node)) return []
  return Object.entries(node).flatMap(([name, member]): [string, unknown][] =>
    name === 'item' ? [member].flat().map((item) => [keyOf(item), item]) : [[name, member]],
  )
}

function keyOf(item: unknown): string {
  if (isObject(item) && typeof item['@key'] === 'string') return item['@key']
  throw new Error('An <item> of a record has no key.')
}

function textOf(node: unknown): string {
  if (isObject(node)) return textOf(node['#text'] ?? '')
  if (typeof node !== 'string') throw new Error(`An element has no text: ${JSON.stringify(node)}`)
  return node
}
