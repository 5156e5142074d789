/** Certificates of the console's own for SAML: made here and self-signed, or brought by an administrator. */
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { fail, ok, type Result } from '../../../domain/result.ts'
import { type Bytes, bitString, der, integer, NULL, objectIdentifier, sequence, time, utf8String } from './der.ts'
import { readPkcs12 } from './pkcs12.ts'

export interface ServiceCertificate {
  /** SHA-1 of the certificate, upper-case hex: how certificates are named where they are looked at. */
  thumbprint: string
  /** PEM */
  certificate: string
  /** PKCS#8 in PEM */
  privateKey: string
  validUntil: number
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
  hash: 'SHA-256',
} as const
const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'
const COMMON_NAME = '2.5.4.3'
/** So that a provider whose clock is behind takes it at once. */
const BACKDATED_MS = 24 * 3_600_000

export async function makeServiceCertificate(
  commonName: string,
  validYears: number,
  now: number,
): Promise<ServiceCertificate> {
  const pair = (await crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])) as CryptoKeyPair
  const algorithm = sequence(objectIdentifier(SHA256_WITH_RSA), NULL)
  const name = sequence(der(0x31, sequence(objectIdentifier(COMMON_NAME), utf8String(commonName.slice(0, 64)))))
  const until = new Date(now)
  until.setUTCFullYear(until.getUTCFullYear() + validYears)
  const serial = crypto.getRandomValues(new Uint8Array(16))
  const toBeSigned = sequence(
    der(0xa0, integer(Uint8Array.of(2))),
    integer(serial),
    algorithm,
    name,
    sequence(time(now - BACKDATED_MS), time(until.getTime())),
    name,
    await exported('spki', pair.publicKey),
  )
  const signature = new Uint8Array(await crypto.subtle.sign(RSA.name, pair.privateKey, toBeSigned))
  const certificate = pem('CERTIFICATE', sequence(toBeSigned, algorithm, bitString(signature)))
  const privateKey = pem('PRIVATE KEY', await exported('pkcs8', pair.privateKey))
  return { thumbprint: thumbprintOf(certificate), certificate, privateKey, validUntil: until.getTime() }
}

async function exported(format: 'spki' | 'pkcs8', key: CryptoKey): Promise<Bytes> {
  return new Uint8Array((await crypto.subtle.exportKey(format, key)) as ArrayBuffer)
}

function pem(label: string, bytes: Bytes): string {
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  return `-----BEGIN ${label}-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END ${label}-----\n`
}

function thumbprintOf(certificate: string): string {
  return createHash('sha1').update(new X509Certificate(certificate).raw).digest('hex').toUpperCase()
}

export type CertificateProblem = { reason: 'no_private_key' | 'unreadable'; message: string }

/** PKCS#12 in base64 without password, or certificate and private key in PEM, one after the other in any order. */
export function readServiceCertificate(content: string): Result<ServiceCertificate, CertificateProblem> {
  const parts = content.includes('-----BEGIN ') ? partsOfPem(content) : partsOfPkcs12(content)
  if (parts === null || parts.certificates.length === 0)
    return fail({
      reason: 'unreadable',
      message: 'must be a PKCS#12 file without password in base64, or certificate and private key in PEM',
    })
  const [key] = parts.keys
  if (key === undefined) return fail({ reason: 'no_private_key', message: 'holds no private key' })
  try {
    const privateKey = createPrivateKey(key)
    const ownPublicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
    const certificate = parts.certificates.find(
      (candidate) => new X509Certificate(candidate).publicKey.export({ type: 'spki', format: 'pem' }) === ownPublicKey,
    )
    if (certificate === undefined)
      return fail({ reason: 'no_private_key', message: 'holds a private key that is not that of the certificate' })
    const read = new X509Certificate(certificate)
    if (read.publicKey.asymmetricKeyType !== 'rsa')
      return fail({ reason: 'unreadable', message: 'must be of an RSA key' })
    return ok({
      thumbprint: thumbprintOf(certificate),
      certificate,
      privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      validUntil: Date.parse(read.validTo),
    })
  } catch {
    return fail({ reason: 'unreadable', message: 'cannot be read as certificate and private key' })
  }
}

interface Parts {
  /** PEM */
  certificates: string[]
  keys: string[]
}

function partsOfPem(content: string): Parts {
  const certificates = content.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []
  const keys = content.match(/-----BEGIN ((?:RSA )?PRIVATE KEY)-----[\s\S]+?-----END \1-----/g) ?? []
  return { certificates: certificates.map((text) => `${text}\n`), keys }
}

/** Null: it is none, or one that needs a password. */
function partsOfPkcs12(content: string): Parts | null {
  const base64 = content.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null
  try {
    const { certificates, privateKeys } = readPkcs12(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)))
    return {
      certificates: certificates.map((bytes) => pem('CERTIFICATE', bytes)),
      keys: privateKeys.map((bytes) => pem('PRIVATE KEY', bytes)),
    }
  } catch {
    return null
  }
}
