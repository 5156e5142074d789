/** A browser as far as sign-ins need one: keeps the cookies of each origin, and sends them where SameSite lets it. */

interface Cookie {
  value: string
  isCrossSite: boolean
}

export interface SignInBrowser {
  /** Without following a redirect. `from`: the origin of the page that asks; the same one unless said otherwise. */
  get(url: string): Promise<Response>
  post(url: string, form: Record<string, string>, options?: { isCrossSite: boolean }): Promise<Response>
  /** Follows redirects until one leads to an address with this start; that address. */
  follow(url: string, until: string): Promise<string>
  cookies(origin: string): ReadonlyMap<string, Cookie>
  forget(origin: string): void
}

export function aBrowser(): SignInBrowser {
  const jar = new Map<string, Map<string, Cookie>>()
  const cookiesOf = (origin: string) => {
    const known = jar.get(origin) ?? new Map<string, Cookie>()
    jar.set(origin, known)
    return known
  }
  const send = async (url: string, init: RequestInit, isCrossSite: boolean): Promise<Response> => {
    const { origin } = new URL(url)
    const cookies = cookiesOf(origin)
    const sent = [...cookies].filter(([, cookie]) => !isCrossSite || cookie.isCrossSite)
    const header = sent.map(([name, cookie]) => `${name}=${cookie.value}`).join('; ')
    const headers = header === '' ? {} : { Cookie: header }
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, ...headers } })
    for (const line of response.headers.getSetCookie()) keep(cookies, line)
    return response
  }
  const get = (url: string) => send(url, {}, false)
  return {
    get,
    post: (url, form, options = { isCrossSite: false }) =>
      send(url, { method: 'POST', body: new URLSearchParams(form) }, options.isCrossSite),
    follow: async (url, until) => {
      let at = url
      for (let hops = 0; hops < 15; hops++) {
        if (at.startsWith(until)) return at
        const response = await get(at)
        const location = response.headers.get('location')
        const body = await response.text()
        if (location === null) throw new Error(`${at} answered ${response.status}: ${body.slice(0, 500)}`)
        at = new URL(location, at).href
      }
      throw new Error(`Too many redirects, the last to ${at}`)
    },
    cookies: cookiesOf,
    forget: (origin) => void jar.delete(origin),
  }
}

function keep(cookies: Map<string, Cookie>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
  const at = pair.indexOf('=')
  const name = pair.slice(0, at)
  const isOver = attributes.some((attribute) => /^max-age=0$/i.test(attribute))
  if (isOver) cookies.delete(name)
  else {
    const isCrossSite = attributes.some((attribute) => /^samesite=none$/i.test(attribute))
    cookies.set(name, { value: pair.slice(at + 1), isCrossSite })
  }
}
