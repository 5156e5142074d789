import { Refusal } from './refusal.ts'
import type { ConsoleSettings } from './settings.ts'

const HEALTH_WAIT_MS = 60_000
const HEALTH_RETRY_MS = 50
const REQUEST_TIMEOUT_MS = 10_000

/** Waits until the console answers by itself. */
export async function waitUntilHealthy(port: number): Promise<void> {
  const deadline = performance.now() + HEALTH_WAIT_MS
  let last = 'no answer'
  while (performance.now() < deadline) {
    try {
      const response = await ask(port, '/healthz')
      if (response.ok) return
      last = `status ${response.status}: ${(await response.text()).slice(0, 500)}`
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
    }
    await new Promise((done) => setTimeout(done, HEALTH_RETRY_MS))
  }
  throw new Refusal(`The console does not become healthy (${last}). What it logged stands above.`)
}

/** Whether no Portal Administrator exists yet. */
export async function isSetupOpen(port: number): Promise<boolean> {
  const response = await ask(port, '/api/v3/setup')
  const text = await response.text()
  if (!response.ok) throw new Error(`GET /api/v3/setup answered ${response.status}: ${text}`)
  return JSON.parse(text).data.isOpen === true
}

/** Does with the one-time token what a person would do at the setup link. */
export async function createFirstAdministrator(
  port: number,
  token: string,
  { userName, password }: NonNullable<ConsoleSettings['administrator']>,
): Promise<void> {
  const response = await ask(port, '/api/v3/setup', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, userName, password }),
  })
  if (response.ok) return
  throw new Refusal(
    `The administrator "${userName}" cannot be created: ${await readErrors(response)} Change HOLDFAST_ADMIN_LOGIN or HOLDFAST_ADMIN_PASSWORD and start again.`,
  )
}

async function readErrors(response: Response): Promise<string> {
  const text = await response.text()
  try {
    const { errors } = JSON.parse(text) as { errors: { message: string }[] }
    return errors.map(({ message }) => message).join(' ')
  } catch {
    return `status ${response.status}: ${text.slice(0, 200)}`
  }
}

function ask(port: number, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
}
