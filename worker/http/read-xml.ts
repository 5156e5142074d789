/**
 * XML bodies, in the form that our XML answers have: elements named as the JSON properties, lists of `item`, null as
 * nil="true". Read by the shape of what is expected, so that one element is a list where a list is meant. Documents with
 * a DTD are refused, and no entity is known but those of XML itself.
 */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { toSpelling } from './lenient-input.ts'
import { type ObjectShape, propertyOf, type Shape } from './shape.ts'

const MAX_DEPTH = 32
const MAX_ELEMENTS = 50_000

interface Element {
  /** Without its prefix. */
  name: string
  isNil: boolean
  key: string | null
  children: Element[]
  text: string
}

/** Says what is wrong, to be read after "The body". */
export function readXml(text: string, shape: Shape): Result<unknown, string> {
  if (hasDeclaration(text)) return fail('has a document type declaration, which is not taken')
  const valid = XMLValidator.validate(text)
  if (valid !== true) return fail(`is not well-formed XML (line ${valid.err.line}: ${valid.err.msg.slice(0, 200)})`)
  let parsed: unknown
  try {
    parsed = parser.parse(text)
  } catch (error) {
    const isDeep = error instanceof Error && error.message.includes('nested')
    return fail(isDeep ? `is nested more than ${MAX_DEPTH} deep` : 'is not XML that can be taken')
  }
  const budget = { elements: MAX_ELEMENTS }
  const roots = nodes.parse(parsed)
  try {
    const [root, ...more] = readChildren(roots, budget).children
    if (root === undefined || more.length > 0) return fail('must have exactly one root element')
    return ok(toValue(root, shape))
  } catch (error) {
    if (error instanceof XmlRefusal) return fail(error.message)
    throw error
  }
}

/** Whether markup is declared outside of comments and CDATA; in one pass, whatever is left open. */
function hasDeclaration(text: string): boolean {
  for (let at = text.indexOf('<!'); at >= 0; ) {
    const [start, end] = PASSED_OVER.find(([opening]) => text.startsWith(opening, at)) ?? []
    if (start === undefined || end === undefined) return true
    const close = text.indexOf(end, at + start.length)
    // The validator refuses what does not end.
    if (close < 0) return false
    at = text.indexOf('<!', close + end.length)
  }
  return false
}

const PASSED_OVER = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
] as const

class XmlRefusal extends Error {}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: MAX_DEPTH,
})

/** What the parser gives in document order: each node an object with its name, and its attributes under ":@". */
const nodes = z.array(z.record(z.string(), z.unknown()))
const attributes = z.record(z.string(), z.string())

function readChildren(
  list: Record<string, unknown>[],
  budget: { elements: number },
): Pick<Element, 'children' | 'text'> {
  const children: Element[] = []
  let text = ''
  for (const node of list) {
    for (const [name, content] of Object.entries(node)) {
      if (name === ':@') continue
      if (name === '#text') text += decodeReferences(String(content))
      else if (name === '#cdata')
        text += nodes
          .parse(content)
          .map((part) => String(part['#text'] ?? ''))
          .join('')
      else children.push(readElement(name, nodes.parse(content), attributes.parse(node[':@'] ?? {}), budget))
    }
  }
  return { children, text }
}

function readElement(
  name: string,
  content: Record<string, unknown>[],
  given: Record<string, string>,
  budget: { elements: number },
): Element {
  if (--budget.elements < 0) throw new XmlRefusal(`has more than ${MAX_ELEMENTS} elements`)
  const nil = Object.entries(given).find(([attribute]) => localName(attribute) === 'nil')?.[1]
  return {
    name: localName(name),
    isNil: nil === 'true' || nil === '1',
    key: given.key === undefined ? null : decodeReferences(given.key),
    ...readChildren(content, budget),
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decodeReferences(text: string): string {
  return text.replace(/&([^;&]{0,32});?/g, (reference, name: string) => {
    const entity = reference.endsWith(';') && Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined
    if (entity !== undefined) return entity
    const [, hex, decimal] = reference.endsWith(';') ? (/^#(?:x([0-9a-f]{1,6})|(\d{1,7}))$/i.exec(name) ?? []) : []
    const code = hex === undefined ? Number(decimal ?? Number.NaN) : Number.parseInt(hex, 16)
    if (Number.isNaN(code) || code > 0x10ffff || code === 0)
      throw new XmlRefusal(`has the unknown entity "${reference.slice(0, 32)}"`)
    return String.fromCodePoint(code)
  })
}

function toValue(element: Element, shape: Shape): unknown {
  if (element.isNil) return null
  switch (shape.kind) {
    case 'object':
      return element.children.length === 0 && element.text.trim() !== '' ? element.text : toMembers(element, shape)
    case 'array':
      return element.children.length === 0 && element.text.trim() !== ''
        ? element.text
        : element.children.map((child) => toValue(child, shape.item()))
    case 'record':
      return Object.fromEntries(
        element.children.map((child) => [child.key ?? child.name, toValue(child, shape.value())]),
      )
    case 'union': {
      const values = shape.options().map((option) => ({ option, value: toValue(element, option.shape) }))
      const fitting = values.find(
        ({ option, value }) => option.schema.safeParse(toSpelling(value, option.shape)).success,
      )
      return (fitting ?? values[0])?.value
    }
    case 'any':
      return toFreeValue(element)
    case 'string':
      return element.children.length > 0 ? {} : element.text
    case 'number':
    case 'boolean':
      if (element.children.length > 0) return {}
      return element.text.trim() === '' && shape.isNullable ? null : element.text.trim()
  }
}

/** A list may also be written as its element repeated. */
function toMembers(element: Element, shape: ObjectShape): Record<string, unknown> {
  const members = new Map<string, unknown>()
  const repeated = new Map<string, unknown[]>()
  const counts = new Map<string, number>()
  for (const { name } of element.children) counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const child of element.children) {
    const property = propertyOf(shape, child.name)
    if (property === null) continue
    const { name, shape: member } = property
    const isAlone = counts.get(child.name) === 1
    if (member.kind === 'array' && !child.isNil && !(isAlone && isListElement(child, member.item()))) {
      const list = repeated.get(name) ?? []
      list.push(toValue(child, member.item()))
      repeated.set(name, list)
      members.set(name, list)
    } else if (members.has(name)) throw new XmlRefusal(`has the element "${name}" more than once in "${element.name}"`)
    else members.set(name, toValue(child, member))
  }
  return Object.fromEntries(members)
}

/** Whether the only element of its name holds the list's items, rather than being one of them itself. */
function isListElement(child: Element, item: Shape): boolean {
  if (child.children.length > 0) return child.children.every(({ name }) => name === 'item') || item.kind !== 'object'
  return child.text.trim() === ''
}

/** Free JSON is JSON text in its element, as in our answers; other text is taken for what it says. */
function toFreeValue(element: Element): unknown {
  if (element.isNil) return null
  if (element.children.length > 0) {
    if (element.children.every(({ name }) => name === 'item')) return element.children.map(toFreeValue)
    return Object.fromEntries(element.children.map((child) => [child.name, toFreeValue(child)]))
  }
  try {
    const value: unknown = JSON.parse(element.text)
    // A number that JSON would write otherwise was meant as the text that it is: a version "1.10", a tax id of 20 digits.
    return typeof value === 'number' && JSON.stringify(value) !== element.text.trim() ? element.text : value
  } catch {
    return element.text
  }
}
