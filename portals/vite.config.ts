import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'
import solid from 'vite-plugin-solid'

const portalsFolder = dirname(fileURLToPath(import.meta.url))
const outFolder = join(portalsFolder, '..', 'dist', 'portals')

/** What a browser has to load before anything shows, compressed. Pages are loaded when they are opened. */
const mostInitialBytes = 90_000

/** Fails the build when the script of the first paint has grown too large: it does so one import at a time, unseen. */
function limitInitialScript(): Plugin {
  return {
    name: 'limit-initial-script',
    generateBundle(_options, bundle) {
      const waiting = Object.values(bundle).flatMap((file) =>
        file.type === 'chunk' && file.isEntry ? [file.fileName] : [],
      )
      const initial = new Set<string>()
      for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
        const file = bundle[name]
        if (file?.type !== 'chunk' || initial.has(name)) continue
        initial.add(name)
        waiting.push(...file.imports)
      }
      const sizes = [...initial].map((name) => {
        const file = bundle[name]
        return file?.type === 'chunk' ? gzipSync(file.code).byteLength : 0
      })
      const sizeBytes = sizes.reduce((sum, size) => sum + size, 0)
      if (sizeBytes > mostInitialBytes) {
        this.error(`The initial script has ${sizeBytes} bytes compressed; the limit is ${mostInitialBytes}.`)
      }
    },
  }
}

// One build per page, chosen by --mode: sign-in is served at `/`, the others at `/admin/`, `/reseller/`, `/client/` and
// `/docs/`, each with its hashed files in its own `assets/`. Whoever builds them all empties the folder first.
export default defineConfig(({ mode: portal }) => {
  const isSignIn = portal === 'sign-in'
  return {
    root: join(portalsFolder, portal),
    base: isSignIn ? '/' : `/${portal}/`,
    plugins: [solid(), limitInitialScript()],
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
