import { fail, ok, type Result } from '../../domain/result.ts'

/** restic's largest pack is 128 MiB and a blob more. Cloudflare's edge cuts off earlier on most plans (100 MB). */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024
/** The config is the one object that is held in memory, because it is not named by its content. */
export const MAX_CONFIG_BYTES = 64 * 1024
/** Locks pass when the quota is used up, so they must be what they say: about 150 bytes each. */
export const MAX_LOCK_BYTES = 64 * 1024

const MAX_DRAIN_BYTES = 2 * MAX_OBJECT_BYTES

export type LengthFailure = { status: 411 | 413; text: string }

/** Uploads must tell their length: the bucket takes no body of unknown size. */
export function readLength(request: Request, maxBytes: number): Result<number, LengthFailure> {
  const header = request.headers.get('Content-Length')
  if (header === null || !/^\d+$/.test(header)) {
    return fail({ status: 411, text: 'The request must tell the length of its body in Content-Length.' })
  }
  const lengthBytes = Number(header)
  if (lengthBytes <= maxBytes) return ok(lengthBytes)
  return fail({
    status: 413,
    text: `The object has ${lengthBytes} bytes; ${maxBytes} bytes are the most that is accepted here.`,
  })
}

/** SHA-256 (hex) of the body as it streams by, without keeping any of it. */
export async function hashBody(body: ReadableStream | null): Promise<string> {
  const digest = new crypto.DigestStream('SHA-256')
  if (body) await body.pipeTo(digest)
  else await digest.getWriter().close()
  return toHex(await digest.digest)
}

export async function hashBytes(bytes: ArrayBuffer): Promise<string> {
  return toHex(await crypto.subtle.digest('SHA-256', bytes))
}

function toHex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/**
 * Reads and forgets what the client still sends. A connection closed under a sending client is a reset to it: it would
 * see neither status nor sentence, and try again.
 */
export async function drainBody(request: Request): Promise<void> {
  if (!request.body || request.bodyUsed) return
  const reader = request.body.getReader()
  try {
    for (let drained = 0; drained <= MAX_DRAIN_BYTES; ) {
      const { done, value } = await reader.read()
      if (done) return
      drained += value.byteLength
    }
    await reader.cancel()
  } catch {
    // The client went away: there is nobody to answer to.
  }
}
