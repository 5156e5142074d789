/**
 * The portals' files. Each portal is one page whose paths are its own: below its prefix every path without a file of its
 * own answers the portal's index, but a missing file stays missing, so that no script is answered with HTML.
 */
import type { Context } from 'hono'
import type { AppEnv } from './context.ts'

const PORTALS = ['/admin', '/reseller', '/client']
/** Names in `assets/` hold a digest of the content. */
const FOREVER = 'public, max-age=31536000, immutable'

export async function servePortal(c: Context<AppEnv>): Promise<Response> {
  c.set('operation', 'portal')
  if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return notFound(c)
  const { pathname } = new URL(c.req.url)
  const index = indexOf(pathname)
  if (index !== null) return serveFile(c, index, 'no-cache')
  const isHashed = /^(\/\w+)?\/assets\//.test(pathname)
  return serveFile(c, pathname, isHashed ? FOREVER : 'no-cache')
}

/** The page of a path that is no file. */
function indexOf(pathname: string): string | null {
  const isFile = /\.[^/]*$/.test(pathname) || /\/assets(\/|$)/.test(pathname)
  if (isFile) return null
  if (pathname === '/' || pathname === '/setup' || pathname === '/setup/') return '/index.html'
  const portal = PORTALS.find((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`))
  return portal === undefined ? null : `${portal}/index.html`
}

export async function serveFile(c: Context<AppEnv>, path: string, caching: string): Promise<Response> {
  const headers = new Headers()
  for (const name of ['accept', 'accept-encoding', 'if-none-match', 'range']) {
    const value = c.req.header(name)
    if (value !== undefined) headers.set(name, value)
  }
  const found = await c.env.ASSETS.fetch(new Request(new URL(path, c.req.url), { method: c.req.method, headers }))
  if (found.status === 404) return notFound(c)
  const response = new Response(found.body, found)
  response.headers.set('Cache-Control', caching)
  return response
}

function notFound(c: Context<AppEnv>): Response {
  return c.text('Not found', 404, { 'Cache-Control': 'no-store' })
}
