/**
 * Requests to addresses that an administrator typed. They must not become a way into the network that the console runs
 * in: https only, no addresses and names of private networks, every redirect checked like the first address, little time
 * and little data. A console on the machine of its own (HOLDFAST_URL on loopback) may also ask loopback, by http. Hosts in
 * HOLDFAST_PRIVATE_IDENTITY_PROVIDERS are let through. What a public name resolves to is not ours to see in a Worker,
 * whose requests leave from the edge and not from anybody's network.
 */
import { fail, ok, type Result } from '../../../domain/result.ts'

/** Of the Worker's environment (env.ts). */
export interface FetchSettings {
  HOLDFAST_URL: string
  HOLDFAST_PRIVATE_IDENTITY_PROVIDERS?: string
}

const MAX_BYTES = 1024 * 1024
const TIMEOUT_MS = 10_000
const MAX_REDIRECTS = 3

/** Why an address cannot be asked, to be read after its name; null when it can. */
export function addressProblem(settings: FetchSettings, address: string): string | null {
  if (!URL.canParse(address)) return 'must be an absolute address'
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return 'must not contain a user name or a password'
  if (isAllowedByName(settings, url)) return null
  const isLocal = isLoopback(url.hostname) && isLoopback(consoleHost(settings))
  if (isLocal && (url.protocol === 'http:' || url.protocol === 'https:')) return null
  if (url.protocol !== 'https:') return 'must be an https address'
  return isPrivate(url.hostname) ? 'must not be an address of a private network' : null
}

function consoleHost({ HOLDFAST_URL }: FetchSettings): string {
  return URL.canParse(HOLDFAST_URL) ? new URL(HOLDFAST_URL).hostname : ''
}

function isAllowedByName({ HOLDFAST_PRIVATE_IDENTITY_PROVIDERS: list }: FetchSettings, url: URL): boolean {
  const hosts = (list ?? '').split(',').map((host) => host.trim().toLowerCase())
  return hosts.includes(url.host) && (url.protocol === 'https:' || url.protocol === 'http:')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

/** The URL parser has brought addresses into one form: four decimal numbers, or hexadecimal groups in brackets. */
function isPrivate(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '')
  if (host === '' || !/[.:]/.test(host)) return true
  if (/(^|\.)(localhost|local|internal|intranet|home|lan|corp|home\.arpa)$/.test(host)) return true
  if (host.startsWith('[')) return isPrivateV6(host.slice(1, -1))
  const numbers = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(host)?.slice(1).map(Number)
  return numbers !== undefined && isPrivateV4(numbers)
}

function isPrivateV4([first = 0, second = 0, third = 0]: readonly number[]): boolean {
  if (first === 0 || first === 10 || first === 127 || first >= 224) return true
  if (first === 100) return second >= 64 && second <= 127
  if (first === 169) return second === 254
  if (first === 172) return second >= 16 && second <= 31
  if (first === 192) return second === 168 || (second === 0 && (third === 0 || third === 2))
  if (first === 198) return second === 18 || second === 19 || (second === 51 && third === 100)
  return first === 203 && second === 0 && third === 113
}

/** Only global unicast is public; what embeds an IPv4 address (mapped, NAT64, 6to4, Teredo) is not told apart. */
function isPrivateV6(address: string): boolean {
  const first = Number.parseInt(address.split(':')[0] || '0', 16)
  if (first < 0x2000 || first > 0x3fff) return true
  return (
    first === 0x2002 || address.startsWith('2001:0:') || address.startsWith('2001::') || address.startsWith('2001:db8:')
  )
}

export interface GuardedRequest {
  method?: string
  headers?: HeadersInit
  body?: string
}

/** The failure is a sentence for an administrator. */
export async function guardedFetch(
  settings: FetchSettings,
  address: string,
  request: GuardedRequest = {},
): Promise<Result<Response, string>> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  let at = address
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const problem = addressProblem(settings, at)
    if (problem !== null) return fail(`The address ${sayAddress(at)} ${problem}.`)
    let response: Response
    try {
      response = await fetch(at, { ...request, redirect: 'manual', signal })
    } catch {
      return fail(signal.aborted ? sayTimeout(at) : `${sayAddress(at)} cannot be reached.`)
    }
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) return limitBody(response, at, signal)
    await response.body?.cancel()
    // What was meant for one address, secrets among it, is not sent to another one.
    if ((request.method ?? 'GET') !== 'GET') return fail(`${sayAddress(at)} answered with a redirect.`)
    at = URL.canParse(location, at) ? new URL(location, at).href : location
  }
  return fail(`${sayAddress(address)} redirects more than ${MAX_REDIRECTS} times.`)
}

async function limitBody(response: Response, address: string, signal: AbortSignal): Promise<Result<Response, string>> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength
      if (size > MAX_BYTES) return fail(`${sayAddress(address)} answered more than ${MAX_BYTES} bytes.`)
      chunks.push(chunk)
    }
  } catch {
    return fail(signal.aborted ? sayTimeout(address) : `${sayAddress(address)} broke off in the middle of its answer.`)
  }
  const { status, headers } = response
  const hasBody = status !== 204 && status !== 205 && status !== 304
  return ok(new Response(hasBody ? joined(chunks, size) : null, { status, headers }))
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let offset = 0
  for (const chunk of chunks) {
    bytes.set(chunk, offset)
    offset += chunk.byteLength
  }
  return bytes
}

function sayTimeout(address: string): string {
  return `${sayAddress(address)} did not answer within ${TIMEOUT_MS / 1000} seconds.`
}

/** Without query and credentials, which may be secret. */
function sayAddress(address: string): string {
  if (!URL.canParse(address)) return address.slice(0, 200)
  const { origin, pathname } = new URL(address)
  return `${origin}${pathname}`.slice(0, 200)
}
