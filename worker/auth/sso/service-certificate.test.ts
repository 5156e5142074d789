import { createCipheriv, createPrivateKey, pbkdf2Sync, randomBytes, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Bytes, der, integer, objectIdentifier, sequence } from './der.ts'
import { makeServiceCertificate, readServiceCertificate, type ServiceCertificate } from './service-certificate.ts'

const NOW = Date.parse('2026-11-24T00:00:00Z')

let made: ServiceCertificate
let other: ServiceCertificate
beforeAll(async () => {
  made = await makeServiceCertificate('console.example', 5, NOW)
  other = await makeServiceCertificate('other', 60, NOW)
})

describe('a certificate that the console makes', () => {
  test('is one that others can read, and signed with its own key', () => {
    const read = new X509Certificate(made.certificate)
    expect(read.subject).toBe('CN=console.example')
    expect(read.verify(read.publicKey)).toBe(true)
    expect(read.checkPrivateKey(createPrivateKey(made.privateKey))).toBe(true)
    expect(Date.parse(read.validTo)).toBe(Date.parse('2031-11-24T00:00:00Z'))
    expect(read.fingerprint.replaceAll(':', '')).toBe(made.thumbprint)
  })

  test('says years after 2049 in four digits', () => {
    expect(Date.parse(new X509Certificate(other.certificate).validTo)).toBe(Date.parse('2086-11-24T00:00:00Z'))
  })
})

describe('a certificate that is brought', () => {
  test('is taken as PEM in any order', () => {
    for (const content of [made.certificate + made.privateKey, `${made.privateKey}\r\n${made.certificate}`])
      expect(readServiceCertificate(content)).toMatchObject({ ok: true, value: { thumbprint: made.thumbprint } })
  })

  test('is taken as PKCS#12, encrypted with the empty password or not at all', () => {
    for (const isEncrypted of [true, false])
      expect(readServiceCertificate(aPkcs12(isEncrypted, ''))).toEqual({ ok: true, value: made })
  })

  test('is refused with a password, without a key, and with the key of another', () => {
    expect(readServiceCertificate(aPkcs12(true, 'secret'))).toMatchObject({ failure: { reason: 'unreadable' } })
    expect(readServiceCertificate(made.certificate)).toMatchObject({ failure: { reason: 'no_private_key' } })
    const foreign = made.certificate + other.privateKey
    expect(readServiceCertificate(foreign)).toMatchObject({ failure: { reason: 'no_private_key' } })
    for (const junk of ['', 'x', 'MIIB', 'AAAA', made.privateKey, btoa('\u0030\u0080')])
      expect(readServiceCertificate(junk)).toMatchObject({ failure: { reason: 'unreadable' } })
  })
})

function bytesOf(pem: string): Bytes {
  return new Uint8Array(Buffer.from(pem.replace(/-----[A-Z ]+-----/g, ''), 'base64'))
}

const octets = (bytes: Uint8Array) => der(0x04, new Uint8Array(bytes))
const explicit = (bytes: Bytes) => der(0xa0, bytes)
const BAG = '1.2.840.113549.1.12.10.1'

/** As OpenSSL writes it: PBES2, PBKDF2 with SHA-256, AES-256. */
function aPkcs12(isEncrypted: boolean, password: string): string {
  const key = bytesOf(made.privateKey)
  const keyBag = isEncrypted
    ? sequence(objectIdentifier(`${BAG}.2`), explicit(encrypted(key, password)))
    : sequence(objectIdentifier(`${BAG}.1`), explicit(key))
  const certificate = sequence(objectIdentifier('1.2.840.113549.1.9.22.1'), explicit(octets(bytesOf(made.certificate))))
  const certificateBag = sequence(objectIdentifier(`${BAG}.3`), explicit(certificate))
  const data = (content: Bytes) => sequence(objectIdentifier('1.2.840.113549.1.7.1'), explicit(octets(content)))
  const safes = sequence(data(sequence(certificateBag)), data(sequence(keyBag)))
  return Buffer.from(sequence(integer(Uint8Array.of(3)), data(safes))).toString('base64')
}

function encrypted(plain: Bytes, password: string): Bytes {
  const [salt, iv] = [randomBytes(8), randomBytes(16)]
  const key = pbkdf2Sync(password, salt, 2048, 32, 'sha256')
  const cipher = createCipheriv('aes-256-cbc', key, iv)
  const content = Buffer.concat([cipher.update(plain), cipher.final()])
  const prf = sequence(objectIdentifier('1.2.840.113549.2.9'))
  const derivation = sequence(octets(salt), integer(Uint8Array.of(0x08, 0x00)), prf)
  const scheme = sequence(
    sequence(objectIdentifier('1.2.840.113549.1.5.12'), derivation),
    sequence(objectIdentifier('2.16.840.1.101.3.4.1.42'), octets(iv)),
  )
  return sequence(sequence(objectIdentifier('1.2.840.113549.1.5.13'), scheme), octets(content))
}
