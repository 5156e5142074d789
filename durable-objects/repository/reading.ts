import { type RangeRequest, resolveRange } from '../../domain/byte-range.ts'
import { fail, ok, type Result } from '../../domain/result.ts'
import { refusalOf } from './authorization.ts'
import { placeOf, type RepositoryDeps } from './deps.ts'
import type { ObjectRef, OpenedObject, VaultClaims, VaultFailure } from './rpc.ts'
import { scheduleReport } from './usage.ts'

type ReadingDeps = Pick<RepositoryDeps, 'account' | 'ledger' | 'timers' | 'now'>

export function findObject(
  deps: ReadingDeps,
  claims: VaultClaims,
  ref: ObjectRef,
): Result<{ sizeBytes: number }, VaultFailure> {
  const refusal = refusalOf(deps.account.read(), claims, 'read')
  if (refusal) return fail(refusal)
  const object = deps.ledger.findLive(ref)
  return object ? ok({ sizeBytes: object.sizeBytes }) : fail({ code: 'not_found' })
}

/** Egress is counted when the bytes are asked for: what a client then does not read was still fetched for it. */
export function openObject(
  deps: ReadingDeps,
  claims: VaultClaims,
  ref: ObjectRef,
  range: RangeRequest,
): Result<OpenedObject, VaultFailure> {
  const account = deps.account.read()
  const refusal = refusalOf(account, claims, 'read')
  if (refusal || !account) return fail(refusal ?? { code: 'repository_missing' })
  const object = deps.ledger.findLive(ref)
  if (!object) return fail({ code: 'not_found' })
  const span = resolveRange(range, object.sizeBytes)
  if (span && span.lengthBytes > 0) {
    deps.account.addToTotals({ egressBytes: span.lengthBytes })
    scheduleReport(deps)
  }
  return ok({ ...placeOf(account, ref), sizeBytes: object.sizeBytes, span })
}
