/** Time-based one-time passwords (RFC 6238) as every authenticator app makes them: SHA-1, six digits, 30 seconds. */
import { Secret, TOTP, URI } from 'otpauth'
import { fail, ok, type Result } from '../../domain/result.ts'

const PERIOD_SECONDS = 30
const DIGITS = 6
const ALGORITHM = 'SHA1'
/** RFC 4226 wants 160 bits; apps that make their own are known to stop at 128. */
const SECRET_BYTES = 20
const MIN_SECRET_BYTES = 16
const MAX_SECRET_BYTES = 128
/** A clock may be wrong by a step, and typing takes time. */
const WINDOW_STEPS = 1

export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** What the QR code says; `account` tells several of them apart in the app. */
export function totpUrl(secret: string, account: { organizationName: string; userName: string }): string {
  return new TOTP({
    issuer: withoutColon(account.organizationName),
    label: withoutColon(account.userName),
    secret: Secret.fromBase32(secret),
    algorithm: ALGORITHM,
    digits: DIGITS,
    period: PERIOD_SECONDS,
  }).toString()
}

/** The colon parts issuer and name in the URL. */
function withoutColon(text: string): string {
  return text.replaceAll(':', ' ').trim() || 'console'
}

/** The secret of an otpauth URL, in Base32. */
export function readTotpUrl(url: string): Result<string, string> {
  const parsed = parseUrl(url)
  if (!(parsed instanceof TOTP)) return fail('must be an otpauth URL of the kind totp')
  if (parsed.algorithm !== ALGORITHM || parsed.digits !== DIGITS || parsed.period !== PERIOD_SECONDS)
    return fail(`must name ${ALGORITHM}, ${DIGITS} digits and a period of ${PERIOD_SECONDS} seconds`)
  const sizeBytes = parsed.secret.bytes.byteLength
  if (sizeBytes < MIN_SECRET_BYTES || sizeBytes > MAX_SECRET_BYTES)
    return fail(`must hold a secret of ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes`)
  return ok(parsed.secret.base32)
}

function parseUrl(url: string): unknown {
  try {
    return URI.parse(url.trim())
  } catch {
    return null
  }
}

/** The time step whose code this is, if it is one of those around `now`; null otherwise. */
export function findTotpStep(secret: string, code: string, now: number): number | null {
  const digits = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(digits)) return null
  const totp = new TOTP({
    secret: Secret.fromBase32(secret),
    algorithm: ALGORITHM,
    digits: DIGITS,
    period: PERIOD_SECONDS,
  })
  const delta = totp.validate({ token: digits, timestamp: now, window: WINDOW_STEPS })
  return delta === null ? null : totp.counter({ timestamp: now }) + delta
}
