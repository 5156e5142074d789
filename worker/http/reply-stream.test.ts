import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Format } from './negotiate.ts'
import { replyList } from './reply.ts'
import { replyStream } from './reply-stream.ts'
import { shapeOf } from './shape.ts'

const item = shapeOf(z.object({ name: z.string(), size: z.number().nullable() }))
const rows = ['a', '<b>', 'c, "d"', ''].map((name, index) => ({ name, size: index === 2 ? null : index }))

async function* inChunksOf(size: number, values: readonly unknown[] = rows) {
  for (let at = 0; at < values.length; at += size) yield values.slice(at, at + size)
}

describe.each(['json', 'xml', 'csv'] satisfies Format[])('an export as %s', (format) => {
  test.each([1, 3, 10])('reads like one page of all rows, in chunks of %i', async (size) => {
    const streamed = replyStream(format, rows.length, inChunksOf(size), item)
    const whole = replyList(format, rows, item, { total: rows.length, count: rows.length, offset: 0 })
    expect(streamed.headers.get('content-type')).toBe(whole.headers.get('content-type'))
    expect(streamed.headers.get('x-total-count')).toBe(whole.headers.get('x-total-count'))
    expect(await streamed.text()).toBe(await whole.text())
  })
})

test('an export of nothing is a list of nothing', async () => {
  const json = await replyStream('json', 0, inChunksOf(2, []), item).text()
  expect(JSON.parse(json)).toEqual({ data: [], meta: { pagingInfo: { total: 0, count: 0, offset: 0 } }, errors: null })
  expect(await replyStream('xml', 0, inChunksOf(2, []), item).text()).toContain('<data></data><meta>')
})
