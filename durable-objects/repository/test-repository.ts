/** For object tests: the rules of a repository over the storage of a real object, with clock, bucket and company of the test's. */
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { CompanyRpc, RepositoryUsage } from '../company/rpc.ts'
import { Timers } from '../lib/timers.ts'
import { AccountStore } from './account-store.ts'
import { placeOf, type RepositoryDeps } from './deps.ts'
import { IntentStore } from './intent-store.ts'
import { LedgerStore } from './ledger-store.ts'
import { Protection } from './protection.ts'
import { Quota } from './quota.ts'
import type { Intent, ObjectRef, VaultClaims } from './rpc.ts'
import { commitObject, reserveObject, type WritingDeps } from './writing.ts'

/** Far in the future, so that the object's own alarm stays out of the way and the clock is the test's. */
const START = Date.UTC(2100, 0, 1)
export const MS_PER_DAY = 86_400_000

/** A company with one quota for all its repositories, as the Company object keeps it. */
export class TestCompany implements Pick<CompanyRpc, 'leaseQuota' | 'reportRepositoryUsage'> {
  readonly leases = new Map<string, number>()
  readonly reports: RepositoryUsage[] = []
  questions = 0
  leaseSeq = 0
  /** Held up until it resolves, so that a test can let things happen while the company thinks. */
  delay: Promise<void> = Promise.resolve()
  quotaBytes: number

  constructor(quotaBytes: number) {
    this.quotaBytes = quotaBytes
  }

  async leaseQuota(repositoryUid: string, neededBytes: number) {
    this.questions++
    const ownBytes = this.leases.get(repositoryUid) ?? 0
    const otherBytes = [...this.leases.values()].reduce((sum, bytes) => sum + bytes, 0) - ownBytes
    const leaseBytes = Math.max(ownBytes, Math.min(neededBytes, this.quotaBytes - otherBytes))
    this.leases.set(repositoryUid, leaseBytes)
    const answer = { leaseBytes, quotaBytes: this.quotaBytes, leaseSeq: ++this.leaseSeq }
    await this.delay
    return answer
  }

  async reportRepositoryUsage(usage: RepositoryUsage) {
    this.reports.push(usage)
  }
}

/** The real bucket, which a test can let fail. */
export class TestBucket {
  failure: Error | null = null
  calls = 0

  async head(key: string) {
    this.#call()
    return env.SITE_1.head(key)
  }

  async delete(keys: string | string[]) {
    this.#call()
    await env.SITE_1.delete(keys)
  }

  async list(options?: R2ListOptions) {
    this.#call()
    return env.SITE_1.list(options)
  }

  #call() {
    this.calls++
    if (this.failure) throw this.failure
  }
}

export interface TestRepository {
  deps: WritingDeps
  storage: DurableObjectStorage
  company: TestCompany
  bucket: TestBucket
  claims: VaultClaims
  passTime(ms: number): void
  /** What the Worker does between reserve and commit. True: these bytes were written, false: there were some already. */
  upload(intent: Intent, content: string): Promise<boolean>
  bucketBytes(): Promise<Record<string, number>>
  ledgerBytes(): Record<string, number>
  /** As the instance is after an eviction or a crash: nothing in memory. */
  restart(): WritingDeps
}

export interface TestRepositoryOptions {
  quotaBytes?: number
  protectionDays?: number
}

export async function withRepository(
  body: (repository: TestRepository) => Promise<void>,
  options: TestRepositoryOptions = {},
): Promise<void> {
  const repositoryUid = crypto.randomUUID()
  await runInDurableObject(env.REPOSITORY.getByName(repositoryUid), async (_instance, { storage }) => {
    let now = START
    const company = new TestCompany(options.quotaBytes ?? 0)
    const bucket = new TestBucket()
    const build = () => buildDeps(storage, bucket, company, () => now)
    const deps = build()
    deps.account.configure(
      {
        repositoryUid,
        companyUid: crypto.randomUUID(),
        bucketBinding: 'SITE_1',
        isQuotaLimited: options.quotaBytes !== undefined,
        protectionDays: options.protectionDays ?? 7,
        isEnabled: true,
      },
      now,
    )
    await body({
      deps,
      storage,
      company,
      bucket,
      claims: { repositoryUid, access: 'full', epoch: 1, resticVersion: null },
      passTime: (ms) => {
        now += ms
      },
      upload: async (intent, content) => {
        const { key } = placeOf(deps.account.require(), intent)
        const options = { sha256: intent.sha256, onlyIf: { etagDoesNotMatch: '*' } }
        return (await env.SITE_1.put(key, content, options)) !== null
      },
      bucketBytes: async () => {
        const { objects } = await env.SITE_1.list({ prefix: `${repositoryUid}/` })
        return Object.fromEntries(objects.map(({ key, size }) => [key, size]))
      },
      ledgerBytes: () => {
        const rows = storage.sql
          .exec<{ type: ObjectRef['type']; name: string; size_bytes: number }>(
            'SELECT type, name, size_bytes FROM objects',
          )
          .toArray()
        return Object.fromEntries(rows.map((row) => [placeOf(deps.account.require(), row).key, row.size_bytes]))
      },
      restart: build,
    })
  })
}

function buildDeps(
  storage: DurableObjectStorage,
  bucket: TestBucket,
  company: TestCompany,
  now: () => number,
): WritingDeps {
  const account = new AccountStore(storage.sql)
  const deps: RepositoryDeps = {
    account,
    ledger: new LedgerStore(storage.sql, account),
    intents: new IntentStore(storage.sql),
    timers: new Timers(storage),
    now,
    newUid: () => crypto.randomUUID(),
    bucketOf: () => bucket,
    companyOf: () => company,
  }
  return { ...deps, quota: new Quota(deps), protection: new Protection(deps) }
}

/** An upload of that content as the Worker announces it. */
export async function uploadOf(type: ObjectRef['type'], content: string): Promise<Omit<Intent, 'intentUid'>> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(content))
  const sha256 = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { type, name: type === 'config' ? 'config' : sha256, sizeBytes: content.length, sha256 }
}

/** Stores an object as a Worker does that nothing happens to. */
export async function storeContent(
  repository: TestRepository,
  type: ObjectRef['type'],
  content: string,
): Promise<Omit<Intent, 'intentUid'>> {
  const upload = await uploadOf(type, content)
  const reserved = await reserveObject(repository.deps, repository.claims, upload)
  if (!reserved.ok) throw new Error(`Refused: ${JSON.stringify(reserved.failure)}`)
  if (reserved.value.kind === 'present') return upload
  const { intent } = reserved.value
  const isFresh = reserved.value.kind === 'upload' && (await repository.upload(intent, content))
  const committed = await commitObject(repository.deps, intent, { isFresh })
  if (!committed.ok) throw new Error(`Not committed: ${JSON.stringify(committed.failure)}`)
  return upload
}
