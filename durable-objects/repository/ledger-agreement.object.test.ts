import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INTENT_LIFETIME_MS } from './intent-store.ts'
import type { Reservation } from './rpc.ts'
import { MS_PER_DAY, type TestRepository, uploadOf, withRepository } from './test-repository.ts'
import { commitObject, releaseObject, reserveObject, SECOND_LOOK_MS, sweepIntents } from './writing.ts'

const QUOTA_BYTES = 40

/**
 * One client's upload; it may be left at any step, for good as a crash of its Worker leaves it, or to be gone on with
 * later, however late, as a slow one does.
 */
type Step =
  | { kind: 'upload'; content: string; lastStep: 'reserve' | 'put' | 'release' | 'commit' }
  | { kind: 'goOn' }
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
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), content }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'goOn' as const }) },
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

interface Pending {
  reservation: Exclude<Reservation, { kind: 'present' }>
  content: string
  /** Null: not put yet. */
  isFresh: boolean | null
}

type Run = { repository: TestRepository; deps: TestRepository['deps']; pending: Pending[] }

async function upload({ repository, deps, pending }: Run, { content, lastStep }: Extract<Step, { kind: 'upload' }>) {
  const reserved = await reserveObject(deps, repository.claims, await uploadOf('data', content))
  if (!reserved.ok || reserved.value.kind === 'present') return
  const reservation: Pending['reservation'] = reserved.value
  if (lastStep === 'release') return releaseObject(deps, reservation.intent, { isCertain: false })
  const left: Pending = { reservation, content, isFresh: null }
  if (lastStep !== 'reserve') left.isFresh = await put(repository, left)
  if (lastStep === 'commit') await commitObject(deps, reservation.intent, { isFresh: left.isFresh === true })
  else pending.push(left)
}

async function put(repository: TestRepository, { reservation, content }: Pending): Promise<boolean> {
  return reservation.kind === 'upload' && (await repository.upload(reservation.intent, content))
}

async function goOn({ repository, deps, pending }: Run): Promise<void> {
  const left = pending.shift()
  if (!left) return
  const isFresh = left.isFresh ?? (await put(repository, left))
  await commitObject(deps, left.reservation.intent, { isFresh })
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

async function take(run: Run, step: Step): Promise<void> {
  const { repository, deps } = run
  switch (step.kind) {
    case 'upload':
      return upload(run, step)
    case 'goOn':
      return goOn(run)
    case 'delete':
      await deps.protection.deleteObject(repository.claims, await uploadOf('data', step.content))
      return
    case 'pass':
      return repository.passTime(step.ms)
    case 'sweep':
      await sweepIntents(deps)
      return
    case 'purge':
      await deps.protection.runPurge()
      return
    case 'restart':
      run.deps = repository.restart()
  }
}

describe('ledger and bucket', () => {
  it('agree to the byte after any uploads, crashes, deletes and purges, within the quota all the time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        await withRepository(
          async (repository) => {
            const run: Run = { repository, deps: repository.deps, pending: [] }
            for (const now of steps) {
              await take(run, now)
              expect(run.deps.account.require()).toMatchObject(totalsByRow(repository))
              expect(run.deps.account.require().usedBytes).toBeLessThanOrEqual(QUOTA_BYTES)
            }
            const { deps } = run
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
