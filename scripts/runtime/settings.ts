import { resolve } from 'node:path'
import { Refusal } from './refusal.ts'

const DEFAULT_PORT = 8787

export interface ConsoleSettings {
  readonly port: number
  /** Public address without trailing slash. */
  readonly url: string
  readonly stateFolder: string
  /** The administrator to create without a person, when both variables are set. */
  readonly administrator?: { readonly userName: string; readonly password: string }
}

/** Reads and checks what the environment says of the console to start. */
export function readSettings(env: NodeJS.ProcessEnv, projectFolder: string): ConsoleSettings {
  const port = readPort(env.PORT)
  const url = readUrl(env.HOLDFAST_URL) ?? `http://127.0.0.1:${port}`
  const stateFolder = resolve(projectFolder, env.HOLDFAST_STATE || '.holdfast')
  const userName = env.HOLDFAST_ADMIN_LOGIN
  const password = env.HOLDFAST_ADMIN_PASSWORD
  if (Boolean(userName) !== Boolean(password)) {
    throw new Refusal(
      'HOLDFAST_ADMIN_LOGIN and HOLDFAST_ADMIN_PASSWORD belong together: set both, or neither to be given a setup link.',
    )
  }
  return { port, url, stateFolder, ...(userName && password ? { administrator: { userName, password } } : {}) }
}

function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new Refusal(`PORT is "${text}"; it must be a whole number from 1 to 65535.`)
  }
  return port
}

function readUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search || url.hash) {
    throw new Refusal(
      `HOLDFAST_URL is "${text}"; it must be the console's public address and nothing more, such as https://backup.example.com.`,
    )
  }
  return url.origin
}
