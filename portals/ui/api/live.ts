import { type Accessor, batch, createEffect, createSignal, on, onCleanup } from 'solid-js'
import { type ApiError, toApiError } from './error.ts'

export interface Live<T> {
  data: Accessor<T | undefined>
  error: Accessor<ApiError | undefined>
  /** True until the first answer for the present key has come (old data may still be there to show). */
  isLoading: Accessor<boolean>
  /** Grows when an answer came because the key changed or somebody asked; a quiet poll leaves it alone. */
  generation: Accessor<number>
  refresh(): Promise<void>
}

export interface LiveOptions {
  /** Between the end of an answer and the next question; 0 asks once. */
  intervalMs?: number
}

export const pollIntervalMs = 5_000
const longestRetryMs = 60_000

interface Subscriber {
  topic: Accessor<string | undefined>
  refresh: () => Promise<void>
}

const subscribers = new Set<Subscriber>()

/**
 * Asks again for everything on the page whose address starts with one of the paths: what a write says it changed.
 * Resolves when the answers are in, so that a button stays busy until its effect shows.
 */
export async function revalidate(...paths: string[]): Promise<void> {
  const touched = [...subscribers].filter((subscriber) => {
    const topic = subscriber.topic()
    return topic !== undefined && paths.some((path) => topic.startsWith(path))
  })
  await Promise.all(touched.map((subscriber) => subscriber.refresh()))
}

/**
 * A read that follows its key (an address) and asks again every few seconds while the page is visible. An unchanged
 * answer is the same object (see client.ts), so nothing downstream runs. Errors of a poll keep the old data.
 */
export function createLive<T>(
  key: Accessor<string | undefined>,
  load: (key: string, signal: AbortSignal) => Promise<T>,
  options: LiveOptions = {},
): Live<T> {
  const intervalMs = options.intervalMs ?? pollIntervalMs
  const [data, setData] = createSignal<T>()
  const [error, setError] = createSignal<ApiError>()
  const [isLoading, setLoading] = createSignal(true)
  const [generation, setGeneration] = createSignal(0)
  let controller: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let isGone = false

  async function ask(isQuiet: boolean): Promise<void> {
    const current = key()
    clearTimeout(timer)
    controller?.abort()
    if (current === undefined || isGone) return
    const mine = new AbortController()
    controller = mine
    try {
      const answer = await load(current, mine.signal)
      if (mine.signal.aborted) return
      failures = 0
      batch(() => {
        setData(() => answer)
        setError(undefined)
        setLoading(false)
        if (!isQuiet) setGeneration((count) => count + 1)
      })
    } catch (cause) {
      if (mine.signal.aborted) return
      failures += 1
      batch(() => {
        setError(toApiError(cause))
        setLoading(false)
      })
    }
    if (intervalMs > 0 && !isGone) {
      timer = setTimeout(poll, Math.min(intervalMs * 2 ** failures, Math.max(longestRetryMs, intervalMs)))
    }
  }

  function poll(): void {
    if (document.visibilityState === 'visible') void ask(true)
  }

  createEffect(
    on(key, () => {
      setLoading(true)
      setError(undefined)
      failures = 0
      void ask(false)
    }),
  )

  if (intervalMs > 0) document.addEventListener('visibilitychange', poll)
  const subscriber: Subscriber = { topic: key, refresh: () => ask(false) }
  subscribers.add(subscriber)
  onCleanup(() => {
    isGone = true
    subscribers.delete(subscriber)
    document.removeEventListener('visibilitychange', poll)
    clearTimeout(timer)
    controller?.abort()
  })

  return { data, error, isLoading, generation, refresh: () => ask(false) }
}
