import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { errorCodeOf } from '../refusal.ts'
import {
  BucketError,
  type ByteRange,
  conditionFailed,
  describeObject,
  ERROR_HEADER,
  holds,
  LARGEST_LIST,
  METADATA_SIZE_HEADER,
  noSuchKey,
  type Operation,
  REQUEST_HEADER,
  readRange,
  readRangeHeader,
  requireSmallMetadata,
  requireValidKey,
  unsupported,
  wrongDigest,
} from './bucket-protocol.ts'
import { BucketStore, type StoredObject } from './bucket-store.ts'

// The R2 of the local console. The runtime's own simulator moves every byte through JavaScript streams of 4 KB pieces
// (30 MB/s here); this one lets the runtime pass bodies on natively and writes them in a process of its own.

/** Headers by which the runtime names the bucket and proves that it is the runtime; clients never reach this server. */
export const BUCKET_HEADER = 'x-holdfast-bucket'
export const SECRET_HEADER = 'x-holdfast-bucket-secret'

/** More than any operation's own JSON: the longest is a delete of 1,000 keys of 1,024 bytes. */
const LARGEST_OPERATION_BYTES = 2 * 1024 * 1024

export interface BucketServer {
  readonly address: string
  readonly secret: string
  /** The store of one bucket, for what the console itself keeps there. */
  storeOf(bucket: string): BucketStore
  close(): Promise<void>
}

