/** A value cut to its shape: what the contract does not declare never leaves the server. */
import { isRecord } from './lenient-input.ts'
import type { Shape } from './shape.ts'

type Projector = (value: unknown) => unknown

const compiled = new WeakMap<Shape, Projector>()

/** Compiled once per shape. */
export function projectorOf(shape: Shape): Projector {
  const known = compiled.get(shape)
  if (known !== undefined) return known
  const projector = compile(shape)
  compiled.set(shape, projector)
  return projector
}

function compile(shape: Shape): Projector {
  switch (shape.kind) {
    case 'object': {
      let members: { name: string; project: Projector | null }[] | null = null
      return (value) => {
        if (!isRecord(value)) return value ?? null
        members ??= shape
          .properties()
          .map(({ name, shape: member }) => ({ name, project: isScalar(member) ? null : projectorOf(member) }))
        const projected: Record<string, unknown> = {}
        for (const { name, project } of members) {
          const member = value[name]
          if (member !== undefined) projected[name] = project === null ? member : project(member)
        }
        return projected
      }
    }
    case 'array': {
      return (value) => (Array.isArray(value) ? value.map(projectorOf(shape.item())) : (value ?? null))
    }
    case 'record':
      return (value) => {
        if (!isRecord(value)) return value ?? null
        const project = projectorOf(shape.value())
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, project(member)]))
      }
    case 'string': {
      const { unknown = [] } = shape
      return (value) => (typeof value === 'string' && unknown.includes(value) ? 'Unknown' : value)
    }
    case 'union':
      return (value) => projectorOf(optionOf(shape, value))(value)
    default:
      return (value) => value
  }
}

function isScalar(shape: Shape): boolean {
  if (shape.kind === 'string') return shape.unknown === undefined
  return shape.kind === 'number' || shape.kind === 'boolean' || shape.kind === 'any'
}

/** The alternative that a value is of; the first one when it is of none. */
export function optionOf(shape: Extract<Shape, { kind: 'union' }>, value: unknown): Shape {
  const options = shape.options()
  const fitting = options.find((option) => option.schema.safeParse(value).success) ?? options[0]
  return fitting?.shape ?? { kind: 'any', isNullable: true }
}
