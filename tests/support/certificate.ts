/** A certificate for servers of this machine, signed by itself: trusted by whoever is told to by NODE_EXTRA_CA_CERTS. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  der,
  integer,
  NULL,
  objectIdentifier,
  sequence,
  time,
  utf8String,
} from '../../worker/auth/sso/der.ts'

export interface LocalCertificate {
  /** PEM */
  certificate: string
  /** PEM */
  privateKey: string
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11'
const COMMON_NAME = '2.5.4.3'
const SUBJECT_ALT_NAME = '2.5.29.17'
const DAY_MS = 86_400_000

/** Valid for "localhost" and 127.0.0.1, from yesterday on for a week. */
export function makeLocalCertificate(commonName: string): LocalCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = sequence(objectIdentifier(SHA256_WITH_RSA), NULL)
  const name = sequence(der(0x31, sequence(objectIdentifier(COMMON_NAME), utf8String(commonName))))
  const names = sequence(der(0x82, new TextEncoder().encode('localhost')), der(0x87, Uint8Array.of(127, 0, 0, 1)))
  const extensions = sequence(sequence(objectIdentifier(SUBJECT_ALT_NAME), der(0x04, names)))
  const toBeSigned = sequence(
    der(0xa0, integer(Uint8Array.of(2))),
    integer(Uint8Array.of(0x40, ...randomBytes(15))),
    algorithm,
    name,
    sequence(time(Date.now() - DAY_MS), time(Date.now() + 7 * DAY_MS)),
    name,
    Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
    der(0xa3, extensions),
  )
  const signature = Uint8Array.from(sign('sha256', toBeSigned, privateKey))
  const base64 = Buffer.from(sequence(toBeSigned, algorithm, bitString(signature))).toString('base64')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END CERTIFICATE-----\n`,
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  }
}
