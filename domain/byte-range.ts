/** One byte range of an HTTP request (RFC 9110, section 14) and the bytes of an object that it stands for. */

export type RangeRequest =
  /** No Range header, or several ranges, which a server may answer with the whole. */
  | { kind: 'whole' }
  /** `last` is inclusive; null: to the end. */
  | { kind: 'from'; first: number; last: number | null }
  | { kind: 'suffix'; lengthBytes: number }
  | { kind: 'malformed' }

export interface ByteSpan {
  offsetBytes: number
  lengthBytes: number
  /** False: answer 200 with the whole object. */
  isPartial: boolean
}

const SINGLE = /^bytes=\s*(\d*)-(\d*)\s*$/i
const SEVERAL = /^bytes=\s*(?:\d+-\d*|-\d+)(?:\s*,\s*(?:\d+-\d*|-\d+))+\s*$/i

export function parseRange(header: string | null | undefined): RangeRequest {
  if (header === null || header === undefined) return { kind: 'whole' }
  if (SEVERAL.test(header)) return { kind: 'whole' }
  const match = SINGLE.exec(header)
  const [first, last] = [match?.[1] ?? '', match?.[2] ?? '']
  if (first === '') return last === '' ? { kind: 'malformed' } : { kind: 'suffix', lengthBytes: Number(last) }
  if (last === '') return { kind: 'from', first: Number(first), last: null }
  return Number(last) < Number(first)
    ? { kind: 'malformed' }
    : { kind: 'from', first: Number(first), last: Number(last) }
}

/**
 * What of an object of that size is asked for; null: nothing of it can be given (416). An end past the object is cut.
 * An empty object has no byte 0, yet clients open every object with "bytes=0-": they get it, whole and empty.
 */
export function resolveRange(request: RangeRequest, sizeBytes: number): ByteSpan | null {
  switch (request.kind) {
    case 'malformed':
      return null
    case 'whole':
      return { offsetBytes: 0, lengthBytes: sizeBytes, isPartial: false }
    case 'suffix': {
      if (request.lengthBytes === 0) return null
      if (sizeBytes === 0) return { offsetBytes: 0, lengthBytes: 0, isPartial: false }
      const lengthBytes = Math.min(request.lengthBytes, sizeBytes)
      return { offsetBytes: sizeBytes - lengthBytes, lengthBytes, isPartial: true }
    }
    case 'from': {
      if (sizeBytes === 0 && request.first === 0) return { offsetBytes: 0, lengthBytes: 0, isPartial: false }
      if (request.first >= sizeBytes) return null
      const end = request.last === null ? sizeBytes : Math.min(request.last + 1, sizeBytes)
      return { offsetBytes: request.first, lengthBytes: end - request.first, isPartial: true }
    }
  }
}
