import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

const portalsFolder = dirname(fileURLToPath(import.meta.url))
const outFolder = join(portalsFolder, '..', 'dist', 'portals')

// One build per page, chosen by --mode: sign-in is served at `/`, the others at `/admin/`, `/reseller/`, `/client/` and
// `/docs/`, each with its hashed files in its own `assets/`. Whoever builds them all empties the folder first.
export default defineConfig(({ mode: portal }) => {
  const isSignIn = portal === 'sign-in'
  return {
    root: join(portalsFolder, portal),
    base: isSignIn ? '/' : `/${portal}/`,
    plugins: [solid()],
    build: {
      outDir: isSignIn ? outFolder : join(outFolder, portal),
      emptyOutDir: false,
      target: 'es2022',
      // The content security policy allows files of our own only, no data: URLs.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  }
})
