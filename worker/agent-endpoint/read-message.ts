/** Bodies of enrolment: small JSON, and whatever is wrong with one is said by field. */
import type { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import { refuse } from './answer.ts'

/** A host with all its addresses takes some kB. */
export const BODY_LIMIT_BYTES = 64 * 1024

export async function readMessage<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
  const text = await readText(request)
  if (text === null) return fail(refuse(413, `The body may have at most ${BODY_LIMIT_BYTES} bytes.`))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail(refuse(400, 'The body is not valid JSON.'))
  }
  const parsed = schema.safeParse(json)
  return parsed.success ? ok(parsed.data) : fail(refuse(400, describeFault(parsed.error)))
}

/** "host.hostName: Too small: expected string to have >=1 characters" for the first field that is wrong. */
function describeFault(error: z.ZodError): string {
  const [issue] = error.issues
  if (issue === undefined) return 'The body is not what was expected.'
  const field = issue.path.join('.')
  return field === '' ? `The body is not what was expected: ${issue.message}` : `${field}: ${issue.message}`
}

/** Null: longer than the limit, found out before it is all here. */
async function readText(request: Request): Promise<string | null> {
  if (Number(request.headers.get('Content-Length') ?? 0) > BODY_LIMIT_BYTES) return null
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > BODY_LIMIT_BYTES) return null
    chunks.push(chunk)
  }
  return new Blob(chunks).text()
}
