/**
 * The credential by which restic reaches one repository: HTTP Basic, whose password is a signed token. It needs no
 * look-up to be checked but for the epoch, which the Repository object compares, and which revokes at once.
 */
import { jwtVerify, SignJWT } from 'jose'
import { JOSEError, JWTExpired } from 'jose/errors'
import { z } from 'zod'
import { fail, ok, type Result } from '../../domain/result.ts'
import type { VaultCredential } from '../../durable-objects/company/rpc.ts'
import type { Access, VaultClaims } from '../../durable-objects/repository/rpc.ts'
import { keyRing, type MasterSecrets } from '../auth/keys.ts'

export interface CredentialRequest {
  repositoryUid: string
  access: Access
  /** Of the repository at the time of issue: RepositoryRpc.getEpoch. */
  epoch: number
  hours: number
  /** "0.18.0"; decides how a full quota is told to the client. Null when not known. */
  resticVersion: string | null
}

export type CredentialFailure = { code: 'missing' } | { code: 'expired' } | { code: 'invalid' }

const AUDIENCE = 'vault'
const MS_PER_HOUR = 3_600_000

const claimsSchema = z.object({
  sub: z.string(),
  access: z.enum(['readOnly', 'appendOnly', 'full']),
  epoch: z.int(),
  resticVersion: z.string().nullable(),
  exp: z.number(),
})

/** `url` is the repository's address ending in "/"; restic takes it behind "rest:". The user name is the repository's uid. */
export async function issueVaultCredential(
  env: MasterSecrets & { HOLDFAST_URL: string },
  request: CredentialRequest,
  nowMs: number = Date.now(),
): Promise<VaultCredential> {
  if (!env.HOLDFAST_URL) throw new Error('HOLDFAST_URL, the public address of the console, is not configured')
  const { repositoryUid, access, epoch, resticVersion } = request
  const expiresAtSeconds = Math.floor((nowMs + request.hours * MS_PER_HOUR) / 1000)
  const { current } = await keyRing(env, 'vaultCredential')
  const password = await new SignJWT({ access, epoch, resticVersion })
    .setProtectedHeader({ alg: 'HS256', kid: current.kid })
    .setSubject(repositoryUid)
    .setAudience(AUDIENCE)
    .setIssuedAt(Math.floor(nowMs / 1000))
    .setExpirationTime(expiresAtSeconds)
    .setJti(crypto.randomUUID())
    .sign(current.key)
  return {
    url: `${env.HOLDFAST_URL.replace(/\/+$/, '')}/vault/${repositoryUid}/`,
    userName: repositoryUid,
    password,
    expiresAt: expiresAtSeconds * 1000,
  }
}

/** Checks signature, expiry and form; whether epoch and repository still stand is the Repository object's to say. */
export async function verifyVaultCredential(
  env: MasterSecrets,
  authorization: string | undefined,
  nowMs: number = Date.now(),
): Promise<Result<VaultClaims, CredentialFailure>> {
  const basic = readBasic(authorization)
  if (!basic) return fail({ code: 'missing' })
  const ring = await keyRing(env, 'vaultCredential')
  try {
    const { payload } = await jwtVerify(
      basic.password,
      ({ kid }) => {
        const derived = ring.find(kid ?? '')
        if (!derived) throw new JOSEError('No key of that kid')
        return derived.key
      },
      { algorithms: ['HS256'], audience: AUDIENCE, currentDate: new Date(nowMs) },
    )
    const claims = claimsSchema.safeParse(payload)
    if (!claims.success || claims.data.sub !== basic.userName) return fail({ code: 'invalid' })
    const { sub, access, epoch, resticVersion } = claims.data
    return ok({ repositoryUid: sub, access, epoch, resticVersion })
  } catch (error) {
    if (error instanceof JWTExpired) return fail({ code: 'expired' })
    if (error instanceof JOSEError) return fail({ code: 'invalid' })
    throw error
  }
}

function readBasic(authorization: string | undefined): { userName: string; password: string } | null {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2}) *$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return null
  let text: string
  try {
    text = atob(encoded)
  } catch {
    return null
  }
  const colon = text.indexOf(':')
  return colon < 0 ? null : { userName: text.slice(0, colon), password: text.slice(colon + 1) }
}
