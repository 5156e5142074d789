import { chmodSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { build } from 'vite'
import { agentFile } from './agent-file.ts'
import { projectFolder } from './sources.ts'

/** Bundles the agent into the one file that a protected computer gets; it needs Node and nothing else. */
export async function buildAgent(): Promise<void> {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: 'agent/main.ts',
      outDir: dirname(agentFile),
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        external: [/^node:/],
        output: { entryFileNames: basename(agentFile), codeSplitting: false, banner: '#!/usr/bin/env node' },
      },
    },
  })
  chmodSync(agentFile, 0o755)
}
