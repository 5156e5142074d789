import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build/ensure-built.ts'
import { projectFolder } from './build/sources.ts'
import { makeBackup } from './demo/demo-agent.ts'
import { fillDirectory } from './demo/directory.ts'
import { RestClient } from './demo/rest-client.ts'
import { signInAsAdministrator } from './demo/sign-in.ts'
import { getRestic } from './get-restic.ts'
import { Refusal, runCommand } from './runtime/refusal.ts'
import { readSettings } from './runtime/settings.ts'
import { watchForEnd } from './runtime/watch-for-end.ts'

/** Known to everybody who reads this, so the demo fills consoles of this machine only. */
const DEMO_PASSWORD = 'holdfast demo 2026'

/**
 * `npm run demo`: fills a console that runs on this machine through its REST API, and makes one real backup with a real
 * agent. With `-- --stay` the agent stays connected until Ctrl-C.
 */
await runCommand(async () => {
  const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } })
  const end = watchForEnd()
  const settings = readSettings(process.env, projectFolder)
  requireLoopback(settings.url)
  const restic = getRestic()
  ensureBuilt()
  const client = new RestClient(settings.url)
  const administrator = await signInAsAdministrator(client, settings)

  console.log('Companies')
  const { backupCompany, signIns } = await fillDirectory(client, DEMO_PASSWORD)
  console.log(`Backup with restic ${restic.version}`)
  const agentFolder = join(settings.stateFolder, 'demo')
  const options = { url: settings.url, company: backupCompany, resticPath: restic.path, folder: agentFolder }
  const backup = await Promise.race([makeBackup(client, options), end])
  if (!backup) process.exit(1)
  console.log(`  ${backup.computerName} of ${backupCompany.name} has ${backup.restorePoints} restore point(s)`)

  console.log(`\nSign in at ${settings.url}/`)
  console.log(
    `  admin     ${administrator.userName}   ${administrator.isOfDemo ? administrator.password : '(your password)'}`,
  )
  for (const { portal, userName } of signIns) console.log(`  ${portal.padEnd(9)} ${userName}   ${DEMO_PASSWORD}`)
  if (values.stay) {
    console.log('\nThe agent stays connected; Ctrl-C ends it.')
    await end
  }
  await backup.stop()
  process.exit(0)
})

function requireLoopback(url: string): void {
  const { hostname } = new URL(url)
  if (hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)) return
  throw new Refusal(
    `The demo makes users with a known password, so it fills consoles of this machine only, and ${url} is none.`,
  )
}
