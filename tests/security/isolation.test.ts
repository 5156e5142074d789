/**
 * The isolation table: every declared operation × every role × every tenant × every kind of credential. The cases are made
 * from the declarations; an operation that cannot be made into cases fails.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROLES } from '../../domain/permissions.ts'
import type { Operation } from '../../worker/contract/operation.ts'
import { OPERATIONS } from '../../worker/contract/operations.ts'
import { startConsole } from '../support/console.ts'
import { UNKNOWN_UID } from '../support/organization-builders.ts'
import { restClient } from '../support/rest-client.ts'
import { BODIES, NAMES_BY_INPUT, PARAMETERS, PROVIDER_ONLY, parameterNames, pathAt, QUERIES, reaches } from './cases.ts'
import { buildWorld, type Caller, PLACES, type Place, secretsOf, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await buildWorld(await startConsole())
})
afterAll(() => world.holdfast.dispose())

const guarded = OPERATIONS.filter(({ access }) => access !== 'anonymous')
const reading = guarded.filter(({ method, answer }) => method === 'get' && answer.kind !== 'webSocket')
/** A read that leaves an enrolment token behind. */
const MAKES_SOMETHING = ['downloadLinuxManagementPackage']
const lists = reading.filter(
  (operation) => parameterNames(operation).length === 0 && !MAKES_SOMETHING.includes(operation.operationId),
)
const addressed = guarded.filter((operation) => parameterNames(operation).length > 0)

/** What a list answers to a caller. */
function expectedStatus(caller: Caller, operation: Operation): number {
  if (!mayCall(caller, operation)) return 403
  const isHidden = PROVIDER_ONLY.includes(operation.operationId) && ROLES[caller.role].organizationType !== 'Provider'
  return isHidden ? 404 : 200
}

function mayCall(caller: Caller, { access }: Operation): boolean {
  return (
    access === 'signedIn' ||
    access === 'anonymous' ||
    ROLES[caller.role].permissions.some((permission) => permission === access)
  )
}

interface Sent {
  status: number
  text: string
}

