/**
 * The OpenAPI 3.1 document, made from the declarations: nothing in it is written by hand twice.
 */
import type { z } from 'zod'
import { tokenError } from './authentication/token.ts'
import { jsonPatchOperation, responseError, responseMetadata } from './common.ts'
import { filterExpression, selectExpression, sortExpression } from './list-expressions.ts'
import { type JsonSchema, SchemaComponents } from './openapi-schemas.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'
import { PRODUCT_VERSION } from './product-version.ts'

export interface OpenApiDocument {
  openapi: string
  info: Record<string, unknown>
  servers: { url: string }[]
  security: Record<string, string[]>[]
  tags: { name: string; description?: string }[]
  paths: Record<string, Record<string, Record<string, unknown>>>
  components: Record<string, Record<string, unknown>>
}

const JSON_TYPE = 'application/json'
const FORMATS = [JSON_TYPE, 'application/xml', 'text/csv'] as const

export function buildOpenApi(): OpenApiDocument {
  const schemas = new SchemaComponents()
  const paths: OpenApiDocument['paths'] = {}
  // Answers first: they keep the plain names.
  const responses = describeResponses(schemas)
  for (const operation of OPERATIONS) describeAnswers(operation, schemas)
  for (const operation of OPERATIONS) {
    addPath(paths, operation.path, operation.method, describeOperation(operation, schemas))
    for (const [index, path] of (operation.olderPaths ?? []).entries()) {
      const operationId = `${operation.operationId}Older${index === 0 ? '' : index + 1}`
      addPath(paths, path, operation.method, {
        ...describeOperation(operation, schemas),
        operationId,
        deprecated: true,
      })
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast REST API',
      version: PRODUCT_VERSION,
      description: 'Compatible with the v3 REST API; operations tagged "holdfast" go beyond it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v3' }],
    security: [{ bearer: [] }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'Access token of /token, or an API key.' },
      },
      parameters: describeParameters(schemas),
      responses,
      schemas: schemas.all(),
    },
  }
}

function addPath(
  paths: OpenApiDocument['paths'],
  path: string,
  method: string,
  described: Record<string, unknown>,
): void {
  const item = paths[path] ?? {}
  item[method] = described
  paths[path] = item
}

function describeOperation(operation: Operation, schemas: SchemaComponents): Record<string, unknown> {
  const { operationId, tag, summary, access } = operation
  return {
    operationId,
    tags: [tag],
    summary,
    ...(access === 'anonymous' ? { security: [] } : {}),
    ...(access === 'anonymous' || access === 'signedIn' ? {} : { 'x-permission': access }),
    parameters: [
      ...pathParameters(operation, schemas),
      ...queryParameters(operation, schemas),
      ...sharedParameters(operation),
    ],
    ...describeBody(operation, schemas),
    responses: describeAnswers(operation, schemas),
  }
}

function pathParameters({ params }: Operation, schemas: SchemaComponents): unknown[] {
  return memberSchemas(params, schemas).map(({ name, schema }) => ({ name, in: 'path', required: true, schema }))
}

function queryParameters(operation: Operation, schemas: SchemaComponents): unknown[] {
  const declared = memberSchemas(operation.query, schemas).map(({ name, schema, isRequired }) => {
    const { description, ...rest } = schema
    return {
      name,
      in: 'query',
      ...(isRequired ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    }
  })
  if (operation.expand === undefined) return declared
  const items = { type: 'string', enum: [...operation.expand] }
  return [...declared, { name: 'expand', in: 'query', schema: { type: 'array', items } }]
}

function sharedParameters({ answer, isJsonOnly }: Operation): unknown[] {
  const names = [
    ...(answer.kind === 'page' ? ['Limit', 'Offset', 'Filter', 'Sort', 'Select', 'Export'] : []),
    ...(answer.kind === 'object' || answer.kind === 'list' ? ['Select'] : []),
    ...(isJsonOnly === true || answer.kind === 'bare' ? [] : ['XRequestId']),
    'XClientVersion',
    ...(isJsonOnly === true || ['bare', 'binary', 'webSocket'].includes(answer.kind) ? [] : ['Format']),
  ]
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }))
}

function memberSchemas(
  schema: z.ZodType | undefined,
  schemas: SchemaComponents,
): { name: string; schema: JsonSchema; isRequired: boolean }[] {
  if (schema === undefined) return []
  const { properties, required } = schemas.describe(schema, 'input') as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  return Object.entries(properties ?? {}).map(([name, member]) => ({
    name,
    schema: member,
    isRequired: required?.includes(name) === true,
  }))
}

function describeBody(operation: Operation, schemas: SchemaComponents): Record<string, unknown> {
  if (operation.isPatch === true) {
    const items = schemas.describe(jsonPatchOperation, 'input')
    return { requestBody: { required: true, content: structured({ type: 'array', items }) } }
  }
  if (operation.body === undefined) return {}
  const { mediaType } = operation.body
  const schema = schemas.describe(operation.body.schema, 'input')
  const content = mediaType === JSON_TYPE ? structured(schema) : { [mediaType]: { schema } }
  return { requestBody: { required: true, content } }
}

