import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { portalsFolder } from './portals-folder.ts'
import { QUIET } from './quiet.ts'
import { projectFolder } from './sources.ts'

/** The page at `/`, the three portals it leads to, and the page of the API's documentation. */
const PORTALS = ['sign-in', 'admin', 'reseller', 'client', 'docs'] as const

/** Builds each portal by itself (portals/vite.config.ts), so that none loads what only another needs. */
export async function buildPortals(): Promise<void> {
  removeOldPortals()
  for (const portal of PORTALS) {
    await build({
      configFile: join(projectFolder, 'portals', 'vite.config.ts'),
      mode: portal,
      logLevel: 'warn',
      build: { rolldownOptions: { checks: QUIET } },
    })
  }
}

/** Everything but the agent, which lies beside them and is built by itself. */
function removeOldPortals(): void {
  for (const name of readdirSync(portalsFolder).filter((entry) => entry !== 'agent')) {
    rmSync(join(portalsFolder, name), { recursive: true })
  }
}
