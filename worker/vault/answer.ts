/** The vault's answers other than object bytes: a sentence for a person, with its length, and the status restic goes by. */
import type { VaultClaims, VaultFailure } from '../../durable-objects/repository/rpc.ts'
import type { CredentialFailure } from './credential.ts'

/** Bodies must arrive as they were sent: clients compare lengths. */
export const NO_TRANSFORM = 'no-store, no-transform'

export function sentence(
  request: Request,
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Response {
  const body = new TextEncoder().encode(`${text}\n`)
  return new Response(request.method === 'HEAD' ? null : body, {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': String(body.length),
      'Cache-Control': NO_TRANSFORM,
      ...headers,
    },
  })
}

/** restic expects 200 without a body wherever it changes something. */
export function done(): Response {
  return new Response(null, { status: 200, headers: { 'Content-Length': '0', 'Cache-Control': NO_TRANSFORM } })
}

export function methodNotAllowed(request: Request, allowed: readonly string[]): Response {
  const allow = allowed.join(', ')
  return sentence(request, 405, `${request.method} is not possible here, only ${allow}.`, { Allow: allow })
}

export function refuseCredential(request: Request, { code }: CredentialFailure): Response {
  const text = {
    missing: 'The vault wants the user name and password of a credential that the console issued.',
    expired: 'This credential has expired; have the console issue another.',
    invalid: 'This is no credential that the console issued.',
  }[code]
  return unauthorized(request, text)
}

function unauthorized(request: Request, text: string): Response {
  return sentence(request, 401, text, { 'WWW-Authenticate': 'Basic realm="vault", charset="UTF-8"' })
}

export function refuse(request: Request, failure: VaultFailure, claims: VaultClaims): Response {
  switch (failure.code) {
    case 'not_found':
      return sentence(request, 404, 'The repository has no such object.')
    case 'repository_missing':
      return sentence(request, 404, 'There is no such repository, or it was deleted.')
    case 'repository_disabled':
      return sentence(request, 403, 'The repository is disabled; ask the provider.')
    case 'credential_revoked':
      return unauthorized(request, 'This credential was revoked; have the console issue another.')
    case 'access_denied':
      return sentence(request, 403, `The credential's access is ${claims.access}, which does not allow this.`)
    case 'exists_with_other_content':
      return sentence(request, 403, 'An object of this name exists with other content; objects are never overwritten.')
    case 'protected':
      return sentence(request, 403, 'The deleted object of this name has other content and is still protected.')
    case 'quota_exceeded':
      return sentence(request, knowsStatus507(claims.resticVersion) ? 507 : 403, describeQuota(failure))
  }
}

function describeQuota({ limitBytes, usedBytes }: { limitBytes: number; usedBytes: number }): string {
  return `The storage quota of ${limitBytes} bytes is used up; this repository holds ${usedBytes} bytes of it.`
}

/** From 0.18.1 on restic stops at a 507; before, it goes on trying for 15 minutes, while a 403 stops it at once. */
export function knowsStatus507(resticVersion: string | null): boolean {
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(resticVersion ?? '') ?? []
  if (major === undefined) return false
  const order = [Number(major) - 0, Number(minor) - 18, Number(patch ?? 0) - 1]
  return (order.find((difference) => difference !== 0) ?? 0) >= 0
}
