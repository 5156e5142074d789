import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { projectFolder } from './build/sources.ts'
import { Refusal, runCommand } from './runtime/refusal.ts'

const benchFolder = join(projectFolder, 'tests', 'bench')

/** `npm run bench -- NAME [args]`: runs one measurement of tests/bench. */
await runCommand(async () => {
  const [name, ...args] = process.argv.slice(2)
  const script = name && /^[a-z-]+$/.test(name) ? join(benchFolder, `${name}.ts`) : undefined
  if (!script || !existsSync(script)) {
    const names = globSync('*.ts', { cwd: benchFolder }).map((file) => basename(file, '.ts'))
    throw new Refusal(`Usage: npm run bench -- ${names.sort().join('|')}`)
  }
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    cwd: projectFolder,
    stdio: 'inherit',
  })
  process.exit(status ?? 1)
})
