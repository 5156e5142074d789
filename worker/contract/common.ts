/** Bits that many contracts share: identifiers, times, and the members of the envelope. */
import { z } from 'zod'

/**
 * A UUID of any version. Upper-case input is taken and lowered; where the member is optional or nullable, the empty
 * string and the all-zero UUID count as absent (worker/http/lenient-input.ts).
 */
export const uid = z.guid().toLowerCase()

export const NO_UID = '00000000-0000-0000-0000-000000000000'

/** ISO 8601; input may lack the offset (UTC is meant), answers carry seven fractional digits and an offset. */
export const dateTime = z.iso.datetime({ offset: true, local: true })

/** What clients of the API read as "never" where a time may not be null. */
export const NEVER = '0001-01-01T00:00:00.0000000+00:00'

/** Wire form of an instant: some clients need at least six fractional digits. */
export function toWireTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 23)}0000+00:00`
}

export function toWireTimeOrNull(epochMs: number | null | undefined): string | null {
  return epochMs === null || epochMs === undefined ? null : toWireTime(epochMs)
}

/** Epoch milliseconds of a wire time; null when it is none. A time without an offset is UTC. */
export function fromWireTime(text: string): number | null {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?(\.\d{1,3})?\d*)?(?:\s*(Z|[+-]\d{2}:?\d{2})|\s(\d{2}:\d{2}))?$/i.exec(
      text.trim(),
    ) ?? []
  // A plus that an address carries as it is arrives as a blank.
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', given = 'Z', ahead] = match
  if (day === undefined || !isDay(day)) return null
  const offset = ahead === undefined ? given : `+${ahead}`
  const zone = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset.toUpperCase()
  const epochMs = Date.parse(`${day}T${minutes}${seconds}${fraction}${zone}`)
  return Number.isNaN(epochMs) ? null : epochMs
}

/** The runtime takes 30 February for 2 March. */
function isDay(day: string): boolean {
  const epochMs = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(epochMs) && new Date(epochMs).toISOString().startsWith(day)
}

export const responseErrorType = z
  .enum(['logical', 'retryableLogical', 'security', 'transport', 'unspecified'])
  .meta({ id: 'ResponseErrorType' })

export const jsonPatchOperation = z
  .object({
    op: z.enum(['add', 'replace', 'test', 'remove', 'move', 'copy']),
    path: z.string(),
    value: z.unknown().optional(),
    from: z.string().nullable().optional(),
  })
  .meta({ id: 'JsonPatchOperation' })
export type JsonPatchOperation = z.infer<typeof jsonPatchOperation>

export const responseError = z
  .object({
    message: z.string(),
    type: responseErrorType,
    code: z.int(),
    /** Which query or path parameter, or which property of the body, was refused. */
    parameterName: z.string().optional(),
    propertyName: z.string().optional(),
    failedJsonPatch: jsonPatchOperation.optional(),
    /** Seconds. */
    retryAfter: z.int().optional(),
  })
  .meta({ id: 'ResponseError' })
export type ResponseError = z.infer<typeof responseError>

export const pagingInformation = z
  .object({ total: z.int(), count: z.int(), offset: z.int() })
  .meta({ id: 'PagingInformation' })

export const responseMetadata = z.object({ pagingInfo: pagingInformation.optional() }).meta({ id: 'ResponseMetadata' })
