/**
 * Brings input into the spelling that its schema wants, before the schema judges it. Clients of the API send member
 * names in other letter case, numbers and booleans as text, enumeration values in other case, and empty or all-zero
 * UUIDs for "none". Members that the schema does not know are dropped by the schema itself.
 */
import { NO_UID } from '../contract/common.ts'
import { type ObjectShape, propertyOf, type Shape } from './shape.ts'

export function toSpelling(value: unknown, shape: Shape): unknown {
  if (value === null || value === undefined) return value
  switch (shape.kind) {
    case 'object':
      return isRecord(value) ? spellMembers(value, shape) : value
    case 'array':
      return Array.isArray(value) ? value.map((item) => toSpelling(item, shape.item())) : value
    case 'record':
      return isRecord(value)
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toSpelling(member, shape.value())]))
        : value
    case 'string':
      return spellText(value, shape)
    case 'number':
      return typeof value === 'string' && /^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/.test(value) ? Number(value) : value
    case 'boolean':
      return typeof value === 'string' && /^\s*(true|false)\s*$/i.test(value)
        ? value.trim().toLowerCase() === 'true'
        : value
    case 'union': {
      const spelled = shape.options().map((option) => ({ option, value: toSpelling(value, option.shape) }))
      return spelled.find((candidate) => candidate.option.schema.safeParse(candidate.value).success)?.value ?? value
    }
    case 'any':
      return value
  }
}

function spellMembers(value: Record<string, unknown>, shape: ObjectShape): Record<string, unknown> {
  const spelled: Record<string, unknown> = {}
  for (const [name, member] of Object.entries(value)) {
    const property = propertyOf(shape, name)
    if (property === null) continue
    // The exact spelling wins over another one of the same name.
    if (name !== property.name && Object.hasOwn(value, property.name)) continue
    const isNoUid = property.shape.kind === 'string' && property.shape.isUid && (member === '' || member === NO_UID)
    if (isNoUid && property.shape.isNullable) spelled[property.name] = null
    else if (isNoUid && property.isOptional) continue
    else if (member === null && property.isOptional && !property.shape.isNullable) continue
    else spelled[property.name] = toSpelling(member, property.shape)
  }
  return spelled
}

function spellText(value: unknown, shape: Extract<Shape, { kind: 'string' }>): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return shape.isUid ? value : String(value)
  if (typeof value !== 'string' || shape.values === null || shape.values.includes(value)) return value
  const wanted = value.trim().toLowerCase()
  return shape.values.find((candidate) => candidate.toLowerCase() === wanted) ?? value
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
