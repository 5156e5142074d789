/**
 * JSON Patch (RFC 6902) as clients of the API send it: paths with or without a leading slash and in any letter case,
 * numbers as text, missing parents made on the way. Which properties may be changed is an allow-list.
 */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { JsonPatchOperation } from '../contract/common.ts'
import type { ApiFailure } from './failure.ts'
import { isRecord, toSpelling } from './lenient-input.ts'
import { sayIssue } from './read-input.ts'
import { propertyOf, type Shape, shapeOf } from './shape.ts'

export interface Patchable<Schema extends z.ZodType> {
  /** The object as it is, in its wire form. */
  current: z.output<Schema>
  operations: readonly JsonPatchOperation[]
  /** What the object is; also says how values are read. */
  schema: Schema
  /** Dotted paths that may be changed, each with everything below it. */
  allowed: readonly string[]
}

const MAX_OPERATIONS = 200
/** Of all that a patch copies, as JSON: a list copied into itself again and again would double each time. */
const MAX_COPIED_CHARACTERS = 1_000_000

/** The object after all operations, or the first refusal; nothing is changed in place. */
export function applyPatch<Schema extends z.ZodType>(patch: Patchable<Schema>): Result<z.output<Schema>, ApiFailure> {
  const { operations, schema, allowed } = patch
  if (operations.length > MAX_OPERATIONS)
    return fail({ code: 'invalid_input', message: `A patch may have at most ${MAX_OPERATIONS} operations.` })
  const shape = shapeOf(schema)
  const root: Root = { value: structuredClone(patch.current), copiedCharacters: 0 }
  for (const operation of operations) {
    const message = applyOne(root, operation, shape, allowed)
    if (message !== null) return fail(refusal(operation, message))
  }
  const parsed = schema.safeParse(toSpelling(root.value, shape), { reportInput: true })
  if (parsed.success) return ok(parsed.data)
  const [issue] = parsed.error.issues
  const at = (issue?.path ?? []).map(String)
  const culprit =
    operations.findLast((operation) => isPrefix(segmentsOf(operation.path, shape).names, at)) ?? operations.at(-1)
  const reason = issue === undefined ? 'is not valid' : sayIssue(issue)
  const message = at.length === 0 ? `The object ${reason}.` : `"${at.join('.')}" ${reason}.`
  return fail(
    culprit === undefined ? { code: 'invalid_input', message } : refusal(culprit, { text: message, isReadOnly: false }),
  )
}

interface Root {
  value: unknown
  copiedCharacters: number
}

interface Refusal {
  text: string
  isReadOnly: boolean
}

function refusal(operation: JsonPatchOperation, reason: Refusal): ApiFailure {
  return { code: 'patch_refused', message: reason.text, failedJsonPatch: operation, isReadOnly: reason.isReadOnly }
}

function applyOne(root: Root, operation: JsonPatchOperation, shape: Shape, allowed: readonly string[]): Refusal | null {
  const target = segmentsOf(operation.path, shape)
  if (target.unknown !== null) return { text: `There is no property "${target.unknown}".`, isReadOnly: false }
  if (operation.op === 'test') {
    const isSame = isEqual(read(root.value, target.names), toSpelling(operation.value, target.shape))
    return isSame
      ? null
      : { text: `The test of "${operation.path}" failed: its value is another one.`, isReadOnly: false }
  }
  if (!isAllowed(target.names, allowed)) return readOnly(operation.path)
  if (operation.op === 'add' || operation.op === 'replace')
    return write(root, target.names, toSpelling(operation.value, target.shape), operation.op === 'add')
  if (operation.op === 'remove') return remove(root, target.names)
  const source = segmentsOf(operation.from ?? '', shape)
  if (operation.from === undefined || operation.from === null || source.unknown !== null)
    return { text: `"${operation.op}" needs "from", the path of a property.`, isReadOnly: false }
  const found = read(root.value, source.names)
  root.copiedCharacters += JSON.stringify(found ?? null).length
  if (root.copiedCharacters > MAX_COPIED_CHARACTERS)
    return { text: `A patch may copy at most ${MAX_COPIED_CHARACTERS} characters.`, isReadOnly: false }
  const value = structuredClone(found)
  if (operation.op === 'move') {
    if (isPrefix(source.names, target.names) && source.names.length < target.names.length)
      return { text: `"${operation.from}" cannot be moved into itself.`, isReadOnly: false }
    if (!isAllowed(source.names, allowed)) return readOnly(operation.from)
    const refused = remove(root, source.names)
    if (refused !== null) return refused
  }
  return write(root, target.names, value, true)
}

