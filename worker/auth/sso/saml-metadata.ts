/** What the console must know of a SAML identity provider, read from its metadata or from what an administrator typed. */
import { X509Certificate } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { addressProblem, type FetchSettings, guardedFetch } from './guarded-fetch.ts'

export interface SamlPeer {
  entityId: string
  /** For the HTTP-Redirect binding. */
  signOnUrl: string
  /** PEM; any of them may have signed. */
  certificates: string[]
  wantsSignedRequests: boolean
  /** Epoch ms; null: until it is loaded anew. */
  validUntil: number | null
}

export interface SamlPeerSource {
  entityId: string
  metadataUrl: string
  isPackageAllowed: boolean
}

const REDIRECT_BINDING = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const MAX_CERTIFICATES = 10

type XmlNode = { [name: string]: XmlNode | XmlNode[] | string | undefined }

export async function loadSamlPeer(
  settings: FetchSettings,
  source: SamlPeerSource,
  now: number,
): Promise<Result<SamlPeer, string>> {
  const answered = await guardedFetch(settings, source.metadataUrl, {
    headers: { Accept: 'application/samlmetadata+xml, application/xml, text/xml' },
  })
  if (!answered.ok) return answered
  if (answered.value.status !== 200) return fail(`The metadata address answered ${answered.value.status}.`)
  const peer = readSamlMetadata(await answered.value.text(), source, now)
  if (!peer.ok) return peer
  const problem = addressProblem(settings, peer.value.signOnUrl)
  return problem === null ? peer : fail(`The sign-on address in the metadata ${problem}.`)
}

export function readSamlMetadata(
  xml: string,
  source: Pick<SamlPeerSource, 'entityId' | 'isPackageAllowed'>,
  now: number,
): Result<SamlPeer, string> {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return fail('The metadata holds a DOCTYPE.')
  const root = parse(xml)
  if (root === null) return fail('The metadata is not XML.')
  const entity = findEntity(root, source)
  if (!entity.ok) return entity
  const descriptor = nodesOf(entity.value, 'IDPSSODescriptor')[0]
  if (descriptor === undefined) return fail('The metadata describes no identity provider.')
  const service = nodesOf(descriptor, 'SingleSignOnService').find(
    (candidate) => textOf(candidate['@_Binding']) === REDIRECT_BINDING,
  )
  const signOnUrl = textOf(service?.['@_Location'])
  if (signOnUrl === '') return fail('The metadata has no sign-on address for HTTP-Redirect.')
  const validUntil = readTime(entity.value['@_validUntil'])
  if (validUntil !== null && validUntil <= now) return fail('The metadata has expired.')
  const certificates = signingCertificates(descriptor)
  if (certificates.length === 0) return fail('The metadata has no certificate for signatures that can be read.')
  const wantsSignedRequests = /^(true|1)$/.test(textOf(descriptor['@_WantAuthnRequestsSigned']))
  return ok({ entityId: source.entityId, signOnUrl, certificates, wantsSignedRequests, validUntil })
}

function parse(xml: string): XmlNode | null {
  const parser = new XMLParser({
    ignoreAttributes: false,
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
  })
  try {
    return parser.parse(xml, true) as XmlNode
  } catch {
    return null
  }
}

function findEntity(
  root: XmlNode,
  { entityId, isPackageAllowed }: Pick<SamlPeerSource, 'entityId' | 'isPackageAllowed'>,
): Result<XmlNode, string> {
  const alone = nodesOf(root, 'EntityDescriptor')
  const packed = nodesOf(root, 'EntitiesDescriptor').flatMap((group) => nodesOf(group, 'EntityDescriptor'))
  if (alone.length === 0 && packed.length > 0 && !isPackageAllowed)
    return fail('The metadata is a package of several entities, and unpacking is not switched on.')
  const found = [...alone, ...packed].find((entity) => textOf(entity['@_entityID']) === entityId)
  if (found !== undefined) return ok(found)
  const others = [...alone, ...packed].slice(0, 3).map((entity) => `"${textOf(entity['@_entityID']).slice(0, 200)}"`)
  return fail(`The metadata is not of "${entityId}"${others.length > 0 ? `, but of ${others.join(', ')}` : ''}.`)
}

function signingCertificates(descriptor: XmlNode): string[] {
  const found = nodesOf(descriptor, 'KeyDescriptor')
    .filter((key) => textOf(key['@_use']) !== 'encryption')
    .flatMap((key) => nodesOf(key, 'KeyInfo'))
    .flatMap((info) => nodesOf(info, 'X509Data'))
    .flatMap((data) => valuesOf(data, 'X509Certificate').map((value) => textOf(value)))
  return [...new Set(found.map(toPem).filter((pem) => pem !== null))].slice(0, MAX_CERTIFICATES)
}

/** PEM of a certificate that is PEM or bare base64; null when it is none, or not of an RSA key. */
export function toPem(text: string): string | null {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]{100,}={0,2}$/.test(base64)) return null
  const pem = `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`
  try {
    return new X509Certificate(pem).publicKey.asymmetricKeyType === 'rsa' ? pem : null
  } catch {
    return null
  }
}

export function isWithinDates(pem: string, now: number): boolean {
  const { validFrom, validTo } = new X509Certificate(pem)
  return Date.parse(validFrom) <= now && now < Date.parse(validTo)
}

function nodesOf(node: XmlNode, name: string): XmlNode[] {
  return valuesOf(node, name).filter((value): value is XmlNode => typeof value === 'object')
}

function valuesOf(node: XmlNode, name: string): (XmlNode | string)[] {
  const value = node[name]
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function textOf(value: XmlNode | XmlNode[] | string | undefined): string {
  const raw = typeof value === 'object' && !Array.isArray(value) ? value['#text'] : value
  if (typeof raw !== 'string') return ''
  return raw.replace(/&(\w+);/g, (all, name: string) => ENTITIES[name] ?? all).trim()
}

function readTime(value: XmlNode | XmlNode[] | string | undefined): number | null {
  const at = Date.parse(textOf(value))
  return Number.isNaN(at) ? null : at
}
