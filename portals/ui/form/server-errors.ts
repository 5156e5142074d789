import type { ApiError, WireError } from '../api/error.ts'

/** Where on the wire each field of a form goes: `organizationInput.name` → `name`. */
export type WireNames = Readonly<Record<string, string>>

export interface PlacedErrors {
  /** Field name → the server's sentence. */
  fields: Record<string, string>
  /** What belongs to no field of this form. */
  rest: WireError[]
}

/** `/OrganizationInput/name`, `organizationInput.Name` and `organizationInput.name` are one name. */
function normalize(name: string): string {
  return name
    .replace(/^\//, '')
    .replaceAll('/', '.')
    .replace(/\[\d+\]/g, '')
    .replace(/\.\d+(?=\.|$)/g, '')
    .toLowerCase()
}

/**
 * `"email" must be an address.` and `email: that is no address.` stand at the field already, whose name people know better:
 * `Must be an address.`
 */
export function withoutWireName(message: string): string {
  const rest = /^(?:"[\w./[\]]+" |[a-z][\w.]*: )(.+)$/s.exec(message)?.[1]
  return rest ? rest.charAt(0).toUpperCase() + rest.slice(1) : message
}

/**
 * Puts a refusal at the field it speaks of. The wire names a property, a parameter or a JSON Patch path; each is matched
 * by its whole path, then by the longest ending of it that only one field has.
 */
export function placeErrors(error: ApiError, wireNames: WireNames): PlacedErrors {
  const known = Object.entries(wireNames).map(([wire, field]) => ({ wire: normalize(wire), field }))
  const placed: PlacedErrors = { fields: {}, rest: [] }
  for (const entry of error.errors) {
    const name = entry.propertyName ?? entry.parameterName ?? entry.failedJsonPatch?.path
    const field = name ? fieldOf(normalize(name), known) : undefined
    if (field === undefined) placed.rest.push(entry)
    else placed.fields[field] ??= withoutWireName(entry.message)
  }
  return placed
}

function fieldOf(name: string, known: { wire: string; field: string }[]): string | undefined {
  const exact = known.find((candidate) => candidate.wire === name)
  if (exact) return exact.field
  const segments = name.split('.')
  for (let start = 0; start < segments.length; start += 1) {
    const ending = segments.slice(start).join('.')
    const fields = new Set(
      known.filter(({ wire }) => wire === ending || wire.endsWith(`.${ending}`)).map(({ field }) => field),
    )
    const [only] = fields
    if (fields.size === 1 && only !== undefined) return only
  }
  // The refusal may speak of something inside what one field holds (a list's third entry).
  return known.find(({ wire }) => name.startsWith(`${wire}.`))?.field
}
