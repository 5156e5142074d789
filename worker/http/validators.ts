/**
 * Validators of lists: a digest of everything that the answer depends on, the collection's revision above all, so that an
 * unchanged list is told by one indexed look.
 */
import type { Scope } from '../auth/scope.ts'
import { toBase64Url } from '../auth/secrets.ts'
import { PRODUCT_VERSION } from '../contract/product-version.ts'
import type { Format } from './negotiate.ts'

export interface Validated {
  scope: Scope
  url: URL
  format: Format
  predates36: boolean
  revision: number
}

export async function entityTag({ scope, url, format, predates36, revision }: Validated): Promise<string> {
  const parts = [
    PRODUCT_VERSION,
    url.pathname.toLowerCase(),
    url.search,
    format,
    predates36,
    scope.reachKey,
    scope.userUid,
    revision,
  ]
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  return `"${toBase64Url(new Uint8Array(digest).subarray(0, 16))}"`
}

/** Whether `If-None-Match` names the tag; weak and strong compare alike. */
export function isKnown(ifNoneMatch: string | null, tag: string): boolean {
  return (ifNoneMatch ?? '').split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag)
}

/** Told to browsers and proxies: keep it for this user, and ask before each use. */
export const VALIDATED_CACHING = 'private, no-cache'
