/** Headers of every answer, whatever part of the Worker made it. */
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './context.ts'

const FIXED: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Two years, as browsers' preload lists ask for. */
const HSTS = 'max-age=63072000; includeSubDomains'

/** `publicUrl` is HOLDFAST_URL; empty when the console does not know its address. */
export function securityHeaders(publicUrl: string): Readonly<Record<string, string>> {
  const isSecure = publicUrl.startsWith('https:')
  const socketOrigin = publicUrl === '' ? '' : ` ${new URL(publicUrl).origin.replace(/^http/, 'ws')}`
  return {
    ...FIXED,
    'Content-Security-Policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      `connect-src 'self'${socketOrigin}`,
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    ...(isSecure ? { 'Strict-Transport-Security': HSTS } : {}),
  }
}

export const setSecurityHeaders = createMiddleware<AppEnv>(async function setSecurityHeaders(c, next) {
  await next()
  // An upgrade's answer cannot be made anew, and no page is in it.
  if (c.res.status === 101) return
  for (const [name, value] of Object.entries(securityHeaders(c.env.HOLDFAST_URL))) c.header(name, value)
})
