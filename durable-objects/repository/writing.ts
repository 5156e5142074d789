/**
 * Storing an object: reserve → upload by the Worker → commit. The intent written by `reserve` is what a crash leaves
 * behind; the sweeper settles it by asking the bucket. All of it rests on two facts: the bucket stores a whole body of
 * the right SHA-256 or nothing, and it is written only where nothing lies.
 */
import { fail, ok, type Result } from '../../domain/result.ts'
import { needToWrite, refusalOf } from './authorization.ts'
import { placeOf, type RepositoryDeps, TIMER } from './deps.ts'
import { INTENT_LIFETIME_MS, type OpenIntent } from './intent-store.ts'
import type { LedgerObject } from './ledger-store.ts'
import type { Protection } from './protection.ts'
import { fitsLease, type Quota } from './quota.ts'
import type { Intent, Reservation, VaultClaims, VaultFailure } from './rpc.ts'
import { scheduleReport } from './usage.ts'

export interface WritingDeps extends RepositoryDeps {
  quota: Quota
  protection: Protection
}

/** Long enough for a put that was under way when its Worker died, and for a bucket that answers late. */
export const SECOND_LOOK_MS = 60 * 60_000
const INTENTS_PER_SWEEP = 200
/** Each attempt waited for a purge or a lease; more than a few only happen when many writers share them. */
const MAX_RESERVE_ATTEMPTS = 50

export async function reserveObject(
  deps: WritingDeps,
  claims: VaultClaims,
  upload: Omit<Intent, 'intentUid'>,
): Promise<Result<Reservation, VaultFailure>> {
  for (let attempt = 0; attempt < MAX_RESERVE_ATTEMPTS; attempt++) {
    const account = deps.account.read()
    const refusal = refusalOf(account, claims, needToWrite(upload.type))
    if (refusal || !account) return fail(refusal ?? { code: 'repository_missing' })
    const existing = deps.ledger.find(upload)
    if (existing?.state === 'purging') {
      await deps.protection.finishPurge(existing)
      continue
    }
    if (existing?.state === 'live') {
      return isSame(existing, upload) ? ok({ kind: 'present' }) : fail({ code: 'exists_with_other_content' })
    }
    if (existing && existing.sha256 !== upload.sha256) return fail({ code: 'protected' })
    const sizeBytes = existing?.sizeBytes ?? upload.sizeBytes
    // Locks pass even when the quota is used up: without one nobody could restore, forget or prune.
    if (upload.type !== 'locks' && !fitsLease(deps, sizeBytes)) {
      const failure = await deps.quota.extendLease(sizeBytes)
      if (failure) return fail(failure)
      continue
    }
    const intent = { ...upload, sizeBytes, intentUid: deps.newUid() }
    const now = deps.now()
    deps.intents.insert(intent, now, now + INTENT_LIFETIME_MS)
    deps.timers.setTimer({ kind: TIMER.sweep, dueAt: now + INTENT_LIFETIME_MS, overwrite: 'ifSooner' })
    return ok(existing ? { kind: 'revive', intent } : { kind: 'upload', intent, place: placeOf(account, upload) })
  }
  throw new Error('Other writers were always faster')
}

function isSame(stored: LedgerObject, upload: { sizeBytes: number; sha256: string }): boolean {
  return stored.sizeBytes === upload.sizeBytes && stored.sha256 === upload.sha256
}

export async function commitObject(
  deps: WritingDeps,
  intent: Intent,
  { isFresh }: { isFresh: boolean },
): Promise<Result<null, VaultFailure>> {
  const open = deps.intents.find(intent.intentUid)
  // The config is not named by its content: bytes that were there before may be those of another one.
  if (open && (isFresh || open.type !== 'config' || deps.ledger.find(open))) return settleStored(deps, open)
  const place = placeOf(deps.account.require(), intent)
  const stored = await deps.bucketOf(place.bucketBinding).head(place.key)
  const now = deps.intents.find(intent.intentUid) ?? { ...intent, isCancelled: false }
  const existing = deps.ledger.find(intent)
  if (!existing && !stored) return fail({ code: 'not_found' })
  if (existing?.state === 'purging') return fail({ code: 'not_found' })
  if (!existing && stored && !hasContent(stored, intent)) {
    deps.intents.delete(intent.intentUid)
    return fail({ code: 'exists_with_other_content' })
  }
  return settleStored(deps, now)
}

/** The bytes of the intent are in the bucket: makes the ledger say so. No await from here on. */
function settleStored(deps: WritingDeps, intent: Intent & Pick<OpenIntent, 'isCancelled'>): Result<null, VaultFailure> {
  const existing = deps.ledger.find(intent)
  deps.intents.delete(intent.intentUid)
  if (existing && existing.sha256 !== intent.sha256) return fail({ code: 'exists_with_other_content' })
  if (!existing) deps.ledger.insert(intent, deps.now())
  else if (existing.state === 'hidden' && !intent.isCancelled) deps.ledger.revive(existing)
  scheduleReport(deps)
  if (!existing && intent.isCancelled) {
    const stored = deps.ledger.findLive(intent)
    if (stored) deps.protection.hide(stored)
  }
  return ok(null)
}

export async function releaseObject(
  deps: WritingDeps,
  { intentUid }: Intent,
  { isCertain }: { isCertain: boolean },
): Promise<void> {
  const intent = deps.intents.find(intentUid)
  if (!intent) return
  if (isCertain) deps.intents.delete(intentUid)
  else await settleByBucket(deps, intent)
}

export function extendIntent(deps: Pick<WritingDeps, 'intents' | 'now'>, intentUid: string): boolean {
  return deps.intents.extend(intentUid, deps.now() + INTENT_LIFETIME_MS)
}

/** Timer: settles what nobody was heard of for a while. */
export async function sweepIntents(deps: WritingDeps): Promise<Result<null, { reason: string }>> {
  for (const seen of deps.intents.listExpired(deps.now(), INTENTS_PER_SWEEP)) await settleByBucket(deps, seen)
  const nextExpiry = deps.intents.nextExpiry()
  if (nextExpiry !== null) deps.timers.setTimer({ kind: TIMER.sweep, dueAt: nextExpiry })
  return ok(null)
}

async function settleByBucket(deps: WritingDeps, seen: OpenIntent): Promise<void> {
  const place = placeOf(deps.account.require(), seen)
  const stored = await deps.bucketOf(place.bucketBinding).head(place.key)
  const intent = deps.intents.find(seen.intentUid)
  if (!intent || intent.expiresAt !== seen.expiresAt) return
  if (deps.ledger.find(intent)) {
    // Stored by another upload, or deleted and only to be revived: a body that nobody finished changes neither.
    deps.intents.delete(intent.intentUid)
  } else if (stored && hasContent(stored, intent)) {
    settleStored(deps, intent)
  } else if (intent.state === 'open' && !stored) {
    deps.intents.abandon(intent.intentUid, deps.now() + SECOND_LOOK_MS)
  } else {
    deps.intents.delete(intent.intentUid)
  }
}

function hasContent(stored: R2Object, { sizeBytes, sha256 }: Intent): boolean {
  return stored.size === sizeBytes && stored.checksums.toJSON().sha256 === sha256
}
