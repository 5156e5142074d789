/** Access tokens of integrators: signed, one hour, naming the session that every request is checked against. */
import { jwtVerify, SignJWT } from 'jose'
import { JOSEError } from 'jose/errors'
import { keyRing, type MasterSecrets } from './keys.ts'

export const ACCESS_TOKEN_SECONDS = 3600
const AUDIENCE = 'rest'

export async function issueAccessToken(
  secrets: MasterSecrets,
  sessionUid: string,
  userUid: string,
  now: number,
): Promise<string> {
  const { current } = await keyRing(secrets, 'accessToken')
  const issuedAtSeconds = Math.floor(now / 1000)
  return new SignJWT({ sid: sessionUid })
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: current.kid })
    .setSubject(userUid)
    .setAudience(AUDIENCE)
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(issuedAtSeconds + ACCESS_TOKEN_SECONDS)
    .setJti(crypto.randomUUID())
    .sign(current.key)
}

/** The session that a token names and when the token ends; null when it is none of ours or over. */
export async function readAccessToken(
  secrets: MasterSecrets,
  token: string,
  now: number,
): Promise<{ sessionUid: string; expiresAt: number } | null> {
  const ring = await keyRing(secrets, 'accessToken')
  try {
    const { payload } = await jwtVerify(
      token,
      (header) => {
        const found = ring.find(header.kid ?? '')
        if (found === null) throw new JOSEError('The token was signed with a key that is not in use.')
        return found.key
      },
      { algorithms: ['HS256'], audience: AUDIENCE, typ: 'at+jwt', currentDate: new Date(now) },
    )
    if (typeof payload.sid !== 'string' || payload.exp === undefined) return null
    return { sessionUid: payload.sid, expiresAt: payload.exp * 1000 }
  } catch (error) {
    if (error instanceof JOSEError) return null
    throw error
  }
}
