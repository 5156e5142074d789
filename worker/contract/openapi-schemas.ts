/**
 * JSON schemas of the OpenAPI document. Those named by `.meta({ id })` become components; one that reads differently as
 * input gets a component of its own for requests.
 */
import { z } from 'zod'

export interface JsonSchema {
  [member: string]: unknown
}

type Io = 'input' | 'output'

/** Collects the named schemas that are met on the way. */
export class SchemaComponents {
  readonly #components = new Map<string, string>()

  describe(schema: z.ZodType, io: Io): JsonSchema {
    const {
      $schema: _,
      $defs: definitions = {},
      ...root
    } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: tidy }) as JsonSchema
    const id = z.globalRegistry.get(schema)?.id
    const named = { ...(id === undefined ? {} : { [id]: root }), ...(definitions as Record<string, JsonSchema>) }
    const names = this.#nameAll(named, io)
    if (id !== undefined) return { $ref: `#/components/schemas/${names.get(id) ?? id}` }
    return refer(root, names) as JsonSchema
  }

  add(name: string, schema: JsonSchema): void {
    this.#components.set(name, JSON.stringify(schema))
  }

  all(): Record<string, unknown> {
    const sorted = [...this.#components].sort(([a], [b]) => (a < b ? -1 : 1))
    return Object.fromEntries(sorted.map(([name, text]) => [name, JSON.parse(text)]))
  }

  /** A schema that reads the same both ways is one component; otherwise the request's one is told apart by its name. */
  #nameAll(named: Record<string, JsonSchema>, io: Io): Map<string, string> {
    const names = new Map(Object.keys(named).map((id) => [id, id]))
    const differing = () =>
      Object.keys(named).filter((id) => {
        const known = this.#components.get(id)
        return names.get(id) === id && known !== undefined && known !== JSON.stringify(this.#clean(named[id], names))
      })
    // What refers to a schema of another name differs itself.
    for (let ids = differing(); io === 'input' && ids.length > 0; ids = differing())
      for (const id of ids) names.set(id, `${id}Request`)
    for (const [id, schema] of Object.entries(named)) {
      const name = names.get(id) ?? id
      const text = JSON.stringify(this.#clean(schema, names))
      const known = this.#components.get(name)
      if (known !== undefined && known !== text) throw new Error(`Two schemas of the contract are named ${name}.`)
      this.#components.set(name, text)
    }
    return names
  }

  #clean(schema: JsonSchema | undefined, names: Map<string, string>): unknown {
    const { id: _, $schema: __, ...rest } = schema ?? {}
    return refer(rest, names)
  }
}

/** References of the generator, turned into references to components. */
function refer(node: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(node)) return node.map((item) => refer(item, names))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([member, value]) => {
      if (member !== '$ref' || typeof value !== 'string') return [member, refer(value, names)]
      const id = value.replace(/^#\/\$defs\//, '')
      return [member, value === '#' ? value : `#/components/schemas/${names.get(id) ?? id}`]
    }),
  )
}

/** What the generator says beyond what a reader needs: bounds of safe integers, patterns of well-known formats. */
function tidy({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  delete jsonSchema.additionalProperties
  delete jsonSchema.id
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern
}