/** Serves the named buckets below a folder, on a loopback port of the system's choice. */
export async function startBucketServer(folder: string, buckets: readonly string[]): Promise<BucketServer> {
  const secret = randomBytes(32).toString('hex')
  const stores = new Map(buckets.map((bucket) => [bucket, new BucketStore(join(folder, bucket))]))
  const server = createServer((request, response) => {
    void answer(request, response, secret, stores)
  })
  // Uploads take as long as they take, and the runtime keeps connections: closing an idle one races its next request.
  server.requestTimeout = 0
  server.headersTimeout = 0
  server.keepAliveTimeout = 0
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${portOf(server)}`,
    secret,
    storeOf: (bucket) => {
      const store = stores.get(bucket)
      if (!store) throw new Error(`No bucket ${bucket}`)
      return store
    },
    close: async () => {
      server.close()
      server.closeAllConnections()
      for (const store of stores.values()) store.close()
    },
  }
}

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The bucket server has no port')
  return address.port
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
  stores: ReadonlyMap<string, BucketStore>,
): Promise<void> {
  try {
    const given = Buffer.from(String(request.headers[SECRET_HEADER] ?? ''))
    const store = stores.get(String(request.headers[BUCKET_HEADER] ?? ''))
    if (given.length !== secret.length || !timingSafeEqual(given, Buffer.from(secret)) || !store) {
      response.writeHead(403).end()
      return
    }
    if (request.method === 'PUT') await write(store, request, response)
    else await read(store, request, response)
  } catch (error) {
    if (response.headersSent) response.destroy()
    else sendError(response, error instanceof BucketError ? error : toInternalError(error))
  }
}

function toInternalError(error: unknown): BucketError {
  const isFull = errorCodeOf(error) === 'ENOSPC'
  console.error(JSON.stringify({ level: 'error', message: isFull ? 'The disk of the buckets is full' : String(error) }))
  return new BucketError(500, 10001, isFull ? 'The disk is full.' : 'We encountered an internal error.')
}

function sendError(response: ServerResponse, { status, code, message, object }: BucketError): void {
  const description = object ? Buffer.from(JSON.stringify(describeObject(object))) : Buffer.alloc(0)
  response.writeHead(status, {
    'content-length': description.length,
    ...(object ? { 'content-type': 'application/json', [METADATA_SIZE_HEADER]: description.length } : {}),
    // Header values are Latin-1; the texts of our own errors are ASCII.
    [ERROR_HEADER]: JSON.stringify({ version: 1, v4code: code, message }),
  })
  response.end(description)
}

function sendDescription(response: ServerResponse, description: unknown): void {
  const bytes = Buffer.from(JSON.stringify(description))
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    [METADATA_SIZE_HEADER]: bytes.length,
  })
  response.end(bytes)
}

async function read(store: BucketStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const operation: Operation = JSON.parse(String(request.headers[REQUEST_HEADER] ?? '{}'))
  switch (operation.method) {
    case 'head': {
      requireValidKey(operation.object)
      const object = store.head(operation.object)
      if (!object) throw noSuchKey()
      return sendDescription(response, describeObject(object))
    }
    case 'get':
      return await sendObject(store, operation, response)
    case 'list':
      return sendDescription(response, list(store, operation))
    default:
      throw unsupported(`the operation "${operation.method}"`)
  }
}

async function sendObject(
  store: BucketStore,
  operation: Extract<Operation, { method: 'get' }>,
  response: ServerResponse,
): Promise<void> {
  requireValidKey(operation.object)
  const object = store.head(operation.object)
  if (!object) throw noSuchKey()
  if (!holds(operation.onlyIf, object)) throw conditionFailed(object)
  const range = readAskedRange(operation, object)
  const description = Buffer.from(JSON.stringify(describeObject(object, range)))
  const { offset, length } = range ?? { offset: 0, length: object.sizeBytes }
  response.writeHead(200, {
    'content-length': description.length + length,
    [METADATA_SIZE_HEADER]: description.length,
  })
  response.write(description)
  if (length === 0) response.end()
  else await store.send(object, offset, length, response)
}

function readAskedRange(
  { range, rangeHeader }: Extract<Operation, { method: 'get' }>,
  object: StoredObject,
): ByteRange | undefined {
  if (rangeHeader !== undefined) return readRangeHeader(rangeHeader, object.sizeBytes)
  return range === undefined ? undefined : readRange(range, object.sizeBytes)
}

function list(store: BucketStore, operation: Extract<Operation, { method: 'list' }>): Record<string, unknown> {
  if (operation.delimiter) throw unsupported('a delimiter in a list')
  const limit = operation.limit ?? LARGEST_LIST
  if (limit < 1 || limit > LARGEST_LIST) {
    throw new BucketError(400, 10022, 'MaxKeys params must be positive integer <= 1000.')
  }
  const after = operation.cursor ? Buffer.from(operation.cursor, 'base64').toString() : (operation.startAfter ?? '')
  // One more than asked for tells whether the list goes on.
  const found = store.list(operation.prefix ?? '', after, limit + 1)
  const objects = found.slice(0, limit)
  const last = objects.at(-1)
  return {
    objects: objects.map((object) => describeObject(object)),
    truncated: found.length > limit,
    delimitedPrefixes: [],
    ...(found.length > limit && last ? { cursor: Buffer.from(last.key).toString('base64') } : {}),
  }
}

async function write(store: BucketStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { operation, body, drain } = await readOperation(request)
  try {
    if (operation.method === 'delete') {
      store.delete(operation.objects ?? (operation.object === undefined ? [] : [operation.object]))
      return sendDescription(response, {})
    }
    if (operation.method !== 'put') throw unsupported(`the operation "${operation.method}"`)
    sendDescription(response, describeObject(await put(store, operation, body)))
  } finally {
    // The runtime reads an answer only after its whole body is taken, and uses the connection again.
    await drain()
  }
}

async function put(
  store: BucketStore,
  operation: Extract<Operation, { method: 'put' }>,
  body: AsyncIterable<Buffer>,
): Promise<StoredObject> {
  requireValidKey(operation.object)
  requireSmallMetadata(operation.customFields ?? [])
  if (operation.sha1 ?? operation.sha384 ?? operation.sha512) throw unsupported('a digest but MD5 and SHA-256')
  const md5 = operation.md5 === undefined ? undefined : Buffer.from(operation.md5, 'base64').toString('hex')
  const result = await store.put(operation.object, body, {
    md5,
    sha256: operation.sha256?.toLowerCase(),
    httpFields: JSON.stringify(operation.httpFields ?? {}),
    customFields: JSON.stringify(operation.customFields ?? []),
    mayReplace: (existing) => holds(operation.onlyIf, existing),
  })
  switch (result.kind) {
    case 'stored':
      return result.object
    case 'refused':
      throw conditionFailed(result.existing)
    case 'wrongDigest':
      throw wrongDigest(
        result.algorithm === 'md5' ? 'MD5' : 'SHA-256',
        (result.algorithm === 'md5' ? md5 : operation.sha256) ?? '',
        result.actual,
      )
  }
}

interface Upload {
  readonly operation: Operation
  readonly body: AsyncIterable<Buffer>
  /** Takes what is left of the body. */
  readonly drain: () => Promise<void>
}

/** Splits the operation off the front of the body; the rest stays a stream. */
async function readOperation(request: IncomingMessage): Promise<Upload> {
  const sizeBytes = Number(request.headers[METADATA_SIZE_HEADER] ?? Number.NaN)
  if (!(sizeBytes > 0 && sizeBytes <= LARGEST_OPERATION_BYTES)) throw unsupported('a request without metadata')
  const chunks: AsyncIterator<Buffer> = request[Symbol.asyncIterator]()
  let front = Buffer.alloc(0)
  while (front.length < sizeBytes) {
    const next = await chunks.next()
    if (next.done) throw unsupported('a request that ends in its metadata')
    front = Buffer.concat([front, next.value])
  }
  const rest = front.subarray(sizeBytes)
  async function* remainingBody(): AsyncGenerator<Buffer> {
    if (rest.length > 0) yield rest
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value
  }
  return {
    operation: JSON.parse(front.subarray(0, sizeBytes).toString()),
    body: remainingBody(),
    drain: async () => {
      for (let next = await chunks.next(); !next.done; next = await chunks.next());
    },
  }
}