async function send(operation: Operation, path: string, place: Place, headers: Record<string, string>): Promise<Sent> {
  const uids = world.places[place]
  const url = new URL(`${world.holdfast.url}/api/v3${path}`)
  const query = QUERIES[operation.operationId]?.(uids) ?? {}
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const body = operation.isPatch === true ? [] : BODIES[operation.operationId]?.(uids, place)
  const response = await fetch(url, {
    method: operation.method.toUpperCase(),
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

function asToken(caller: Caller): Promise<Record<string, string>> {
  return tokenOf(caller).then((token) => ({ Authorization: `Bearer ${token}` }))
}

const tokens = new Map<string, string>()
async function tokenOf(caller: Caller): Promise<string> {
  const known = tokens.get(caller.name)
  if (known !== undefined) return known
  const password = caller.name === 'admin' ? world.holdfast.administrator.password : 'long enough to be kept 7'
  const response = await fetch(`${world.holdfast.url}/api/v3/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', username: caller.name, password }),
  })
  const { access_token: token } = (await response.json()) as { access_token: string }
  tokens.set(caller.name, token)
  return token
}

describe('the table', () => {
  test('knows what every path parameter names', () => {
    const unknown = OPERATIONS.flatMap(parameterNames).filter((name) => !(name in PARAMETERS))
    expect(unknown).toEqual([])
  })

  test('has a body for every operation that takes one', () => {
    const without = guarded.filter(({ body, operationId }) => body !== undefined && !(operationId in BODIES))
    expect(without.map(({ operationId }) => operationId)).toEqual([])
  })

  test('has an operation for every body and query that it knows', () => {
    const ids = OPERATIONS.map(({ operationId }) => operationId)
    expect(
      [...Object.keys(BODIES), ...Object.keys(QUERIES), ...NAMES_BY_INPUT].filter((id) => !ids.includes(id)),
    ).toEqual([])
  })
})

describe('nobody', () => {
  test.each(guarded)('may not call $operationId', async (operation) => {
    const path = pathAt(operation, world.places.alpha) ?? pathAt(operation, world.places.north) ?? operation.path
    for (const headers of [
      {},
      { Authorization: 'Bearer nonsense' },
      { Authorization: 'Bearer hfk_nonsense' },
      { Cookie: '__Host-holdfast=x' },
    ])
      expect(await send(operation, path, 'alpha', headers)).toMatchObject({ status: 401 })
  })
})

describe.each(addressed)('$operationId', (operation) => {
  test('is refused to each role without its permission, whatever it names', async () => {
    for (const caller of world.callers.filter((candidate) => !mayCall(candidate, operation))) {
      const path =
        pathAt(operation, world.places.alpha) ??
        pathAt(operation, world.places.provider) ??
        pathAt(operation, world.places.north) ??
        ''
      expect(await send(operation, path, 'alpha', await asToken(caller)), caller.name).toMatchObject({ status: 403 })
    }
  })

  test('finds nothing outside of the reach of its caller', async () => {
    for (const caller of world.callers.filter((candidate) => mayCall(candidate, operation))) {
      for (const place of PLACES) {
        const uids = world.places[place]
        const path = pathAt(operation, uids)
        if (path === null || parameterNames(operation).every((name) => reaches(caller, place, uids, name))) continue
        const answer = await send(operation, path, place, await asToken(caller))
        expect(answer, `${caller.name} at ${place}`).toMatchObject({ status: 404 })
        expect(answer.text).not.toContain(`mark-${place}`)
      }
    }
  })

  test('finds nothing of another tenant below what the caller reaches', async () => {
    const names = parameterNames(operation)
    const last = names.at(-1) ?? ''
    if (names.length < 2 || PARAMETERS[last] === 'none' || PARAMETERS[last] === 'shared') return
    const owner = world.callers.find(({ name }) => name === 'alpha mark-alpha\\owner')
    const boss = world.callers.find(({ name }) => name === 'admin')
    for (const caller of [owner, boss]) {
      if (caller === undefined || !mayCall(caller, operation)) continue
      const mixed = { ...world.places.alpha, [last]: world.places.gamma[last] ?? UNKNOWN_UID }
      const answer = await send(operation, pathAt(operation, mixed) ?? '', 'alpha', await asToken(caller))
      expect(answer, caller.name).toMatchObject({ status: 404 })
    }
  })
})

describe.each(reading.filter((operation) => parameterNames(operation).length > 0))('$operationId', (operation) => {
  test('is answered within the reach of its caller', async () => {
    const isMade = parameterNames(operation).every((name) => PARAMETERS[name] !== 'none')
    for (const caller of world.callers.filter((candidate) => isMade && mayCall(candidate, operation))) {
      for (const place of PLACES) {
        const uids = world.places[place]
        const path = pathAt(operation, uids)
        if (path === null || !parameterNames(operation).every((name) => reaches(caller, place, uids, name))) continue
        expect(await send(operation, path, place, await asToken(caller)), `${caller.name} at ${place}`).toMatchObject({
          status: 200,
        })
      }
    }
  })
})

describe.each(lists)('$operationId', (operation) => {
  test.each(['json', 'xml', 'csv'])('shows nobody anything of a tenant out of reach, as %s', async (format) => {
    for (const caller of world.callers) {
      const client = restClient(world.holdfast.url, await tokenOf(caller))
      const answer = await client.call('GET', operation.path, {
        query: { format, ...(format === 'csv' ? {} : { limit: 500 }) },
      })
      expect(answer.status, caller.name).toBe(expectedStatus(caller, operation))
      for (const place of PLACES.filter(
        (candidate) => !caller.organizations.includes(candidate) && !caller.locations.includes(candidate),
      ))
        for (const secret of secretsOf(world, place, caller))
          expect(answer.text.includes(secret), `${caller.name} sees ${secret} of ${place}`).toBe(false)
    }
  })
})

describe('what a location user may not see', () => {
  const ofComputers = lists.filter(({ access }) =>
    /^(agents|backupAgents|jobs|computers|repositories|locations)\./.test(access),
  )
  test.each(ofComputers)('is not in $operationId', async ({ path }) => {
    const local = world.callers.find(({ role }) => role === 'CompanyLocationUser')
    if (local === undefined) throw new Error('There is no location user')
    const { text } = await restClient(world.holdfast.url, await tokenOf(local)).call('GET', path)
    for (const secret of secretsOf(world, 'alphaBranch', local)) expect(text).not.toContain(secret)
  })
})

describe('a list', () => {
  const seen: [path: string, permission: string, uid: string][] = [
    ['/organizations/companies', 'companies.read', 'companyUid'],
    ['/organizations/locations', 'locations.read', 'locationUid'],
    ['/infrastructure/managementAgents', 'agents.read', 'managementAgentUid'],
    ['/infrastructure/backupAgents', 'backupAgents.read', 'backupAgentUid'],
    ['/infrastructure/backupAgents/jobs', 'jobs.read', 'jobUid'],
    ['/infrastructure/sites/tenants', 'tenants.read', 'tenantUid'],
  ]
  test.each(seen)('shows everybody what is within reach: %s', async (path, permission, name) => {
    for (const caller of world.callers.filter(({ role }) =>
      ROLES[role].permissions.some((has) => has === permission),
    )) {
      const { text } = await restClient(world.holdfast.url, await tokenOf(caller)).call('GET', path, {
        query: { limit: 500 },
      })
      for (const place of PLACES) {
        const uid = world.places[place][name]
        if (
          uid === undefined ||
          !reaches(caller, place, world.places[place], PARAMETERS[name] === undefined ? 'jobUid' : name)
        )
          continue
        expect(text, `${caller.name} at ${place}`).toContain(uid)
      }
    }
  })
})

describe.each(OPERATIONS.filter(({ operationId }) => NAMES_BY_INPUT.includes(operationId)))(
  '$operationId',
  (operation) => {
    test('takes nothing that names a tenant out of reach', async () => {
      for (const caller of world.callers) {
        for (const place of PLACES.filter((candidate) => !caller.organizations.includes(candidate))) {
          const path = pathAt(operation, { ...world.places[place], siteUid: world.places.provider.siteUid ?? '' }) ?? ''
          const answer = await send(operation, path, place, await asToken(caller))
          expect([400, 403, 404], `${caller.name} at ${place}: ${answer.text}`).toContain(answer.status)
        }
      }
    })
  },
)

describe.each(guarded.filter(({ method, isOpenToReadOnly }) => method !== 'get' && isOpenToReadOnly !== true))(
  '$operationId',
  (operation) => {
    const path = () => pathAt(operation, world.places.alpha) ?? pathAt(operation, world.places.north) ?? operation.path

    test('is refused to every key that is for reading only', async () => {
      for (const caller of world.callers) {
        const answer = await send(operation, path(), 'alpha', { Authorization: `Bearer ${caller.readOnlyKey}` })
        expect(answer, caller.name).toMatchObject({ status: 403 })
      }
    })

    test.each([
      { Origin: 'https://other.example' },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      {},
    ])('is refused to a session cookie that comes with %j', async (proof) => {
      const [admin] = world.callers
      const headers = { Cookie: admin?.cookie ?? '', ...proof } as Record<string, string>
      expect(await send(operation, path(), 'alpha', headers)).toMatchObject({ status: 403 })
    })
  },
)

describe('the session cookie', () => {
  test.each(lists)('reads $operationId as its user does', async (operation) => {
    for (const caller of world.callers) {
      const answer = await send(operation, operation.path, 'alpha', { Cookie: caller.cookie })
      expect(answer.status, caller.name).toBe(expectedStatus(caller, operation))
    }
  })

  test('opens no WebSocket for a page of another origin', async () => {
    const live = OPERATIONS.filter(({ answer }) => answer.kind === 'webSocket')
    for (const operation of live) {
      const [admin] = world.callers
      const headers = { Cookie: admin?.cookie ?? '', Origin: 'https://other.example' }
      expect(await send(operation, pathAt(operation, world.places.alpha) ?? '', 'alpha', headers)).toMatchObject({
        status: 403,
      })
    }
  })
})

describe.each(OPERATIONS.filter(({ access, method }) => access === 'anonymous' && method !== 'get'))(
  '$operationId',
  ({ path }) => {
    test('is refused to a page of another origin', async () => {
      const response = await fetch(`${world.holdfast.url}/api/v3${path}`, {
        method: 'POST',
        headers: { Origin: 'https://other.example' },
      })
      expect(response.status).toBe(403)
    })
  },
)
