/** The OpenAPI document of the running console, and the page that shows it. Both are open: they tell nothing of anybody. */
import type { Hono } from 'hono'
import { toBase64Url } from '../../auth/secrets.ts'
import { buildOpenApi } from '../../contract/openapi.ts'
import type { AppEnv } from '../../http/context.ts'
import { serveFile } from '../../http/portal-assets.ts'
import { isKnown } from '../../http/validators.ts'

/** Made at the first request of an isolate, and the same until the next deployment. */
let made: Promise<{ text: string; tag: string }> | null = null

export function registerDocs(app: Hono<AppEnv>): void {
  app.get('/api/v3/openapi.json', async (c) => {
    c.set('operation', 'openapi')
    made ??= make()
    const { text, tag } = await made
    const headers = { ETag: tag, 'Cache-Control': 'no-cache', 'Content-Type': 'application/json; charset=utf-8' }
    return isKnown(c.req.header('if-none-match') ?? null, tag) ? c.body(null, 304, headers) : c.body(text, 200, headers)
  })
  for (const path of ['/api/docs', '/api/docs/']) {
    app.get(path, (c) => {
      c.set('operation', 'docs')
      return serveFile(c, '/docs/index.html', 'no-cache')
    })
  }
}

async function make(): Promise<{ text: string; tag: string }> {
  const text = JSON.stringify(buildOpenApi())
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return { text, tag: `"${toBase64Url(new Uint8Array(digest).subarray(0, 16))}"` }
}
