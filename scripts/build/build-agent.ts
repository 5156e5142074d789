import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { distFolder, projectFolder } from './sources.ts'

export const agentFile = join(distFolder, 'agent', 'holdfast-agent.mjs')

/** Bundles the agent into the one file that a protected computer gets; it needs Node and nothing else. */
export async function buildAgent(): Promise<void> {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: 'agent/main.ts',
      outDir: join(distFolder, 'agent'),
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        external: [/^node:/],
        output: { entryFileNames: 'holdfast-agent.mjs', codeSplitting: false, banner: '#!/usr/bin/env node' },
      },
    },
  })
  chmodSync(agentFile, 0o755)
}
