import { fail, ok, type Result } from '../../domain/result.ts'
import { siteBucket } from '../../durable-objects/lib/site-bucket.ts'
import type { ObjectRef, ObjectType, Reservation } from '../../durable-objects/repository/rpc.ts'
import { done, refuse, sentence } from './answer.ts'
import type { VaultCall } from './read.ts'
import {
  drainBody,
  hashBody,
  hashBytes,
  MAX_CONFIG_BYTES,
  MAX_LOCK_BYTES,
  MAX_OBJECT_BYTES,
  readLength,
} from './request-body.ts'

/** A third of an intent's lifetime. */
const EXTEND_INTERVAL_MS = 10_000

/** R2's code for a body that does not hash to what was announced; nothing is stored then. */
const WRONG_DIGEST_CODE = '10037'

const MAX_BYTES: Partial<Record<ObjectType, number>> = { config: MAX_CONFIG_BYTES, locks: MAX_LOCK_BYTES }

/** A body, and the SHA-256 (hex) that it must have. */
interface Upload {
  body: ReadableStream | ArrayBuffer | null
  sizeBytes: number
  sha256: string
}

type UploadFailure = { status: 400 | 411 | 413; text: string }

export async function postObject(call: VaultCall, ref: ObjectRef): Promise<Response> {
  const { request, claims, repository } = call
  const upload = await readUpload(request, ref)
  if (!upload.ok) {
    await drainBody(request)
    return sentence(request, upload.failure.status, upload.failure.text)
  }
  const { sizeBytes, sha256 } = upload.value
  const reserved = await repository.reserveObject(claims, { ...ref, sizeBytes, sha256 })
  if (!reserved.ok) {
    await drainBody(request)
    return refuse(request, reserved.failure, claims)
  }
  return reserved.value.kind === 'upload'
    ? storeBody(call, reserved.value, upload.value.body)
    : compareBody(call, reserved.value, upload.value)
}

async function readUpload(request: Request, ref: ObjectRef): Promise<Result<Upload, UploadFailure>> {
  const length = readLength(request, MAX_BYTES[ref.type] ?? MAX_OBJECT_BYTES)
  if (!length.ok) return length
  if (ref.type !== 'config') return ok({ body: request.body, sizeBytes: length.value, sha256: ref.name })
  // Without content a config would make the repository unreadable for good.
  if (length.value === 0) return fail({ status: 400, text: 'The config must not be empty.' })
  const bytes = await request.arrayBuffer().catch(() => null)
  if (!bytes) return fail({ status: 400, text: 'The body ended early; nothing was stored.' })
  return ok({ body: bytes, sizeBytes: bytes.byteLength, sha256: await hashBytes(bytes) })
}

/** The bytes go straight into the bucket, which checks their SHA-256 and writes them only where nothing lies. */
async function storeBody(
  { request, env, claims, repository }: VaultCall,
  { intent, place }: Extract<Reservation, { kind: 'upload' }>,
  body: Upload['body'],
): Promise<Response> {
  const heartbeat = setInterval(() => {
    repository.extendIntent(intent.intentUid).catch(() => undefined)
  }, EXTEND_INTERVAL_MS)
  try {
    const stored = await siteBucket(env, place.bucketBinding).put(place.key, body ?? new ArrayBuffer(0), {
      sha256: intent.sha256,
      onlyIf: { etagDoesNotMatch: '*' },
    })
    const committed = await repository.commitObject(intent, { isFresh: stored !== null })
    if (committed.ok) return done()
    if (committed.failure.code === 'not_found') throw new LostObjectError(place.key)
    return refuse(request, committed.failure, claims)
  } catch (error) {
    const code = bucketErrorCode(error)
    await repository.releaseObject(intent, { isCertain: code === WRONG_DIGEST_CODE })
    if (code === WRONG_DIGEST_CODE) return wrongContent(request, intent)
    if (code !== null || error instanceof LostObjectError) throw error
    // The bucket answers, and has said nothing of a fault of its own: it was the body that broke off.
    return brokenBody(request, intent)
  } finally {
    clearInterval(heartbeat)
  }
}

class LostObjectError extends Error {
  constructor(key: string) {
    super(`The bucket has no ${key} although it was just stored`)
  }
}

/** R2 puts its own error codes in brackets at the end of the message; other errors have none. */
function bucketErrorCode(error: unknown): string | null {
  return error instanceof Error ? (/\((\d{5})\)$/.exec(error.message)?.[1] ?? null) : null
}

function wrongContent(request: Request, { type, name }: ObjectRef): Response {
  return sentence(request, 400, `The body is not the object ${type}/${name}: its SHA-256 differs from the name.`)
}

function brokenBody(request: Request, { sizeBytes }: { sizeBytes: number }): Response {
  return sentence(request, 400, `The body ended before its announced ${sizeBytes} bytes; nothing was stored.`)
}

/** The object is there, or was deleted and is still there: an equal body is welcome, as often as it comes. */
async function compareBody(
  { request, claims, repository }: VaultCall,
  reservation: Extract<Reservation, { kind: 'present' | 'revive' }>,
  { body, sizeBytes, sha256 }: Upload,
): Promise<Response> {
  const actual = body instanceof ArrayBuffer ? sha256 : await hashBody(body).catch(() => null)
  if (reservation.kind === 'present') {
    if (actual === null) return brokenBody(request, { sizeBytes })
    return actual === sha256 ? done() : refuse(request, { code: 'exists_with_other_content' }, claims)
  }
  const { intent } = reservation
  if (actual !== sha256) {
    await repository.releaseObject(intent, { isCertain: true })
    return actual === null ? brokenBody(request, { sizeBytes }) : wrongContent(request, intent)
  }
  const committed = await repository.commitObject(intent, { isFresh: false })
  return committed.ok ? done() : refuse(request, committed.failure, claims)
}

export async function createRepository({ request, claims, repository }: VaultCall): Promise<Response> {
  await drainBody(request)
  if (new URL(request.url).searchParams.get('create') !== 'true') {
    return sentence(request, 400, 'A POST to a repository must say ?create=true.')
  }
  const authorized = await repository.authorizeCreate(claims)
  return authorized.ok ? done() : refuse(request, authorized.failure, claims)
}

export async function deleteObject({ request, claims, repository }: VaultCall, ref: ObjectRef): Promise<Response> {
  await drainBody(request)
  const deleted = await repository.deleteObject(claims, ref)
  return deleted.ok ? done() : refuse(request, deleted.failure, claims)
}
