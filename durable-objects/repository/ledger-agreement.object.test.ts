import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INTENT_LIFETIME_MS } from './intent-store.ts'
import type { Reservation } from './rpc.ts'
import { MS_PER_DAY, type TestRepository, uploadOf, withRepository } from './test-repository.ts'
import { commitObject, releaseObject, reserveObject, SECOND_LOOK_MS, sweepIntents } from './writing.ts'

const QUOTA_BYTES = 40

/** One client's upload; it may be left at any step, as a crash of its Worker leaves it. */
type Step =
  | { kind: 'upload'; content: string; lastStep: 'reserve' | 'put' | 'release' | 'commit' }
  | { kind: 'delete'; content: string }
  | { kind: 'pass'; ms: number }
  | { kind: 'sweep' }
  | { kind: 'purge' }
  | { kind: 'restart' }

const content = fc.constantFrom('a', 'bbb', 'ccccccc', 'ddddddddddd', 'eeeeeeeeeeeeeeeee')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('upload' as const),
      content,
      lastStep: fc.constantFrom('reserve' as const, 'put' as const, 'release' as const, 'commit' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), content }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.constantFrom(1_000, INTENT_LIFETIME_MS, SECOND_LOOK_MS, MS_PER_DAY),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'sweep' as const }, { kind: 'purge' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
)

async function upload(
  repository: TestRepository,
  deps: TestRepository['deps'],
  { content, lastStep }: Extract<Step, { kind: 'upload' }>,
): Promise<void> {
  const reserved = await reserveObject(deps, repository.claims, await uploadOf('data', content))
  if (!reserved.ok || reserved.value.kind === 'present' || lastStep === 'reserve') return
  const reservation: Exclude<Reservation, { kind: 'present' }> = reserved.value
  if (lastStep === 'release') return releaseObject(deps, reservation.intent, { isCertain: false })
  const isFresh = reservation.kind === 'upload' && (await repository.upload(reservation.intent, content))
  if (lastStep === 'commit') await commitObject(deps, reservation.intent, { isFresh })
}

function totalsByRow({ storage }: TestRepository) {
  return storage.sql
    .exec(
      `SELECT COALESCE(SUM(CASE WHEN state = 'live' THEN size_bytes END), 0) AS usedBytes,
         COUNT(CASE WHEN state = 'live' THEN 1 END) AS objectCount,
         COALESCE(SUM(CASE WHEN state <> 'live' THEN size_bytes END), 0) AS hiddenBytes FROM objects`,
    )
    .one()
}

describe('ledger and bucket', () => {
  it('agree to the byte after any uploads, crashes, deletes and purges, within the quota all the time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        await withRepository(
          async (repository) => {
            let { deps } = repository
            for (const now of steps) {
              if (now.kind === 'upload') await upload(repository, deps, now)
              else if (now.kind === 'delete')
                await deps.protection.deleteObject(repository.claims, await uploadOf('data', now.content))
              else if (now.kind === 'pass') repository.passTime(now.ms)
              else if (now.kind === 'sweep') await sweepIntents(deps)
              else if (now.kind === 'purge') await deps.protection.runPurge()
              else deps = repository.restart()
              expect(deps.account.require()).toMatchObject(totalsByRow(repository))
              expect(deps.account.require().usedBytes).toBeLessThanOrEqual(QUOTA_BYTES)
            }
            repository.passTime(INTENT_LIFETIME_MS)
            await sweepIntents(deps)
            expect(repository.ledgerBytes()).toEqual(await repository.bucketBytes())
            repository.passTime(SECOND_LOOK_MS)
            await sweepIntents(deps)
            expect(deps.intents.nextExpiry()).toBeNull()
          },
          { quotaBytes: QUOTA_BYTES, protectionDays: 1 },
        )
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
