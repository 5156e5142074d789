/** Which of the three answer formats a request asks for: `?format=` before `Accept`, and JSON for whoever does not care. */
import { fail, ok, type Result } from '../../domain/result.ts'
import type { ApiFailure } from './failure.ts'

export type Format = 'json' | 'xml' | 'csv'

/** In order of our preference among equals; the later spellings are answered under the first media type of the format. */
const OFFERED: readonly { mediaType: string; format: Format }[] = [
  { mediaType: 'application/json', format: 'json' },
  { mediaType: 'application/xml', format: 'xml' },
  { mediaType: 'text/csv', format: 'csv' },
  { mediaType: 'text/json', format: 'json' },
  { mediaType: 'text/xml', format: 'xml' },
  { mediaType: 'application/csv', format: 'csv' },
]

interface Range {
  type: string
  subtype: string
  quality: number
  position: number
}

export function negotiate(formatParameter: string | undefined, accept: string | null): Result<Format, ApiFailure> {
  if (formatParameter !== undefined && formatParameter !== '') {
    const wanted = formatParameter.toLowerCase()
    if (wanted === 'json' || wanted === 'xml' || wanted === 'csv') return ok(wanted)
    return fail({ code: 'invalid_input', message: '"format" must be json, xml or csv.', parameter: 'format' })
  }
  const ranges = parseAccept(accept ?? '')
  if (ranges.length === 0) return ok('json')
  const rated = OFFERED.map(({ mediaType, format }, preference) => ({ format, preference, ...rate(mediaType, ranges) }))
  const [best] = rated
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || a.position - b.position || a.preference - b.preference)
  if (best !== undefined) return ok(best.format)
  // Clients that save a report as a file ask for bytes of any kind.
  const wantsBytes = ranges.some(
    ({ type, subtype, quality }) => quality > 0 && type === 'application' && subtype === 'octet-stream',
  )
  if (wantsBytes) return ok('json')
  const offered = 'application/json, application/xml, text/csv'
  return fail({
    code: 'not_acceptable',
    message: `None of the media types in "Accept" can be answered. Possible: ${offered}.`,
  })
}

/** Quality by the most specific range that matches (RFC 9110, 12.5.1). */
function rate(mediaType: string, ranges: readonly Range[]): { quality: number; position: number } {
  const [type, subtype] = mediaType.split('/')
  const matching = ranges
    .filter(
      (range) => (range.type === '*' || range.type === type) && (range.subtype === '*' || range.subtype === subtype),
    )
    .sort((a, b) => specificity(b) - specificity(a))
  return matching[0] ?? { quality: 0, position: 0 }
}

function specificity({ type, subtype }: Range): number {
  return subtype !== '*' ? 2 : type !== '*' ? 1 : 0
}

/** Entries that are no media range are passed over. */
function parseAccept(accept: string): Range[] {
  return accept.split(',').flatMap((entry, position) => {
    const [range = '', ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase())
    const match = /^([\w!#$&^.+*-]+)\/([\w!#$&^.+*-]+)$/.exec(range === '*' ? '*/*' : range)
    const [, type, subtype] = match ?? []
    if (type === undefined || subtype === undefined) return []
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    const quality = weight === undefined ? 1 : /^(0(\.\d*)?|1(\.0*)?|\.\d+)$/.test(weight) ? Number(weight) : 1
    return [{ type, subtype, quality, position }]
  })
}
