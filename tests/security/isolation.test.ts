/**
 * The isolation table: every declared operation × every role × every tenant × every kind of credential. The cases are made
 * from the declarations; an operation that cannot be made into cases fails. Here each operation meets each role once, at a
 * tenant and with a credential drawn by a seed; `npm run sweep` walks all of them.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES } from '../../domain/permissions.ts'
import { OPERATIONS } from '../../worker/contract/operations.ts'
import { startConsole } from '../support/console.ts'
import { UNKNOWN_UID } from '../support/organization-builders.ts'
import { restClient } from '../support/rest-client.ts'
import { BODIES, NAMES_BY_INPUT, PARAMETERS, parameterNames, pathAt, QUERIES, reaches } from './cases.ts'
import { PLACES } from './places.ts'
import {
  anonymous,
  FOREIGN_PAGES,
  foreignNames,
  guarded,
  headersOf,
  judgeAll,
  judgeNames,
  mayCall,
  STRANGERS,
  seededRandom,
  send,
  shareOf,
  somePath,
} from './table.ts'
import { buildWorld, type World } from './world.ts'

/** Another one draws another share. */
const SEED = Number(process.env.HOLDFAST_SWEEP_SEED ?? 20_261_124)

let world: World
beforeAll(async () => {
  world = await buildWorld(await startConsole({ env: { HOLDFAST_THROTTLING_RATE_MULTIPLIER: '1000' } }))
})
afterAll(() => world.holdfast.dispose())

describe('the table', () => {
  test('knows what every path parameter names', () => {
    const unknown = OPERATIONS.flatMap(parameterNames).filter((name) => !(name in PARAMETERS))
    expect(unknown).toEqual([])
  })

  test('has a body for every operation that takes one', () => {
    const without = guarded.filter(({ body, operationId }) => body !== undefined && !(operationId in BODIES))
    expect(without.map(({ operationId }) => operationId)).toEqual([])
  })

  test('has bodies that are read without fault', () => {
    const faults = OPERATIONS.flatMap(({ operationId, body }) => {
      const read = body?.schema.safeParse(BODIES[operationId]?.(world.places.alpha, 'alpha'))
      return read === undefined || read.success || !(operationId in BODIES) ? [] : [`${operationId}: ${read.error}`]
    })
    expect(faults).toEqual([])
  })

  test('has an operation for every body and query that it knows', () => {
    const ids = OPERATIONS.map(({ operationId }) => operationId)
    const known = [...Object.keys(BODIES), ...Object.keys(QUERIES), ...NAMES_BY_INPUT]
    expect(known.filter((id) => !ids.includes(id))).toEqual([])
  })

  test('has a caller of every role', () => {
    expect(new Set(world.callers.map(({ role }) => role))).toEqual(new Set(Object.keys(ROLES)))
  })
})

describe.each(guarded)('$operationId', (operation) => {
  const random = seededRandom(SEED + operation.operationId.length * 7919 + operation.path.length)

  test(`gives each role what it reaches, and nothing else (seed ${SEED})`, async () => {
    expect(await judgeAll(world, shareOf(world, operation, random))).toEqual([])
  })

  test('is refused to strangers, and to pages of another origin', async () => {
    const { path, place } = somePath(world, operation)
    const stranger = STRANGERS[Math.floor(random() * STRANGERS.length)] ?? {}
    expect(await send(world, operation, { path, place, headers: stranger, input: 'valid' })).toMatchObject({
      status: 401,
    })
    if (operation.method === 'get' && operation.answer.kind !== 'webSocket') return
    const page = FOREIGN_PAGES[Math.floor(random() * FOREIGN_PAGES.length)] ?? {}
    const headers = { Cookie: world.callers[0]?.cookie ?? '', ...page }
    expect(await send(world, operation, { path, place, headers, input: 'valid' })).toMatchObject({ status: 403 })
  })
})

describe('what lies below another tenant', () => {
  const nested = guarded.filter((operation) => {
    const level = PARAMETERS[parameterNames(operation).at(-1) ?? '']
    return parameterNames(operation).length > 1 && level !== 'none' && level !== 'sites' && level !== 'constant'
  })
  test.each(nested)('is not found below what the caller reaches: $operationId', async (operation) => {
    const last = parameterNames(operation).at(-1) ?? ''
    const mixed = { ...world.places.alpha, [last]: world.places.gamma[last] ?? UNKNOWN_UID }
    const path = pathAt(operation, mixed)
    for (const caller of world.callers.filter(({ name }) => name === 'admin' || name.endsWith('\\owner'))) {
      if (path === null || !mayCall(caller, operation)) continue
      const headers = headersOf(world, caller, 'token')
      const answer = await send(world, operation, { path, place: 'alpha', headers, input: 'valid' })
      expect(answer, caller.name).toMatchObject({ status: 404 })
    }
  })
})

describe('a list', () => {
  const seen: [path: string, permission: string, uid: string][] = [
    ['/organizations/companies', 'companies.read', 'companyUid'],
    ['/organizations/locations', 'locations.read', 'locationUid'],
    ['/infrastructure/managementAgents', 'agents.read', 'managementAgentUid'],
    ['/infrastructure/backupAgents', 'backupAgents.read', 'backupAgentUid'],
    ['/infrastructure/backupAgents/jobs', 'jobs.read', 'jobUid'],
    ['/infrastructure/sites', 'sites.read', 'siteUid'],
    ['/infrastructure/sites/tenants', 'tenants.read', 'tenantUid'],
    ['/repositories', 'repositories.read', 'repositoryUid'],
    ['/users', 'users.read', 'userUid'],
  ]
  test.each(seen)('shows everybody all that is within reach: %s', async (path, permission, name) => {
    for (const caller of world.callers.filter(({ role }) =>
      ROLES[role].permissions.some((has) => has === permission),
    )) {
      const { text } = await restClient(world.holdfast.url, caller.token).call('GET', path, { query: { limit: 500 } })
      for (const place of PLACES) {
        const uid = world.places[place][name]
        if (uid === undefined) continue
        expect(text.includes(uid), `${caller.name} at ${place}`).toBe(reaches(caller, place, world.places[place], name))
      }
    }
  })
})

describe.each(OPERATIONS.filter(({ operationId }) => NAMES_BY_INPUT.includes(operationId)))(
  '$operationId',
  (operation) => {
    const random = seededRandom(SEED + operation.operationId.length)

    test('takes nothing that names a tenant out of reach', async () => {
      const chosen = foreignNames(world).filter(() => random() < 0.2)
      expect(await judgeNames(world, operation, chosen)).toEqual([])
    })
  },
)

describe.each(anonymous.filter(({ method }) => method !== 'get'))('$operationId', ({ path, method }) => {
  test('is refused to a page of another origin', async () => {
    const response = await fetch(`${world.holdfast.url}/api/v3${path}`, {
      method: method.toUpperCase(),
      headers: { Origin: 'https://other.example' },
    })
    expect(response.status).toBe(403)
  })
})
