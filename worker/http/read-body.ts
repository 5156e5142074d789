/** Bodies: never more than the limit, in the declared media type, parsed once. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ApiFailure } from './failure.ts'

/** Of any body of the API; scripts of jobs are the largest thing in one. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024

type Body = Result<unknown, ApiFailure>

/**
 * Undefined when there is none. Where a cookie may be at work the media type must be there: pages of other origins can
 * send bodies without one.
 */
export async function readJsonBody(request: Request, { mustBeDeclared }: { mustBeDeclared: boolean }): Promise<Body> {
  const text = await readText(request)
  if (!text.ok) return text
  if (text.value.trim() === '') return ok(undefined)
  const mediaType = mediaTypeOf(request) ?? (mustBeDeclared ? 'a body without a media type' : null)
  if (mediaType !== null && !/^(application|text)\/([\w.+-]+\+)?json(-patch\+json)?$/.test(mediaType))
    return fail({ code: 'unsupported_media_type', message: `The body must be application/json, not ${mediaType}.` })
  try {
    return ok(JSON.parse(text.value))
  } catch (error) {
    const reason = error instanceof SyntaxError ? ` (${error.message})` : ''
    return fail({ code: 'invalid_input', message: `The body is not valid JSON${reason}.` })
  }
}

/** Blank members are left out. */
export async function readFormBody(request: Request): Promise<Body> {
  const text = await readText(request)
  if (!text.ok) return text
  const mediaType = mediaTypeOf(request)
  if (text.value !== '' && mediaType !== 'application/x-www-form-urlencoded') {
    const message = `The body must be application/x-www-form-urlencoded${mediaType === null ? '' : `, not ${mediaType}`}.`
    return fail({ code: 'unsupported_media_type', message })
  }
  const members = [...new URLSearchParams(text.value)].filter(([, value]) => value.trim() !== '')
  return ok(Object.fromEntries(members))
}

async function readText(request: Request): Promise<Result<string, ApiFailure>> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > MAX_BODY_BYTES) return fail({ code: 'body_too_large', limitBytes: MAX_BODY_BYTES })
  if (request.body === null) return ok('')
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
  try {
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return fail({ code: 'invalid_input', message: 'The body is not valid UTF-8.' })
  }
}

function mediaTypeOf(request: Request): string | null {
  const header = request.headers.get('content-type')
  const mediaType = header?.split(';')[0]?.trim().toLowerCase() ?? ''
  return mediaType === '' ? null : mediaType
}
