/** `select`: the shape of an answer cut down to the wanted properties; all three formats then follow the smaller shape. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ApiFailure } from './failure.ts'
import { type Property, propertyOf, type Shape } from './shape.ts'

/** What is wanted of one member: all of it, or some members of it. */
type Wanted = 'all' | Map<string, Wanted>

export function selectShape(shape: Shape, paths: readonly string[]): Result<Shape, ApiFailure> {
  if (paths.length === 0) return ok(shape)
  const wanted = new Map<string, Wanted>()
  for (const path of paths) {
    const names = resolve(shape, path.split('.'))
    if (names === null)
      return fail({ code: 'invalid_input', message: `"${path}" is no property of the answer.`, parameter: 'select' })
    add(wanted, names)
  }
  return ok(prune(shape, wanted))
}

/** The path in the schema's spelling. Lists are passed through to their elements. */
function resolve(shape: Shape, path: readonly string[]): string[] | null {
  const [name, ...rest] = path
  if (name === undefined) return []
  if (shape.kind === 'array') return resolve(shape.item(), path)
  if (shape.kind !== 'object') return null
  const property = propertyOf(shape, name.trim())
  if (property === null) return null
  const below = resolve(property.shape, rest)
  return below === null ? null : [property.name, ...below]
}

function add(wanted: Map<string, Wanted>, names: readonly string[]): void {
  const [name, ...rest] = names
  if (name === undefined) return
  const known = wanted.get(name)
  if (known === 'all') return
  if (rest.length === 0) {
    wanted.set(name, 'all')
    return
  }
  const below = known ?? new Map<string, Wanted>()
  wanted.set(name, below)
  add(below, rest)
}

function prune(shape: Shape, wanted: Wanted): Shape {
  if (wanted === 'all') return shape
  if (shape.kind === 'array') return { ...shape, item: () => prune(shape.item(), wanted) }
  if (shape.kind !== 'object') return shape
  const properties: Property[] = shape.properties().flatMap((property) => {
    const below = wanted.get(property.name)
    return below === undefined ? [] : [{ ...property, shape: prune(property.shape, below) }]
  })
  return { ...shape, properties: () => properties }
}
