/**
 * Certificate and private key out of a PKCS#12 file without password (RFC 7292). Encrypted with the empty password, as
 * OpenSSL (PBES2 with AES) and Windows (Triple DES) write it, or not at all. RC2 of older programs is not read.
 */
import { createDecipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import { type Bytes, concat } from './der.ts'
import {
  childOf,
  childrenOf,
  type DerNode,
  DerProblem,
  objectIdentifierOf,
  octetsOf,
  readDer,
  smallIntegerOf,
} from './der-reader.ts'

export interface Pkcs12Content {
  /** DER of each certificate, in the order they stand. */
  certificates: Bytes[]
  /** PKCS#8 in DER. */
  privateKeys: Bytes[]
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const BAG = '1.2.840.113549.1.12.10.1'
const PBES2 = '1.2.840.113549.1.5.13'
const SHA1_WITH_TRIPLE_DES = '1.2.840.113549.1.12.1.3'
const CIPHERS: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
}
const DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}
/** The platform derives keys with no more than this. */
const MAX_ITERATIONS = 100_000

/** Throws a DerProblem, or what a cipher throws, when the file is another one or has a password. */
export function readPkcs12(file: Bytes): Pkcs12Content {
  const found: Pkcs12Content = { certificates: [], privateKeys: [] }
  const authenticated = readDer(contentOf(childOf(readDer(file), 1)))
  for (const info of childrenOf(authenticated)) {
    const kind = objectIdentifierOf(childOf(info, 0))
    if (kind === DATA) readBags(contentOf(info), found)
    else if (kind === ENCRYPTED_DATA) readBags(decryptContent(childOf(childOf(info, 1), 0)), found)
  }
  return found
}

/** Of a ContentInfo of the kind `data`. */
function contentOf(info: DerNode): Bytes {
  return octetsOf(childOf(childOf(info, 1), 0))
}

function decryptContent(encryptedData: DerNode): Bytes {
  const info = childOf(encryptedData, 1)
  return decrypt(childOf(info, 1), octetsOf(childOf(info, 2)))
}

function readBags(safe: Bytes, found: Pkcs12Content): void {
  for (const bag of childrenOf(readDer(safe))) {
    const kind = objectIdentifierOf(childOf(bag, 0))
    const value = childOf(childOf(bag, 1), 0)
    if (kind === `${BAG}.1`) found.privateKeys.push(value.whole)
    else if (kind === `${BAG}.2`) found.privateKeys.push(decrypt(childOf(value, 0), octetsOf(childOf(value, 1))))
    else if (kind === `${BAG}.3`) found.certificates.push(octetsOf(childOf(childOf(value, 1), 0)))
  }
}

function decrypt(algorithm: DerNode, encrypted: Bytes): Bytes {
  const kind = objectIdentifierOf(childOf(algorithm, 0))
  const parameters = childOf(algorithm, 1)
  if (kind === PBES2) return decryptPbes2(parameters, encrypted)
  if (kind === SHA1_WITH_TRIPLE_DES) return decryptTripleDes(parameters, encrypted)
  throw new DerProblem('The file is encrypted in a way that is not read here.')
}

function decryptPbes2(parameters: DerNode, encrypted: Bytes): Bytes {
  const derivation = childOf(childOf(parameters, 0), 1)
  const scheme = childOf(parameters, 1)
  const cipher = CIPHERS[objectIdentifierOf(childOf(scheme, 0))]
  const [salt, iterations, ...options] = childrenOf(derivation)
  const prf = options.find(({ tag }) => tag === 0x30)
  const digest = prf === undefined ? 'sha1' : DIGESTS[objectIdentifierOf(childOf(prf, 0))]
  if (cipher === undefined || digest === undefined || salt === undefined || iterations === undefined)
    throw new DerProblem('The file is encrypted in a way that is not read here.')
  const key = pbkdf2Sync('', salt.content, limited(smallIntegerOf(iterations)), cipher.keyBytes, digest)
  return decipher(cipher.name, new Uint8Array(key), childOf(scheme, 1).content, encrypted)
}

/** "No password" is written as an empty text with its end mark by some, and as nothing at all by others. */
function decryptTripleDes(parameters: DerNode, encrypted: Bytes): Bytes {
  const salt = childOf(parameters, 0).content
  const iterations = limited(smallIntegerOf(childOf(parameters, 1)))
  const attempt = (password: Bytes) => {
    const key = derive({ password, salt, iterations, purpose: 1, size: 24 })
    return decipher('des-ede3-cbc', key, derive({ password, salt, iterations, purpose: 2, size: 8 }), encrypted)
  }
  try {
    return attempt(Uint8Array.of(0, 0))
  } catch {
    return attempt(new Uint8Array())
  }
}

function limited(iterations: number): number {
  if (iterations > MAX_ITERATIONS) throw new DerProblem(`The key needs more than ${MAX_ITERATIONS} iterations.`)
  return iterations
}

function decipher(name: string, key: Bytes, iv: Bytes, encrypted: Bytes): Bytes {
  const cipher = createDecipheriv(name, key, iv)
  return concat([new Uint8Array(cipher.update(encrypted)), new Uint8Array(cipher.final())])
}

interface Derivation {
  password: Bytes
  salt: Bytes
  iterations: number
  /** 1: key, 2: initialization vector. */
  purpose: 1 | 2
  size: number
}

const BLOCK = 64

/** RFC 7292, appendix B.2, with SHA-1. */
function derive({ password, salt, iterations, purpose, size }: Derivation): Bytes {
  const diversifier = new Uint8Array(BLOCK).fill(purpose)
  const input = concat([filled(salt), filled(password)])
  const blocks: Bytes[] = []
  for (let made = 0; made < size; made += 20) {
    let block = sha1(concat([diversifier, input]))
    for (let round = 1; round < iterations; round++) block = sha1(block)
    blocks.push(block)
    addToEach(input, block)
  }
  return concat(blocks).slice(0, size)
}

/** Repeated to a whole number of blocks. */
function filled(bytes: Bytes): Bytes {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK)
  for (let at = 0; at < whole.length; at++) whole[at] = bytes[at % bytes.length] ?? 0
  return whole
}

/** Each block of the input becomes itself + the result + 1, as numbers of one block. */
function addToEach(input: Bytes, result: Bytes): void {
  for (let start = 0; start < input.length; start += BLOCK) {
    let carry = 1
    for (let at = BLOCK - 1; at >= 0; at--) {
      const sum = (input[start + at] ?? 0) + (result[at % result.length] ?? 0) + carry
      input[start + at] = sum & 0xff
      carry = sum >> 8
    }
  }
}

function sha1(bytes: Bytes): Bytes {
  return new Uint8Array(createHash('sha1').update(bytes).digest())
}
