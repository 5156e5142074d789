/**
 * What a change was, for the audit: each changed property by its dotted path, from what to what. Secrets never get this
 * far: a property whose name says that it holds one is kept as changed, without its values.
 */
export type AuditChanges = Record<string, { from: unknown; to: unknown }>

/** Stands in place of a secret. */
export const HIDDEN = '(hidden)'
/** A description or a configuration may be long; the audit says what it was, not all of it. */
const MAX_TEXT_CHARACTERS = 2_000
const MAX_PROPERTIES = 200
const MAX_MEMBERS = 200

/** Of the wire forms before and after. Absent and null are the same. */
export function auditChanges(before: unknown, after: unknown, path = ''): AuditChanges {
  if (isMembered(before) && isMembered(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)])
    return Object.assign(
      {},
      ...[...names].map((name) => auditChanges(before[name], after[name], path === '' ? name : `${path}.${name}`)),
    )
  }
  if (JSON.stringify(before ?? null) === JSON.stringify(after ?? null)) return {}
  return { [path]: { from: before ?? null, to: after ?? null } }
}

/** What is stored of the changes that a service tells of. */
export function keptChanges(changes: AuditChanges): AuditChanges {
  return Object.fromEntries(
    Object.entries(changes)
      .slice(0, MAX_PROPERTIES)
      .map(([property, { from, to }]) => {
        const isHidden = property.split('.').some(isSecretName)
        return [property, { from: keptValue(from, isHidden), to: keptValue(to, isHidden) }]
      }),
  )
}

/** What is stored of an event's details. */
export function keptDetails(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details)
      .slice(0, MAX_PROPERTIES)
      .map(([name, value]) => [name, keptValue(value, isSecretName(name))]),
  )
}

function keptValue(value: unknown, isHidden: boolean): unknown {
  if (value === null || value === undefined) return null
  // Whether there is a password, and how long one must be, is no secret.
  if (typeof value === 'boolean' || typeof value === 'number') return value
  if (isHidden) return HIDDEN
  if (typeof value === 'string') return keptText(value)
  if (Array.isArray(value)) return value.slice(0, MAX_MEMBERS).map((item) => keptValue(item, false))
  if (isMembered(value)) return keptDetails(value)
  return null
}

/** Names of secrets, wherever in a name the word stands: "ownerCredentials", "smtpPassword", "clientSecret". */
const SECRET_WORD =
  /(^|[^a-z])(passwords?|passphrases?|passwd|secrets?|tokens?|credentials?|authorization|cookies?|signatures?|otp|totp)([^a-z]|$)/
const SECRET_PAIR = /(private|api|shared|encryption|signing|data|master|recovery) (keys?|codes?|phrase|words)([^a-z]|$)/
/** What is told about a secret and is none: its uid, its age, its policy, its kind. */
const TOLD_OF_SECRET = /(^|[^a-z])(uid|id|at|on|days|hours|minutes|status|kind|type|custody|policy|name|count|scopes?)$/

export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_\-.]+/g, ' ')
    .toLowerCase()
  return (SECRET_WORD.test(words) || SECRET_PAIR.test(words)) && !TOLD_OF_SECRET.test(words)
}

/** What the console hands out as secrets, wherever it turns up. */
const HANDED_OUT =
  /\b(?:hf[a-z]{1,2}[._][\w.-]{16,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,})|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g

function keptText(text: string): string {
  const shown = text.replace(HANDED_OUT, HIDDEN)
  return shown.length <= MAX_TEXT_CHARACTERS ? shown : `${shown.slice(0, MAX_TEXT_CHARACTERS)}…`
}

function isMembered(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
