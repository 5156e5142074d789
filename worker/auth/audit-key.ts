/**
 * The key that signs the heads of the audit's chains. Its seed comes from the master secret, so that whoever has the
 * database alone cannot sign; its public half is given to everybody, so that whoever has an export alone can verify.
 */
import { base64url } from 'jose'
import { keyRing, type MasterSecrets } from './keys.ts'

export interface AuditSigner {
  kid: string
  /** Base64url of the raw 32 bytes. */
  publicKey: string
  sign(text: string): Promise<string>
}

/** Part of how the key is derived: never change it. */
const SEED_LABEL = 'ed25519 seed v1'
/** ASN.1 in front of the 32 bytes of a seed (RFC 8410). */
const PKCS8_HEAD = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])
const encoder = new TextEncoder()

export async function auditSigner(secrets: MasterSecrets): Promise<AuditSigner> {
  const { kid, key } = (await keyRing(secrets, 'auditCheckpoint')).current
  const pair = await derivePair(key)
  return {
    kid,
    publicKey: pair.publicKey,
    sign: async (text) =>
      base64url.encode(new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, encoder.encode(text)))),
  }
}

/** Null: signed under a master secret that is forgotten. */
export async function auditPublicKey(secrets: MasterSecrets, kid: string): Promise<string | null> {
  const found = (await keyRing(secrets, 'auditCheckpoint')).find(kid)
  return found === null ? null : (await derivePair(found.key)).publicKey
}

interface Pair {
  privateKey: CryptoKey
  publicKey: string
}

const pairs = new WeakMap<CryptoKey, Promise<Pair>>()

function derivePair(key: CryptoKey): Promise<Pair> {
  const known = pairs.get(key)
  if (known !== undefined) return known
  const made = makePair(key)
  pairs.set(key, made)
  return made
}

async function makePair(key: CryptoKey): Promise<Pair> {
  const seed = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(SEED_LABEL)))
  const pkcs8 = new Uint8Array([...PKCS8_HEAD, ...seed])
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign'])
  const jwk = (await crypto.subtle.exportKey('jwk', privateKey)) as JsonWebKey
  if (jwk.x === undefined) throw new Error('The runtime does not tell the public half of an Ed25519 key.')
  return { privateKey, publicKey: jwk.x }
}
