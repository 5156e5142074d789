/** What is kept of a request for people to see: its parameters and its body without anything that looks like a secret. */
import { isRecord } from './lenient-input.ts'
import type { QueryParameters } from './query-parameters.ts'

const SECRET_NAME = /pass(word|phrase)?|secret|token|credential|private|apikey|certificate|^code$|^mfa|^totp/i
const HIDDEN = '***'
/** Beyond it nobody reads on, and the row would grow. */
const MAX_CHARACTERS = 16_384

export function describeParameters(query: QueryParameters): Record<string, string[]> {
  return Object.fromEntries(query.names().map((name) => [name, SECRET_NAME.test(name) ? [HIDDEN] : query.all(name)]))
}

/** Null where nothing can be said of it: no body, no JSON, or too long. */
export function redactBody(text: string | null): string | null {
  if (text === null || text.trim() === '' || text.length > MAX_CHARACTERS) return null
  try {
    return JSON.stringify(redact(JSON.parse(text)))
  } catch {
    return null
  }
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact)
  if (!isRecord(value)) return value
  // In a JSON Patch the path names what the value is.
  const isSecretPath = typeof value.path === 'string' && SECRET_NAME.test(value.path)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const isScalar = typeof member !== 'object' || member === null
      if (isSecretPath && name.toLowerCase() === 'value') return [name, HIDDEN]
      return [name, isScalar && member !== null && SECRET_NAME.test(name) ? HIDDEN : redact(member)]
    }),
  )
}
