/**
 * Escrow of repository passwords. Each company has a data key of its own, kept in its object only as wrapped by a key
 * derived from the master secret, whose `kid` lies beside it; passwords are sealed under the data key, bound to their
 * repository. A rotation of the master secret wraps the data key anew and leaves the sealed passwords alone.
 */
import { base64url } from 'jose'
import { keyRing, type MasterSecrets } from '../../worker/auth/keys.ts'
import type { CompanyStore } from './store/company-store.ts'

export interface Escrow {
  seal(repositoryUid: string, password: string): Promise<string>
  /** Throws when what is stored was not sealed for this repository by this console. */
  open(repositoryUid: string, sealed: string): Promise<string>
  /** After a rotation of the master secret: wraps the data key anew, also of a company that seals and opens nothing. */
  renew(): Promise<void>
}

export interface EscrowDeps {
  companyUid: string
  store: Pick<CompanyStore, 'readFact' | 'saveFact'>
  secrets: MasterSecrets
}

interface WrappedKey {
  kid: string
  iv: string
  wrapped: string
}

const IV_BYTES = 12
const KEY_BYTES = 32
const FORM = 'v1'
const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function createEscrow(deps: EscrowDeps): Escrow {
  let dataKey: Promise<CryptoKey> | null = null
  const loadKey = (): Promise<CryptoKey> => {
    dataKey ??= loadDataKey(deps).catch((error: unknown) => {
      dataKey = null
      throw error
    })
    return dataKey
  }
  return {
    async seal(repositoryUid, password) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
      const key = await loadKey()
      const sealed = await crypto.subtle.encrypt(aes(iv, repositoryUid), key, encoder.encode(password))
      return `${FORM}.${base64url.encode(iv)}.${base64url.encode(new Uint8Array(sealed))}`
    },
    async open(repositoryUid, sealed) {
      const [form, iv, bytes] = sealed.split('.')
      if (form !== FORM || iv === undefined || bytes === undefined) throw new Error('Unknown form of a sealed password')
      const key = await loadKey()
      return decoder.decode(await crypto.subtle.decrypt(aes(decode(iv), repositoryUid), key, decode(bytes)))
    },
    async renew() {
      if (deps.store.readFact('dataKey') !== null) await loadKey()
    },
  }
}

async function loadDataKey({ companyUid, store, secrets }: EscrowDeps): Promise<CryptoKey> {
  const ring = await keyRing(secrets, 'passwordEscrow')
  const fresh = await wrap(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), ring.current, companyUid)
  const stored = store.readFact('dataKey')
  if (stored === null) store.saveFact('dataKey', JSON.stringify(fresh))
  const known = stored === null ? fresh : (JSON.parse(stored) as WrappedKey)
  const wrapping = ring.find(known.kid)
  if (wrapping === null) throw new Error('The master secret that wraps the data key of this company is not configured')
  const raw = await crypto.subtle.decrypt(aes(decode(known.iv), companyUid), wrapping.key, decode(known.wrapped))
  if (known.kid !== ring.current.kid) {
    const again = await wrap(new Uint8Array(raw), ring.current, companyUid)
    store.saveFact('dataKey', JSON.stringify(again))
  }
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

async function wrap(
  raw: Uint8Array<ArrayBuffer>,
  by: { kid: string; key: CryptoKey },
  companyUid: string,
): Promise<WrappedKey> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const wrapped = await crypto.subtle.encrypt(aes(iv, companyUid), by.key, raw)
  return { kid: by.kid, iv: base64url.encode(iv), wrapped: base64url.encode(new Uint8Array(wrapped)) }
}

/** What is sealed is bound to whom it is for: bytes moved to another row do not open. */
function aes(iv: Uint8Array<ArrayBuffer>, boundTo: string) {
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(boundTo) }
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(base64url.decode(text))
}
