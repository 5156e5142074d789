/**
 * Secrets that the console must be able to read again, at rest: AES-256-GCM under a key of their purpose, derived from
 * the master secret. A sealed text names the master secret behind it, so that the previous one still opens after a rotation.
 */
import { base64url } from 'jose'
import { keyRing, type MasterSecrets, type SealPurpose } from './keys.ts'

const FORMAT = 'v1'
/** What GCM is made for; random ones are safe for 2^32 secrets under one key. */
const NONCE_BYTES = 12
const encoder = new TextEncoder()

/** "v1.<kid>.<nonce>.<ciphertext>"; sealing the same text twice gives two texts. */
export async function sealSecret(secrets: MasterSecrets, purpose: SealPurpose, text: string): Promise<string> {
  const { current } = await keyRing(secrets, purpose)
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, current.key, encoder.encode(text))
  return [FORMAT, current.kid, base64url.encode(nonce), base64url.encode(new Uint8Array(sealed))].join('.')
}

/** How everything begins that was sealed under this master secret. */
export function sealedUnder(kid: string): string {
  return `${FORMAT}.${kid}.`
}

/** Null when it was sealed for another purpose, under a secret that is gone, or changed since. */
export async function openSecret(secrets: MasterSecrets, purpose: SealPurpose, sealed: string): Promise<string | null> {
  const [format, kid = '', nonce = '', ciphertext = '', ...rest] = sealed.split('.')
  if (format !== FORMAT || rest.length > 0) return null
  const found = (await keyRing(secrets, purpose)).find(kid)
  if (found === null) return null
  try {
    const algorithm = { name: 'AES-GCM', iv: new Uint8Array(base64url.decode(nonce)) }
    const opened = await crypto.subtle.decrypt(algorithm, found.key, new Uint8Array(base64url.decode(ciphertext)))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(opened)
  } catch {
    return null
  }
}
