/**
 * Every key of the console, derived from the master secret by HKDF-SHA-256 with the purpose as label: one secret to keep
 * and to rotate, and no key ever serves two purposes. What is signed or sealed carries the `kid` of the master secret
 * behind it, so that after a rotation the previous secret still verifies and opens what it made, and makes nothing new.
 */
import { base64url } from 'jose'

export interface MasterSecrets {
  HOLDFAST_MASTER_SECRET: string
  HOLDFAST_MASTER_SECRET_PREVIOUS?: string
}

/** Labels are part of what was signed and sealed: never change one. */
const PURPOSES = {
  vaultCredential: { label: 'holdfast vault credential v1', use: 'sign' },
  /** Makes the key that signs checkpoints of the audit's chains (audit-key.ts). */
  auditCheckpoint: { label: 'holdfast audit checkpoint v1', use: 'sign' },
  accessToken: { label: 'holdfast access token v1', use: 'sign' },
  /** Wraps the data keys under which the companies' repository passwords are sealed. */
  passwordEscrow: { label: 'holdfast password escrow v1', use: 'seal' },
  /** Secrets of authenticator apps. */
  totpSecret: { label: 'holdfast totp secret v1', use: 'seal' },
  /** Passwords of mail servers. */
  mailPassword: { label: 'holdfast mail password v1', use: 'seal' },
  /** Bodies of mails that wait to be sent: links and first passwords stand in them. */
  mailBody: { label: 'holdfast mail body v1', use: 'seal' },
  /** Client secrets of OpenID Connect. */
  oidcClientSecret: { label: 'holdfast oidc client secret v1', use: 'seal' },
  /** Private keys that sign requests to SAML identity providers. */
  samlPrivateKey: { label: 'holdfast saml private key v1', use: 'seal' },
  /** What a sign-in at an identity provider must remember until its answer comes. */
  ssoState: { label: 'holdfast sso state v1', use: 'seal' },
  /** Answers that are kept for a repeated request or an async action, and work that is to go on after an interruption. */
  keptAnswer: { label: 'holdfast kept answer v1', use: 'seal' },
} as const

export type KeyPurpose = keyof typeof PURPOSES
export type SealPurpose = {
  [Name in KeyPurpose]: (typeof PURPOSES)[Name]['use'] extends 'seal' ? Name : never
}[KeyPurpose]

export interface DerivedKey {
  /** Names the master secret without telling anything of it: 16 hex digits. */
  kid: string
  /** HMAC-SHA-256 for signing purposes, AES-256-GCM for sealing ones; not extractable. */
  key: CryptoKey
}

export interface KeyRing {
  /** Signs and seals. */
  current: DerivedKey
  /** Of the master secret before the last rotation; null: there is none. */
  previous: DerivedKey | null
  /** Verifies and opens; knows the key of the previous master secret too. */
  find(kid: string): DerivedKey | null
}

const MIN_SECRET_BYTES = 32
const HMAC = { name: 'HMAC', hash: 'SHA-256', length: 256 } as const
const AES = { name: 'AES-GCM', length: 256 } as const
const encoder = new TextEncoder()

/** Derived once per isolate and secret: the same input gives the same key for ever, so the cache cannot go stale. */
const rings = new Map<string, Promise<KeyRing>>()

export function keyRing(secrets: MasterSecrets, purpose: KeyPurpose): Promise<KeyRing> {
  const previous = secrets.HOLDFAST_MASTER_SECRET_PREVIOUS ?? ''
  const cacheKey = `${purpose} ${secrets.HOLDFAST_MASTER_SECRET} ${previous}`
  const cached = rings.get(cacheKey)
  if (cached) return cached
  const ring = buildRing(secrets.HOLDFAST_MASTER_SECRET, previous, purpose)
  rings.set(cacheKey, ring)
  return ring
}

async function buildRing(secret: string, previousSecret: string, purpose: KeyPurpose): Promise<KeyRing> {
  const current = await derive('HOLDFAST_MASTER_SECRET', secret, purpose)
  const previous = previousSecret ? await derive('HOLDFAST_MASTER_SECRET_PREVIOUS', previousSecret, purpose) : null
  return {
    current,
    previous,
    find: (kid) => [current, previous].find((derived) => derived?.kid === kid) ?? null,
  }
}

async function derive(name: string, secret: string, purpose: KeyPurpose): Promise<DerivedKey> {
  const master = await crypto.subtle.importKey('raw', decodeSecret(name, secret), 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ])
  const { label, use } = PURPOSES[purpose]
  const kidBits = await crypto.subtle.deriveBits(hkdf('holdfast kid v1'), master, 64)
  const key =
    use === 'sign'
      ? await crypto.subtle.deriveKey(hkdf(label), master, HMAC, false, ['sign', 'verify'])
      : await crypto.subtle.deriveKey(hkdf(label), master, AES, false, ['encrypt', 'decrypt'])
  const kid = Array.from(new Uint8Array(kidBits), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { kid, key }
}

/** No salt: the master secret is uniformly random already. */
function hkdf(label: string) {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(label) }
}

function decodeSecret(name: string, secret: string): Uint8Array<ArrayBuffer> {
  const isBase64Url = /^(?:[\w-]{4})*(?:[\w-]{2,3})?$/.test(secret)
  const bytes = isBase64Url ? new Uint8Array(base64url.decode(secret)) : new Uint8Array()
  if (bytes.length < MIN_SECRET_BYTES) {
    throw new Error(`${name} must be at least ${MIN_SECRET_BYTES} random bytes in base64url`)
  }
  return bytes
}
