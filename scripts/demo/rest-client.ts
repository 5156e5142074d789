import { Refusal } from '../runtime/refusal.ts'

interface Envelope<Data> {
  readonly data: Data
}

/** The little of the REST API that the demo needs. An error is a sentence with the console's own words. */
export class RestClient {
  readonly #url: string
  #token = ''

  constructor(url: string) {
    this.#url = url
  }

  async signIn(userName: string, password: string): Promise<void> {
    const body = new URLSearchParams({ grant_type: 'password', username: userName, password })
    const response = await this.#send('POST', '/token', { body })
    const answer: { access_token: string } = JSON.parse(await this.#read('POST', '/token', response))
    this.#token = answer.access_token
  }

  async get<Data>(path: string, query: Readonly<Record<string, string>> = {}): Promise<Data> {
    const search = new URLSearchParams(query).toString()
    return await this.#call<Data>('GET', search ? `${path}?${search}` : path)
  }

  async post<Data>(path: string, body?: unknown): Promise<Data> {
    return await this.#call<Data>('POST', path, body)
  }

  /** The body of a download. */
  async download(path: string): Promise<string> {
    return await this.#read('GET', path, await this.#send('GET', path))
  }

  /** The one of a collection whose member has this value, if there is one. */
  async find<Item>(path: string, property: string, value: string): Promise<Item | undefined> {
    const filter = JSON.stringify([{ property, operation: 'equals', value }])
    const [found] = await this.get<Item[]>(path, { filter })
    return found
  }

  async #call<Data>(method: string, path: string, body?: unknown): Promise<Data> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const text = await this.#read(method, path, await this.#send(method, path, init))
    const { data }: Envelope<Data> = JSON.parse(text)
    return data
  }

  async #send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const authorization: Record<string, string> = this.#token ? { authorization: `Bearer ${this.#token}` } : {}
    try {
      return await fetch(`${this.#url}/api/v3${path}`, {
        ...init,
        method,
        headers: { ...authorization, ...(init.headers as Record<string, string> | undefined) },
      })
    } catch {
      throw new Refusal(`No console answers at ${this.#url}. Start one with \`npm start\`, then run the demo again.`)
    }
  }

  async #read(method: string, path: string, response: Response): Promise<string> {
    const text = await response.text()
    if (!response.ok) throw new Refusal(`${method} ${path} answered ${response.status}: ${text}`)
    return text
  }
}
