/**
 * CSV (RFC 4180) by shape: one column per member, dotted for nested objects, lists and free JSON as JSON text. The
 * columns come from the schema alone, so that an empty page has the same header as a full one. Null and absent are an
 * empty cell, the empty text is "".
 */
import { isRecord } from './lenient-input.ts'
import type { Shape } from './shape.ts'

export interface Column {
  name: string
  path: readonly string[]
  /** The cell is JSON text. */
  isJson: boolean
}

export const CSV_LINE_END = '\r\n'

/** A value that is no object has the one column `value`. */
export function columnsOf(shape: Shape): Column[] {
  if (shape.kind !== 'object') return [{ name: 'value', path: [], isJson: isJson(shape) }]
  return expand(shape, [], [shape])
}

function expand(shape: Extract<Shape, { kind: 'object' }>, path: readonly string[], above: readonly Shape[]): Column[] {
  return shape.properties().flatMap((property) => {
    const below = [...path, property.name]
    const { shape: member } = property
    // An object inside itself would never end: from there on it is JSON.
    if (member.kind === 'object' && !above.some((outer) => isSame(outer, member)))
      return expand(member, below, [...above, member])
    return [{ name: below.join('.'), path: below, isJson: isJson(member) }]
  })
}

/** Nullable shapes are copies that share their function of members. */
function isSame(a: Shape, b: Shape): boolean {
  return a.kind === 'object' && b.kind === 'object' && a.properties === b.properties
}

function isJson(shape: Shape): boolean {
  switch (shape.kind) {
    case 'string':
    case 'number':
    case 'boolean':
      return false
    case 'union':
      return shape.options().some((option) => isJson(option.shape))
    default:
      return true
  }
}

export function writeHeader(columns: readonly Column[]): string {
  return columns.length === 0 ? '' : columns.map(({ name }) => quote(name)).join(',') + CSV_LINE_END
}

export function writeRow(value: unknown, columns: readonly Column[]): string {
  return columns.length === 0
    ? ''
    : columns.map((column) => writeCell(read(value, column.path), column.isJson)).join(',') + CSV_LINE_END
}

function read(value: unknown, path: readonly string[]): unknown {
  let at = value
  for (const name of path) {
    if (!isRecord(at)) return undefined
    at = at[name]
  }
  return at
}

function writeCell(value: unknown, isJsonText: boolean): string {
  if (value === undefined || value === null) return ''
  if (isJsonText) return quote(JSON.stringify(value))
  if (typeof value !== 'string') return String(value)
  return value === '' ? '""' : quote(guard(value))
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i

/** Text that a spreadsheet would take for a formula gets an apostrophe in front. */
function guard(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
