import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'
import { apiBase } from '../../ui/api/client.ts'
import type { JobSession } from '../../ui/api/types.ts'

const firstRetryMs = 1_000
const longestRetryMs = 30_000

/** Full jitter: a console that comes back must not be met by all open pages in the same instant. */
export function retryDelayMs(attempt: number, random: number): number {
  return random * Math.min(longestRetryMs, firstRetryMs * 2 ** attempt)
}

export function readLiveMessage(text: unknown): JobSession | undefined {
  if (typeof text !== 'string' || !text.startsWith('{')) return undefined
  try {
    const message: { type?: string; session?: JobSession } = JSON.parse(text)
    return message.type === 'session' ? message.session : undefined
  } catch {
    return undefined
  }
}

/**
 * The session of a job that is under way, or ended while somebody watched, as the console pushes it. Lists are polled;
 * only an opened job holds a socket.
 */
export function createLiveSession(jobUid: Accessor<string | undefined>): Accessor<JobSession | undefined> {
  const [session, setSession] = createSignal<JobSession>()

  createEffect(
    on(jobUid, (uid) => {
      setSession(undefined)
      if (!uid) return
      let socket: WebSocket | undefined
      let timer: ReturnType<typeof setTimeout> | undefined
      let attempt = 0
      let isGone = false

      function connect(): void {
        const address = new URL(`${apiBase}/backupJobs/${uid}/live`, location.href)
        address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
        socket = new WebSocket(address)
        socket.onmessage = (event) => {
          attempt = 0
          const next = readLiveMessage(event.data)
          if (next) setSession(next)
        }
        socket.onclose = () => {
          if (isGone) return
          timer = setTimeout(connect, retryDelayMs(attempt, Math.random()))
          attempt += 1
        }
      }

      connect()
      onCleanup(() => {
        isGone = true
        clearTimeout(timer)
        socket?.close()
      })
    }),
  )
  return session
}
