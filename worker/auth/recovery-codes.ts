/**
 * Recovery codes stand for a code of the app, each once. 80 random bits: too many to be searched through where only their
 * SHA-256 is known.
 */
import { newSecretBytes, sha256Hex } from './secrets.ts'

export const RECOVERY_CODES = 10
const CODE_BYTES = 10
/** Crockford's: no letter that looks like a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const GROUP = 4

/** "k3v9-…", four groups of four. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const bits = [...newSecretBytes(CODE_BYTES)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
    const letters = (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)] ?? '')
    return (letters.join('').match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-')
  })
}

/** What is kept of a code, however it was typed; null when the text is none. */
export async function recoveryCodeDigest(userUid: string, text: string): Promise<string | null> {
  const letters = text.toLowerCase().replaceAll(/[\s-]/g, '').replaceAll('o', '0').replaceAll(/[il]/g, '1')
  if (!/^[0-9a-hjkmnp-tv-z]{16}$/.test(letters)) return null
  return sha256Hex(`${userUid} ${letters}`)
}
