import type { CompanyRpc } from '../company/rpc.ts'
import type { Timers } from '../lib/timers.ts'
import type { AccountStore } from './account-store.ts'
import type { IntentStore } from './intent-store.ts'
import type { LedgerStore } from './ledger-store.ts'
import type { BucketPlace, ObjectRef } from './rpc.ts'

/** What the rules of a repository work with; tests give their own clock, bucket and company. */
export interface RepositoryDeps {
  account: AccountStore
  ledger: LedgerStore
  intents: IntentStore
  timers: Timers
  now: () => number
  newUid: () => string
  bucketOf: (bucketBinding: string) => Pick<R2Bucket, 'head' | 'delete' | 'list'>
  companyOf: (companyUid: string) => Pick<CompanyRpc, 'leaseQuota' | 'reportRepositoryUsage'>
}

export const TIMER = {
  /** Settles intents that nobody settled. */
  sweep: 'sweep',
  /** Removes bytes whose protection has ended. */
  purge: 'purge',
  /** Tells the company what is stored. */
  report: 'report',
} as const

/** `<repositoryUid>/<type>/<name>`, and `<repositoryUid>/config`. */
export function placeOf(account: { repositoryUid: string; bucketBinding: string }, ref: ObjectRef): BucketPlace {
  const path = ref.type === 'config' ? 'config' : `${ref.type}/${ref.name}`
  return { bucketBinding: account.bucketBinding, key: `${account.repositoryUid}/${path}` }
}
