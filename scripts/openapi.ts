import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { buildOpenApi } from '../worker/contract/openapi.ts'
import { Refusal, runCommand } from './runtime/refusal.ts'

/** `npm run openapi -- FILE`: writes the OpenAPI document of the contracts; no console has to run. */
await runCommand(async () => {
  const file = process.argv[2]
  if (!file) throw new Refusal('Say where to write the OpenAPI document: npm run openapi -- FILE')
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), file)
  writeFileSync(path, `${JSON.stringify(buildOpenApi(), null, 2)}\n`)
  console.log(`Wrote ${path}`)
})
