/**
 * What a SAML response must look like before a parser sees it. It is judged as text, by rules that hold for every reading
 * of it: no markup but elements (no DOCTYPE, comments, CDATA, processing instructions), one response with one assertion,
 * no more signatures than can be checked, and no algorithm that is not on the list. An attack that hides an element from
 * one parser and shows it to another has nothing left to hide behind.
 */
import { fail, ok, type Result } from '../../../domain/result.ts'

export type MinSigningAlgorithm = 'RsaSha1' | 'RsaSha256' | 'RsaSha384' | 'RsaSha512'

export interface GatedResponse {
  xml: string
  isEncrypted: boolean
  signatureCount: number
  /** Of the root element; not covered by the signature of an assertion, so never trusted alone. */
  destination: string | null
}

const MAX_ENCODED_CHARACTERS = 700_000

const DSIG = 'http://www.w3.org/2000/09/xmldsig#'
const DSIG_MORE = 'http://www.w3.org/2001/04/xmldsig-more#'
const XMLENC = 'http://www.w3.org/2001/04/xmlenc#'
const XMLENC_11 = 'http://www.w3.org/2009/xmlenc11#'

const SIGNATURE_ALGORITHMS: Readonly<Record<MinSigningAlgorithm, readonly string[]>> = {
  RsaSha1: [`${DSIG_MORE}rsa-sha256`, `${DSIG_MORE}rsa-sha512`],
  RsaSha256: [`${DSIG_MORE}rsa-sha256`, `${DSIG_MORE}rsa-sha512`],
  RsaSha384: [`${DSIG_MORE}rsa-sha512`],
  RsaSha512: [`${DSIG_MORE}rsa-sha512`],
}
const OTHER_ALGORITHMS = [
  `${XMLENC}sha256`,
  `${XMLENC}sha512`,
  `${DSIG}enveloped-signature`,
  'http://www.w3.org/2001/10/xml-exc-c14n#',
]
/** The response around an encrypted assertion is signed, so that no cipher needs to protect itself against changes. */
const ENCRYPTION_ALGORITHMS = [
  `${XMLENC_11}aes128-gcm`,
  `${XMLENC_11}aes256-gcm`,
  `${XMLENC}aes128-cbc`,
  `${XMLENC}aes256-cbc`,
  `${XMLENC}rsa-oaep-mgf1p`,
  `${XMLENC_11}rsa-oaep`,
  `${XMLENC_11}mgf1sha1`,
  `${XMLENC_11}mgf1sha256`,
  `${DSIG}sha1`,
  `${XMLENC}sha256`,
  `${XMLENC}sha512`,
]

/** The failure is a sentence for an administrator. */
export function gateSamlResponse(encoded: string, minimum: MinSigningAlgorithm): Result<GatedResponse, string> {
  const xml = decode(encoded)
  if (!xml.ok) return xml
  const text = xml.value.replace(/^\uFEFF?\s*<\?xml [^<>]*\?>/, '')
  if (/<[!?]/.test(text)) return fail('The response holds a DOCTYPE, a comment, CDATA or a processing instruction.')
  if (/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text)) return fail('The response holds control characters.')
  const root = /^\s*<([^\s<>/:]+:)?Response(\s[^<>]*)?>/.exec(text)
  if (root === null) return fail('The answer is no SAML response.')
  const encrypted = regionOf(text, 'EncryptedAssertion')
  const outside = encrypted === null ? text : text.slice(0, encrypted.start) + text.slice(encrypted.end)
  const problem =
    shapeProblem(text, outside, encrypted !== null) ??
    algorithmProblem(outside, [...SIGNATURE_ALGORITHMS[minimum], ...OTHER_ALGORITHMS]) ??
    (encrypted === null ? null : algorithmProblem(text.slice(encrypted.start, encrypted.end), ENCRYPTION_ALGORITHMS))
  if (problem !== null) return fail(problem)
  return ok({
    xml: text,
    isEncrypted: encrypted !== null,
    signatureCount: countElements(text, 'Signature'),
    destination: attributeOf(root[2] ?? '', 'Destination'),
  })
}

function decode(encoded: string): Result<string, string> {
  if (encoded.length > MAX_ENCODED_CHARACTERS) return fail('The response is too large.')
  const base64 = encoded.replace(/\s/g, '')
  if (base64 === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return fail('The response is not in base64.')
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    return ok(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return fail('The response is not UTF-8 text in base64.')
  }
}

function shapeProblem(text: string, outside: string, isEncrypted: boolean): string | null {
  if (countElements(text, 'Response') !== 1) return 'The response holds another response.'
  const status = /<(?:[^\s<>/:]+:)?StatusCode(\s[^<>]*)>/.exec(text)
  const code = attributeOf(status?.[1] ?? '', 'Value') ?? ''
  if (!code.endsWith(':status:Success')) return `The provider answered ${code.split(':').at(-1) || 'no status'}.`
  if (countElements(text, 'Assertion') + countElements(text, 'EncryptedAssertion') !== 1)
    return 'The response must hold exactly one assertion.'
  const signatures = countElements(text, 'Signature')
  if (signatures === 0) return 'The response is not signed.'
  if (signatures > (isEncrypted ? 1 : 2)) return 'The response holds too many signatures.'
  if (countElements(outside, 'Signature') !== signatures) return 'A signature stands where none belongs.'
  for (const name of ['SignedInfo', 'SignatureMethod', 'SignatureValue', 'Reference', 'DigestMethod', 'DigestValue'])
    if (countElements(outside, name) !== signatures) return `A signature does not have exactly one ${name}.`
  return countElements(text, 'Object') === 0 ? null : 'A signature holds an object.'
}

/** Start tags of a local name, whatever the prefix. */
function countElements(text: string, localName: string): number {
  return text.match(new RegExp(`<(?:[^\\s<>/:]+:)?${localName}(?=[\\s/>])`, 'g'))?.length ?? 0
}

function regionOf(text: string, localName: string): { start: number; end: number } | null {
  const start = text.search(new RegExp(`<(?:[^\\s<>/:]+:)?${localName}(?=[\\s/>])`))
  if (start < 0) return null
  const ends = [...text.matchAll(new RegExp(`</(?:[^\\s<>/:]+:)?${localName}\\s*>`, 'g'))]
  const last = ends.at(-1)
  return { start, end: last === undefined ? text.length : last.index + last[0].length }
}

/** By an allow-list, so that an address written in another way (with references) is none of it. */
function algorithmProblem(text: string, allowed: readonly string[]): string | null {
  for (const [all, , value = ''] of text.matchAll(/Algorithm\s*=\s*(?:(["'])(.*?)\1)?/gs))
    if (!allowed.includes(value))
      return `The response uses the algorithm ${value.slice(0, 100) || all.trim()}, which is not accepted.`
  return null
}

function attributeOf(attributes: string, name: string): string | null {
  const value = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes)
  const text = value?.[1] ?? value?.[2]
  return text === undefined ? null : text.replaceAll('&amp;', '&')
}
