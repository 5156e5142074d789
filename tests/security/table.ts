/**
 * The cases of the isolation table, made from the declarations: who asks, with which credential, for what of which tenant,
 * and what must come back. What would change something within the caller's reach is asked in a way that is refused as
 * input, so that the world stays as it is while permission and reach are seen to be given.
 */
import { ROLES } from '../../domain/permissions.ts'
import type { Operation } from '../../worker/contract/operation.ts'
import { OPERATIONS } from '../../worker/contract/operations.ts'
import {
  BODIES,
  MAKES_SOMETHING,
  OTHERWISE,
  PARAMETERS,
  PROVIDER_ONLY,
  parameterNames,
  pathAt,
  QUERIES,
  reaches,
} from './cases.ts'
import { PLACES, type Place } from './places.ts'
import { type Caller, secretsOf, seesAnythingOf, type World } from './world.ts'

export const CREDENTIALS = ['cookie', 'token', 'readOnlyKey'] as const
export type Credential = (typeof CREDENTIALS)[number]

const MEDIA_TYPES = { json: 'application/json', xml: 'application/xml', csv: 'text/csv' } as const
type Format = keyof typeof MEDIA_TYPES

export const guarded = OPERATIONS.filter(({ access }) => access !== 'anonymous')
export const anonymous = OPERATIONS.filter(({ access }) => access === 'anonymous')

export interface Case {
  operation: Operation
  caller: Caller
  place: Place
  credential: Credential
  /** Of lists; whatever else there is says its own. */
  format: Format
}

interface Sent {
  status: number
  text: string
}

interface Probe {
  path: string
  place: Place
  headers: Record<string, string>
  /** Valid: names what lies at the place. Harmless: refused as input, or changes nothing. */
  input: 'valid' | 'harmless'
}

