/**
 * Passwords: scrypt by the runtime's own implementation, with its parameters in the stored text, so that they can be
 * raised without losing anybody. Rules for new ones follow NIST SP 800-63B: length and a list of the worst, no demands
 * on kinds of characters.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { foldKey } from '../../domain/collation.ts'
import { COMMON_PASSWORD_DIGESTS } from '../../domain/common-passwords.ts'

/** 2^15 blocks of 1 KiB: 32 MiB and about 0.1 s for a guess. */
const COST = { ln: 15, r: 8, p: 1 }
const MAX_MEMORY_BYTES = 128 * 1024 * 1024
const KEY_BYTES = 32
const SALT_BYTES = 16

export const MIN_PASSWORD_CHARACTERS = 8
export const MAX_PASSWORD_CHARACTERS = 256

/** Names that stand beside the password: the first that somebody tries who knows them. */
export interface PasswordOwner {
  userName?: string
  organizationName?: string
  email?: string | null
}

/** Why a text cannot become a password, to be read after the name of the member that holds it; null when it can. */
export function passwordProblem(password: string, owner: PasswordOwner = {}): string | null {
  const characters = [...password].length
  if (characters < MIN_PASSWORD_CHARACTERS) return `must have at least ${MIN_PASSWORD_CHARACTERS} characters`
  if (characters > MAX_PASSWORD_CHARACTERS) return `must have at most ${MAX_PASSWORD_CHARACTERS} characters`
  const folded = foldKey(password)
  if (isNameOf(folded, owner)) return 'must not be the name of the user or of its organization'
  if (isCommon(folded) || new Set(folded).size < 3 || isCounting(folded)) return 'is one of the first that are guessed'
  return null
}

let commonDigests: Uint32Array | null = null

/** One in half a million other passwords has the digest of a common one, and is refused with it. */
function isCommon(folded: string): boolean {
  commonDigests ??= readDigests()
  const wanted = createHash('sha256').update(folded).digest().readUInt32BE(0)
  let [low, high] = [0, commonDigests.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((commonDigests[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return commonDigests[low] === wanted
}

function readDigests(): Uint32Array {
  const bytes = Buffer.from(COMMON_PASSWORD_DIGESTS, 'base64')
  return Uint32Array.from({ length: bytes.byteLength / 4 }, (_, index) => bytes.readUInt32BE(index * 4))
}

/** The name alone, or with nothing but digits and punctuation around it. */
function isNameOf(folded: string, { userName, organizationName, email }: PasswordOwner): boolean {
  const core = lettersOf(folded)
  const names = [userName, organizationName, email, email?.split('@')[0]].map((name) => foldKey(name ?? '').trim())
  return names.some((name) => name.length >= 3 && (folded === name || (core !== '' && core === lettersOf(name))))
}

function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}]/gu, '')
}

/** "12345678", "87654321" and the like. */
function isCounting(text: string): boolean {
  const steps = new Set(
    [...text].slice(1).map((character, index) => (character.codePointAt(0) ?? 0) - (text.codePointAt(index) ?? 0)),
  )
  return steps.size === 1 && (steps.has(1) || steps.has(-1))
}

/** In PHC form: $scrypt$ln=15,r=8,p=1$salt$key. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const key = await derive(password, salt, COST, KEY_BYTES)
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${toText(salt)}$${toText(key)}`
}

/** Without a stored hash the work is done all the same, so that the time does not tell who exists. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(stored ?? '')
  const [, ln, r, p, salt = '', key = ''] = match ?? []
  if (match === null) {
    await derive(password, new Uint8Array(SALT_BYTES), COST, KEY_BYTES)
    return false
  }
  const expected = Buffer.from(key, 'base64')
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), cost, expected.byteLength), expected)
}

function derive(password: string, salt: Uint8Array, cost: typeof COST, keyBytes: number): Promise<Buffer> {
  const options = { N: 2 ** cost.ln, r: cost.r, p: cost.p, maxmem: MAX_MEMORY_BYTES }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyBytes, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
