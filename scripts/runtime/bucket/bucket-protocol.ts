import type { StoredObject } from './bucket-store.ts'

// How workerd's R2 binding talks to the service behind it, as of the pinned runtime: a GET carries its operation as
// JSON in the header cf-r2-request; a PUT carries it in front of its body, as long as cf-r2-metadata-size says.
// Answers are an object's description as JSON, again with its length in that header, and then the object's bytes.

export const REQUEST_HEADER = 'cf-r2-request'
export const METADATA_SIZE_HEADER = 'cf-r2-metadata-size'
export const ERROR_HEADER = 'cf-r2-error'

export const LARGEST_LIST = 1000
const LARGEST_KEY_BYTES = 1024
const LARGEST_CUSTOM_METADATA_BYTES = 8192

interface Etag {
  readonly type: 'strong' | 'weak' | 'wildcard'
  readonly value?: string
}

export interface Condition {
  readonly etagMatches?: readonly Etag[]
  readonly etagDoesNotMatch?: readonly Etag[]
  readonly uploadedBefore?: string | number
  readonly uploadedAfter?: string | number
  readonly secondsGranularity?: boolean
}

interface Field {
  readonly k: string
  readonly v: string
}

export type Operation =
  | { readonly method: 'head'; readonly object: string }
  | {
      readonly method: 'get'
      readonly object: string
      readonly range?: { readonly offset?: number; readonly length?: number; readonly suffix?: number }
      readonly rangeHeader?: string
      readonly onlyIf?: Condition
    }
  | {
      readonly method: 'put'
      readonly object: string
      readonly customFields?: readonly Field[]
      readonly httpFields?: Record<string, unknown>
      readonly onlyIf?: Condition
      /** Base64; the others are in hexadecimal. */
      readonly md5?: string
      readonly sha256?: string
      readonly sha1?: string
      readonly sha384?: string
      readonly sha512?: string
    }
  | {
      readonly method: 'list'
      readonly limit?: number
      readonly prefix?: string
      readonly cursor?: string
      readonly delimiter?: string
      readonly startAfter?: string
      readonly include?: readonly number[]
    }
  | { readonly method: 'delete'; readonly object?: string; readonly objects?: readonly string[] }

/** A refusal in the form that the binding turns into an error, or into `null` for a condition that did not hold. */
export class BucketError extends Error {
  readonly status: number
  readonly code: number
  readonly object: StoredObject | undefined

  constructor(status: number, code: number, message: string, object?: StoredObject) {
    super(message)
    this.status = status
    this.code = code
    this.object = object
  }
}

export const noSuchKey = () => new BucketError(404, 10007, 'The specified key does not exist.')
export const conditionFailed = (object?: StoredObject) =>
  new BucketError(412, 10031, 'At least one of the pre-conditions you specified did not hold.', object)
export const wrongDigest = (algorithm: string, given: string, actual: string) =>
  new BucketError(
    400,
    10037,
    `The ${algorithm} checksum you specified did not match what we received: you gave ${given}, it is ${actual}.`,
  )
export const notSatisfiable = () => new BucketError(416, 10039, 'The requested range is not satisfiable')
export const unsupported = (what: string) =>
  new BucketError(400, 10029, `The local bucket does not know ${what}; use a Cloudflare account for it.`)

export function requireValidKey(key: string): void {
  if (Buffer.byteLength(key) > LARGEST_KEY_BYTES) {
    throw new BucketError(400, 10020, 'The specified object name is not valid: it is longer than 1,024 bytes.')
  }
}

export function requireSmallMetadata(fields: readonly Field[]): void {
  const sizeBytes = fields.reduce((sum, { k, v }) => sum + Buffer.byteLength(k) + Buffer.byteLength(v), 0)
  if (sizeBytes > LARGEST_CUSTOM_METADATA_BYTES) {
    throw new BucketError(400, 10012, 'Your metadata headers exceed the maximum allowed metadata size.')
  }
}

/** Whether the condition holds for what is there, by the rules of RFC 9110, section 13.2.2. */
export function holds(condition: Condition | undefined, object: StoredObject | undefined): boolean {
  if (!condition) return true
  if (!object) return condition.etagMatches === undefined && condition.uploadedAfter === undefined
  const names = (etags: readonly Etag[]) =>
    etags.some((etag) => etag.type === 'wildcard' || (etag.value === object.etag && etag.type === 'strong'))
  const namesWeakly = (etags: readonly Etag[]) =>
    etags.some((etag) => etag.type === 'wildcard' || etag.value === object.etag)
  const at = (time: number) => (condition.secondsGranularity ? Math.floor(time / 1000) * 1000 : time)
  const uploadedAt = at(object.uploadedAt)

  const isMatch = condition.etagMatches === undefined || names(condition.etagMatches)
  const isNoneMatch = condition.etagDoesNotMatch === undefined || !namesWeakly(condition.etagDoesNotMatch)
  const isModified =
    condition.uploadedAfter === undefined ||
    at(Number(condition.uploadedAfter)) < uploadedAt ||
    (condition.etagDoesNotMatch !== undefined && isNoneMatch)
  const isUnmodified =
    condition.uploadedBefore === undefined ||
    uploadedAt < at(Number(condition.uploadedBefore)) ||
    (condition.etagMatches !== undefined && isMatch)
  return isMatch && isNoneMatch && isModified && isUnmodified
}

export interface ByteRange {
  readonly offset: number
  readonly length: number
}

/** The bytes asked for, or nothing when the whole object is meant. */
export function readRange(
  asked: { readonly offset?: number; readonly length?: number; readonly suffix?: number },
  sizeBytes: number,
): ByteRange {
  if (asked.suffix !== undefined) {
    const length = Math.min(Number(asked.suffix), sizeBytes)
    if (length <= 0) throw notSatisfiable()
    return { offset: sizeBytes - length, length }
  }
  const offset = Number(asked.offset ?? 0)
  const length = Number(asked.length ?? sizeBytes - offset)
  if (offset < 0 || offset > sizeBytes || length <= 0) throw notSatisfiable()
  return { offset, length: Math.min(length, sizeBytes - offset) }
}

/** A Range header with a single range; anything else means the whole object. */
export function readRangeHeader(header: string, sizeBytes: number): ByteRange | undefined {
  const match = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header)
  if (!match || (match[1] === '' && match[2] === '')) return undefined
  if (match[1] === '') return readRange({ suffix: Number(match[2]) }, sizeBytes)
  const offset = Number(match[1])
  const last = match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1)
  if (offset >= sizeBytes || last < offset) throw notSatisfiable()
  return { offset, length: last - offset + 1 }
}

/** The description of an object in the binding's terms. */
export function describeObject(object: StoredObject, range?: ByteRange): Record<string, unknown> {
  return {
    name: object.key,
    version: object.version,
    size: object.sizeBytes,
    etag: object.etag,
    uploaded: object.uploadedAt,
    httpFields: JSON.parse(object.httpFields),
    customFields: JSON.parse(object.customFields),
    ...(range ? { range } : {}),
    checksums: { ...(object.md5 ? { 0: object.md5 } : {}), ...(object.sha256 ? { 2: object.sha256 } : {}) },
  }
}