export async function send(world: World, operation: Operation, { path, place, headers, input }: Probe): Promise<Sent> {
  const uids = world.places[place]
  const url = new URL(`${world.holdfast.url}/api/v3${path}`)
  const isHarmless = input === 'harmless' && operation.method !== 'get'
  const query = isHarmless ? {} : (QUERIES[operation.operationId]?.(uids) ?? {})
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const body = bodyOf(operation, uids, place, isHarmless)
  const response = await fetch(url, {
    method: operation.method.toUpperCase(),
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

function bodyOf(operation: Operation, uids: World['places'][Place], place: Place, isHarmless: boolean): unknown {
  if (operation.isPatch === true) return []
  if (operation.body === undefined) return undefined
  return isHarmless ? 'no object' : BODIES[operation.operationId]?.(uids, place)
}

/** Whether asking for it within reach leaves everything as it is. */
function canBeProbed(operation: Operation): boolean {
  if (operation.answer.kind === 'webSocket') return false
  if (operation.method === 'get') return !MAKES_SOMETHING.includes(operation.operationId)
  return operation.isPatch === true || operation.body !== undefined
}

export function mayCall(caller: Caller, { access }: Operation): boolean {
  return (
    access === 'signedIn' ||
    access === 'anonymous' ||
    ROLES[caller.role].permissions.some((permission) => permission === access)
  )
}

export function headersOf(world: World, caller: Caller, credential: Credential): Record<string, string> {
  if (credential === 'cookie') return { Cookie: caller.cookie, Origin: world.holdfast.url }
  return { Authorization: `Bearer ${credential === 'token' ? caller.token : caller.readOnlyKey}` }
}

const ANSWERED = [200, 202]
/** Refused as input, or by what is there: the caller itself was let in. */
const LET_IN = [...ANSWERED, 400, 409]

interface Expectation {
  allowed: readonly number[]
  path: string
  input: Probe['input']
}

/** Null: the place has nothing that the path names, or asking for it would change the world. */
function expectation(world: World, { operation, caller, place, credential }: Case): Expectation | null {
  const uids = world.places[place]
  const path = pathAt(operation, uids)
  if (!mayCall(caller, operation)) return { allowed: [403], path: path ?? operation.path, input: 'valid' }
  if (path === null) return null
  const isChange =
    MAKES_SOMETHING.includes(operation.operationId) ||
    (operation.method !== 'get' && operation.isOpenToReadOnly !== true)
  if (credential === 'readOnlyKey' && isChange) return { allowed: [403], path, input: 'valid' }
  const unreached = parameterNames(operation).filter((name) => !reaches(caller, place, uids, name, operation))
  if (unreached.length > 0) {
    // Whether the role may is asked first, of what is there to be asked about.
    const isThere = unreached.every((name) => PARAMETERS[name] === 'none')
    return { allowed: isThere ? [404, ...deeperRefusals(operation)] : [404], path, input: 'valid' }
  }
  if (!canBeProbed(operation)) return null
  const further = [...(OTHERWISE[operation.operationId] ?? []), ...deeperRefusals(operation)]
  if (operation.method !== 'get') return { allowed: [...LET_IN, ...further], path, input: 'harmless' }
  // The provider's own history tells of everybody.
  const isHistory = operation.access === 'activityLog.read' && parameterNames(operation).length > 0
  if (isHistory && caller.role === 'SiteAdministrator' && place === 'provider')
    return { allowed: [404], path, input: 'valid' }
  const isHidden = PROVIDER_ONLY.includes(operation.operationId) && ROLES[caller.role].organizationType !== 'Provider'
  return { allowed: isHidden ? [404] : [...ANSWERED, ...further], path, input: 'valid' }
}

/**
 * Where more than the permission of the declaration decides: over users by what the caller's role manages, over a
 * reseller by the permission for resellers, and where everybody may ask for themselves.
 */
function deeperRefusals(operation: Operation): readonly number[] {
  const names = parameterNames(operation)
  const isByService = operation.access === 'signedIn' || /^(claims|companies|users|apiKeys|mfa)/.test(operation.access)
  return isByService && names.length > 0 ? [403] : []
}

/** What is wrong with the answer to the case; null: nothing, or there is no such case. */
export async function judge(world: World, one: Case): Promise<string | null> {
  const expected = expectation(world, one)
  if (expected === null) return null
  const { operation, caller, place, credential } = one
  const format = operation.answer.kind === 'page' ? one.format : 'json'
  const headers = { ...headersOf(world, caller, credential), Accept: MEDIA_TYPES[format] }
  const answer = await send(world, operation, { path: expected.path, place, headers, input: expected.input })
  const name = `${caller.role} ${caller.name} by ${credential} at ${place}: ${operation.operationId} ${expected.path}`
  if (!expected.allowed.includes(answer.status))
    return `${name} answered ${answer.status} instead of ${expected.allowed.join(' or ')}: ${answer.text.slice(0, 300)}`
  const leaked = leakedSecret(world, caller, answer.text, expected.path)
  return leaked === null ? null : `${name} shows ${leaked}`
}

/** Anything of a tenant out of reach that stands in a text and was not said by the caller. */
export function leakedSecret(world: World, caller: Caller, text: string, said: string): string | null {
  for (const place of PLACES.filter((candidate) => !seesAnythingOf(caller, candidate)))
    for (const secret of secretsOf(world, place, caller))
      if (text.includes(secret) && !said.includes(secret)) return `${secret} of ${place}`
  return null
}

const FORMATS = ['json', 'xml', 'csv'] as const

export function casesOf(world: World, operation: Operation): Case[] {
  // Where the path names nothing it is the same at every place.
  const places: readonly Place[] = parameterNames(operation).length === 0 ? ['alpha'] : PLACES
  return world.callers.flatMap((caller) =>
    places.flatMap((place, at) =>
      CREDENTIALS.map((credential, by) => {
        const format = FORMATS[(at + by) % FORMATS.length] ?? 'json'
        return { operation, caller, place, credential, format }
      }),
    ),
  )
}

/** Where nothing is ever listed, so many roles stand for all. */
const ROLES_OF_EMPTY = 5

function someOf<T>(all: readonly T[], count: number, random: () => number): T[] {
  const start = Math.floor(random() * all.length)
  return [...all.slice(start), ...all.slice(0, start)].slice(0, count)
}

/** Of each role's cases one: every operation meets every role. */
export function shareOf(world: World, operation: Operation, random: () => number): Case[] {
  const cases = casesOf(world, operation).filter((one) => expectation(world, one) !== null)
  const roles = [...new Set(world.callers.map(({ role }) => role))]
  const asking = operation.isAlwaysEmpty === true ? someOf(roles, ROLES_OF_EMPTY, random) : roles
  return asking.flatMap((role) => {
    const mine = cases.filter(({ caller }) => caller.role === role)
    const chosen = mine[Math.floor(random() * mine.length)]
    return chosen === undefined ? [] : [chosen]
  })
}

const PARALLEL = 8

export async function judgeAll(world: World, cases: readonly Case[]): Promise<string[]> {
  const problems: string[] = []
  const left = [...cases]
  const work = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) {
      const problem = await judge(world, one)
      if (problem !== null) problems.push(problem)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, work))
  return problems
}

/** Each caller with each place that it does not reach. */
export function foreignNames(world: World): { caller: Caller; place: Place }[] {
  return world.callers.flatMap((caller) =>
    PLACES.filter((place) => !caller.organizations.includes(place)).map((place) => ({ caller, place })),
  )
}

/** What is wrong with answers to bodies and queries that name what lies there. */
export async function judgeNames(
  world: World,
  operation: Operation,
  names: readonly { caller: Caller; place: Place }[],
): Promise<string[]> {
  const siteUid = world.places.provider.siteUid ?? ''
  const judged = names.map(async ({ caller, place }) => {
    const path = pathAt(operation, { ...world.places[place], siteUid }) ?? ''
    const headers = headersOf(world, caller, 'token')
    const answer = await send(world, operation, { path, place, headers, input: 'valid' })
    return [400, 403, 404].includes(answer.status) ? [] : [`${caller.name} at ${place}: ${answer.text}`]
  })
  return (await Promise.all(judged)).flat()
}

/** Without a credential, or with one that was never given out. */
export const STRANGERS: readonly Record<string, string>[] = [
  {},
  { Authorization: 'Bearer nonsense' },
  { Authorization: 'Bearer hfk_nonsense' },
  { Cookie: '__Host-holdfast=x' },
]

/** What a page of another origin sends along with a visitor's cookie. */
export const FOREIGN_PAGES: readonly Record<string, string>[] = [
  { Origin: 'https://other.example' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  {},
]

/** A path of the operation that names something, wherever it may be. */
export function somePath(world: World, operation: Operation): { path: string; place: Place } {
  for (const place of ['alpha', 'provider', 'north'] as const) {
    const path = pathAt(operation, world.places[place])
    if (path !== null) return { path, place }
  }
  return { path: operation.path, place: 'alpha' }
}

/** The same numbers for the same seed: a failure can be looked at again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