/** Whatever is taken as JSON is taken as XML of the same names. */
function structured(schema: JsonSchema): Record<string, unknown> {
  return { [JSON_TYPE]: { schema }, 'application/xml': { schema } }
}

function describeAnswers(operation: Operation, schemas: SchemaComponents): Record<string, unknown> {
  const { answer } = operation
  const error = { $ref: '#/components/responses/Error' }
  switch (answer.kind) {
    case 'bare':
      return {
        200: { description: 'Done.', content: { [JSON_TYPE]: { schema: schemas.describe(answer.schema, 'output') } } },
        400: { description: 'Refused.', content: { [JSON_TYPE]: { schema: schemas.describe(tokenError, 'output') } } },
      }
    case 'outcome':
      return {
        200: {
          description: 'What the operation answered.',
          content: Object.fromEntries(
            FORMATS.map((format) => [format, { schema: { type: format === 'text/csv' ? 'string' : 'object' } }]),
          ),
        },
        default: error,
      }
    case 'webSocket':
      return { 101: { description: 'The connection goes on as a WebSocket.' }, default: error }
    case 'binary':
      return {
        200: {
          description: 'The file.',
          content: { [answer.mediaType]: { schema: { type: 'string', format: 'binary' } } },
        },
        ...accepted(operation),
        default: error,
      }
    case 'empty':
      return { 200: { $ref: '#/components/responses/Empty' }, ...accepted(operation), default: error }
    case 'object':
      return envelope(operation, schemas.describe(answer.schema, 'output'))
    case 'list':
    case 'page':
      return envelope(operation, { type: 'array', items: schemas.describe(answer.item, 'output') })
  }
}

function envelope(operation: Operation, data: JsonSchema): Record<string, unknown> {
  const schema = {
    type: 'object',
    properties: { data, meta: metaSchema, errors: errorsSchema },
    required: ['data'],
  }
  const content = Object.fromEntries(
    FORMATS.map((format) => [format, { schema: format === 'text/csv' ? { type: 'string' } : schema }]),
  )
  return {
    200: { description: 'Done.', content },
    ...accepted(operation),
    default: { $ref: '#/components/responses/Error' },
  }
}

/** Operations of v3 may be answered later; those beyond it never are. */
function accepted({ tag }: Operation): Record<string, unknown> {
  return tag === 'holdfast' ? {} : { 202: { $ref: '#/components/responses/Accepted' } }
}

const metaSchema = { anyOf: [{ $ref: '#/components/schemas/ResponseMetadata' }, { type: 'null' }] }
const errorsSchema = { type: ['array', 'null'], items: { $ref: '#/components/schemas/ResponseError' } }

function describeParameters(schemas: SchemaComponents): Record<string, unknown> {
  const json = (schema: z.ZodType) => ({
    [JSON_TYPE]: { schema: { type: 'array', items: schemas.describe(schema, 'input') } },
  })
  return {
    XClientVersion: { name: 'X-Client-Version', in: 'header', schema: { type: 'string' } },
    XRequestId: { name: 'X-Request-id', in: 'header', schema: { type: 'string', format: 'uuid' } },
    Limit: { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 } },
    Offset: { name: 'offset', in: 'query', schema: { type: 'integer', minimum: 0, default: 0 } },
    Filter: { name: 'filter', in: 'query', content: json(filterExpression) },
    Sort: { name: 'sort', in: 'query', content: json(sortExpression) },
    Select: { name: 'select', in: 'query', content: json(selectExpression) },
    Export: {
      name: 'export',
      in: 'query',
      description: 'All rows in place of a page, where no limit is given. CSV needs no telling.',
      schema: { type: 'boolean', default: false },
    },
    Format: {
      name: 'format',
      in: 'query',
      description: 'Before the Accept header.',
      schema: { type: 'string', enum: ['json', 'xml', 'csv'] },
    },
  }
}

function describeResponses(schemas: SchemaComponents): Record<string, unknown> {
  schemas.describe(responseError, 'output')
  schemas.describe(responseMetadata, 'output')
  const errors = { type: 'array', items: { $ref: '#/components/schemas/ResponseError' } }
  const everyFormat = (schema: JsonSchema) =>
    Object.fromEntries(
      FORMATS.map((format) => [format, { schema: format === 'text/csv' ? { type: 'string' } : schema }]),
    )
  schemas.add('ErrorResponse', { type: 'object', properties: { errors }, required: ['errors'] })
  schemas.add('EmptyResponse', {
    type: 'object',
    properties: { data: { type: 'object' }, meta: metaSchema, errors },
    required: ['errors'],
  })
  return {
    Error: { description: 'Refused, or failed.', content: everyFormat({ $ref: '#/components/schemas/ErrorResponse' }) },
    Empty: { description: 'Done.', content: everyFormat({ $ref: '#/components/schemas/EmptyResponse' }) },
    Accepted: {
      description: 'Goes on; Location says where to ask.',
      headers: { Location: { schema: { type: 'string' } } },
    },
  }
}
