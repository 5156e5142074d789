/** Bodies: never more than the limit, in the declared media type and character set, parsed once. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ApiFailure } from './failure.ts'
import { readXml } from './read-xml.ts'
import type { Shape } from './shape.ts'

/** Of any body of the API; scripts of jobs are the largest thing in one. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024
/** No body of the contract comes near it; free values in one are walked by recursion. */
const MAX_JSON_DEPTH = 64

type Body = Result<unknown, ApiFailure>

/** Media type and character set, lower-case; null where they are not said. */
export interface ContentType {
  mediaType: string | null
  charset: string | null
}

/**
 * JSON, or XML of the same content. Undefined when there is none. Where a cookie may be at work the media type must be
 * there: pages of other origins can send bodies without one.
 */
export function parseStructuredBody(
  text: string,
  { mediaType: given }: ContentType,
  { mustBeDeclared, shape }: { mustBeDeclared: boolean; shape: Shape },
): Body {
  if (text.trim() === '') return ok(undefined)
  const mediaType = given ?? (mustBeDeclared ? 'a body without a media type' : null)
  if (mediaType !== null && isXml(mediaType)) {
    const value = readXml(text, shape)
    return value.ok ? value : fail({ code: 'invalid_input', message: `The body ${value.failure}.` })
  }
  if (mediaType !== null && !/^(application|text)\/([\w.+-]+\+)?json(-patch\+json)?$/.test(mediaType)) {
    const message = `The body must be application/json or application/xml, not ${mediaType}.`
    return fail({ code: 'unsupported_media_type', message })
  }
  if (isDeeperThan(text, MAX_JSON_DEPTH))
    return fail({ code: 'invalid_input', message: `The body is nested more than ${MAX_JSON_DEPTH} deep.` })
  try {
    return ok(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof SyntaxError ? ` (${error.message})` : ''
    return fail({ code: 'invalid_input', message: `The body is not valid JSON${reason}.` })
  }
}

/** Blank members are left out. */
export function parseFormBody(text: string, { mediaType }: ContentType): Body {
  if (text !== '' && mediaType !== 'application/x-www-form-urlencoded') {
    const message = `The body must be application/x-www-form-urlencoded${mediaType === null ? '' : `, not ${mediaType}`}.`
    return fail({ code: 'unsupported_media_type', message })
  }
  const members = [...new URLSearchParams(text)].filter(([, value]) => value.trim() !== '')
  return ok(Object.fromEntries(members))
}

/** The body as text, by the character set of its media type, of its byte order mark, or of its XML declaration. */
export async function readText(request: Request): Promise<Result<string, ApiFailure>> {
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding !== '' && encoding !== 'identity')
    return fail({ code: 'unsupported_media_type', message: `The body must come uncompressed, not as ${encoding}.` })
  const bytes = await readBytes(request)
  if (!bytes.ok) return bytes
  const { mediaType, charset } = contentTypeOf(request)
  const said = charset ?? (mediaType !== null && isXml(mediaType) ? xmlEncoding(bytes.value) : null) ?? 'utf-8'
  const decoder = decoderOf(markedEncoding(bytes.value) ?? said)
  if (decoder === null)
    return fail({ code: 'unsupported_media_type', message: `The character set "${said}" is not known here.` })
  try {
    return ok(decoder.decode(bytes.value))
  } catch {
    return fail({ code: 'invalid_input', message: `The body is not valid ${decoder.encoding.toUpperCase()}.` })
  }
}

async function readBytes(request: Request): Promise<Result<Uint8Array, ApiFailure>> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > MAX_BODY_BYTES) return fail({ code: 'body_too_large', limitBytes: MAX_BODY_BYTES })
  if (request.body === null) return ok(new Uint8Array())
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) return fail({ code: 'body_too_large', limitBytes: MAX_BODY_BYTES })
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return ok(bytes)
}

export function contentTypeOf(request: Request): ContentType {
  const [type = '', ...parameters] = (request.headers.get('content-type') ?? '').split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(parameter)?.[1])
    .find((value) => value !== undefined)
  const mediaType = type.trim().toLowerCase()
  return { mediaType: mediaType === '' ? null : mediaType, charset: charset?.toLowerCase() ?? null }
}

function isXml(mediaType: string): boolean {
  return /^(application|text)\/([\w.+-]+\+)?xml$/.test(mediaType)
}

function decoderOf(label: string): TextDecoder | null {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: false })
  } catch {
    return null
  }
}

function markedEncoding([first, second]: Uint8Array): string | null {
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : null
}

function xmlEncoding(bytes: Uint8Array): string | null {
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  return /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.-]+)["']/.exec(head)?.[1] ?? null
}

/** By the brackets outside of strings; what is no JSON is found later. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (isInString) {
      if (character === '\\') at += 1
      else if (character === '"') isInString = false
    } else if (character === '"') isInString = true
    else if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    if (depth > limit) return true
  }
  return false
}
