import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { contentTypeOf, MAX_BODY_BYTES, parseStructuredBody, readText } from './read-body.ts'
import { shapeOf } from './shape.ts'

const shape = shapeOf(z.object({ name: z.string() }))

async function read(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, mustBeDeclared = false) {
  const request = new Request('https://console.example', { method: 'POST', body, headers })
  // A text gets a media type of its own accord.
  if (headers['content-type'] === undefined) request.headers.delete('content-type')
  const text = await readText(request)
  return text.ok ? parseStructuredBody(text.value, contentTypeOf(request), { mustBeDeclared, shape }) : text
}

function utf16(text: string, isBigEndian: boolean): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), !isBigEndian)
  return new Uint8Array(view.buffer)
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const MÜLLER = { ok: true, value: { name: 'Müller' } }

describe('a body', () => {
  it.each([
    ['{"name":"Müller"}', 'application/json'],
    ['\uFEFF{"name":"Müller"}', 'application/json; charset=utf-8'],
    ['[{"name":"Müller"}]'.slice(1, -1), 'application/json-patch+json'],
    ['<a><name>Müller</name></a>', 'text/xml'],
    ['<a><name>Müller</name></a>', 'application/xml;charset="UTF-8"'],
  ])('%j as %s is read', async (body, mediaType) => {
    expect(await read(body, { 'content-type': mediaType })).toEqual(MÜLLER)
  })

  it('is read by the character set that it is said to have', async () => {
    const json = '{"name":"Müller"}'
    expect(await read(latin1(json), { 'content-type': 'application/json; charset=iso-8859-1' })).toEqual(MÜLLER)
    expect(await read(utf16(json, false), { 'content-type': 'application/json; charset=utf-16le' })).toEqual(MÜLLER)
    const declared = '<?xml version="1.0" encoding="iso-8859-1"?><a><name>Müller</name></a>'
    expect(await read(latin1(declared), { 'content-type': 'application/xml' })).toEqual(MÜLLER)
    expect(await read(utf16('\uFEFF<a><name>Müller</name></a>', true), { 'content-type': 'text/xml' })).toEqual(MÜLLER)
  })

  it.each([
    ['{}', { 'content-type': 'application/json; charset=klingon' }, 'unsupported_media_type'],
    ['{}', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 'unsupported_media_type'],
    ['a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 'unsupported_media_type'],
    [latin1('{"name":"Müller"}'), { 'content-type': 'application/json' }, 'invalid_input'],
    ['{"name":', { 'content-type': 'application/json' }, 'invalid_input'],
    [`${'['.repeat(65)}${']'.repeat(65)}`, { 'content-type': 'application/json' }, 'invalid_input'],
    [' '.repeat(MAX_BODY_BYTES + 1), { 'content-type': 'application/json' }, 'body_too_large'],
  ])('is refused where it cannot be read', async (body, headers, code) => {
    expect(await read(body, headers as unknown as Record<string, string>)).toMatchObject({
      ok: false,
      failure: { code },
    })
  })

  it('may lack its media type, but not where a cookie may be at work', async () => {
    expect(await read('{"name":"Müller"}', {})).toEqual(MÜLLER)
    expect(await read('{"name":"Müller"}', {}, true)).toMatchObject({ failure: { code: 'unsupported_media_type' } })
    expect(await read('  ', {}, true)).toEqual({ ok: true, value: undefined })
  })

  it('may have brackets in its texts', async () => {
    expect(await read(`{"name":"${'[{\\"'.repeat(100)}"}`, {})).toMatchObject({ ok: true })
  })
})
