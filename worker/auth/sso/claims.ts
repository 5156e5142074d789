/** What an identity provider said of a person, after everything about it was verified. */
import type { Claims } from '../../../domain/sso-rules.ts'

export interface VerifiedPerson {
  /** How the provider names the person: the same in every sign-in. */
  subject: string
  claims: Claims
}

/** For an administrator who tests the provider, and for the audit. Never tells a secret. */
export interface RefusedAnswer {
  reason: 'answer_refused' | 'provider_refused' | 'provider_unavailable'
  message: string
}

const MAX_CLAIMS = 200
const MAX_VALUES = 2_000
const MAX_VALUE_CHARACTERS = 10_000
export const MAX_SUBJECT_CHARACTERS = 500

/** Claims of a token: texts as they are, other scalars as text, lists by element, anything else as JSON text. */
export function claimsOfObject(members: Readonly<Record<string, unknown>>): Map<string, string[]> {
  const claims = new Map<string, string[]>()
  for (const [name, value] of Object.entries(members)) {
    const values = (Array.isArray(value) ? value : [value]).filter((item) => item !== null && item !== undefined)
    if (claims.size < MAX_CLAIMS) claims.set(name, limitValues(values.map(toText)))
  }
  return claims
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

export function limitValues(values: readonly string[]): string[] {
  return values.slice(0, MAX_VALUES).map((value) => value.slice(0, MAX_VALUE_CHARACTERS))
}
