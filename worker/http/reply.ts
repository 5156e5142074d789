/** The one responder: what a handler answered, or how it refused, in the format that was asked for. */
import type { z } from 'zod'
import { type ResponseError, responseError, responseMetadata } from '../contract/common.ts'
import type { AnswerShape } from '../contract/operation.ts'
import { type ApiFailure, toFailureAnswer } from './failure.ts'
import type { Format } from './negotiate.ts'
import { projectorOf } from './project.ts'
import type { BinaryAnswer } from './route.ts'
import { type Shape, shapeOf } from './shape.ts'
import { columnsOf, writeHeader, writeRow } from './write-csv.ts'
import { writeXml, XML_HEAD } from './write-xml.ts'

export const MEDIA_TYPES: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
}

export const errorsShape: Shape = { kind: 'array', isNullable: true, item: () => shapeOf(responseError) }
export const metaShape = shapeOf(responseMetadata)
const emptyShape: Shape = { kind: 'object', isNullable: false, properties: () => [] }

export interface PagingInfo {
  total: number
  count: number
  offset: number
}

/** What stands in `data`, and beside it. */
interface Content {
  data: unknown
  shape: Shape
  paging: PagingInfo | null
  /** EmptyResponse promises a list. */
  errors: ResponseError[] | null
}

export function replyObject(format: Format, data: unknown, shape: Shape, errors: ResponseError[] = []): Response {
  return replyContent(format, { data, shape, paging: null, errors: errors.length === 0 ? null : errors })
}

export function replyEmpty(format: Format): Response {
  return replyContent(format, { data: {}, shape: emptyShape, paging: null, errors: [] })
}

export function replyList(format: Format, items: readonly unknown[], item: Shape, paging: PagingInfo | null): Response {
  return replyContent(format, {
    data: items,
    shape: { kind: 'array', isNullable: false, item: () => item },
    paging,
    errors: null,
  })
}

function replyContent(format: Format, content: Content): Response {
  const headers = new Headers({ 'Content-Type': MEDIA_TYPES[format] })
  if (content.paging !== null) headers.set('X-Total-Count', String(content.paging.total))
  return new Response(writeContent(format, content), { headers })
}

function writeContent(format: Format, { data, shape, paging, errors }: Content): string {
  const projected = projectorOf(shape)(data)
  const meta = paging === null ? null : { pagingInfo: paging }
  switch (format) {
    case 'json':
      return JSON.stringify({ data: projected, meta, errors })
    case 'xml': {
      const members =
        writeXml('data', projected, shape) + writeXml('meta', meta, metaShape) + writeXml('errors', errors, errorsShape)
      return `${XML_HEAD}<response>${members}</response>`
    }
    case 'csv': {
      const row = shape.kind === 'array' ? shape.item() : shape
      const columns = columnsOf(row)
      const rows = Array.isArray(projected) ? projected : [projected]
      return writeHeader(columns) + rows.map((value) => writeRow(value, columns)).join('')
    }
  }
}

export function replyBare(value: unknown): Response {
  return new Response(JSON.stringify(value), {
    headers: { 'Content-Type': MEDIA_TYPES.json, 'Cache-Control': 'no-store' },
  })
}

/** The form of RFC 6749, which token clients read. */
export function replyBareFailure(failure: ApiFailure): Response {
  const { status, error, headers = {} } = toFailureAnswer(failure)
  const body = { error: 'invalid_request', error_description: error.message, error_uri: null }
  return new Response(JSON.stringify(body), {
    status: status === 415 ? 400 : status,
    headers: { ...headers, 'Content-Type': MEDIA_TYPES.json, 'Cache-Control': 'no-store' },
  })
}

export function replyBinary(answer: BinaryAnswer, declared: string): Response {
  const headers = new Headers({
    'Content-Type': answer.mediaType ?? declared,
    'Content-Disposition': disposition(answer.fileName),
  })
  if (answer.sizeBytes === undefined || answer.content instanceof Uint8Array)
    return new Response(answer.content, { headers })
  headers.set('Content-Length', String(answer.sizeBytes))
  return new Response(answer.content.pipeThrough(new FixedLengthStream(answer.sizeBytes)), { headers })
}

function disposition(fileName: string): string {
  const plain = fileName.replace(/[^\w. -]/g, '_')
  const exact = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`
}

export function replyFailure(format: Format, failure: ApiFailure): Response {
  const { status, error, headers = {} } = toFailureAnswer(failure)
  return new Response(writeFailure(format, error), {
    status,
    headers: { ...headers, 'Content-Type': MEDIA_TYPES[format], 'Cache-Control': 'no-store' },
  })
}

function writeFailure(format: Format, error: z.output<typeof responseError>): string {
  switch (format) {
    case 'json':
      return JSON.stringify({ errors: [error] })
    case 'xml':
      return `${XML_HEAD}<response>${writeXml('errors', [error], errorsShape)}</response>`
    case 'csv': {
      const columns = columnsOf(shapeOf(responseError)).filter(({ name }) => name === 'code' || name === 'message')
      columns.sort((a, b) => a.name.localeCompare(b.name))
      return writeHeader(columns) + writeRow(error, columns)
    }
  }
}

/** The shape of what is selected, of the item where the answer is a list; null where there is nothing to select from. */
export function answerShape(answer: AnswerShape): Shape | null {
  switch (answer.kind) {
    case 'object':
      return shapeOf(answer.schema)
    case 'page':
    case 'list':
      return shapeOf(answer.item)
    default:
      return null
  }
}
