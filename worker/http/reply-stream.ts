/** All rows of a collection in any format, written while they are read: as many as there are, in the memory of one chunk. */
import type { Format } from './negotiate.ts'
import { projectorOf } from './project.ts'
import { errorsShape, MEDIA_TYPES, metaShape } from './reply.ts'
import type { Shape } from './shape.ts'
import { columnsOf, writeHeader, writeRow } from './write-csv.ts'
import { writeXml, XML_HEAD } from './write-xml.ts'

interface Writer {
  head: string
  rows(values: readonly unknown[], isFirst: boolean): string
  tail(count: number): string
}

function writerOf(format: Format, total: number, item: Shape): Writer {
  const project = projectorOf(item)
  const meta = (count: number) => ({ pagingInfo: { total, count, offset: 0 } })
  switch (format) {
    case 'csv': {
      const columns = columnsOf(item)
      return {
        head: writeHeader(columns),
        rows: (values) => values.map((value) => writeRow(project(value), columns)).join(''),
        tail: () => '',
      }
    }
    case 'xml':
      return {
        head: `${XML_HEAD}<response><data>`,
        rows: (values) => values.map((value) => writeXml('item', project(value), item)).join(''),
        tail: (count) =>
          `</data>${writeXml('meta', meta(count), metaShape)}${writeXml('errors', null, errorsShape)}</response>`,
      }
    case 'json':
      return {
        head: '{"data":[',
        rows: (values, isFirst) =>
          values.map((value, index) => (isFirst && index === 0 ? '' : ',') + JSON.stringify(project(value))).join(''),
        tail: (count) => `],"meta":${JSON.stringify(meta(count))},"errors":null}`,
      }
  }
}

export function replyStream(
  format: Format,
  total: number,
  chunks: AsyncIterable<readonly unknown[]>,
  item: Shape,
): Response {
  const writer = writerOf(format, total, item)
  const iterator = chunks[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let count = 0
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(writer.head)),
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done === true) {
        const tail = writer.tail(count)
        if (tail !== '') controller.enqueue(encoder.encode(tail))
        controller.close()
        return
      }
      controller.enqueue(encoder.encode(writer.rows(value, count === 0)))
      count += value.length
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
  return new Response(body, { headers: { 'Content-Type': MEDIA_TYPES[format], 'X-Total-Count': String(total) } })
}
