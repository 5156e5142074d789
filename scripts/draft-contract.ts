/**
 * Developer script: drafts zod schemas from the v3 contract document, to be edited by hand afterwards.
 *   node scripts/draft-contract.ts CONTRACT.json SchemaName [SchemaName …]   (with everything that they refer to)
 * Enumerations become z.enum, nullable members .nullable(), members that the contract does not require .optional().
 */
import { readFileSync } from 'node:fs'

interface JsonSchema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: (string | null)[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  additionalProperties?: boolean | JsonSchema
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  default?: unknown
  const?: unknown
}

const [contractPath, ...names] = process.argv.slice(2)
if (contractPath === undefined || names.length === 0) {
  console.error('usage: node scripts/draft-contract.ts CONTRACT.json SchemaName [SchemaName …]')
  process.exit(2)
}
const schemas: Record<string, JsonSchema> = JSON.parse(readFileSync(contractPath, 'utf8')).components.schemas
const written = new Map<string, string>()
const inProgress = new Set<string>()

function constant(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

function draft(schema: JsonSchema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').pop() ?? ''
    if (inProgress.has(name)) return `z.lazy((): z.ZodType => ${constant(name)})`
    write(name)
    return constant(name)
  }
  const alternatives = schema.anyOf ?? schema.oneOf
  if (alternatives !== undefined) {
    const plain = alternatives.filter((part) => part.type !== 'null')
    const nullable = plain.length < alternatives.length
    const [first, ...rest] = plain.map(draft)
    const body = rest.length === 0 ? (first ?? 'z.unknown()') : `z.union([${[first, ...rest].join(', ')}])`
    return nullable ? `${body}.nullable()` : body
  }
  if (schema.allOf !== undefined) return schema.allOf.map(draft).join('.and(') + ')'.repeat(schema.allOf.length - 1)
  const types = [schema.type ?? []].flat()
  const nullable = types.includes('null') || schema.enum?.includes(null) === true
  const body = draftPlain(
    schema,
    types.find((type) => type !== 'null'),
  )
  return nullable ? `${body}.nullable()` : body
}

function draftPlain(schema: JsonSchema, type: string | undefined): string {
  if (schema.enum !== undefined)
    return `z.enum([${schema.enum
      .filter((v) => v !== null)
      .map((v) => `'${v}'`)
      .join(', ')}])`
  if (schema.const !== undefined) return `z.literal(${JSON.stringify(schema.const)})`
  if (schema.properties !== undefined) {
    const required = new Set(schema.required ?? [])
    const members = Object.entries(schema.properties).map(
      ([name, member]) =>
        `  ${/^\w+$/.test(name) ? name : `'${name}'`}: ${draft(member)}${required.has(name) ? '' : '.optional()'},`,
    )
    return `z.object({\n${members.join('\n')}\n})`
  }
  if (type === 'string')
    return schema.format === 'uuid' ? 'uid' : schema.format === 'date-time' ? 'dateTime' : 'z.string()'
  if (type === 'integer') return 'z.int()'
  if (type === 'number') return 'z.number()'
  if (type === 'boolean') return 'z.boolean()'
  if (type === 'array') return `z.array(${schema.items === undefined ? 'z.unknown()' : draft(schema.items)})`
  if (type === 'object')
    return typeof schema.additionalProperties === 'object'
      ? `z.record(z.string(), ${draft(schema.additionalProperties)})`
      : 'z.object({})'
  return 'z.unknown()'
}

function write(name: string): void {
  const schema = schemas[name]
  if (written.has(name) || schema === undefined) return
  inProgress.add(name)
  const body = draft(schema)
  inProgress.delete(name)
  written.set(name, `export const ${constant(name)} = ${body}.meta({ id: '${name}' })`)
}

for (const name of names) write(name)
console.log([...written.values()].join('\n\n'))
