/** A plain integrator's client: one call, one answer, and a failing expectation shows the body. */
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

export interface RestAnswer {
  status: number
  headers: Headers
  text: string
  /** The parsed JSON body; undefined when it is none. */
  json: RestBody | undefined
}

export interface RestBody {
  data: unknown
  meta?: { pagingInfo: { total: number; count: number; offset: number } } | null
  errors?: { message: string; type: string; code: number; [member: string]: unknown }[] | null
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  query?: Record<string, string | number | boolean | object>
}

export type RestClient = ReturnType<typeof restClient>

/** `token`: an access token or an API key; null for nobody. */
export function restClient(baseUrl: string, token: string | null) {
  async function call(method: string, path: string, options: CallOptions = {}): Promise<RestAnswer> {
    const url = new URL(`${baseUrl}/api/v3${path}`)
    for (const [name, value] of Object.entries(options.query ?? {})) {
      url.searchParams.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
    }
    const response = await fetch(url, {
      method,
      headers: {
        ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    })
    const text = await response.text()
    const isJson = (response.headers.get('Content-Type') ?? '').includes('json')
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
  }

  /** The body of a call that must succeed. */
  async function ok(method: string, path: string, options: CallOptions = {}): Promise<RestBody> {
    const answer = await call(method, path, options)
    if (answer.status !== 200 || answer.json === undefined) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`)
    }
    return answer.json
  }

  return {
    call,
    ok,
    get: (path: string, query: CallOptions['query'] = {}) => ok('GET', path, { query }),
    post: (path: string, body?: unknown) => ok('POST', path, { body }),
    patch: (path: string, body: unknown) => ok('PATCH', path, { body }),
    delete: (path: string, query: CallOptions['query'] = {}) => ok('DELETE', path, { query }),
    /** The body as text in another format. */
    async text(path: string, accept: string, query: CallOptions['query'] = {}): Promise<RestAnswer> {
      const answer = await call('GET', path, { query, headers: { Accept: accept } })
      if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${answer.text}`)
      return answer
    },
  }
}

/** What a strictly typed client reads: anything that the contract does not promise is an error. */
export function one<Schema extends z.ZodType>(schema: Schema, body: RestBody): z.output<Schema> {
  return schema.parse(body.data)
}

export function many<Schema extends z.ZodType>(schema: Schema, body: RestBody): z.output<Schema>[] {
  return z.array(schema).parse(body.data)
}

export async function signIn(baseUrl: string, userName: string, password: string): Promise<RestClient> {
  const response = await fetch(`${baseUrl}/api/v3/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: userName, password }),
  })
  const body = await response.text()
  if (!response.ok) throw new Error(`POST /token answered ${response.status}: ${body}`)
  return restClient(baseUrl, JSON.parse(body).access_token)
}

export function parseXml(text: string): unknown {
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false, ignoreDeclaration: true })
  return parser.parse(text)
}

/** Rows of an RFC 4180 text, quotes taken off. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y
  let at = 0
  while (at < text.length) {
    cell.lastIndex = at
    const match = cell.exec(text)
    row.push(match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '')
    at = cell.lastIndex
    if (text[at] === ',') at += 1
    else {
      rows.push(row)
      row = []
      at += text.startsWith('\r\n', at) ? 2 : 1
    }
  }
  return rows
}
