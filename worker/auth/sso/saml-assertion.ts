/**
 * An assertion whose signature holds, as the library's parser gives it: is it for us, for this request, for now; and what
 * does it say. What the library checks as well is checked again where it would let something pass that is missing.
 */
import { z } from 'zod'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { limitValues, MAX_SUBJECT_CHARACTERS } from './claims.ts'
import type { SamlPerson } from './saml.ts'

export interface AssertionDemands {
  issuer: string
  audience: string
  recipient: string
  requestId: string
  /** Null: any. */
  contextClass: string | null
  now: number
  clockSkewMs: number
}

const attributes = z.record(z.string(), z.string()).default({})
const textElement = z.object({ _: z.string().default(''), $: attributes })

const assertionShape = z.object({
  $: attributes,
  Issuer: z.tuple([textElement]),
  Subject: z.tuple([
    z.object({
      NameID: z.tuple([textElement]),
      SubjectConfirmation: z
        .array(z.object({ $: attributes, SubjectConfirmationData: z.tuple([z.object({ $: attributes })]) }))
        .min(1),
    }),
  ]),
  Conditions: z.tuple([
    z.object({
      $: attributes,
      AudienceRestriction: z.array(z.object({ Audience: z.array(textElement).min(1) })).min(1),
    }),
  ]),
  AuthnStatement: z
    .array(
      z.object({
        $: attributes,
        AuthnContext: z.array(z.object({ AuthnContextClassRef: z.array(textElement).default([]) })).default([]),
      }),
    )
    .min(1),
  AttributeStatement: z
    .array(
      z.object({
        Attribute: z.array(z.object({ $: attributes, AttributeValue: z.array(z.unknown()).default([]) })).default([]),
      }),
    )
    .default([]),
})
type Assertion = z.output<typeof assertionShape>

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

export function readAssertion(parsed: unknown, demands: AssertionDemands): Result<SamlPerson, string> {
  const found = z.object({ Assertion: assertionShape }).safeParse(parsed)
  if (!found.success) return fail(`The assertion has no valid ${placeOf(found.error)}.`)
  const assertion = found.data.Assertion
  const confirmedUntil = confirmation(assertion, demands)
  if (confirmedUntil === null)
    return fail('The assertion is not confirmed for this request, this address and this time (SubjectConfirmation).')
  const problem = problemOf(assertion, demands)
  if (problem !== null) return fail(problem)
  const [nameId] = assertion.Subject[0].NameID
  const subject = nameId._.trim()
  if (subject === '' || subject.length > MAX_SUBJECT_CHARACTERS) return fail('The assertion names nobody.')
  if (nameId.$.Format === TRANSIENT)
    return fail('The assertion names the person by a transient NameID, which is another one each time.')
  return ok({
    subject,
    claims: readClaims(assertion, subject),
    assertionId: assertion.$.ID ?? '',
    expiresAt: confirmedUntil + demands.clockSkewMs,
  })
}

function placeOf(error: z.ZodError): string {
  const names = (error.issues[0]?.path ?? []).filter((part) => typeof part === 'string' && !/^[$_]/.test(part))
  return names.map(String).join('/') || 'form'
}

/** Until when; null: it is not. */
function confirmation(assertion: Assertion, demands: AssertionDemands): number | null {
  for (const { $: method, SubjectConfirmationData } of assertion.Subject[0].SubjectConfirmation) {
    const { Recipient, InResponseTo, NotOnOrAfter, NotBefore } = SubjectConfirmationData[0].$
    const until = Date.parse(NotOnOrAfter ?? '')
    const isMeant = method.Method === BEARER && Recipient === demands.recipient && InResponseTo === demands.requestId
    if (isMeant && isNow(NotBefore, NotOnOrAfter, demands) && !Number.isNaN(until)) return until
  }
  return null
}

function problemOf(assertion: Assertion, demands: AssertionDemands): string | null {
  if (assertion.$.Version !== '2.0' || !assertion.$.ID) return 'The assertion is not of SAML 2.0.'
  if (assertion.Issuer[0]._.trim() !== demands.issuer) return 'The assertion is of another issuer.'
  const [conditions] = assertion.Conditions
  const isForUs = conditions.AudienceRestriction.every((restriction) =>
    restriction.Audience.some((audience) => audience._.trim() === demands.audience),
  )
  if (!isForUs) return 'The assertion is for another audience.'
  if (!isNow(conditions.$.NotBefore, conditions.$.NotOnOrAfter, demands))
    return 'The assertion is not valid at this time (Conditions).'
  for (const statement of assertion.AuthnStatement)
    if (!isNow(undefined, statement.$.SessionNotOnOrAfter, demands))
      return "The person's session at the provider is over."
  const contexts = assertion.AuthnStatement.flatMap((statement) =>
    statement.AuthnContext.flatMap((context) => context.AuthnContextClassRef.map((reference) => reference._.trim())),
  )
  return demands.contextClass === null || contexts.includes(demands.contextClass)
    ? null
    : 'The person did not sign in at the provider in the way that was asked for (AuthnContextClassRef).'
}

function isNow(
  notBefore: string | undefined,
  notOnOrAfter: string | undefined,
  { now, clockSkewMs }: AssertionDemands,
) {
  const from = notBefore === undefined ? 0 : Date.parse(notBefore)
  const until = notOnOrAfter === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(notOnOrAfter)
  // What is no time compares as false.
  return from <= now + clockSkewMs && now - clockSkewMs < until
}

/** By name; where a friendly name is given and free, by that as well. */
function readClaims(assertion: Assertion, subject: string): Map<string, string[]> {
  const claims = new Map<string, string[]>()
  const friendly = new Map<string, string[]>()
  for (const statement of assertion.AttributeStatement) {
    for (const { $: members, AttributeValue } of statement.Attribute) {
      const values = limitValues(AttributeValue.flatMap(readValue))
      const { Name, FriendlyName } = members
      if (Name !== undefined) claims.set(Name, [...(claims.get(Name) ?? []), ...values])
      if (FriendlyName !== undefined) friendly.set(FriendlyName, values)
    }
  }
  for (const [name, values] of friendly) if (!claims.has(name)) claims.set(name, values)
  if (!claims.has('NameID')) claims.set('NameID', [subject])
  return claims
}

/** The text of a value; one with elements inside has none. */
function readValue(value: unknown): string[] {
  const element = z.object({ _: z.string() }).safeParse(value)
  return element.success ? [element.data._.trim()] : []
}
