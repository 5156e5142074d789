/** The parts of an OpenAPI document that the page shows. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  default?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  additionalProperties?: Schema | boolean
}

export interface Parameter {
  $ref?: string
  name: string
  in: string
  required?: boolean
  description?: string
  schema?: Schema
  content?: Record<string, { schema: Schema }>
}

interface Body {
  $ref?: string
  description?: string
  content?: Record<string, { schema?: Schema }>
}

export interface OperationNode {
  operationId: string
  tags: string[]
  summary: string
  deprecated?: boolean
  security?: unknown[]
  'x-permission'?: string
  parameters: Parameter[]
  requestBody?: Body
  responses: Record<string, Body>
}

export interface ApiDocument {
  servers: { url: string }[]
  paths: Record<string, Record<string, OperationNode>>
  components: Record<string, Record<string, unknown>>
}

export interface Entry {
  method: string
  path: string
  operation: OperationNode
  /** Lower-case, of everything that a search may name. */
  words: string
}

export async function loadDocument(): Promise<ApiDocument> {
  const response = await fetch('/api/v3/openapi.json')
  if (!response.ok) throw new Error(`/api/v3/openapi.json answered ${response.status}.`)
  return response.json()
}

export function listEntries(api: ApiDocument): Entry[] {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
      words:
        `${method} ${path} ${operation.operationId} ${operation.summary} ${operation.tags.join(' ')}`.toLowerCase(),
    })),
  )
}

/** What a reference leads to; the node itself when it is none. */
export function follow<Node extends { $ref?: string }>(api: ApiDocument, node: Node): Node {
  if (node.$ref === undefined) return node
  const [, , kind = '', name = ''] = node.$ref.split('/')
  return (api.components[kind]?.[name] ?? node) as Node
}

export function refName(schema: Schema): string | undefined {
  return schema.$ref?.split('/').pop()
}
