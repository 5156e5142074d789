import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isDebian } from './get-restic.ts'
import { Refusal } from './runtime/refusal.ts'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** Path of a Chromium for the journeys; installs Debian's where this user may, and names the command otherwise. */
export function getChromium(): string {
  const chosen = process.env.HOLDFAST_CHROMIUM
  if (chosen) {
    if (existsSync(chosen)) return chosen
    throw new Refusal(`HOLDFAST_CHROMIUM is "${chosen}", which does not exist.`)
  }
  const found = PLACES.find((path) => existsSync(path))
  if (found) return found
  const command = 'apt-get update && apt-get install -y --no-install-recommends chromium'
  if (isDebian() && process.getuid?.() === 0) {
    console.error(`Installing Chromium: ${command} …`)
    spawnSync('sh', ['-c', command], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    const installed = PLACES.find((path) => existsSync(path))
    if (installed) return installed
  }
  throw new Refusal(
    isDebian()
      ? `The journeys need Chromium. Install it with \`sudo sh -c '${command}'\`, then run the command again.`
      : 'The journeys need Chromium or Chrome. Install one, or set HOLDFAST_CHROMIUM to its path, then run the command again.',
  )
}
