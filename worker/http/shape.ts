/**
 * What the three answer formats and the input checks need to know of a zod schema, read from it once: its members in
 * order, and which of them may be absent or null. Children are asked for by a function, since schemas may be recursive.
 */
import { z } from 'zod'

export interface Property {
  name: string
  shape: Shape
  /** May be missing. */
  isOptional: boolean
}

export type Shape = { isNullable: boolean } & (
  | { kind: 'object'; properties: () => readonly Property[] }
  | { kind: 'array'; item: () => Shape }
  /** Free keys, values of one shape. */
  | { kind: 'record'; value: () => Shape }
  | {
      kind: 'string'
      isUid: boolean
      values: readonly string[] | null
      /** Of an enumeration: in the API's document. */
      name?: string
      /** Values that the reader does not know. */
      unknown?: readonly string[]
    }
  | { kind: 'number' }
  | { kind: 'boolean' }
  | { kind: 'union'; options: () => readonly { schema: z.ZodType; shape: Shape }[] }
  /** Anything that JSON can say. */
  | { kind: 'any' }
)
export type ObjectShape = Extract<Shape, { kind: 'object' }>

const known = new WeakMap<object, Shape>()

export function shapeOf(schema: z.ZodType): Shape {
  const cached = known.get(schema)
  if (cached !== undefined) return cached
  const shape = readShape(schema)
  known.set(schema, shape)
  return shape
}

/** The shape of an object's member, or null when it has none of that name. */
export function propertyOf(shape: ObjectShape, name: string): Property | null {
  const exact = shape.properties().find((property) => property.name === name)
  if (exact !== undefined) return exact
  const wanted = name.toLowerCase()
  return shape.properties().find((property) => property.name.toLowerCase() === wanted) ?? null
}

function readShape(schema: z.ZodType): Shape {
  const isNullable = false
  if (schema instanceof z.ZodNullable) return { ...shapeOf(asSchema(schema.unwrap())), isNullable: true }
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodNonOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodLazy
  )
    return shapeOf(asSchema(schema.unwrap()))
  if (schema instanceof z.ZodPipe)
    return shapeOf(asSchema(schema.in instanceof z.ZodTransform ? schema.out : schema.in))
  if (schema instanceof z.ZodObject)
    return { kind: 'object', isNullable, properties: once(() => readProperties(schema.shape)) }
  if (schema instanceof z.ZodArray) return { kind: 'array', isNullable, item: () => shapeOf(asSchema(schema.element)) }
  if (schema instanceof z.ZodRecord)
    return { kind: 'record', isNullable, value: () => shapeOf(asSchema(schema.valueType)) }
  if (schema instanceof z.ZodUnion) {
    const options = once(() =>
      schema.options.map(asSchema).map((option) => ({ schema: option, shape: shapeOf(option) })),
    )
    return { kind: 'union', isNullable, options }
  }
  if (schema instanceof z.ZodEnum) {
    const name = schema.meta()?.id
    const values = schema.options.map(String)
    return { kind: 'string', isNullable, isUid: false, values, ...(name === undefined ? {} : { name }) }
  }
  if (schema instanceof z.ZodLiteral) return readLiteral([...schema.values])
  if (schema instanceof z.ZodGUID || schema instanceof z.ZodUUID)
    return { kind: 'string', isNullable, isUid: true, values: null }
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat)
    return { kind: 'string', isNullable, isUid: false, values: null }
  if (schema instanceof z.ZodNumber) return { kind: 'number', isNullable }
  if (schema instanceof z.ZodBoolean) return { kind: 'boolean', isNullable }
  if (schema instanceof z.ZodUnknown || schema instanceof z.ZodAny || schema instanceof z.ZodNull)
    return { kind: 'any', isNullable: true }
  throw new Error(`The contract uses a schema that the answer formats do not know: ${schema.def.type}.`)
}

function readProperties(members: Record<string, unknown>): Property[] {
  return Object.entries(members).map(([name, member]) => {
    const schema = asSchema(member)
    return { name, shape: shapeOf(schema), isOptional: schema.safeParse(undefined).success }
  })
}

function readLiteral(values: unknown[]): Shape {
  const isNullable = values.includes(null)
  const plain = values.filter((value) => value !== null)
  if (plain.every((value) => typeof value === 'string'))
    return { kind: 'string', isNullable, isUid: false, values: plain }
  if (plain.every((value) => typeof value === 'number')) return { kind: 'number', isNullable }
  return { kind: plain.every((value) => typeof value === 'boolean') ? 'boolean' : 'any', isNullable }
}

function asSchema(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema
  throw new Error('A schema of the contract has a member that is no schema.')
}

function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