function readOnly(path: string): Refusal {
  return { text: `The property "${path}" cannot be changed.`, isReadOnly: true }
}

/** The path in the schema's spelling, and the shape at its end. */
function segmentsOf(path: string, shape: Shape): { names: string[]; shape: Shape; unknown: string | null } {
  const names: string[] = []
  let at = shape
  for (const raw of path.replace(/^\//, '').split('/')) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~')
    if (name === '__proto__' || (name === '' && names.length === 0)) return { names, shape: at, unknown: path }
    if (at.kind === 'object') {
      const property = propertyOf(at, name)
      if (property === null) return { names, shape: at, unknown: path }
      names.push(property.name)
      at = property.shape
    } else if (at.kind === 'array' && /^(\d+|-)$/.test(name)) {
      names.push(name)
      at = at.item()
    } else if (at.kind === 'record' || at.kind === 'any') {
      names.push(name)
      at = at.kind === 'record' ? at.value() : at
    } else return { names, shape: at, unknown: path }
  }
  return { names, shape: at, unknown: null }
}

function isAllowed(names: readonly string[], allowed: readonly string[]): boolean {
  return allowed.some((path) => isPrefix(path.split('.'), names))
}

function isPrefix(prefix: readonly string[], names: readonly string[]): boolean {
  return prefix.every((name, index) => names[index] === name)
}

/** By value, whatever the order of members; what is absent equals null. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((member, index) => isEqual(member, b[index]))
  if (isRecord(a) && isRecord(b))
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isEqual(a[name], b[name]))
  return (a ?? null) === (b ?? null)
}

function read(value: unknown, names: readonly string[]): unknown {
  let at = value
  for (const name of names) {
    if (Array.isArray(at)) at = at[Number(name)]
    else if (isRecord(at)) at = at[name]
    else return undefined
  }
  return at
}

function write(root: Root, names: readonly string[], value: unknown, isInsert: boolean): Refusal | null {
  const parent = parentOf(root, names)
  const last = names.at(-1) ?? ''
  if (Array.isArray(parent)) {
    const index = last === '-' ? parent.length : Number(last)
    if (index > (isInsert ? parent.length : parent.length - 1))
      return { text: `There is no element ${last} in the list.`, isReadOnly: false }
    parent.splice(index, isInsert ? 0 : 1, value)
    return null
  }
  if (!isRecord(parent)) return { text: 'The path leads through a value that has no members.', isReadOnly: false }
  Object.defineProperty(parent, last, { value, writable: true, enumerable: true, configurable: true })
  return null
}

/** A removed member is null afterwards, so that the schema says whether it may be; an element leaves its list. */
function remove(root: Root, names: readonly string[]): Refusal | null {
  const parent = parentOf(root, names)
  const last = names.at(-1) ?? ''
  if (!Array.isArray(parent)) return write(root, names, null, false)
  if (Number(last) >= parent.length || last === '-')
    return { text: `There is no element ${last} in the list.`, isReadOnly: false }
  parent.splice(Number(last), 1)
  return null
}

/** What holds the last segment; missing objects on the way are made. */
function parentOf(root: Root, names: readonly string[]): unknown {
  let at = root.value
  for (const [index, name] of names.slice(0, -1).entries()) {
    if (Array.isArray(at)) at = at[Number(name)]
    else if (isRecord(at)) {
      if (at[name] === null || at[name] === undefined) at[name] = /^(\d+|-)$/.test(names[index + 1] ?? '') ? [] : {}
      at = at[name]
    } else return undefined
  }
  return at
}
