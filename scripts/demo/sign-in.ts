import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Refusal } from '../runtime/refusal.ts'
import type { ConsoleSettings } from '../runtime/settings.ts'
import { writeFileDurably } from '../runtime/write-file-durably.ts'
import type { RestClient } from './rest-client.ts'

export interface Administrator {
  readonly userName: string
  readonly password: string
  /** Made by a run of the demo, which may tell the password. */
  readonly isOfDemo: boolean
}

/**
 * Signs in as the administrator that the environment names. On a console that has none yet it makes one with the token
 * of the setup link, and keeps the name and password beside the console's other secrets for the next run.
 */
export async function signInAsAdministrator(client: RestClient, settings: ConsoleSettings): Promise<Administrator> {
  const { isOpen } = await client.get<{ isOpen: boolean }>('/setup')
  const keptFile = join(settings.stateFolder, 'demo-administrator.json')
  if (isOpen) {
    const token = readSetupToken(settings)
    const made = settings.administrator ?? { userName: 'admin', password: randomBytes(12).toString('base64url') }
    if (!settings.administrator) writeFileDurably(keptFile, JSON.stringify(made))
    await client.post('/setup', { token, ...made })
  }
  const administrator = settings.administrator ?? readKept(keptFile)
  if (!administrator) {
    throw new Refusal(
      'The console has an administrator: say who you are with HOLDFAST_ADMIN_LOGIN and HOLDFAST_ADMIN_PASSWORD, then run the demo again.',
    )
  }
  await client.signIn(administrator.userName, administrator.password)
  return { ...administrator, isOfDemo: !settings.administrator }
}

function readKept(file: string): ConsoleSettings['administrator'] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

function readSetupToken({ stateFolder }: ConsoleSettings): string {
  const file = join(stateFolder, 'setup-token')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  throw new Refusal(
    `The console waits for its first administrator, and its setup token is not in ${stateFolder}. Open the link that \`npm start\` printed, or set HOLDFAST_STATE as for the console.`,
  )
}
