import { ApiError, kindOfStatus, readWireErrors } from './error.ts'

/** The API lives beside the portals, on the same origin; nothing else is ever called. */
export const apiBase = '/api/v3'

export interface Page<T> {
  items: T[]
  total: number
  offset: number
}

interface Envelope {
  data: unknown
  meta?: { pagingInfo?: { total: number; count: number; offset: number } | null } | null
}

interface Remembered {
  etag: string
  envelope: Envelope
}

/** Last answers by address, so that a poll that changed nothing costs a 304 and yields the very same object. */
const remembered = new Map<string, Remembered>()
const rememberedLimit = 60

export type Query = Record<string, string | number | boolean | undefined>

export function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  if (text === '') return path
  return path.includes('?') ? `${path}&${text}` : `${path}?${text}`
}

let onSignedOut: (() => void) | undefined

/** What happens when the session has ended under an open page; set once by each portal's entry. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch {
    return undefined
  }
}

async function send(method: string, address: string, body: unknown, signal?: AbortSignal): Promise<Envelope> {
  const isRead = method === 'GET'
  const known = isRead ? remembered.get(address) : undefined
  const headers: Record<string, string> = { accept: 'application/json' }
  if (known) headers['if-none-match'] = known.etag
  // Same-origin proof of a cookie's unsafe request wants a JSON content type, with a body or without.
  if (!isRead) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(apiBase + address, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError('offline', 0, [], undefined)
  }
  if (response.status === 304 && known) return known.envelope
  const action = response.status === 202 ? actionAddress(response.headers.get('location')) : undefined
  if (action) return await followAction(action)
  const parsed = await readJson(response)
  if (!response.ok) {
    const kind = kindOfStatus(response.status)
    if (kind === 'unauthenticated' && address !== '/session') onSignedOut?.()
    throw new ApiError(kind, response.status, readWireErrors(parsed), response.headers.get('x-request-id') ?? undefined)
  }
  const envelope: Envelope =
    typeof parsed === 'object' && parsed !== null && 'data' in parsed ? (parsed as Envelope) : { data: parsed }
  const etag = response.headers.get('etag')
  if (isRead && etag) {
    remembered.delete(address)
    remembered.set(address, { etag, envelope })
    for (const oldest of remembered.keys()) {
      if (remembered.size <= rememberedLimit) break
      remembered.delete(oldest)
    }
  }
  return envelope
}

const firstLookMs = 500
const longestLookMs = 4_000

/** Where a slow change that was answered with 202 can be looked at, below /api/v3. */
function actionAddress(location: string | null): string | undefined {
  const path = location ? new URL(location, window.location.origin).pathname : undefined
  return path?.startsWith(`${apiBase}/asyncActions/`) ? path.slice(apiBase.length).replace(/\/result$/, '') : undefined
}

/** Waits for a slow change: who asked for it is answered as if it had been a quick one, a refusal included. */
async function followAction(address: string): Promise<Envelope> {
  for (let pauseMs = firstLookMs; ; pauseMs = Math.min(pauseMs * 1.5, longestLookMs)) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const { data } = await send('GET', address, undefined)
    if ((data as { status?: string }).status !== 'running') return await send('GET', `${address}/result`, undefined)
  }
}

export async function getOne<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return (await send('GET', withQuery(path, query), undefined, signal)).data as T
}

export async function getPage<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Page<T>> {
  const envelope = await send('GET', withQuery(path, query), undefined, signal)
  const items = envelope.data as T[]
  const paging = envelope.meta?.pagingInfo
  return { items, total: paging?.total ?? items.length, offset: paging?.offset ?? 0 }
}

export async function post<T>(path: string, body?: unknown, query: Query = {}): Promise<T> {
  return (await send('POST', withQuery(path, query), body ?? {})).data as T
}

export async function put<T>(path: string, body?: unknown, query: Query = {}): Promise<T> {
  return (await send('PUT', withQuery(path, query), body)).data as T
}

export interface PatchOperation {
  op: 'add' | 'replace' | 'remove' | 'test'
  path: string
  value?: unknown
}

export async function patch<T>(path: string, operations: PatchOperation[]): Promise<T> {
  return (await send('PATCH', path, operations)).data as T
}

export async function remove(path: string, query: Query = {}): Promise<void> {
  await send('DELETE', withQuery(path, query), undefined)
}

/** A request of any method whose answer matters, without a body. */
export async function request<T>(method: string, path: string): Promise<T> {
  return (await send(method, path, undefined)).data as T
}

/** Forgets remembered answers; what one user saw must not outlive the session. */
export function forgetAnswers(): void {
  remembered.clear()
}
