/**
 * What somebody who is logged in as another user may not do: whatever the declaration of an operation closes, and to send
 * a password or another secret with any operation at all. One place, asked for every request.
 */
import type { Operation } from '../contract/operation.ts'
import type { ApiFailure } from '../http/failure.ts'
import type { ApiRequest } from '../http/route.ts'
import type { Scope } from './scope.ts'

const CLOSED: ApiFailure = {
  code: 'forbidden',
  message:
    'While logged in as somebody else you cannot change passwords, second factors, keys, sessions, address lists or single sign-on of the user, nor send a secret.',
}

/** Names of members that hold one: of a password, of a client of another service, of a key. */
const SECRET = /password|secret|privateKey|(access|refresh)Token$/i

type Closed = Pick<Operation, 'closedToImpersonation'>
type Input = Pick<ApiRequest, 'body' | 'patch'>

/** Before anything of the request is read. */
export function impersonationRefusal(operation: Closed, scope: Pick<Scope, 'impersonator'>): ApiFailure | null {
  return scope.impersonator !== null && operation.closedToImpersonation === true ? CLOSED : null
}

/** Of what the request says. */
export function impersonatedInputRefusal(
  operation: Closed,
  scope: Pick<Scope, 'impersonator'>,
  { body, patch }: Input,
): ApiFailure | null {
  if (scope.impersonator === null) return null
  const closed = Array.isArray(operation.closedToImpersonation) ? operation.closedToImpersonation : []
  const isClosed = [...patchedPaths(patch), ...memberPaths(body, [])].some(
    (path) => path.some((name) => SECRET.test(name)) || closed.some((members) => isWithin(path, members)),
  )
  return isClosed ? CLOSED : null
}

/** Every member that says something, as the names that lead to it; an empty text and null stand for nothing. */
function memberPaths(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (value === undefined || value === null || value === '') return []
  if (typeof value !== 'object') return [path]
  return Object.entries(value).flatMap(([name, member]) => memberPaths(member, [...path, name]))
}

/** Taking something away is a change too. */
function patchedPaths(patch: Input['patch']): (readonly string[])[] {
  return patch
    .filter(({ op }) => op !== 'test')
    .flatMap(({ path, from, value }) => {
      const targets = [path, ...(from ? [from] : [])].map((text) => text.split('/').filter((name) => name !== ''))
      return targets.flatMap((target) => [target, ...memberPaths(value, target)])
    })
}

/** A path that leads into the members, or above them: whoever replaces the whole replaces them too. */
function isWithin(path: readonly string[], members: string): boolean {
  const names = members.toLowerCase().split('.')
  const length = Math.min(names.length, path.length)
  return path.slice(0, length).every((name, index) => name.toLowerCase() === names[index])
}
