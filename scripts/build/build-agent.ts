import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import type { PackageList } from '../../worker/contract/agent-protocol.ts'
import { PRODUCT_VERSION } from '../../worker/contract/product-version.ts'
import { portalsFolder } from './portals-folder.ts'
import { QUIET } from './quiet.ts'
import { distFolder, projectFolder } from './sources.ts'

const agentFolder = join(distFolder, 'agent')
const FILE = 'holdfast-agent.mjs'

/** Bundles the agent into the one file that a protected computer gets; it needs Node and nothing else. */
export async function buildAgent(): Promise<void> {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: 'agent/main.ts',
      outDir: agentFolder,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        checks: QUIET,
        external: [/^node:/],
        output: { entryFileNames: FILE, codeSplitting: false, banner: '#!/usr/bin/env node' },
      },
    },
  })
  publish()
}

/** Puts the agent beside the portals, from where the package store serves it, with the list that describes it. */
function publish(): void {
  const folder = join(portalsFolder, 'agent')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const content = readFileSync(join(agentFolder, FILE))
  const name = `holdfast-agent-${PRODUCT_VERSION}.mjs`
  const list: PackageList = {
    packages: [
      {
        name,
        kind: 'agent',
        version: PRODUCT_VERSION,
        sizeBytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      },
    ],
  }
  copyFileSync(join(agentFolder, FILE), join(folder, name))
  writeFileSync(join(folder, 'packages.json'), JSON.stringify(list))
}
