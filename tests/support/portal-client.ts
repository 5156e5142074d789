/** A portal as a browser holds it: a cookie that follows what the answers set, and requests of the console's own origin. */
import { type CallOptions, type RestAnswer, restClient } from './rest-client.ts'

export interface PortalClient {
  call(method: string, path: string, body?: unknown): Promise<RestAnswer>
  /** "name=value"; empty when there is none. */
  cookie(): string
}

export function portalClient(baseUrl: string): PortalClient {
  let cookie = ''
  const client = restClient(baseUrl, null)
  return {
    cookie: () => cookie,
    async call(method, path, body) {
      const headers = { Origin: baseUrl, ...(cookie === '' ? {} : { Cookie: cookie }) }
      const options: CallOptions = body === undefined ? { headers } : { headers, body }
      const answer = await client.call(method, path, options)
      for (const set of answer.headers.getSetCookie()) cookie = /Max-Age=0/.test(set) ? '' : (set.split(';')[0] ?? '')
      return answer
    },
  }
}

export async function signInToPortal(baseUrl: string, userName: string, password: string): Promise<PortalClient> {
  const portal = portalClient(baseUrl)
  const answer = await portal.call('POST', '/session', { userName, password })
  if (answer.status !== 200 || portal.cookie() === '')
    throw new Error(`POST /session answered ${answer.status}: ${answer.text}`)
  return portal
}
