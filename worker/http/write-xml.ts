/**
 * XML of a value by its shape: elements are named as the JSON properties, lists are repeated `item`, null is nil="true".
 * A reader that has the schema gets every value back. Free JSON (a shape that says nothing) is JSON text in its element,
 * since nothing else would tell "1" from 1; free names that XML cannot carry are <item key="…">.
 */
import { isRecord } from './lenient-input.ts'
import { optionOf } from './project.ts'
import type { Shape } from './shape.ts'

export const XML_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'

export function writeXml(name: string, value: unknown, shape: Shape): string {
  return writeElement(name, '', value, shape)
}

function writeElement(name: string, attributes: string, value: unknown, shape: Shape): string {
  if (value === undefined) return ''
  if (value === null) return `<${name}${attributes} nil="true"/>`
  const content = writeContent(value, shape)
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`
}

function writeContent(value: unknown, shape: Shape): string {
  switch (shape.kind) {
    case 'object': {
      if (!isRecord(value)) return ''
      return shape
        .properties()
        .map((property) => writeElement(property.name, '', value[property.name], property.shape))
        .join('')
    }
    case 'array': {
      if (!Array.isArray(value)) return ''
      const item = shape.item()
      return value.map((member) => writeElement('item', '', member ?? null, item)).join('')
    }
    case 'record':
      return Object.entries(isRecord(value) ? value : {})
        .map(([key, member]) =>
          isElementName(key)
            ? writeElement(key, '', member, shape.value())
            : writeElement('item', ` key="${escapeXml(key)}"`, member, shape.value()),
        )
        .join('')
    case 'union':
      return writeContent(value, optionOf(shape, value))
    case 'any':
      return writeText(JSON.stringify(value) ?? 'null')
    default:
      return writeText(String(value))
  }
}

/** "item" is left out, so that <item key> stays clear; so are names that readers refuse for their safety's sake. */
function isElementName(key: string): boolean {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !/^xml/i.test(key) && !(key in Object.prototype) && key !== 'item'
}

/** Whatever is no character of XML 1.0, lone surrogates among them. */
const NOT_XML = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
}
const REPLACEMENT = '\uFFFD'

function toXmlCharacters(text: string): string {
  return text.replace(NOT_XML, REPLACEMENT)
}

/** Every reader turns a bare carriage return into a line feed, so it is written as a reference. */
export function escapeXml(text: string): string {
  return toXmlCharacters(text).replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character)
}

/** Text that begins or ends with white space goes into CDATA, since most readers trim around markup. */
function writeText(text: string): string {
  if (!/^\s|\s$/.test(text)) return escapeXml(text)
  return toXmlCharacters(text)
    .split('\r')
    .map((part) => (part === '' ? '' : `<![CDATA[${part.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`))
    .join('&#13;')
}
