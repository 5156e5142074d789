/**
 * Clients say by `X-Client-Version` for which version of the API they were written. Strictly typed ones fail at a value of
 * an enumeration that their version did not know: they are answered `Unknown` in its place.
 */
import type { Property, Shape } from './shape.ts'

/** By the enumeration's name in the API's document: what has come to it in version 3.6. */
const ADDED_IN_3_6: Readonly<Record<string, readonly string[]>> = { UserRole: ['CompanyTenant'] }

/** Clients that say nothing, or nothing that is a version, are taken for those of today. */
export function predatesVersion36(request: Request): boolean {
  const [, major, minor = '0'] =
    /^v?(\d{1,5})(?:\.(\d{1,5}))?/i.exec(request.headers.get('x-client-version')?.trim() ?? '') ?? []
  return major !== undefined && (Number(major) < 3 || (Number(major) === 3 && Number(minor) < 6))
}

const shapes = new WeakMap<Shape, Shape>()
/** Nullable shapes are copies that share their function of members: so do what is made of them. */
const members = new WeakMap<() => readonly Property[], () => readonly Property[]>()

/** The shape under which an answer leaves for a client of a version before 3.6. */
export function shapeBefore36(shape: Shape): Shape {
  const known = shapes.get(shape) ?? makeOlder(shape)
  shapes.set(shape, known)
  return known
}

function makeOlder(shape: Shape): Shape {
  switch (shape.kind) {
    case 'object': {
      const { properties } = shape
      const older =
        members.get(properties) ??
        (() => properties().map((property) => ({ ...property, shape: shapeBefore36(property.shape) })))
      members.set(properties, older)
      return { ...shape, properties: older }
    }
    case 'array':
      return { ...shape, item: () => shapeBefore36(shape.item()) }
    case 'record':
      return { ...shape, value: () => shapeBefore36(shape.value()) }
    case 'union':
      return {
        ...shape,
        options: () => shape.options().map(({ schema, shape: option }) => ({ schema, shape: shapeBefore36(option) })),
      }
    case 'string': {
      const added = shape.name === undefined ? undefined : ADDED_IN_3_6[shape.name]
      return added === undefined ? shape : { ...shape, unknown: added }
    }
    default:
      return shape
  }
}
