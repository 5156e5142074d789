/**
 * The portals' session cookie. Cookies ignore ports: on a machine of its own the console's name carries the port, so
 * that several consoles do not sign each other out.
 */

export function sessionCookieName(publicUrl: string): string {
  if (publicUrl === '') return '__Host-holdfast'
  const { hostname, port } = new URL(publicUrl)
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return isLocal && port !== '' ? `__Host-holdfast-${port}` : '__Host-holdfast'
}

export function readSessionCookie(header: string | null, publicUrl: string): string | null {
  const name = sessionCookieName(publicUrl)
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

export function sessionCookie(publicUrl: string, token: string, maxAgeSeconds: number): string {
  return `${sessionCookieName(publicUrl)}=${token}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`
}

export function endedSessionCookie(publicUrl: string): string {
  return sessionCookie(publicUrl, '', 0)
}
