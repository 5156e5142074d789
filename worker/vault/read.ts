import { parseRange } from '../../domain/byte-range.ts'
import { siteBucket } from '../../durable-objects/lib/site-bucket.ts'
import type { RepositoryObject } from '../../durable-objects/repository/repository-object.ts'
import type { ListVersion, ObjectRef, VaultClaims } from '../../durable-objects/repository/rpc.ts'
import type { Env } from '../env.ts'
import { NO_TRANSFORM, refuse, sentence } from './answer.ts'
import type { ListedType } from './path.ts'

export interface VaultCall {
  request: Request
  env: Env
  claims: VaultClaims
  repository: DurableObjectStub<RepositoryObject>
}

const BYTES_HEADERS = {
  'Content-Type': 'application/octet-stream',
  'Accept-Ranges': 'bytes',
  'Cache-Control': NO_TRANSFORM,
} as const

/** restic compares the media type to the letter, so there is no charset. */
const LIST_MEDIA_TYPE: Record<ListVersion, string> = {
  1: 'application/vnd.x.restic.rest.v1',
  2: 'application/vnd.x.restic.rest.v2',
}

export async function headObject({ request, claims, repository }: VaultCall, ref: ObjectRef): Promise<Response> {
  const found = await repository.findObject(claims, ref)
  if (!found.ok) return refuse(request, found.failure, claims)
  return new Response(null, { headers: { ...BYTES_HEADERS, 'Content-Length': String(found.value.sizeBytes) } })
}

export async function getObject(call: VaultCall, ref: ObjectRef): Promise<Response> {
  const { request, env, claims, repository } = call
  const range = parseRange(request.headers.get('Range'))
  const opened = await repository.openObject(claims, ref, range)
  if (!opened.ok) return refuse(request, opened.failure, claims)
  const { bucketBinding, key, sizeBytes, span } = opened.value
  if (!span) {
    return sentence(request, 416, `The range does not lie within the ${sizeBytes} bytes of the object.`, {
      'Content-Range': `bytes */${sizeBytes}`,
    })
  }
  const { offsetBytes, lengthBytes, isPartial } = span
  const headers: Record<string, string> = { ...BYTES_HEADERS, 'Content-Length': String(lengthBytes) }
  if (isPartial) headers['Content-Range'] = `bytes ${offsetBytes}-${offsetBytes + lengthBytes - 1}/${sizeBytes}`
  const status = isPartial ? 206 : 200
  if (lengthBytes === 0) return new Response(null, { status, headers })
  const options = isPartial ? { range: { offset: offsetBytes, length: lengthBytes } } : {}
  const stored = await siteBucket(env, bucketBinding).get(key, options)
  if (stored) return new Response(stored.body, { status, headers })
  // Either it was deleted this moment, or ledger and bucket disagree, which must not look like a deletion to restic.
  const again = await repository.findObject(claims, ref)
  if (!again.ok) return refuse(request, again.failure, claims)
  throw new Error(`The bucket has no ${key}, the ledger has`)
}

export async function listObjects(call: VaultCall, type: ListedType): Promise<Response> {
  const { request, claims, repository } = call
  const accept = request.headers.get('Accept') ?? ''
  const version = accept.toLowerCase().includes(LIST_MEDIA_TYPE[2]) ? 2 : 1
  const list = await repository.listObjects(claims, type, version)
  if (!list.ok) return refuse(request, list.failure, claims)
  const lengthBytes = list.value.kind === 'text' ? list.value.json.length : list.value.lengthBytes
  const headers = {
    'Content-Type': LIST_MEDIA_TYPE[version],
    'Content-Length': String(lengthBytes),
    'Cache-Control': NO_TRANSFORM,
    Vary: 'Accept',
  }
  if (list.value.kind === 'text') {
    return new Response(request.method === 'HEAD' ? null : list.value.json, { headers })
  }
  if (request.method === 'HEAD') {
    await list.value.json.cancel()
    return new Response(null, { headers })
  }
  return new Response(list.value.json.pipeThrough(new FixedLengthStream(lengthBytes)), { headers })
}
