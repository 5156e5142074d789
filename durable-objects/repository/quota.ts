/**
 * The repository's share of the backup resource's quota. Writes draw on a lease that this object holds, so that they
 * queue behind no other repository; the company is asked only when the lease is used up.
 */
import type { RepositoryDeps } from './deps.ts'
import type { VaultFailure } from './rpc.ts'

/** Asked for on top of the need, so that a backup asks once per 16 packs or so. */
export const LEASE_STEP_BYTES = 256 * 1024 * 1024

/** How often in a row the company may take back its answer before it arrives. */
const MAX_OVERTAKEN = 5

type QuotaDeps = Pick<RepositoryDeps, 'account' | 'intents' | 'companyOf'>

/** Live bytes and bytes under way. Hidden ones do not count: they are the recycle bin. */
export function heldBytes(deps: Pick<RepositoryDeps, 'account' | 'intents'>): number {
  const account = deps.account.require()
  return account.deletedAt === null ? account.usedBytes + deps.intents.reservedBytes() : 0
}

/** To be called in the same turn as the insertion of the intent. */
export function fitsLease(deps: QuotaDeps, sizeBytes: number): boolean {
  const account = deps.account.require()
  return !account.isQuotaLimited || heldBytes(deps) + sizeBytes <= account.leaseBytes
}

export class Quota {
  readonly #deps: QuotaDeps
  #asking: Promise<boolean> | null = null

  constructor(deps: QuotaDeps) {
    this.#deps = deps
  }

  /** After the wait the caller must check `fitsLease` again. A failure is final: the quota is used up. */
  async extendLease(sizeBytes: number): Promise<VaultFailure | null> {
    let overtaken = 0
    while (overtaken < MAX_OVERTAKEN) {
      if (this.#asking) {
        await this.#asking
        if (fitsLease(this.#deps, sizeBytes)) return null
        continue
      }
      await this.#ask(heldBytes(this.#deps) + sizeBytes + LEASE_STEP_BYTES)
      if (fitsLease(this.#deps, sizeBytes)) return null
      // The company may give all or nothing: what is needed to the byte may still be there.
      const isAnswerValid = await this.#ask(heldBytes(this.#deps) + sizeBytes)
      if (fitsLease(this.#deps, sizeBytes)) return null
      if (isAnswerValid) {
        const { quotaBytes, usedBytes } = this.#deps.account.require()
        return { code: 'quota_exceeded', limitBytes: quotaBytes, usedBytes }
      }
      overtaken++
    }
    throw new Error('The quota lease changes faster than it can be asked for')
  }

  /** The company needs the quota elsewhere: keeps what is held, gives the rest. */
  returnLease(leaseSeq: number): { leaseBytes: number } {
    const account = this.#deps.account.require()
    if (leaseSeq < account.leaseSeq) return { leaseBytes: account.leaseBytes }
    const leaseBytes = Math.min(account.leaseBytes, heldBytes(this.#deps))
    this.#deps.account.setLease({ leaseBytes, leaseSeq })
    return { leaseBytes }
  }

  /** One question at a time. False: the answer was overtaken by a newer lease and does not count. */
  async #ask(neededBytes: number): Promise<boolean> {
    while (this.#asking) await this.#asking
    const asking = this.#askOnce(neededBytes)
    this.#asking = asking
    try {
      return await asking
    } finally {
      this.#asking = null
    }
  }

  async #askOnce(neededBytes: number): Promise<boolean> {
    const { account } = this.#deps
    const { companyUid, repositoryUid } = account.require()
    const answer = await this.#deps.companyOf(companyUid).leaseQuota(repositoryUid, neededBytes)
    if (answer.leaseSeq < account.require().leaseSeq) return false
    account.setLease(answer)
    return true
  }
}
