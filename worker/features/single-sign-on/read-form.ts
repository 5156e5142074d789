import { fail, ok, type Result } from '../../../domain/result.ts'

/** A SAML response in base64, in a form, with room for what the form adds. */
const MAX_FORM_BYTES = 1_200_000

/** The failure is a sentence for an administrator. */
export async function readFormText(request: Request): Promise<Result<URLSearchParams, string>> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded') return fail('The answer is no form.')
  const decoder = new TextDecoder()
  let size = 0
  let text = ''
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > MAX_FORM_BYTES) return fail('The answer is too large.')
    text += decoder.decode(chunk, { stream: true })
  }
  return ok(new URLSearchParams(text + decoder.decode()))
}
