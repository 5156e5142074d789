/**
 * Whatever a user of a random organization asks of a list, nothing that it gets back names a thing out of its reach: rows,
 * counts, order, what is embedded, tables and the texts of errors. The oracle is what the roles say (random-reach.ts), and
 * for filters the answer to the Portal Administrator, who sees everything.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ROLES } from '../../domain/permissions.ts'
import type { Operation } from '../../worker/contract/operation.ts'
import { OPERATIONS } from '../../worker/contract/operations.ts'
import { startConsole, type TestConsole } from '../support/console.ts'
import { changeDirectory } from '../support/directory-database.ts'
import { type RestAnswer, type RestClient, restClient } from '../support/rest-client.ts'
import { MAKES_SOMETHING } from './cases.ts'
import { isOfWorld, makeWorld, numbersIn, type RandomUser, type RandomWorld, uidOf } from './random-organizations.ts'
import { mentionable, type RandomReach, reachOf } from './random-reach.ts'
import { seededRandom } from './table.ts'
import { writeWorld } from './write-random-organizations.ts'

interface Viewer {
  user: RandomUser
  client: RestClient
  reach: RandomReach
  mentionable: ReadonlySet<number>
}

const lists = OPERATIONS.filter(
  ({ method, answer, path, access, operationId }) =>
    method === 'get' &&
    (answer.kind === 'page' || answer.kind === 'list') &&
    access !== 'anonymous' &&
    !path.includes('{') &&
    !MAKES_SOMETHING.includes(operationId),
)

interface KnownList {
  operationId: string
  /** The property that tells rows apart. */
  key: string
  rows: (reach: RandomReach) => readonly { number: number }[]
}

/** Lists whose rows the model knows one by one. */
const KNOWN: readonly KnownList[] = [
  { operationId: 'getCompanies', key: 'instanceUid', rows: ({ companies }) => companies },
  { operationId: 'getResellers', key: 'instanceUid', rows: ({ resellers }) => resellers },
  { operationId: 'getLocations', key: 'instanceUid', rows: ({ locations }) => locations },
  { operationId: 'getUsers', key: 'instanceUid', rows: ({ users }) => users },
  { operationId: 'getUsersBackupResources', key: 'userUid', rows: ({ shares }) => shares },
  { operationId: 'getSites', key: 'siteUid', rows: ({ sites }) => sites },
  { operationId: 'getTenants', key: 'instanceUid', rows: ({ tenants }) => tenants },
  { operationId: 'getTenantsBackupResources', key: 'instanceUid', rows: ({ resources }) => resources },
  { operationId: 'getTenantsBackupResourcesUsages', key: 'backupResourceUid', rows: ({ resources }) => resources },
  {
    operationId: 'getManagementAgents',
    key: 'instanceUid',
    rows: ({ computers }) => computers.map(({ managementNumber }) => ({ number: managementNumber })),
  },
  { operationId: 'getBackupAgents', key: 'instanceUid', rows: ({ computers }) => computers },
  { operationId: 'getLinuxBackupAgents', key: 'instanceUid', rows: ({ computers }) => computers },
  { operationId: 'getBackupAgentJobs', key: 'instanceUid', rows: ({ jobs }) => jobs },
  { operationId: 'getLinuxBackupAgentJobs', key: 'instanceUid', rows: ({ jobs }) => jobs },
  { operationId: 'getRepositories', key: 'instanceUid', rows: ({ repositories }) => repositories },
  {
    operationId: 'getProtectedComputersManagedByConsole',
    key: 'backupAgentUid',
    rows: ({ protectedComputers }) => protectedComputers,
  },
  {
    operationId: 'getProtectedComputersManagedByConsoleRestorePoints',
    key: 'instanceUid',
    rows: ({ restorePoints }) => restorePoints,
  },
  { operationId: 'getUnverifiedAgents', key: 'instanceUid', rows: ({ unverified }) => unverified },
]

/** Properties that are stored of such rows and told nobody. */
const UNREADABLE = ['passwordHash', 'credentials.password', 'secretSha256', 'tokenSha256', 'deletedAt', 'rev', 'uid']

export interface Extent {
  worlds: number
  queriesPerWorld: number
  seed: number
}

