/** Chains and their sealed events from a running console. */
import { z } from 'zod'
import {
  type AuditChain,
  type AuditChainEntry,
  auditChain,
  auditChainEntry,
} from '../../worker/contract/event-logs/audit-chains.ts'
import { Refusal } from '../runtime/refusal.ts'

const PAGE = 500
const MOST_WAITS = 20

const chainsAnswer = z.object({ data: z.array(auditChain) })
const chainAnswer = z.object({ data: auditChain })
const entriesAnswer = z.object({ data: z.array(auditChainEntry) })
const tokenAnswer = z.object({ access_token: z.string() })

export interface Login {
  userName: string
  password: string
}

export class AuditSource {
  readonly #url: string
  readonly #token: string

  private constructor(url: string, token: string) {
    this.#url = url
    this.#token = token
  }

  /** By API key, or by name and password. */
  static async open(url: string, credential: { apiKey: string } | Login): Promise<AuditSource> {
    if ('apiKey' in credential) return new AuditSource(url, credential.apiKey)
    const { userName, password } = credential
    const body = new URLSearchParams({ grant_type: 'password', username: userName, password, readOnly: 'true' })
    const response = await reach(`${url}/api/v3/token`, { method: 'POST', body })
    const answer = tokenAnswer.safeParse(await response.json())
    if (!answer.success)
      throw new Refusal('The console did not let you in. With a second factor, use an API key: HOLDFAST_API_KEY.')
    return new AuditSource(url, answer.data.access_token)
  }

  async *chains(): AsyncIterable<AuditChain> {
    for (let offset = 0; ; offset += PAGE) {
      const { data } = chainsAnswer.parse(await this.#get(`/eventLogs/auditChains?limit=${PAGE}&offset=${offset}`))
      yield* data
      if (data.length < PAGE) return
    }
  }

  async chain(organizationUid: string): Promise<AuditChain> {
    return chainAnswer.parse(await this.#get(`/organizations/${organizationUid}/auditChain`)).data
  }

  /** To the last one that there is, whatever the checkpoint says. */
  async *entries({ organizationUid, prunedSequence }: AuditChain): AsyncIterable<AuditChainEntry> {
    let last = prunedSequence
    for (;;) {
      const behind = JSON.stringify([{ property: 'sequence', operation: 'greaterThan', value: last }])
      const query = new URLSearchParams({ filter: behind, limit: String(PAGE) })
      const path = `/organizations/${organizationUid}/auditChain/entries?${query}`
      const { data } = entriesAnswer.parse(await this.#get(path))
      yield* data
      if (data.length < PAGE) return
      last = data.at(-1)?.sequence ?? last
    }
  }

  async #get(path: string): Promise<unknown> {
    for (let waits = 0; ; waits++) {
      const headers = { authorization: `Bearer ${this.#token}`, accept: 'application/json' }
      const response = await reach(`${this.#url}/api/v3${path}`, { headers })
      if (response.status === 429 && waits < MOST_WAITS) {
        const seconds = Number(response.headers.get('retry-after') ?? 1)
        await new Promise((resolve) => setTimeout(resolve, Math.min(30, Math.max(1, seconds)) * 1_000))
        continue
      }
      if (!response.ok) throw new Refusal(`GET ${path} answered ${response.status}: ${await response.text()}`)
      return await response.json()
    }
  }
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch {
    throw new Refusal(`No console answers at ${new URL(url).origin}. Say where it is with HOLDFAST_URL.`)
  }
}
