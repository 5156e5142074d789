import { DurableObject } from 'cloudflare:workers'
import type { RangeRequest } from '../../domain/byte-range.ts'
import { fail, ok } from '../../domain/result.ts'
import { newUid } from '../../worker/db/new-uid.ts'
import type { Env } from '../../worker/env.ts'
import { applyMigrations } from '../lib/migrations.ts'
import { siteBucket } from '../lib/site-bucket.ts'
import { Timers } from '../lib/timers.ts'
import { AccountStore } from './account-store.ts'
import { refusalOf } from './authorization.ts'
import { type RepositoryDeps, TIMER } from './deps.ts'
import { IntentStore } from './intent-store.ts'
import { LedgerStore } from './ledger-store.ts'
import { listObjects } from './listing.ts'
import { Protection } from './protection.ts'
import { Quota } from './quota.ts'
import { findObject, openObject } from './reading.ts'
import type {
  Intent,
  ListVersion,
  ObjectRef,
  ObjectType,
  RepositoryRpc,
  RepositorySettings,
  VaultClaims,
  VaultRpc,
} from './rpc.ts'
import { REPOSITORY_MIGRATIONS } from './schema.ts'
import { readUsage, reportUsage } from './usage.ts'
import { commitObject, extendIntent, releaseObject, reserveObject, sweepIntents, type WritingDeps } from './writing.ts'

/** One per backup repository, named by its uid. Wires the parts; the rules are in the files beside it. */
export class RepositoryObject extends DurableObject<Env> implements RepositoryRpc, VaultRpc {
  readonly #deps: WritingDeps

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    applyMigrations(ctx.storage, REPOSITORY_MIGRATIONS)
    const account = new AccountStore(ctx.storage.sql)
    const deps: RepositoryDeps = {
      account,
      ledger: new LedgerStore(ctx.storage.sql, account),
      intents: new IntentStore(ctx.storage.sql),
      timers: new Timers(ctx.storage),
      now: () => Date.now(),
      newUid,
      bucketOf: (bucketBinding) => siteBucket(env, bucketBinding),
      companyOf: (companyUid) => env.COMPANY.getByName(companyUid),
    }
    this.#deps = { ...deps, quota: new Quota(deps), protection: new Protection(deps) }
  }

  async configure(settings: RepositorySettings) {
    this.#deps.account.configure(settings, this.#deps.now())
    return { epoch: this.#deps.account.require().epoch }
  }

  async isPurged() {
    return this.#deps.protection.isPurged()
  }

  async revokeCredentials() {
    this.#deps.account.raiseEpoch()
    return { epoch: this.#deps.account.require().epoch }
  }

  async getEpoch() {
    return this.#deps.account.require().epoch
  }

  async markDeleted() {
    this.#deps.protection.deleteRepository()
  }

  async returnLease(leaseSeq: number) {
    return this.#deps.quota.returnLease(leaseSeq)
  }

  async getUsage() {
    return readUsage(this.#deps)
  }

  async authorizeCreate(claims: VaultClaims) {
    const refusal = refusalOf(this.#deps.account.read(), claims, 'read')
    return refusal ? fail(refusal) : ok(null)
  }

  async findObject(claims: VaultClaims, ref: ObjectRef) {
    return findObject(this.#deps, claims, ref)
  }

  async openObject(claims: VaultClaims, ref: ObjectRef, range: RangeRequest) {
    return openObject(this.#deps, claims, ref, range)
  }

  async listObjects(claims: VaultClaims, type: ObjectType, version: ListVersion) {
    return listObjects(this.#deps, claims, type, version)
  }

  reserveObject(claims: VaultClaims, upload: Omit<Intent, 'intentUid'>) {
    return reserveObject(this.#deps, claims, upload)
  }

  async extendIntent(intentUid: string) {
    return extendIntent(this.#deps, intentUid)
  }

  commitObject(intent: Intent, outcome: { isFresh: boolean }) {
    return commitObject(this.#deps, intent, outcome)
  }

  releaseObject(intent: Intent, outcome: { isCertain: boolean }) {
    return releaseObject(this.#deps, intent, outcome)
  }

  deleteObject(claims: VaultClaims, ref: ObjectRef) {
    return this.#deps.protection.deleteObject(claims, ref)
  }

  override async alarm() {
    await this.#deps.timers.runDue(
      {
        [TIMER.sweep]: () => sweepIntents(this.#deps),
        [TIMER.purge]: () => this.#deps.protection.runPurge(),
        [TIMER.report]: () => reportUsage(this.#deps),
      },
      this.#deps.now(),
    )
  }
}