export function describeReach({ worlds, queriesPerWorld, seed }: Extent): void {
  describe.each(Array.from({ length: worlds }, (_none, index) => seed + index))(
    'organizations of the seed %i',
    (own) => {
      let holdfast: TestConsole
      let world: RandomWorld
      let viewers: Viewer[]
      let administrator: RestClient

      beforeAll(async () => {
        holdfast = await startConsole({ env: { HOLDFAST_THROTTLING_RATE_MULTIPLIER: '1000' } })
        world = makeWorld(seededRandom(own))
        changeDirectory(holdfast.stateFolder, (database) => writeWorld(database, world))
        administrator = restClient(holdfast.url, await holdfast.token())
        viewers = world.users.map((user) => {
          const reach = reachOf(world, user)
          const client = restClient(holdfast.url, user.key)
          return { user, client, reach, mentionable: mentionable(world, user, reach) }
        })
      })
      afterAll(() => holdfast.dispose())

      const leaks = (viewer: Viewer, answer: RestAnswer, said = ''): number[] => {
        const saidNumbers = numbersIn(said)
        return [...numbersIn(answer.text)].filter(
          (number) => !viewer.mentionable.has(number) && !saidNumbers.has(number),
        )
      }
      const mayList = (viewer: Viewer, { access }: Operation) =>
        access === 'signedIn' || ROLES[viewer.user.role].permissions.some((permission) => permission === access)
      const nameOf = ({ user }: Viewer) => `${user.role} ${user.number}`

      test('are listed to each user as far as its role goes, row by row', async () => {
        for (const { operationId, key, rows } of KNOWN) {
          const operation = lists.find((list) => list.operationId === operationId)
          if (operation === undefined) throw new Error(`There is no list ${operationId}`)
          const asked = viewers.filter((viewer) => mayList(viewer, operation))
          await Promise.all(
            asked.map(async (viewer) => {
              const { json, text } = await viewer.client.call('GET', operation.path, { query: { limit: 500 } })
              const listed = keysOf({ text, json }, key)
              const found = listed.filter(isOfWorld).sort()
              const expected = rows(viewer.reach).map(({ number }) => uidOf(number))
              expect(found, `${operationId} of ${nameOf(viewer)}: ${text.slice(0, 200)}`).toEqual(expected.sort())
              expect(json?.meta?.pagingInfo.total, `${operationId} of ${nameOf(viewer)}`).toBe(listed.length)
            }),
          )
        }
      })

      test('name nothing out of reach in any list, in any format', async () => {
        const found = await Promise.all(
          lists
            .filter(({ isAlwaysEmpty }) => isAlwaysEmpty !== true)
            .flatMap((operation, at) =>
              viewers
                .filter((viewer, index) => mayList(viewer, operation) && (worlds > 1 || (index + at) % 5 === 0))
                .map(async (viewer, index) => {
                  const format = ['json', 'xml', 'csv'][index % 3] ?? 'json'
                  const expand = operation.expand?.join(',') ?? ''
                  const query = { format, ...(format === 'csv' ? {} : { limit: 500 }), ...(expand ? { expand } : {}) }
                  const answer = await viewer.client.call('GET', operation.path, { query })
                  const leaked = leaks(viewer, answer)
                  return leaked.length === 0
                    ? []
                    : [`${operation.operationId} as ${format} to ${nameOf(viewer)}: ${leaked}`]
                }),
            ),
        )
        expect(found.flat()).toEqual([])
      })

      test('are filtered, sorted and counted as if nothing else were there', async () => {
        const properties = new Map<string, { path: string; values: unknown[] }[]>()
        for (const { operationId } of KNOWN) {
          const path = lists.find((list) => list.operationId === operationId)?.path ?? ''
          properties.set(operationId, propertiesOf(await administrator.get(path, { limit: 500 })))
        }
        const query = fc.record({
          list: fc.constantFrom(...KNOWN),
          viewer: fc.nat(),
          property: fc.nat(),
          value: fc.nat(),
          operation: fc.constantFrom('equals', 'notEquals', 'contains', 'in', 'greaterThan', 'lessThanOrEqual'),
          direction: fc.constantFrom('ascending', 'descending'),
          offset: fc.nat({ max: 2 }),
        })
        await fc.assert(
          fc.asyncProperty(
            query,
            async ({ list, viewer: at, property: which, value: nth, operation, direction, offset }) => {
              const declared = lists.find(({ operationId }) => operationId === list.operationId)
              const asking = viewers.filter(
                ({ user, ...viewer }) =>
                  declared !== undefined &&
                  mayList({ user, ...viewer }, declared) &&
                  user.role !== 'PortalAdministrator',
              )
              const viewer = asking[at % asking.length]
              const known = properties.get(list.operationId) ?? []
              const property = known[which % known.length]
              if (declared === undefined || viewer === undefined || property === undefined) return
              const value = property.values[nth % property.values.length]
              const filter = [{ property: property.path, operation, value: operation === 'in' ? [value] : value }]
              const sort = [
                { property: property.path, direction },
                { property: list.key, direction: 'ascending' },
              ]
              const asked = { filter: JSON.stringify(filter), sort: JSON.stringify(sort), limit: 500 }
              const whole = await administrator.call('GET', declared.path, { query: asked })
              const mine = await viewer.client.call('GET', declared.path, { query: asked })
              expect(mine.status).toBe(whole.status)
              expect(leaks(viewer, mine, JSON.stringify(filter))).toEqual([])
              if (whole.status !== 200) return
              const reached = new Set(list.rows(viewer.reach).map(({ number }) => uidOf(number)))
              const expected = keysOf(whole, list.key).filter((uid) => reached.has(uid))
              expect(keysOf(mine, list.key), `${list.operationId} of ${nameOf(viewer)} by ${asked.filter}`).toEqual(
                expected,
              )
              expect(mine.json?.meta?.pagingInfo.total).toBe(expected.length)
              const paged = await viewer.client.call('GET', declared.path, { query: { ...asked, limit: 2, offset } })
              expect(keysOf(paged, list.key)).toEqual(expected.slice(offset, offset + 2))
              expect(paged.json?.meta?.pagingInfo.total).toBe(expected.length)
            },
          ),
          { seed: own, numRuns: queriesPerWorld },
        )
      })

      test('are neither filtered nor sorted by what nobody is told', async () => {
        for (const { operationId } of KNOWN) {
          const operation = lists.find((list) => list.operationId === operationId)
          const viewer = viewers.find((one) => operation !== undefined && mayList(one, operation))
          if (operation === undefined || viewer === undefined) continue
          for (const property of UNREADABLE) {
            const filter = JSON.stringify([{ property, operation: 'notEquals', value: 'x' }])
            const sort = JSON.stringify([{ property, direction: 'ascending' }])
            for (const query of [{ filter }, { sort }]) {
              const answer = await viewer.client.call('GET', operation.path, { query })
              expect(answer.status, `${operationId} by ${property}: ${answer.text.slice(0, 200)}`).toBe(400)
            }
          }
        }
      })

      test('are not told of by errors', async () => {
        const addressed = OPERATIONS.filter(
          ({ method, path, access, answer }) =>
            method === 'get' &&
            access !== 'anonymous' &&
            answer.kind !== 'webSocket' &&
            /^[^{]*\{\w+Uid\}[^{]*$/.test(path),
        )
        const ask = fc.record({ operation: fc.constantFrom(...addressed), viewer: fc.nat(), thing: fc.nat() })
        const highest = Math.max(...world.events.map(({ number }) => number))
        await fc.assert(
          fc.asyncProperty(ask, async ({ operation, viewer: at, thing }) => {
            const viewer = viewers[at % viewers.length]
            if (viewer === undefined) return
            const path = operation.path.replace(/\{\w+\}/, uidOf(1 + (thing % highest)))
            const answer = await viewer.client.call('GET', path)
            expect([200, 400, 403, 404, 409], `${path} of ${nameOf(viewer)}: ${answer.text}`).toContain(answer.status)
            expect(leaks(viewer, answer, path), `${path} of ${nameOf(viewer)}: ${answer.text}`).toEqual([])
          }),
          { seed: own, numRuns: queriesPerWorld },
        )
      })
    },
  )
}

function keysOf(answer: Pick<RestAnswer, 'text' | 'json'>, key: string): string[] {
  return z
    .array(z.record(z.string(), z.unknown()))
    .parse(answer.json?.data)
    .map((row) => String(row[key]))
}

/** Dotted paths of the plain values in a list's rows, each with those values. */
function propertiesOf(body: { data: unknown }): { path: string; values: unknown[] }[] {
  const found = new Map<string, Set<unknown>>()
  const look = (value: unknown, path: string): void => {
    if (Array.isArray(value) || path.startsWith('_embedded')) return
    if (typeof value === 'object' && value !== null)
      for (const [name, member] of Object.entries(value)) look(member, path === '' ? name : `${path}.${name}`)
    else if (value !== null) found.set(path, (found.get(path) ?? new Set()).add(value))
  }
  for (const row of body.data as unknown[]) look(row, '')
  return [...found].map(([path, values]) => ({ path, values: [...values] }))
}
