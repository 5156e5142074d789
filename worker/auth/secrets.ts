/** Random secrets and their digests. What the console hands out once, it keeps as SHA-256 only. */

const encoder = new TextEncoder()

/** 256 random bits in base64url, behind a prefix that says what the secret is. */
export function newSecret(prefix: string): string {
  return prefix + toBase64Url(newSecretBytes(32))
}

export function newSecretBytes(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(sizeBytes))
}

export async function sha256Hex(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text)))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Takes as long for a near miss as for a far one. */
export function equalsInConstantTime(a: string, b: string): boolean {
  const [left, right] = [encoder.encode(a), encoder.encode(b)]
  return left.byteLength === right.byteLength && crypto.subtle.timingSafeEqual(left, right)
}

export function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}
