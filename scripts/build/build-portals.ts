import { join } from 'node:path'
import { build } from 'vite'
import { projectFolder } from './sources.ts'

/** The page at `/`, the three portals it leads to, and the page of the API, in build order: the first empties the folder. */
const PORTALS = ['sign-in', 'admin', 'reseller', 'client', 'docs'] as const

/** Builds each portal by itself (portals/vite.config.ts), so that none loads what only another needs. */
export async function buildPortals(): Promise<void> {
  for (const portal of PORTALS) {
    await build({ configFile: join(projectFolder, 'portals', 'vite.config.ts'), mode: portal, logLevel: 'warn' })
  }
}
