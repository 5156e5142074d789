/** All of the isolation table: every operation × every role × every tenant × every credential (`npm run sweep`). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NAMES_BY_INPUT } from '../security/cases.ts'
import {
  casesOf,
  FOREIGN_PAGES,
  foreignNames,
  guarded,
  judgeAll,
  judgeNames,
  STRANGERS,
  send,
  somePath,
} from '../security/table.ts'
import { buildWorld, type World } from '../security/world.ts'
import { startConsole } from '../support/console.ts'

let world: World
beforeAll(async () => {
  world = await buildWorld(await startConsole({ env: { HOLDFAST_THROTTLING_RATE_MULTIPLIER: '1000' } }))
})
afterAll(() => world.holdfast.dispose())

describe.each(guarded)('$operationId', (operation) => {
  test('gives everybody what they reach, and nothing else', async () => {
    expect(await judgeAll(world, casesOf(world, operation))).toEqual([])
  })

  test.each(STRANGERS)('is refused to a stranger who comes with %j', async (headers) => {
    const { path, place } = somePath(world, operation)
    expect(await send(world, operation, { path, place, headers, input: 'valid' })).toMatchObject({ status: 401 })
  })
})

describe.each(guarded.filter(({ method, answer }) => method !== 'get' || answer.kind === 'webSocket'))(
  '$operationId',
  (operation) => {
    test.each(FOREIGN_PAGES)('is refused to a session cookie that comes with %j', async (page) => {
      const { path, place } = somePath(world, operation)
      const headers = { Cookie: world.callers[0]?.cookie ?? '', ...page }
      expect(await send(world, operation, { path, place, headers, input: 'valid' })).toMatchObject({ status: 403 })
    })
  },
)

describe.each(guarded.filter(({ operationId }) => NAMES_BY_INPUT.includes(operationId)))(
  '$operationId',
  (operation) => {
    test('takes nothing that names a tenant out of reach', async () => {
      expect(await judgeNames(world, operation, foreignNames(world))).toEqual([])
    })
  },
)
