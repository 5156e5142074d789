/**
 * Random and mutated requests to every operation: none fails inside, none hangs, and none that is refused leaves
 * anything behind.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { responseError } from '../../worker/contract/common.ts'
import type { Operation } from '../../worker/contract/operation.ts'
import { OPERATIONS } from '../../worker/contract/operations.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { requestsTo, type SweptRequest } from './random-requests.ts'
import { changedTables, openStoredRows, type StoredRows } from './stored-rows.ts'
import { buildSweptWorld, type SweptWorld } from './swept-world.ts'

/** Nothing that is asked for here takes nearly as long. */
const HANG_MS = 30_000
const WAITS_FOR_QUIET = 40
const PARALLEL_READS = 6

const errorAnswer = z.object({ errors: z.array(responseError).min(1) })

let holdfast: TestConsole
let world: SweptWorld
let rows: StoredRows

/** What removes things comes last, so that the others have something to work on. */
const ORDER: readonly Operation['method'][] = ['get', 'post', 'put', 'patch', 'delete']
const swept = [...OPERATIONS].sort((a, b) => ORDER.indexOf(a.method) - ORDER.indexOf(b.method))

export interface Extent {
  /** To each operation. */
  requests: number
  /** To each list that is always empty: such lists have no code of their own. */
  requestsOfEmpty: number
  seed: number
}

export function describeRequests({ requests, requestsOfEmpty, seed }: Extent): void {
  beforeAll(async () => {
    holdfast = await startConsole({ env: { HOLDFAST_THROTTLING_IS_DISABLED: 'true' } })
    world = await buildSweptWorld(holdfast)
    rows = openStoredRows(holdfast.stateFolder)
  })

  afterAll(async () => {
    rows?.close()
    await holdfast?.dispose()
  })

  describe(`requests at random (seed ${seed})`, () => {
    test.each(swept.map((operation) => ({ operationId: operation.operationId, operation })))(
      '$operationId answers, or refuses and changes nothing',
      async ({ operation }) => {
        const numRuns = operation.isAlwaysEmpty === true ? requestsOfEmpty : requests
        const arbitrary = fc.record({
          request: requestsTo(operation, world.known),
          caller: fc.constantFrom(...world.callers),
        })
        const waiting = fc.sample(arbitrary, { numRuns, seed })
        // Changes follow each other, so that what one leaves behind is known for its own.
        const workers = operation.method === 'get' ? PARALLEL_READS : 1
        const work = async () => {
          for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
            const { request, caller } = next
            await sweep(operation, request, caller.key).catch((error: unknown) => {
              const asked = JSON.stringify({ ...request, caller: caller.name })
              throw new Error(`${asked}\n${error instanceof Error ? error.message : String(error)}`)
            })
          }
        }
        await Promise.all(Array.from({ length: workers }, work))
      },
    )

    test('reach what they are for', () => {
      console.log(`Answers by status: ${JSON.stringify(Object.fromEntries(answersByStatus))}`)
      const all = [...answersByStatus.values()].reduce((sum, count) => sum + count, 0)
      for (const status of [400, 401, 403, 404]) expect(answersByStatus.get(status)).toBeGreaterThan(5)
      expect(answersByStatus.get(200)).toBeGreaterThan(all / 10)
    })

    test('leave no reference that leads nowhere', () => {
      expect(rows.brokenReferences()).toEqual([])
    })
  })
}

const answersByStatus = new Map<number, number>()

async function sweep(operation: Operation, request: SweptRequest, key: string | null): Promise<void> {
  const isChange = operation.method !== 'get'
  const before = isChange ? await quietRows() : null
  const response = await fetch(`${holdfast.url}/api/v3${request.path}`, {
    method: request.method,
    headers: { ...request.headers, ...(key === null ? {} : { Authorization: `Bearer ${key}` }) },
    ...(request.body === null || request.method === 'GET' ? {} : { body: request.body }),
    signal: AbortSignal.timeout(HANG_MS),
  })
  answersByStatus.set(response.status, (answersByStatus.get(response.status) ?? 0) + 1)
  const type = response.headers.get('content-type') ?? ''
  const isText = /json|xml|csv|text/.test(type)
  const text = isText ? await response.text() : ''
  if (!isText) await response.body?.cancel()
  if (response.status >= 500) throw new Error(`${response.status}: ${text}\n${lastErrors()}`)
  if (type.includes('json')) {
    const json: unknown = JSON.parse(text)
    if (response.status >= 400 && operation.answer.kind !== 'bare') errorAnswer.parse(json)
  }
  if (before === null || response.status < 400 || rows.version() === before.version) return
  const changed = changedTables(before.digest, rows.digest())
  if (changed.length > 0)
    throw new Error(`Refused (${response.status} ${text}), and yet changed: ${changed.join(', ')}`)
}

/** The rows when nothing moves any more: what a change sets going ends a little after its answer. */
let known: { version: number; digest: Map<string, string> } | null = null

async function quietRows(): Promise<{ version: number; digest: Map<string, string> }> {
  for (let wait = 0; wait < WAITS_FOR_QUIET; wait++) {
    const version = rows.version()
    if (known?.version === version) return known
    known = { version, digest: rows.digest() }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  return known ?? { version: rows.version(), digest: rows.digest() }
}

/** What the console has logged of its failures. */
function lastErrors(): string {
  const lines = holdfast.output().split('\n')
  return lines
    .filter((line) => line.includes('"level":"error"'))
    .slice(-2)
    .join('\n')
    .slice(0, 3_000)
}
